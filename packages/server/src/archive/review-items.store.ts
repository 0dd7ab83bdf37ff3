// The table of the review queue: sealed instances on their way into cases, and what was decided of them.
import { sql } from 'kysely';
import type { RealmScope } from '../access/index.ts';
import type { Db, ReviewItemsTable } from '../platform/database/index.ts';
import { isId } from '../platform/ids.ts';
import type { KeptObject } from './kept-objects.store.ts';

/**
 * Adds an item. `known` when the same instance waits for the same case already, in another object; `ours` when an earlier
 * attempt was committed and only its answer was lost. Unscoped: the row carries its realm.
 */
export async function insertReviewItem(
  trx: Db,
  row: ReviewItemsTable & { object_key: string },
): Promise<'added' | 'ours' | 'known'> {
  const added = await trx
    .insertInto('review_items')
    .values(row)
    .onConflict((conflict) => conflict.doNothing())
    .returning('id')
    .executeTakeFirst();
  if (added !== undefined) return 'added';
  return (await selectReviewKeys(trx, [row.object_key])).length > 0 ? 'ours' : 'known';
}

/** An item with the label of its case. */
export type LabelledReviewItem = ReviewItemsTable & { readonly label: string | null };

/** Which items are meant: of one case, or for one reason. */
export interface ReviewFilter {
  readonly caseId?: string | undefined;
  readonly reason?: string | undefined;
}

/** A page of what waits, by case, the oldest first, and how much there is. */
export async function selectWaitingItems(
  db: Db,
  scope: RealmScope,
  { offset, limit, ...filter }: ReviewFilter & { offset: number; limit: number },
): Promise<{ rows: LabelledReviewItem[]; total: number }> {
  const query = waiting(db, scope, filter);
  const [rows, count] = await Promise.all([
    query
      .innerJoin('patients', 'patients.id', 'review_items.patient_id')
      .selectAll('review_items')
      .select('patients.label')
      .orderBy('review_items.patient_id')
      .orderBy('review_items.id')
      .offset(offset)
      .limit(limit)
      .execute(),
    query.select((eb) => eb.fn.countAll<number>().as('total')).executeTakeFirstOrThrow(),
  ]);
  return { rows, total: count.total };
}

function waiting(db: Db, scope: RealmScope, { caseId, reason }: ReviewFilter) {
  let query = db
    .selectFrom('review_items')
    .where('review_items.realm_id', '=', scope.realmId)
    .where('review_items.state', '=', 'waiting');
  if (caseId !== undefined) query = query.where('review_items.patient_id', '=', caseId);
  // The column is a JSON list of words of a closed list.
  if (reason !== undefined) query = query.where('review_items.reasons', 'like', `%"${reason}"%`);
  return query;
}

/** How many wait for each case, the most first. */
export async function countWaitingByCase(
  db: Db,
  scope: RealmScope,
  { limit, ...filter }: ReviewFilter & { limit: number },
): Promise<{ id: string; label: string | null; count: number }[]> {
  return waiting(db, scope, filter)
    .innerJoin('patients', 'patients.id', 'review_items.patient_id')
    .select((eb) => ['patients.id', 'patients.label', eb.fn.countAll<number>().as('count')])
    .groupBy(['patients.id', 'patients.label'])
    .orderBy('count', 'desc')
    .orderBy('patients.id')
    .limit(limit)
    .execute();
}

/** How many wait with each list of reasons. */
export async function countWaitingByReasons(
  db: Db,
  scope: RealmScope,
  filter: ReviewFilter,
): Promise<{ reasons: string; count: number }[]> {
  return waiting(db, scope, filter)
    .select((eb) => ['reasons', eb.fn.countAll<number>().as('count')])
    .groupBy('reasons')
    .execute();
}

/** An item; `undefined` when the realm has none of that id. */
export async function selectReviewItem(
  db: Db,
  scope: RealmScope,
  id: string,
): Promise<LabelledReviewItem | undefined> {
  if (!isId(id)) return undefined;
  return db
    .selectFrom('review_items')
    .innerJoin('patients', 'patients.id', 'review_items.patient_id')
    .selectAll('review_items')
    .select('patients.label')
    .where('review_items.id', '=', id)
    .where('review_items.realm_id', '=', scope.realmId)
    .executeTakeFirst();
}

/**
 * Lets nobody else decide of an item until the transaction ends; false when it does not wait any more. An update that changes
 * nothing locks in both dialects.
 */
