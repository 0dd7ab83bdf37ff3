// What a profile would do to an instance of a study: nothing is kept of it, neither the values nor the secret.
import { randomBytes } from 'node:crypto';
import type {
  DeidentificationPreview,
  PreviewDeidentification,
  ProfileToTry,
  ValidationErrors,
} from '@lumenbox/contract';
import type { HeaderResult } from '@lumenbox/dicom';
import { type PixelTreatment, previewDeidentification } from '@lumenbox/dicom/deidentify';
import type { Caller } from '../../access/index.ts';
import { type Archive, frameSource, readStoredHeader, selectInstanceOfStudy } from '../../archive/index.ts';
import { isUncleanable, PixelError, type PixelSource, type Pixels } from '../../pixels/index.ts';
import type { StudiesTable } from '../../platform/database/index.ts';
import { failure } from '../../platform/errors.ts';
import type { DeidentificationDeps } from './deidentification.service.ts';
import { engineProfile, profileErrors } from './profile-content.ts';

const keyBytes = 32; // HMAC-SHA256
/** Stands where a case's label would. */
const label = 'CASE';

/** Text is looked for in the frame that is shown; a film of sixty would take a minute. */
const framesRead = 1;
/** A frame takes a second or so; the threads may be busy with what comes in. */
const readingMsMax = 60_000;

/** What previews work with. */
export type PreviewDeps = DeidentificationDeps & { archive: Archive; pixels: Pixels };

/** Tries a profile on an instance of a study. Throws `validation`, when the study has no such instance too. */
export async function previewProfile(
  deps: PreviewDeps,
  caller: Pick<Caller, 'scope' | 'origin'>,
  { study, input }: { study: StudiesTable; input: PreviewDeidentification },
): Promise<DeidentificationPreview> {
  const trying = tryingProfile(input.profile, 'profile.');
  if ('errors' in trying) throw failure.validation(trying.errors);
  const sopInstanceUid = input.sop_instance_uid ?? undefined;
  const instance = await selectInstanceOfStudy(deps.database.kysely, caller.scope, {
    studyId: study.id,
    sopInstanceUid,
  });
  if (instance === undefined)
    throw failure.validation({ sop_instance_uid: ['The study has no such instance with its file here.'] });
  const header = await readStoredHeader(deps.archive, instance);
  deps.audit.recordRead(caller.origin, {
    event: 'profile.previewed',
    object: { type: 'study', id: study.id },
    details: { instance_id: instance.id },
  });
  const today = deps.clock.now().slice(0, 10).replaceAll('-', '');
  const image = { header, pixels: deps.pixels, open: () => frameSource(deps.archive, instance) };
  return { sop_instance_uid: instance.sop_instance_uid, ...(await trying.on(image, today)) };
}

/** With the places of text in the first frame, as the way into a case finds them; they hold the image, or are blanked. */
async function withText(
  pixels: Pixels,
  source: PixelSource,
  { preview, recognition }: { preview: Preview; recognition: PixelTreatment['recognition'] },
): Promise<Preview> {
  const { image, reasons } = preview;
  if (image === null) return preview;
  const signal = AbortSignal.timeout(readingMsMax);
  const { boxes } = image;
  const held = (reason: Preview['reasons'][number]) => (reasons.length === 0 ? [reason] : reasons);
  try {
    const found = await pixels.findText(source, { boxes, framesMax: framesRead, signal });
    const isHeld = recognition === 'review' && found.boxes.length > 0;
    return {
      ...preview,
      reasons: isHeld ? held('recognized-text') : reasons,
      image: { ...image, boxes: [...boxes, ...found.boxes], text_frames_read: framesRead },
    };
  } catch (error) {
    if (!signal.aborted && !(error instanceof PixelError)) throw error;
    const isBusy = signal.aborted || (error instanceof PixelError && !isUncleanable(error));
    return {
      ...preview,
      reasons: isBusy ? reasons : held('pixels-not-cleaned'),
      image: { ...image, text_frames_read: 0 },
    };
  }
}

/** What a profile would do to an instance. */
export type Preview = Omit<DeidentificationPreview, 'sop_instance_uid'>;

/** An instance to try a profile on: its pixels are opened where the profile wants text read. */
interface TriedInstance {
  readonly header: HeaderResult;
  readonly pixels: Pixels;
  open(): PixelSource;
}

/** What a profile of the public JSON would do to an instance, with the text in its first frame where that is read; or what makes it none. */
export function tryingProfile(
  input: ProfileToTry,
  prefix = '',
): { errors: ValidationErrors } | { on: (instance: TriedInstance, today: string) => Promise<Preview> } {
  const profile = engineProfile(input, { name: input.name ?? 'Preview', version: 1 });
  const errors = profileErrors({ ...profile, name: 'Preview' }, prefix);
  if (errors !== undefined) return { errors };
  return {
    on: async ({ header, pixels, open }, today) => {
      const key = randomBytes(keyBytes);
      const done = previewDeidentification(header, { profile, key, label, today });
      const { reasons, changes, image, recognition, isWhole } = done;
      const preview: Preview = {
        reasons: [...reasons],
        changes: [...changes],
        image: image === undefined ? null : { ...image, boxes: [...image.boxes], text_frames_read: null },
        is_whole: isWhole,
      };
      return recognition === 'off' ? preview : withText(pixels, open(), { preview, recognition });
    },
  };
}
