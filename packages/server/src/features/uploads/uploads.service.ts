// Reading uploads: what came in, and what became of each file.
import type { FileOutcome, ShownFiles, Upload } from '@lumenbox/contract';
import type { Caller, RealmScope } from '../../access/index.ts';
import type { Audit } from '../../audit/index.ts';
import type { Database, UploadsTable } from '../../platform/database/index.ts';
import { failure } from '../../platform/errors.ts';
import { selectUploadFiles, selectUploadStudies, selectUploads } from './list-uploads.store.ts';
import { presentUpload } from './uploads.present.ts';
import { selectUpload } from './uploads.store.ts';

/** What the service needs. */
export interface UploadsDeps {
  database: Database;
  audit: Audit;
}

/** Files and studies shown of one upload: more than any real one has, and a bound on an answer. */
const filesMax = 200_000;
/** What somebody should look at. */
const problemOutcomes: readonly FileOutcome[] = ['rejected', 'held'];
/** Files and studies shown of each upload in a list. */
const filesInListMax = 100;

/** An upload as it stands, for whoever has just made it. `undefined` when the realm has none of that id. */
export async function loadUpload(
  deps: Pick<UploadsDeps, 'database'>,
  scope: RealmScope,
  id: string,
): Promise<Upload | undefined> {
  const row = await selectUpload(deps.database.kysely, scope, id);
  return row === undefined ? undefined : present(deps, scope, row, { limit: filesMax });
}

/** Says what became of an upload. Throws `notFound`. */
export async function showUpload(
  deps: UploadsDeps,
  caller: Caller,
  row: UploadsTable,
  files: ShownFiles,
): Promise<Upload> {
  deps.audit.recordRead(caller.origin, { event: 'upload.read', object: { type: 'upload', id: row.id } });
  return present(deps, caller.scope, row, { limit: filesMax, files });
}

/** Finds an upload of the caller's realm. Throws `notFound`. */
export async function findUpload(deps: UploadsDeps, caller: Caller, id: string): Promise<UploadsTable> {
  const row = await selectUpload(deps.database.kysely, caller.scope, id);
  if (row === undefined) throw failure.notFound();
  return row;
}

/** A page of uploads, newest first. */
export async function listUploads(
  deps: UploadsDeps,
  caller: Caller,
  page: { number: number; offset: number; limit: number },
): Promise<{ rows: Upload[]; total: number }> {
  const { rows, total } = await selectUploads(deps.database.kysely, caller.scope, page);
  deps.audit.recordRead(caller.origin, {
    event: 'upload.listed',
    details: { page: page.number, count: rows.length },
  });
  const presented = rows.map((row) => present(deps, caller.scope, row, { limit: filesInListMax }));
  return { rows: await Promise.all(presented), total };
}

async function present(
  deps: Pick<UploadsDeps, 'database'>,
  scope: RealmScope,
  row: UploadsTable,
  { limit, files: shown = 'all' }: { limit: number; files?: ShownFiles },
): Promise<Upload> {
  const db = deps.database.kysely;
  const outcomes = shown === 'problems' ? problemOutcomes : undefined;
  const [studies, files] = await Promise.all([
    selectUploadStudies(db, scope, { uploadId: row.id, limit }),
    shown === 'none' ? [] : selectUploadFiles(db, scope, { uploadId: row.id, limit, outcomes }),
  ]);
  return presentUpload(row, { studies, files });
}
