// What became of instances: stored, here already, or put in the place of other bytes under their SOP Instance UID.
import type { RealmScope } from '../access/index.ts';
import {
  type InstanceIdentity,
  type Replacement,
  selectDoomedAmong,
  selectInstancesByUid,
} from '../archive/index.ts';
import { readRealmSettings } from '../features/realms/index.ts';
import type { Db, InstancesTable } from '../platform/database/index.ts';
import type { IndexDeps, IndexEntry, Indexed, InstanceEntry } from './index-entries.ts';
import type { Outcome } from './outcome.ts';

/** Instances that came for one study, which the transaction holds, each with the row that was tried for it. */
export interface ArrivedAtStudy {
  readonly scope: RealmScope;
  readonly studyId: string;
  readonly entries: readonly InstanceEntry[];
  readonly rows: readonly InstancesTable[];
}

interface Told {
  readonly added: ReadonlySet<string>;
  readonly results: Map<IndexEntry, Indexed>;
}

/**
 * Tells what became of each instance. What was not added is a duplicate of the same bytes, or it is other bytes: of those
 * the first are kept or the last, as the realm says. Gives what is to be replaced for that; of several at once the last
 * one stays.
 */
export async function tellResults(
  deps: IndexDeps,
  trx: Db,
  arrived: ArrivedAtStudy,
  { added, results }: Told,
): Promise<Replacement | undefined> {
  const { scope, studyId, entries, rows } = arrived;
  const missing = rows.filter((row) => !added.has(row.id));
  const known = missing.length === 0 ? [] : await selectKnown(trx, scope, studyId, missing);
  const firsts = new Map(known.map((one) => [one.sop_instance_uid, one]));
  const { mayReplace, wasHere } = await lookAtDiffering(trx, scope, missing, firsts);
  const last = new Map<string, { row: InstancesTable; entry: InstanceEntry }>();
  for (const [index, entry] of entries.entries()) {
    const row = rows[index] as InstancesTable;
    const { sopInstanceUid } = entry.instance;
    const place = { sopInstanceUid, studyId };
    const before = last.get(sopInstanceUid);
    const here = before?.row ?? firsts.get(sopInstanceUid);
    // The row may be ours: an earlier attempt was committed, and only its answer was lost.
    if (added.has(row.id) || here?.object_key === row.object_key)
      results.set(entry, { outcome: storedAt(place), isObjectSpare: false });
    else if (wasHere(row)) results.set(entry, { outcome: replacingAt(place), isObjectSpare: false });
    else if (here === undefined || here.sha256 === row.sha256 || !mayReplace || entry.made)
      results.set(entry, { outcome: duplicateOf(place, here?.sha256 === row.sha256), isObjectSpare: true });
    else {
      if (before !== undefined)
        results.set(before.entry, { outcome: replacingAt(place), isObjectSpare: true });
      last.set(sopInstanceUid, { row, entry });
      results.set(entry, { outcome: replacingAt(place), isObjectSpare: false });
      await deps.audit.record(trx, entry.origin, {
        event: 'imaging.replaced',
        object: { type: 'study', id: studyId },
        details: { instance: row.id, replaced: here.id },
      });
    }
  }
  if (last.size === 0) return undefined;
  const come = [...last.values()];
  return {
    replaced: known.filter((one) => last.has(one.sop_instance_uid)),
    rows: come.map(({ row }) => row),
    facts: come.map(({ entry }) => entry.instance.series),
  };
}

function selectKnown(
  trx: Db,
  scope: RealmScope,
  studyId: string,
  missing: readonly InstancesTable[],
): Promise<InstanceIdentity[]> {
  const sopInstanceUids = missing.map((row) => row.sop_instance_uid);
  return selectInstancesByUid(trx, scope, { studyId, sopInstanceUids });
}

/** Whether the realm lets rows take the place of others, and which were here already and were replaced themselves. */
async function lookAtDiffering(
  trx: Db,
  scope: RealmScope,
  missing: readonly InstancesTable[],
  firsts: ReadonlyMap<string, InstanceIdentity>,
): Promise<{ mayReplace: boolean; wasHere: (row: InstancesTable) => boolean }> {
  const differing = missing.filter((row) => firsts.get(row.sop_instance_uid)?.sha256 !== row.sha256);
  const isWanted =
    differing.length > 0 && (await readRealmSettings(trx, scope)).whenBytesDiffer === 'replace';
  if (!isWanted) return { mayReplace: false, wasHere: () => false };
  // An earlier attempt stored them, its answer was lost, and others came since: their objects are about to go.
  const keys = differing.map((row) => row.object_key);
  const doomed = await selectDoomedAmong(trx, scope, keys);
  return { mayReplace: true, wasHere: (row) => doomed.has(row.object_key) };
}

interface Place {
  readonly sopInstanceUid: string;
  readonly studyId: string;
}

function storedAt(place: Place): Outcome {
  return { kind: 'stored', ...place, reason: null, sentence: null };
}

function replacingAt(place: Place): Outcome {
  return {
    kind: 'stored',
    ...place,
    reason: 'replaced',
    sentence: 'It took the place of another file with the same SOP Instance UID, whose bytes differed.',
  };
}

/** The outcome of an instance that is here already. */
function duplicateOf(place: Place, isSameBytes: boolean): Outcome {
  return {
    kind: 'duplicate',
    ...place,
    reason: isSameBytes ? null : 'other-bytes',
    sentence: isSameBytes
      ? null
      : 'Another file with the same SOP Instance UID is here already; its bytes differ, and it was kept.',
  };
}
