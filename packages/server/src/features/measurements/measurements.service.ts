// The measurements of a study: read out of its structured reports, and saved as the next one. The archive decides who was first.
import type { Measurement, SaveMeasurements, StudyMeasurements } from '@lumenbox/contract';
import { type DataSet, firstNumber, readMeasurements, tags } from '@lumenbox/dicom';
import type { Caller } from '../../access/index.ts';
import {
  type Archive,
  type ReferencedImage,
  readStoredHeader,
  type StoredDocument,
  selectDocuments,
  selectReferencedImages,
  selectStoredInstance,
} from '../../archive/index.ts';
import type { AuditEntry } from '../../audit/index.ts';
import type { PatientsTable, StudiesTable } from '../../platform/database/index.ts';
import { failure } from '../../platform/errors.ts';
import type { StudyDeps } from '../studies/index.ts';
import { deviceUid, encodeMeasurementReport, measurementSeriesUid } from './measurement-report.ts';
import { presentMeasurement, reportedMeasurement } from './measurements.present.ts';

/**
 * Stores an instance that the server made, with its entry in the audit trail; `differs` when the archive has other bytes under its SOP
 * Instance UID, which stay whatever the realm's rule is.
 */
export type StoreMade = (
  caller: Caller,
  made: { record: PatientsTable; bytes: Uint8Array; audit: AuditEntry },
) => Promise<'stored' | 'differs'>;

/** What work on measurements needs. */
export type MeasurementDeps = StudyDeps & { readonly archive: Archive; readonly storeMade: StoreMade };

/** Documents of a study that are looked through for measurements, and reports of others that are opened. */
const documentsMax = 2000;
const pageSize = 200;
const othersMax = 50;

/** What a study has. */
export async function listMeasurements(
  deps: MeasurementDeps,
  caller: Caller,
  study: StudiesTable,
): Promise<StudyMeasurements> {
  const { kept, others } = await readReports(deps, caller, study);
  deps.audit.recordRead(caller.origin, {
    event: 'measurement.listed',
    object: { type: 'study', id: study.id },
  });
  return present(kept, others);
}

/**
 * Saves what a study is to have from now on. Throws `validation` for images that the study has not, and `conflict` when somebody has
 * saved since.
 */
export async function saveMeasurements(
  deps: MeasurementDeps,
  caller: Caller,
  options: { patient: PatientsTable; study: StudiesTable; input: SaveMeasurements },
): Promise<StudyMeasurements> {
  const { patient, study, input } = options;
  const { kept, others } = await readReports(deps, caller, study);
  if ((kept?.sopInstanceUid ?? null) !== input.version) throw newerVersion();
  const images = await imagesOf(deps, caller, study, input.measurements);
  const [first] = images.values();
  const image = first === undefined ? kept?.dataSet : await headerOf(deps, caller, first.id);
  // There is nothing to save, and nothing to take the place of.
  if (image === undefined) return present(kept, others);
  const { bytes, sopInstanceUid } = encodeMeasurementReport({
    image,
    studyInstanceUid: study.study_instance_uid ?? '',
    before: input.version,
    instanceNumber: (kept?.number ?? 0) + 1,
    observer: observerOf(caller, patient),
    measurements: input.measurements.map((one) =>
      reportedMeasurement(one, images.get(one.sop_instance_uid)?.sop_class_uid ?? ''),
    ),
    images: new Map(
      [...images].map(([uid, { series_instance_uid, number_of_frames }]) => [
        uid,
        { seriesInstanceUid: series_instance_uid, isMultiFrame: number_of_frames > 1 },
      ]),
    ),
    now: deps.clock.now(),
  });
  const audit = {
    event: 'measurement.saved',
    object: { type: 'study', id: study.id },
    details: { count: input.measurements.length, sop_instance_uid: sopInstanceUid },
  } as const;
  if ((await deps.storeMade(caller, { record: patient, bytes, audit })) === 'differs') throw newerVersion();
  return { version: sopInstanceUid, measurements: input.measurements, others };
}

function newerVersion() {
  return failure.conflict(
    'Somebody has saved measurements of this study since they were read. Read them again, and save yours with them.',
  );
}

/** The report that is kept for a study here. */
interface KeptReport {
  readonly sopInstanceUid: string;
  readonly number: number;
  readonly dataSet: DataSet;
  readonly measurements: readonly Measurement[];
}