export async function lockWaitingItem(trx: Db, scope: RealmScope, id: string): Promise<boolean> {
  const row = await trx
    .updateTable('review_items')
    .set((eb) => ({ state: eb.ref('state') }))
    .where('id', '=', id)
    .where('realm_id', '=', scope.realmId)
    .where('state', '=', sql.lit('waiting'))
    .returning('id')
    .executeTakeFirst();
  return row !== undefined;
}

/** What is decided of an item. */
export type ReviewVerdict = Pick<ReviewItemsTable, 'decided_at' | 'decided_by' | 'decision' | 'study_id'> & {
  readonly state: 'accepted' | 'rejected';
};

/** What an item that waits has, and loses when it is decided. */
export type Undecided = Pick<ReviewItemsTable, 'object_key' | 'identity'>;

/**
 * Writes down what is decided and forgets the key of its object and whose it was; gives both as they were before, `undefined` when it
 * does not wait any more.
 */
export async function decideReviewItem(
  trx: Db,
  scope: RealmScope,
  { id, ...verdict }: ReviewVerdict & { id: string },
): Promise<Undecided | undefined> {
  const before = await trx
    .selectFrom('review_items')
    .select(['object_key', 'identity'])
    .where('id', '=', id)
    .where('realm_id', '=', scope.realmId)
    .executeTakeFirst();
  const changed = await trx
    .updateTable('review_items')
    .set({ ...verdict, object_key: null, seal: null, identity: null })
    .where('id', '=', id)
    .where('realm_id', '=', scope.realmId)
    .where('state', '=', sql.lit('waiting'))
    .returning('id')
    .executeTakeFirst();
  return changed === undefined ? undefined : before;
}

/** Removes what is kept of whose the items of a case are. */
export async function forgetReviewIdentities(trx: Db, scope: RealmScope, patientId: string): Promise<void> {
  await trx
    .updateTable('review_items')
    .set({ identity: null })
    .where('patient_id', '=', patientId)
    .where('realm_id', '=', scope.realmId)
    // Those that were decided have none; and an acceptance under way is waited for.
    .where('state', '=', sql.lit('waiting'))
    .execute();
}

/** The studies that got an instance by earlier decisions. */
export async function selectStudiesOfAccepted(
  db: Db,
  scope: RealmScope,
  of: Pick<ReviewItemsTable, 'patient_id' | 'sop_instance_uid' | 'content_sha256'>,
): Promise<string[]> {
  const rows = await db
    .selectFrom('review_items')
    .select('study_id')
    .where('patient_id', '=', of.patient_id)
    .where('sop_instance_uid', '=', of.sop_instance_uid)
    .where('content_sha256', '=', of.content_sha256)
    .where('state', '=', sql.lit('accepted'))
    .where('realm_id', '=', scope.realmId)
    .execute();
  return rows.flatMap((row) => row.study_id ?? []);
}

/** Removes all items of a case, decided or not, and gives the objects that no row points to any more. */
export async function deleteReviewItemsOfCase(
  trx: Db,
  scope: RealmScope,
  patientId: string,
): Promise<string[]> {
  const rows = await trx
    .deleteFrom('review_items')
    .where('patient_id', '=', patientId)
    .where('realm_id', '=', scope.realmId)
    .returning('object_key')
    .execute();
  return rows.flatMap((row) => row.object_key ?? []);
}

/** Which of these objects wait for review. Unscoped: the sweep is the installation's. */
export async function selectReviewKeys(db: Db, objectKeys: readonly string[]): Promise<string[]> {
  const rows = await db
    .selectFrom('review_items')
    .select('object_key')
    .where('object_key', 'in', objectKeys)
    .execute();
  return rows.flatMap((row) => row.object_key ?? []);
}

/** Every object that waits, a page at a time: those behind an id. Unscoped: verification is the installation's. */
export async function selectReviewObjectsAfter(db: Db, id: string, limit: number): Promise<KeptObject[]> {
  const rows = await db
    .selectFrom('review_items')
    .select(['id', 'realm_id', 'object_key', 'size_bytes', 'sha256'])
    .where('id', '>', id)
    .where('object_key', 'is not', null)
    .orderBy('id')
    .limit(limit)
    .execute();
  return rows.map((row) => ({ ...row, object_key: row.object_key ?? '' }));
}
