// The key images of a study: read out of its key object selections, and saved as the next one. The archive decides who was first.
import type { KeyImage, OthersKeyImage, SaveKeyImages, StudyKeyImages } from '@lumenbox/contract';
import {
  type ElementInput,
  type KeyImageReference,
  keyObjectElements,
  keyObjectSopClass,
  readKeyObjectSelection,
} from '@lumenbox/dicom';
import type { Caller } from '../../access/index.ts';
import { selectKeyObjects, selectReferencedImages } from '../../archive/index.ts';
import type { PatientsTable, StudiesTable } from '../../platform/database/index.ts';
import {
  type DocumentDeps,
  type DocumentKind,
  headerOf,
  type KeptDocument,
  keptDocument,
  observerOf,
  ownSeriesUid,
  type ReferencedImages,
  saveDocument,
} from '../made-documents/index.ts';

const keyObjects: DocumentKind = {
  name: 'key images',
  sopClassUid: keyObjectSopClass,
  modality: 'KO',
  seriesNumber: 9002,
  seriesDescription: 'Key images',
};

/** Selections of other programs that are opened: a reader makes a few of a study. */
const othersMax = 50;

/** What a study has. */
export async function listKeyImages(
  deps: DocumentDeps,
  caller: Caller,
  study: StudiesTable,
): Promise<StudyKeyImages> {
  const { kept, images, others } = await readSelections(deps, caller, study);
  deps.audit.recordRead(caller.origin, {
    event: 'key_image.listed',
    object: { type: 'study', id: study.id },
  });
  return { version: kept?.sopInstanceUid ?? null, images, others };
}

/**
 * Saves which images are marked from now on. Throws `validation` for images that the study has not, and `conflict` when somebody has
 * saved since.
 */
export async function saveKeyImages(
  deps: DocumentDeps,
  caller: Caller,
  options: { patient: PatientsTable; study: StudiesTable; input: SaveKeyImages },
): Promise<StudyKeyImages> {
  const { patient, study, input } = options;
  const { kept, images: before, others } = await readSelections(deps, caller, study);
  const saved = await saveDocument(deps, caller, {
    kind: keyObjects,
    patient,
    study,
    kept,
    version: input.version,
    field: 'images',
    places: input.images,
    content: (images) => contentOf(caller, options, images),
    event: 'key_image.saved',
    conflict:
      'Somebody has marked key images of this study since they were read. Read them again, and save yours with them.',
  });
  if (saved === undefined) return { version: input.version, images: before, others };
  const { sopInstanceUid: version, images } = saved;
  return { version, images: withFrames(referencesOf(input, images), images), others };
}

/** What the selection says. */
function contentOf(
  caller: Caller,
  { patient, study, input }: { patient: PatientsTable; study: StudiesTable; input: SaveKeyImages },
  images: ReferencedImages,
): ElementInput[] {
  const studyInstanceUid = study.study_instance_uid ?? '';
  return keyObjectElements({
    studyInstanceUid,
    observer: observerOf(caller, patient),
    images: referencesOf(input, images).map((reference) => ({
      ...reference,
      seriesInstanceUid: images.get(reference.sopInstanceUid)?.series_instance_uid,
    })),
    before:
      input.version === null
        ? undefined
        : {
            sopInstanceUid: input.version,
            seriesInstanceUid: ownSeriesUid(keyObjects, studyInstanceUid),
          },
  });
}

/** One reference an image, with its frames; frames are told of those alone that have several (PS3.3 Table 10-3). */
function referencesOf(input: SaveKeyImages, images: ReferencedImages): KeyImageReference[] {
  const marked = Map.groupBy(input.images, ({ sop_instance_uid }) => sop_instance_uid);
  return [...marked].map(([sopInstanceUid, marks]) => {
    const image = images.get(sopInstanceUid);
    const isWhole = image?.number_of_frames === 1 || marks.some(({ frame_number }) => frame_number === null);
    const frames = new Set(marks.flatMap(({ frame_number }) => frame_number ?? []));
    return {
      sopClassUid: image?.sop_class_uid ?? '',
      sopInstanceUid,
      frameNumbers: isWhole ? [] : [...frames].sort((a, b) => a - b),
    };
  });
}

async function readSelections(
  deps: DocumentDeps,
  caller: Caller,
  study: StudiesTable,
): Promise<{ kept: KeptDocument | undefined; images: KeyImage[]; others: OthersKeyImage[] }> {
  const ownSeries = ownSeriesUid(keyObjects, study.study_instance_uid ?? '');
  const { kysely } = deps.database;
  const page = { studyId: study.id, limit: othersMax };
  const [newest] = await selectKeyObjects(kysely, caller.scope, { ...page, limit: 1, ofSeries: ownSeries });
  const foreign = await selectKeyObjects(kysely, caller.scope, { ...page, notOfSeries: ownSeries });
  const kept = await keptDocument(deps, caller, newest);
  const own = kept && readKeyObjectSelection(kept.dataSet);
  const theirs = await Promise.all(
    foreign.map(async ({ id }) => {
      const dataSet = await headerOf(deps, caller, id);
      return dataSet && readKeyObjectSelection(dataSet);
    }),
  );
  const selections = theirs.filter((selection) => selection !== undefined);
  const references = [own, ...selections].flatMap((selection) => selection?.images ?? []);
  const sopInstanceUids = [...new Set(references.map(({ sopInstanceUid }) => sopInstanceUid))];
  const found = await selectReferencedImages(kysely, caller.scope, { studyId: study.id, sopInstanceUids });
  const images = new Map(found.map((image) => [image.sop_instance_uid, image]));
  return {
    kept,
    images: withFrames(own?.images ?? [], images),
    others: selections.flatMap(({ title, description, images: marked }) =>
      withFrames(marked, images).map((image) => ({
        ...image,
        title: title || null,
        description: description || null,
      })),
    ),
  };
}

/** The images that the study has, each frame that is meant by itself; null: all frames of several. */
function withFrames(references: readonly KeyImageReference[], images: ReferencedImages): KeyImage[] {
  return references.flatMap(({ sopInstanceUid, frameNumbers }): KeyImage[] => {
    const image = images.get(sopInstanceUid);
    if (image === undefined) return [];
    if (image.number_of_frames === 1) return [{ sop_instance_uid: sopInstanceUid, frame_number: 1 }];
    if (frameNumbers.length === 0) return [{ sop_instance_uid: sopInstanceUid, frame_number: null }];
    return frameNumbers.map((frame) => ({ sop_instance_uid: sopInstanceUid, frame_number: frame }));
  });
}
