// What a case's profile would do to a file of this computer, shown before anything is sent: the engine itself, with a key of its own that
// nobody keeps. UIDs and moved dates are therefore others than those of the case.
import type { CaseProfile, DeidentificationPreview } from '@lumenbox/contract';
import { DicomError, firstString, tags } from '@lumenbox/dicom';
import { previewDeidentification } from '@lumenbox/dicom/deidentify';
import { readHeaderOf } from './deidentify-here.ts';
import { engineProfileOf } from './engine-profile.ts';
import { firstFrameOf } from './first-frame.ts';

/** What would go of a file. */
export interface PreviewHere {
  readonly preview: DeidentificationPreview;
  /** Its first frame, where it can be shown without a codec. */
  readonly picture: Blob | undefined;
  /** The profile has text read in its pixels, which the server does. */
  readonly isTextReadLater: boolean;
}

/** Tries it. `undefined` for a file that cannot be read as an instance. */
export async function previewHere(file: Blob, ofCase: CaseProfile): Promise<PreviewHere | undefined> {
  try {
    const header = await readHeaderOf(file);
    if (header === 'zip') return undefined;
    const { label, profile, today } = ofCase;
    const key = crypto.getRandomValues(new Uint8Array(32));
    const done = previewDeidentification(header, { label, key, profile: engineProfileOf(profile), today });
    const { image, reasons, changes } = done;
    return {
      preview: {
        sop_instance_uid: firstString(header.dataSet, tags.SOPInstanceUID) ?? '',
        reasons: [...reasons],
        changes: [...changes],
        image: image === undefined ? null : { ...image, boxes: [...image.boxes], text_frames_read: null },
        is_whole: done.isWhole,
      },
      picture: await firstFrameOf(file, header),
      isTextReadLater: done.recognition !== 'off',
    };
  } catch (error) {
    if (error instanceof DicomError) return undefined;
    throw error;
  }
}
