// The files of reports: kept as objects, removed as objects. That they are PDFs is not the archive's matter.
import type { RealmScope } from '../access/index.ts';
import type { Clock } from '../platform/clock.ts';
import type { Db } from '../platform/database/index.ts';
import { newId } from '../platform/ids.ts';
import { addSmallObjects, dropObjects } from './archive.ts';
import type { KeptPiece } from './piece-writer.ts';
import { deleteReportFiles, insertReportFile } from './report-files.store.ts';

/** Adds a file to a study that the transaction has locked, and gives its id; what it belongs to is written in the same transaction. */
export async function addReportFile(
  trx: Db,
  deps: { clock: Clock },
  scope: RealmScope,
  { studyId, file }: { studyId: string; file: KeptPiece },
): Promise<string> {
  const id = newId();
  await addSmallObjects(trx, [file]);
  await insertReportFile(trx, scope, {
    id,
    study_id: studyId,
    object_key: file.key,
    size_bytes: file.sizeBytes,
    sha256: file.sha256,
    created_at: deps.clock.now(),
  });
  return id;
}

/** Removes files: their rows now, the objects by a job of the same transaction. */
export async function removeReportFiles(
  trx: Db,
  deps: { clock: Clock },
  scope: RealmScope,
  ids: readonly string[],
): Promise<void> {
  await dropObjects(trx, deps, scope, await deleteReportFiles(trx, scope, { ids }));
}
