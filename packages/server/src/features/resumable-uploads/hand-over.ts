// What follows when a part is whole: somebody takes it in, and when all are, nothing more is waited for.
import type { RealmScope } from '../../access/index.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Db, ResumableUploadsTable } from '../../platform/database/index.ts';
import { setUploadStatus } from '../uploads/index.ts';
import { enqueueReceiving } from './receive-parts.job.ts';
import { updateResumable } from './resumable-uploads.store.ts';
import { countStates } from './upload-parts.store.ts';

/** Hands a whole part over, in the transaction that made it so. */
export async function handOver(
  deps: { clock: Clock },
  trx: Db,
  scope: RealmScope,
  upload: ResumableUploadsTable,
): Promise<void> {
  if (upload.has_job === 0) {
    await updateResumable(trx, scope, upload.id, { has_job: 1 });
    await enqueueReceiving(trx, deps, upload);
  }
  const counts = await countStates(trx, scope, upload.id);
  if (counts.whole + counts.received < upload.part_count) return;
  await setUploadStatus(trx, scope, { id: upload.id, status: 'processing', now: deps.clock.now() });
}