function present(kept: KeptReport | undefined, others: readonly Measurement[]): StudyMeasurements {
  return {
    version: kept?.sopInstanceUid ?? null,
    measurements: [...(kept?.measurements ?? [])],
    others: [...others],
  };
}

async function readReports(
  deps: MeasurementDeps,
  caller: Caller,
  study: StudiesTable,
): Promise<{ kept: KeptReport | undefined; others: Measurement[] }> {
  const ownSeries = measurementSeriesUid(study.study_instance_uid ?? '');
  const documents = await documentsOf(deps, caller, study);
  // Newest first; those before it are its history.
  const newest = documents.find((document) => document.series_instance_uid === ownSeries);
  const foreign = documents.filter((document) => document.series_instance_uid !== ownSeries);
  const others: Measurement[] = [];
  for (const document of foreign.slice(0, othersMax)) {
    const dataSet = await headerOf(deps, caller, document.id);
    if (dataSet !== undefined) others.push(...readMeasurements(dataSet).map(presentMeasurement));
  }
  const dataSet = newest && (await headerOf(deps, caller, newest.id));
  const kept =
    newest === undefined || dataSet === undefined
      ? undefined
      : {
          sopInstanceUid: newest.sop_instance_uid,
          dataSet,
          number: firstNumber(dataSet, tags.InstanceNumber) ?? 0,
          measurements: readMeasurements(dataSet).map(presentMeasurement),
        };
  return { kept, others };
}

/** Structured reports with coordinates on images (PS3.4 B.5): Comprehensive, Comprehensive 3D, Extensible. */
const classes: ReadonlySet<string> = new Set(
  ['88.33', '88.34', '88.35'].map((end) => `1.2.840.10008.5.1.4.1.1.${end}`),
);

async function documentsOf(
  deps: MeasurementDeps,
  { scope }: Caller,
  { id: studyId }: StudiesTable,
): Promise<StoredDocument[]> {
  const found: StoredDocument[] = [];
  for (let offset = 0; offset < documentsMax; offset += pageSize) {
    const page = await selectDocuments(deps.database.kysely, scope, { studyId, offset, limit: pageSize });
    found.push(...page.filter(({ sop_class_uid }) => classes.has(sop_class_uid)));
    if (page.length < pageSize) break;
  }
  return found;
}

/** Undefined when it is gone by now. */
async function headerOf(deps: MeasurementDeps, { scope }: Caller, id: string): Promise<DataSet | undefined> {
  const instance = await selectStoredInstance(deps.database.kysely, scope, { id });
  return instance && (await readStoredHeader(deps.archive, instance)).dataSet;
}

async function imagesOf(
  deps: MeasurementDeps,
  { scope }: Caller,
  { id: studyId }: StudiesTable,
  measurements: readonly Measurement[],
): Promise<Map<string, ReferencedImage>> {
  const sopInstanceUids = [...new Set(measurements.map(({ sop_instance_uid }) => sop_instance_uid))];
  const found = await selectReferencedImages(deps.database.kysely, scope, { studyId, sopInstanceUids });
  const images = new Map(found.map((image) => [image.sop_instance_uid, image]));
  const errors: Record<string, string[]> = {};
  for (const [index, { sop_instance_uid, frame_number }] of measurements.entries()) {
    const image = images.get(sop_instance_uid);
    if (image === undefined)
      errors[`measurements.${index}.sop_instance_uid`] = ['The study has no image with this UID.'];
    else if (frame_number > image.number_of_frames)
      errors[`measurements.${index}.frame_number`] = ['The image has no such frame.'];
  }
  if (Object.keys(errors).length > 0) throw failure.validation(errors);
  return images;
}

/** As DICOM writes names (PS3.5 6.2.1): the last word is the family's, as far as one can tell. */
function personName(name: string): string {
  const words = name.slice(0, 60).split(/\s+/);
  return `${words.at(-1)}^${words.slice(0, -1).join(' ')}`;
}

/** A case names nobody: there the device stands for its reader. */
function observerOf({ origin }: Caller, patient: PatientsTable) {
  const name = (origin.actor.name ?? '').replaceAll(/[\\^=\p{Cc}]/gu, ' ').trim();
  return patient.kind === 'case' || name === ''
    ? ({ kind: 'device', uid: deviceUid } as const)
    : ({ kind: 'person', name: personName(name) } as const);
}
