// Saves what people say of a study's images as its next document. The archive decides who was first.
import type { AuditEventName } from '@lumenbox/contract';
import type { ElementInput } from '@lumenbox/dicom';
import type { Caller } from '../../access/index.ts';
import { type ReferencedImage, selectReferencedImages } from '../../archive/index.ts';
import type { PatientsTable, StudiesTable } from '../../platform/database/index.ts';
import { failure } from '../../platform/errors.ts';
import { type DocumentDeps, headerOf, type KeptDocument } from './document-work.ts';
import { type DocumentKind, encodeDocument } from './made-document.ts';

/** A place on an image, as the API names it; null: all frames of it. */
interface NamedPlace {
  readonly sop_instance_uid: string;
  readonly frame_number: number | null;
}

/** A document to be saved in the place of the one before. */
export interface NextDocument {
  readonly kind: DocumentKind;
  readonly patient: PatientsTable;
  readonly study: StudiesTable;
  /** The document that is kept by now, and the one that the sender has read. */
  readonly kept: KeptDocument | undefined;
  readonly version: string | null;
  /** What it says of which images, and the field of the request that says so. */
  readonly field: string;
  readonly places: readonly NamedPlace[];
  /** What the document says of the images that are meant. */
  content(images: ReferencedImages): readonly ElementInput[];
  readonly event: AuditEventName;
  /** Told to whom somebody was faster. */
  readonly conflict: string;
}

/** Images that a document refers to, by SOP Instance UID. */
export type ReferencedImages = ReadonlyMap<string, ReferencedImage>;

/**
 * Saves a document and gives its UID, with the images that it refers to; `undefined` when there is nothing to save and nothing to take the
 * place of. Throws `validation` for images that the study has not, and `conflict` when somebody has saved since.
 */
export async function saveDocument(
  deps: DocumentDeps,
  caller: Caller,
  next: NextDocument,
): Promise<{ sopInstanceUid: string; images: ReferencedImages } | undefined> {
  const { kind, patient, study, kept, version, field, places } = next;
  if ((kept?.sopInstanceUid ?? null) !== version) throw failure.conflict(next.conflict);
  const images = await imagesOf(deps, caller, { studyId: study.id, field, places });
  const [first] = images.values();
  const image = first === undefined ? kept?.dataSet : await headerOf(deps, caller, first.id);
  if (image === undefined) return undefined;
  const { bytes, sopInstanceUid } = encodeDocument({
    kind,
    image,
    studyInstanceUid: study.study_instance_uid ?? '',
    before: version,
    instanceNumber: (kept?.number ?? 0) + 1,
    content: next.content(images),
    now: deps.clock.now(),
  });
  const audit = {
    event: next.event,
    object: { type: 'study', id: study.id },
    details: { count: places.length, sop_instance_uid: sopInstanceUid },
  } as const;
  if ((await deps.storeMade(caller, { record: patient, bytes, audit })) === 'differs')
    throw failure.conflict(next.conflict);
  return { sopInstanceUid, images };
}

/** The images that places of a request are on, by SOP Instance UID. Throws `validation`, under the name of the field, for what the study has not. */
async function imagesOf(
  deps: DocumentDeps,
  { scope }: Caller,
  { studyId, field, places }: { studyId: string; field: string; places: readonly NamedPlace[] },
): Promise<ReferencedImages> {
  const sopInstanceUids = [...new Set(places.map(({ sop_instance_uid }) => sop_instance_uid))];
  const found = await selectReferencedImages(deps.database.kysely, scope, { studyId, sopInstanceUids });
  const images = new Map(found.map((image) => [image.sop_instance_uid, image]));
  const errors: Record<string, string[]> = {};
  for (const [index, { sop_instance_uid, frame_number }] of places.entries()) {
    const image = images.get(sop_instance_uid);
    if (image === undefined)
      errors[`${field}.${index}.sop_instance_uid`] = ['The study has no image with this UID.'];
    else if ((frame_number ?? 1) > image.number_of_frames)
      errors[`${field}.${index}.frame_number`] = ['The image has no such frame.'];
  }
  if (Object.keys(errors).length > 0) throw failure.validation(errors);
  return images;
}
