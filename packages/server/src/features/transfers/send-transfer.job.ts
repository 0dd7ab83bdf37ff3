// A transfer at work: what is not told yet goes over one association, for a while; then the next job goes on with the rest.
import { z } from 'zod';
import { grantScope, type RealmScope } from '../../access/index.ts';
import { type StoredObject, selectObjectsOfStudy } from '../../archive/index.ts';
import { AssociationFailure, type Destination, openAssociation } from '../../associations/index.ts';
import { jobOrigin } from '../../audit/index.ts';
import { defineJob, enqueueJob, handleJob, type JobHandler } from '../../jobs/index.ts';
import type { Database, TransfersTable } from '../../platform/database/index.ts';
import { failure } from '../../platform/errors.ts';
import type { RealmId } from '../../platform/ids.ts';
import { type CallFailure, callFailureSentences, findDestination } from '../peers/index.ts';
import { proposedContexts } from './outgoing-instance.ts';
import { type SendingDeps, type SendingResult, sendInstances } from './send-instances.ts';
import type { TransferDeps } from './transfers.service.ts';
import { selectTransfer, type TransferChanges, updateOpenTransfer } from './transfers.store.ts';

/** Sends a transfer. */
export const sendTransferJob = defineJob({
  kind: 'transfers.send',
  version: 1,
  payload: z.object({ realmId: z.string(), transferId: z.string() }),
  // Delays double from a second: a peer that is back within half a day gets what was meant for it.
  attemptsMax: 24,
  // A slice, and the longest instance at its end.
  timeoutMs: 30 * 60_000,
});

/** Instances of one association: a transfer of many gives way to others between two of them. */
const sliceSize = 2000;
/** What is told is written down so often: so much may be sent twice by a worker that is killed. */
const saveEveryMs = 500;
/** So many refused instances are named. */
const failedUidsMax = 100;

type Deps = Omit<TransferDeps, 'database'> & SendingDeps & { readonly database: Database };

/** The job's work. */
export function sendTransfer(deps: Deps): JobHandler {
  return handleJob(sendTransferJob, async ({ realmId, transferId }, signal, { isLast }) => {
    const scope = grantScope(realmId as RealmId, 'job');
    const transfer = await selectTransfer(deps.database.kysely, scope, transferId);
    if (transfer === undefined || !isOpen(transfer)) return;
    const objects = await selectObjectsOfStudy(deps.database.kysely, scope, {
      studyId: transfer.study_id,
      seriesInstanceUid: transfer.series_instance_uid,
      afterId: transfer.sent_through,
      limit: sliceSize,
    });
    const why = await sendSlice(deps, scope, { transfer, objects, signal });
    signal.throwIfAborted();
    if (why === undefined) return goOn(deps, scope, { transfer, isDone: objects.length < sliceSize });
    const reason = `${why}: ${callFailureSentences[why]}`;
    const isOver = isLast || why === 'no-peer' || why === 'no-address' || why === 'no-own-title';
    await change(deps, scope, transferId, { state: isOver ? 'failed' : 'waiting', reason });
    if (!isOver) throw failure.unavailable(reason);
  });
}

const isOpen = ({ state }: TransfersTable) => state === 'waiting' || state === 'sending';

function change(deps: Deps, scope: RealmScope, id: string, changes: TransferChanges) {
  return updateOpenTransfer(deps.database.kysely, scope, id, {
    ...changes,
    updated_at: deps.clock.now(),
  });
}

/** What comes after a slice that was told to its end. */
async function goOn(
  deps: Deps,
  scope: RealmScope,
  { transfer, isDone }: { transfer: TransfersTable; isDone: boolean },
): Promise<void> {
  await deps.database.transaction(async (trx) => {
    const state = isDone ? ('complete' as const) : ('sending' as const);
    const changes = { state, reason: null, updated_at: deps.clock.now() };
    const changed = await updateOpenTransfer(trx, scope, transfer.id, changes);
    if (changed === undefined) return;
    if (!isDone)
      return enqueueJob(
        trx,
        deps,
        sendTransferJob,
        { realmId: scope.realmId, transferId: transfer.id },
        { uniqueKey: transfer.id },
      );
    await deps.audit.record(trx, jobOrigin(scope.realmId), {
      event: 'study.exported',
      object: { type: 'study', id: transfer.study_id },
      details: { to: transfer.ae_title, instances: changed.instance_count, failed: changed.failed_count },
    });
  });
}

/** Sends objects over an association of their own. Gives why it ended before the last of them, if it did. */
async function sendSlice(
  deps: Deps,
  scope: RealmScope,
  work: { transfer: TransfersTable; objects: readonly StoredObject[]; signal: AbortSignal },
): Promise<CallFailure | undefined> {
  const destination = await findDestination(deps, scope, work.transfer.ae_title);
  if (typeof destination === 'string') return destination;
  if (work.objects.length === 0) return undefined;
  try {
    return await callAndSend(deps, scope, { ...work, destination });
  } catch (error) {
    if (error instanceof AssociationFailure) return error.reason;
    throw error;
  }
}

async function callAndSend(
  deps: Deps,
  scope: RealmScope,
  {
    transfer,
    objects,
    signal,
    destination,
  }: {
    transfer: TransfersTable;
    objects: readonly StoredObject[];
    signal: AbortSignal;
    destination: Destination;
  },
): Promise<CallFailure | undefined> {
  const calledOff = new AbortController();
  const stop = AbortSignal.any([signal, calledOff.signal]);
  const association = await openAssociation(destination, {
    contexts: proposedContexts(objects),
    signal: stop,
  });
  let savedMs = deps.clock.nowMs();
  const save = async (sending: Pick<SendingResult, 'counts' | 'failedUids'>): Promise<void> => {
    savedMs = deps.clock.nowMs();
    const told = progressOf(transfer, objects, sending);
    const changed = await change(deps, scope, transfer.id, { ...told, state: 'sending', reason: null });
    if (changed === undefined) calledOff.abort();
  };
  try {
    const result = await sendInstances(deps, scope, {
      objects,
      receiver: {
        contexts: [...association.contexts.values()],
        store: (instance) => association.store(instance),
      },
      signal: stop,
      onProgress: async (sending) => {
        if (deps.clock.nowMs() - savedMs >= saveEveryMs) await save(sending);
      },
    });
    await save(result);
    return result.ending === 'cut' ? 'aborted' : undefined;
  } finally {
    await association.release();
  }
}

/** What a transfer is to say after a part of its objects was told. */
function progressOf(
  transfer: TransfersTable,
  objects: readonly StoredObject[],
  { counts, failedUids }: Pick<SendingResult, 'counts' | 'failedUids'>,
): TransferChanges {
  const last = objects[objects.length - counts.remaining - 1];
  const before = JSON.parse(transfer.failed_uids) as string[];
  const completed = transfer.completed_count + counts.completed;
  const warning = transfer.warning_count + counts.warning;
  const failed = transfer.failed_count + counts.failed;
  return {
    completed_count: completed,
    warning_count: warning,
    failed_count: failed,
    // More may have come to the study since it was told to go.
    instance_count: Math.max(transfer.instance_count, completed + warning + failed + counts.remaining),
    failed_uids: JSON.stringify([...before, ...failedUids].slice(0, failedUidsMax)),
    sent_through: last?.id ?? transfer.sent_through,
  };
}
