// What is to be done when a part is whole. The work is the way in's.
import { z } from 'zod';
import { defineJob, enqueueJob } from '../../jobs/index.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Db } from '../../platform/database/index.ts';

/** Takes in the next whole part of an upload. One an upload at a time. */
export const receivePartsJob = defineJob({
  kind: 'uploads.receive-parts',
  version: 1,
  payload: z.object({ realmId: z.string(), uploadId: z.string() }),
  // A full disk is emptied within a day. Then the upload fails.
  attemptsMax: 30,
  // The largest zip on a slow disk.
  timeoutMs: 6 * 3_600_000,
  // One keeps the disk busy; the others' turn comes behind each part.
  atOnceMax: 1,
});

/** Has the next whole part taken in. */
export async function enqueueReceiving(
  trx: Db,
  deps: { clock: Clock },
  upload: { id: string; realm_id: string },
): Promise<void> {
  const payload = { realmId: upload.realm_id, uploadId: upload.id };
  await enqueueJob(trx, deps, receivePartsJob, payload, { uniqueKey: upload.id });
}
