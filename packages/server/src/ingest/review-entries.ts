// The review queue inside the transaction of the way in: instances that come to wait, and those that somebody lets pass.
import { endReview, holdForReview, lockWaitingItem } from '../archive/index.ts';
import { carryIdentity, sealWhereWanted } from '../features/deidentification/index.ts';
import type { Db } from '../platform/database/index.ts';
import { newId } from '../platform/ids.ts';
import type { IndexDeps, IndexEntry, Indexed, InstanceEntry, ReviewEntry } from './index-entries.ts';
import { heldForReview, isHere } from './outcome.ts';

/** Has an instance wait, or says that it was accepted before. */
export async function queueForReview(deps: IndexDeps, trx: Db, entry: ReviewEntry): Promise<Indexed> {
  const { scope, facts, sealed, reasons } = entry;
  const id = newId();
  const identity = await sealWhereWanted(trx, deps, scope, { id, identity: entry.identity });
  const sopInstanceUid = facts.sop_instance_uid;
  const held = await holdForReview(trx, deps, scope, { id, facts, sealed, identity });
  if (held.kind === 'waiting')
    return { outcome: heldForReview(reasons, sopInstanceUid), isObjectSpare: !held.isNew };
  const { studyId } = held;
  return {
    outcome: { kind: 'duplicate', sopInstanceUid, studyId, reason: null, sentence: null },
    isObjectSpare: true,
  };
}

type AcceptedEntry = InstanceEntry & Required<Pick<InstanceEntry, 'acceptance'>>;

/** Those that somebody lets pass, in one order in every process, so that no two transactions wait for each other. */
function acceptedOf(entries: readonly IndexEntry[]): AcceptedEntry[] {
  return entries
    .filter((entry): entry is AcceptedEntry => entry.kind === 'instance' && entry.acceptance !== undefined)
    .sort((one, other) => (one.acceptance.itemId < other.acceptance.itemId ? -1 : 1));
}

/** Takes what is accepted in hand; what does not wait any more is decided. Behind the persons, before their studies. */
export async function lockAccepted(
  trx: Db,
  entries: readonly IndexEntry[],
  results: Map<IndexEntry, Indexed>,
): Promise<void> {
  const locked = new Set<string>();
  for (const entry of acceptedOf(entries)) {
    if (results.has(entry)) continue;
    const { itemId } = entry.acceptance;
    // Of the same item twice in one group, the first is the decision.
    if (locked.has(itemId) || !(await lockWaitingItem(trx, entry.scope, itemId)))
      results.set(entry, 'decided');
    else locked.add(itemId);
  }
}

/** Writes down what has found its place. What met other bytes under its SOP Instance UID goes on waiting. */
export async function endAccepted(
  deps: IndexDeps,
  trx: Db,
  entries: readonly IndexEntry[],
  results: ReadonlyMap<IndexEntry, Indexed>,
): Promise<void> {
  for (const entry of acceptedOf(entries)) {
    const result = results.get(entry);
    if (typeof result !== 'object' || !isHere(result.outcome)) continue;
    const { itemId, decided_by, decision, counts } = entry.acceptance;
    const { studyId, sopInstanceUid } = result.outcome;
    const verdict = { id: itemId, state: 'accepted', decided_by, decision, study_id: studyId } as const;
    const waited = await endReview(trx, deps, entry.scope, verdict);
    const identity = waited?.identity ?? null;
    if (identity !== null && result.outcome.kind === 'stored')
      await carryIdentity(trx, deps, entry.scope, { id: itemId, identity, studyId, sopInstanceUid });
    await deps.audit.record(trx, entry.origin, {
      event: 'review.accepted',
      object: { type: 'review_item', id: itemId },
      details: { study_id: studyId, ...counts },
    });
  }
}
