// Sends instances one after the other to whoever receives them, and counts what became of each (PS3.4 C.4.2, C.4.3).
import { type CommandSet, statusClass } from '@lumenbox/dicom/network';
import type { RealmScope } from '../../access/index.ts';
import { type StoredObject, selectStoredInstance } from '../../archive/index.ts';
import { AssociationFailure, type OutgoingInstance } from '../../associations/index.ts';
import type { Database } from '../../platform/database/index.ts';
import type { Logger } from '../../platform/log.ts';
import { contextFor, type OutgoingDeps, outgoingDataSet } from './outgoing-instance.ts';

/** What sending takes. */
export interface SendingDeps extends OutgoingDeps {
  readonly database: Database;
  readonly log: Logger;
}

/** Who takes instances by C-STORE over an association that is open. */
export interface Receiver {
  readonly contexts: Parameters<typeof contextFor>[0];
  /** Sends one, and gives the response. @throws AssociationFailure */
  store(instance: OutgoingInstance): Promise<CommandSet>;
}

/** How far sending has come. */
export interface SendingCounts {
  remaining: number;
  completed: number;
  failed: number;
  warning: number;
}

/** How sending ended: with all told, called off, or with the association over; what remains was not sent. */
export interface SendingResult {
  readonly counts: Readonly<SendingCounts>;
  /** What the receiver refused, or could not be given. */
  readonly failedUids: readonly string[];
  /** Those that were told of, and one that was on its way when the association ended: it may have been read. */
  readonly begunCount: number;
  readonly ending: 'complete' | 'cancelled' | 'cut';
}

/** Sends objects until all are sent, it is called off, or the association is over. */
export async function sendInstances(
  deps: SendingDeps,
  scope: RealmScope,
  work: {
    readonly objects: readonly StoredObject[];
    readonly receiver: Receiver;
    readonly signal: AbortSignal;
    readonly moveOriginator?: OutgoingInstance['moveOriginator'];
    /** Told after each instance. */
    readonly onProgress?: (sending: Pick<SendingResult, 'counts' | 'failedUids'>) => Promise<void>;
  },
): Promise<SendingResult> {
  const { objects, signal } = work;
  const counts: SendingCounts = { remaining: objects.length, completed: 0, failed: 0, warning: 0 };
  const failedUids: string[] = [];
  for (const [index, object] of objects.entries()) {
    if (signal.aborted) return { counts, failedUids, begunCount: index, ending: 'cancelled' };
    const outcome = await sendOne(deps, scope, { ...work, object });
    if (outcome === 'cut') return { counts, failedUids, begunCount: index + 1, ending: 'cut' };
    if (outcome === 'failed') failedUids.push(object.sop_instance_uid);
    counts[outcome] += 1;
    counts.remaining -= 1;
    await work.onProgress?.({ counts, failedUids });
  }
  return { counts, failedUids, begunCount: objects.length, ending: 'complete' };
}

type Sent = 'completed' | 'warning' | 'failed' | 'cut';

async function sendOne(
  deps: SendingDeps,
  scope: RealmScope,
  {
    object,
    receiver,
    moveOriginator,
  }: Pick<Parameters<typeof sendInstances>[2], 'receiver' | 'moveOriginator'> & { object: StoredObject },
): Promise<Sent> {
  const context = contextFor(receiver.contexts, object);
  if (context === undefined) return 'failed';
  try {
    const instance = await selectStoredInstance(deps.database.kysely, scope, { id: object.id });
    // It was deleted since the list was made.
    if (instance === undefined) return 'failed';
    const transferSyntaxUid = context.transferSyntax;
    const response = await receiver.store({
      contextId: context.id,
      sopClassUid: object.sop_class_uid,
      sopInstanceUid: object.sop_instance_uid,
      dataSet: await outgoingDataSet(deps, instance, { transferSyntaxUid }),
      ...(moveOriginator === undefined ? {} : { moveOriginator }),
    });
    return sentAs(response.status ?? 0);
  } catch (error) {
    if (error instanceof AssociationFailure) return 'cut';
    deps.log.warn({ err: error, instanceId: object.id }, 'instance.send-failed');
    return 'failed';
  }
}

function sentAs(status: number): Sent {
  const found = statusClass(status);
  if (found === 'success') return 'completed';
  return found === 'warning' ? 'warning' : 'failed';
}
