// Writes down what became of an upload's files, in the transactions that make it so.
import type { FileOutcome, UploadFile } from '@lumenbox/contract';
import type { RealmScope } from '../../access/index.ts';
import type { Audit, Origin } from '../../audit/index.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Db } from '../../platform/database/index.ts';
import {
  addUploadCounts,
  ensureUploadRow,
  insertUploadFiles,
  insertUploadStudies,
  selectUpload,
  setUploadStatus,
  type UploadCounts,
} from './uploads.store.ts';

/** An upload under way. Its row comes to be with the first file that is written down. */
export interface OpenUpload {
  readonly id: string;
  readonly scope: RealmScope;
  readonly origin: Origin;
  /** The patient or case that was named. */
  readonly patientId: string | null;
  /** How it comes in: `http`, `tus`, `import`, `demo`. */
  readonly source: string;
  readonly createdAt: string;
}

/** What became of one file. */
export interface RecordedFile extends UploadFile {
  /** Its place among the upload's files, from 0. */
  readonly position: number;
  readonly study_id: string | null;
}

/** Names of files are texts from outside: kept, cut, and never used as paths. */
const nameCharactersMax = 1000;

/** Writes files down and counts them, each once. */
export async function recordFiles(
  deps: { clock: Clock },
  trx: Db,
  upload: OpenUpload,
  files: readonly RecordedFile[],
): Promise<void> {
  const { scope, id } = upload;
  const now = deps.clock.now();
  const { patient_id } = await beginUpload(trx, upload);
  // Of a patient that was deleted meanwhile nothing is kept but how many files came.
  const isForgotten = upload.patientId !== null && patient_id === null;
  const positions = await insertUploadFiles(
    trx,
    files.map((file) => ({
      position: file.position,
      outcome: file.outcome,
      reason: file.reason,
      study_id: file.study_id,
      name: isForgotten ? '' : printableName(file.name),
      sop_instance_uid: isForgotten ? null : file.sop_instance_uid,
      upload_id: id,
      realm_id: scope.realmId,
    })),
  );
  const added = files.filter((file) => positions.has(file.position));
  await Promise.all([
    insertUploadStudies(trx, scope, {
      uploadId: id,
      studyIds: files.flatMap((file) => file.study_id ?? []),
    }),
    addUploadCounts(trx, scope, { id, counts: countOutcomes(added), now }),
  ]);
}

/** Says how an upload ended whose files came in several goes, by what was counted of it. */
export async function finishCountedUpload(
  deps: { clock: Clock; audit: Audit },
  trx: Db,
  upload: OpenUpload,
  status: 'complete' | 'failed',
): Promise<void> {
  const row = await selectUpload(trx, upload.scope, upload.id);
  const { received = 0, stored = 0, duplicate = 0, rejected = 0, held = 0 } = row ?? {};
  const counts = { received, stored, duplicate, rejected, held };
  await finishUpload(deps, trx, upload, { status, counts });
}

/** Says how an upload ended, with one line in the audit trail. */
export async function finishUpload(
  deps: { clock: Clock; audit: Audit },
  trx: Db,
  upload: OpenUpload,
  ending: { status: 'complete' | 'failed'; counts: UploadCounts },
): Promise<void> {
  await beginUpload(trx, upload);
  await setUploadStatus(trx, upload.scope, { id: upload.id, status: ending.status, now: deps.clock.now() });
  await deps.audit.record(trx, upload.origin, {
    event: 'imaging.received',
    object: { type: 'upload', id: upload.id },
    details: { ...ending.counts, status: ending.status, source: upload.source },
  });
}

/** Adds an upload's row, which otherwise comes to be with its first file; nothing happens when it is there. */
export function beginUpload(trx: Db, upload: OpenUpload): Promise<{ patient_id: string | null }> {
  return ensureUploadRow(trx, {
    id: upload.id,
    realm_id: upload.scope.realmId,
    patient_id: upload.patientId,
    status: 'receiving',
    source: upload.source,
    received: 0,
    stored: 0,
    duplicate: 0,
    rejected: 0,
    held: 0,
    created_at: upload.createdAt,
    updated_at: upload.createdAt,
  });
}

/** How many files came to what. What is ignored was never asked for and counts nowhere. */
export function countOutcomes(files: readonly { outcome: FileOutcome }[]): UploadCounts {
  const of = (outcome: FileOutcome) => files.filter((file) => file.outcome === outcome).length;
  return {
    received: files.length - of('ignored'),
    stored: of('stored'),
    duplicate: of('duplicate'),
    rejected: of('rejected'),
    held: of('held'),
  };
}

function printableName(name: string): string {
  return [...name.replace(/\p{Cc}/gu, '\u{fffd}')].slice(0, nameCharactersMax).join('');
}
