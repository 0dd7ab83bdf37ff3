// The end of an upload, however its files came: what it came to, and which studies can be looked at now.
import { markViewable } from '../features/studies/index.ts';
import { finishUpload, type OpenUpload, type UploadCounts } from '../features/uploads/index.ts';
import type { IngestDeps } from './ingest-instance.ts';

/**
 * Says how an upload ended, and that its studies can be looked at unless others still send for them. `studies`: when
 * the last image came for each.
 */
export async function closeUpload(
  deps: IngestDeps,
  upload: OpenUpload,
  ending: {
    studies: ReadonlyMap<string, string>;
    counts: UploadCounts;
    status: 'complete' | 'failed';
  },
): Promise<void> {
  const { studies, counts, status } = ending;
  await deps.database.transaction(async (trx) => {
    await markViewable(trx, upload.scope, studies);
    await finishUpload(deps, trx, upload, { status, counts });
  });
}
