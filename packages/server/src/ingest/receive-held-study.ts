// The work of a decision about held images: they take the way in once more, now for the patient whom somebody named.
import { grantScope, type RealmScope } from '../access/index.ts';
import { selectHeldOfStudy, updateHeldState } from '../archive/index.ts';
import { jobOrigin } from '../audit/index.ts';
import { assignHeldStudyJob } from '../features/inbox/index.ts';
import { selectRecord } from '../features/patients/index.ts';
import { handleJob, type JobHandler } from '../jobs/index.ts';
import type { RealmId } from '../platform/ids.ts';
import type { Logger } from '../platform/log.ts';
import type { IncomingFile } from './incoming-file.ts';
import type { IngestDeps } from './ingest-instance.ts';
import { receiveUpload } from './receive-upload.ts';

/** Rows read at once. */
const pageSize = 500;

/**
 * The job's work. Whatever finds its place leaves the inbox in the transaction that stores it, so that a run that was
 * killed goes on where it stopped. What stays behind waits again.
 */
export function receiveHeldStudy(deps: IngestDeps & { log: Logger }): JobHandler {
  const release = async (scope: RealmScope, id: string) => {
    const change = { id, from: 'assigning', to: 'waiting', now: deps.clock.now() } as const;
    await updateHeldState(deps.database.kysely, scope, change);
  };
  type Decision = { realmId: string; heldStudyId: string; patientId: string };
  const receive = async ({ realmId, heldStudyId, patientId }: Decision, signal: AbortSignal) => {
    const scope = grantScope(realmId as RealmId, 'job');
    const record = await selectRecord(deps.database.kysely, scope, patientId);
    if (record !== undefined) {
      const request = {
        scope,
        origin: jobOrigin(scope.realmId),
        target: { kind: 'record', record },
        acceptMismatch: true,
        source: 'inbox',
      } as const;
      // The upload says what failed; the images are still held, and somebody may decide again.
      await receiveUpload(deps, request, heldFiles(deps, scope, { heldStudyId, signal })).catch((error) =>
        deps.log.error({ err: error, heldStudyId }, 'inbox.assign-failed'),
      );
    }
    await release(scope, heldStudyId);
  };
  // Somebody may decide again.
  return handleJob(assignHeldStudyJob, receive, ({ realmId, heldStudyId }) =>
    release(grantScope(realmId as RealmId, 'job'), heldStudyId),
  );
}

async function* heldFiles(
  deps: IngestDeps,
  scope: RealmScope,
  { heldStudyId, signal }: { heldStudyId: string; signal: AbortSignal },
): AsyncIterable<IncomingFile> {
  for (let afterId = ''; ; ) {
    const options = { heldStudyId, afterId, limit: pageSize };
    const page = await selectHeldOfStudy(deps.database.kysely, scope, options);
    for (const row of page) {
      signal.throwIfAborted();
      const bytes = await deps.archive.open(row.object_key);
      yield { name: `${row.sop_instance_uid}.dcm`, bytes, isExpected: true, heldSha256: row.sha256 };
      afterId = row.id;
    }
    if (page.length < pageSize) return;
  }
}
