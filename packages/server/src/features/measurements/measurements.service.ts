// The measurements of a study: read out of its structured reports, and saved as the next one. The archive decides who was first.
import type { Measurement, SaveMeasurements, StudyMeasurements } from '@lumenbox/contract';
import {
  comprehensiveSrSopClass,
  type ElementInput,
  measurementReportElements,
  readMeasurements,
} from '@lumenbox/dicom';
import type { Caller } from '../../access/index.ts';
import { type StoredDocument, selectDocuments } from '../../archive/index.ts';
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
import { presentMeasurement, reportedMeasurement } from './measurements.present.ts';

const measurementReport: DocumentKind = {
  name: 'measurements',
  sopClassUid: comprehensiveSrSopClass,
  modality: 'SR',
  seriesNumber: 9001,
  seriesDescription: 'Measurements',
};

/** Documents of a study that are looked through for measurements, and reports of others that are opened. */
const documentsMax = 2000;
const pageSize = 200;
const othersMax = 50;

/** What a study has. */
export async function listMeasurements(
  deps: DocumentDeps,
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
  deps: DocumentDeps,
  caller: Caller,
  options: { patient: PatientsTable; study: StudiesTable; input: SaveMeasurements },
): Promise<StudyMeasurements> {
  const { patient, study, input } = options;
  const { kept, others } = await readReports(deps, caller, study);
  const saved = await saveDocument(deps, caller, {
    kind: measurementReport,
    patient,
    study,
    kept,
    version: input.version,
    field: 'measurements',
    places: input.measurements,
    content: (images) => contentOf(caller, options, images),
    event: 'measurement.saved',
    conflict:
      'Somebody has saved measurements of this study since they were read. Read them again, and save yours with them.',
  });
  if (saved === undefined) return present(kept, others);
  return { version: saved.sopInstanceUid, measurements: input.measurements, others };
}

/** What the report says. */
function contentOf(
  caller: Caller,
  { patient, study, input }: { patient: PatientsTable; study: StudiesTable; input: SaveMeasurements },
  images: ReferencedImages,
): ElementInput[] {
  return [
    { tag: 'CompletionFlag', value: 'PARTIAL' },
    { tag: 'VerificationFlag', value: 'UNVERIFIED' },
    { tag: 'PerformedProcedureCodeSequence', value: [] },
    ...measurementReportElements({
      studyInstanceUid: study.study_instance_uid ?? '',
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
    }),
  ];
}

/** The report that is kept for a study here. */
type KeptReport = KeptDocument & { readonly measurements: readonly Measurement[] };

function present(kept: KeptReport | undefined, others: readonly Measurement[]): StudyMeasurements {
  return {
    version: kept?.sopInstanceUid ?? null,
    measurements: [...(kept?.measurements ?? [])],
    others: [...others],
  };
}

async function readReports(
  deps: DocumentDeps,
  caller: Caller,
  study: StudiesTable,
): Promise<{ kept: KeptReport | undefined; others: Measurement[] }> {
  const ownSeries = ownSeriesUid(measurementReport, study.study_instance_uid ?? '');
  const documents = await documentsOf(deps, caller, study);
  // Newest first; those before it are its history.
  const newest = documents.find((document) => document.series_instance_uid === ownSeries);
  const foreign = documents.filter((document) => document.series_instance_uid !== ownSeries);
  const others: Measurement[] = [];
  for (const document of foreign.slice(0, othersMax)) {
    const dataSet = await headerOf(deps, caller, document.id);
    if (dataSet !== undefined) others.push(...readMeasurements(dataSet).map(presentMeasurement));
  }
  const document = await keptDocument(deps, caller, newest);
  const kept = document && {
    ...document,
    measurements: readMeasurements(document.dataSet).map(presentMeasurement),
  };
  return { kept, others };
}

/** Structured reports with coordinates on images (PS3.4 B.5): Comprehensive, Comprehensive 3D, Extensible. */
const classes: ReadonlySet<string> = new Set(
  ['88.33', '88.34', '88.35'].map((end) => `1.2.840.10008.5.1.4.1.1.${end}`),
);

async function documentsOf(
  deps: DocumentDeps,
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
