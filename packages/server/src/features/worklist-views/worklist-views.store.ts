// Views of the worklist: whose they are, and which of them somebody may use.
import type { RealmScope } from '../../access/index.ts';
import type { Db, WorklistViewsTable } from '../../platform/database/index.ts';

/** A view with its owner's name. */
export type OwnedView = WorklistViewsTable & { owner: string };

/** The views that somebody may use: their own, and what others of the realm share. */
function usableBy(db: Db, scope: RealmScope, userId: string) {
  return db
    .selectFrom('worklist_views')
    .where('worklist_views.realm_id', '=', scope.realmId)
    .where((eb) => eb.or([eb('worklist_views.user_id', '=', userId), eb('worklist_views.shared', '=', 1)]));
}

/** A page of the views that somebody may use, the own ones first, by name, and how many there are. */
export async function selectViews(
  db: Db,
  scope: RealmScope,
  { userId, offset, limit }: { userId: string; offset: number; limit: number },
): Promise<{ rows: OwnedView[]; total: number }> {
  const views = usableBy(db, scope, userId);
  const [rows, count] = await Promise.all([
    views
      .innerJoin('users', 'users.id', 'worklist_views.user_id')
      .selectAll('worklist_views')
      .select('users.name as owner')
      .orderBy((eb) => eb.case().when('worklist_views.user_id', '=', userId).then(0).else(1).end())
      .orderBy('worklist_views.name')
      .orderBy('worklist_views.id')
      .limit(limit)
      .offset(offset)
      .execute(),
    views.select((eb) => eb.fn.countAll<number>().as('total')).executeTakeFirstOrThrow(),
  ]);
  return { rows, total: count.total };
}

/** One of the views that somebody may use. */
export async function selectView(
  db: Db,
  scope: RealmScope,
  { userId, id }: { userId: string; id: string },
): Promise<OwnedView | undefined> {
  return usableBy(db, scope, userId)
    .innerJoin('users', 'users.id', 'worklist_views.user_id')
    .selectAll('worklist_views')
    .select('users.name as owner')
    .where('worklist_views.id', '=', id)
    .executeTakeFirst();
}

/** How many views somebody has. */
export async function countViewsOf(trx: Db, scope: RealmScope, userId: string): Promise<number> {
  const counted = await trx
    .selectFrom('worklist_views')
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .where('realm_id', '=', scope.realmId)
    .where('user_id', '=', userId)
    .executeTakeFirstOrThrow();
  return counted.count;
}

/** Keeps a view; false when its owner has one of that name. */
export async function insertView(
  trx: Db,
  scope: RealmScope,
  row: Omit<WorklistViewsTable, 'realm_id'>,
): Promise<boolean> {
  const result = await trx
    .insertInto('worklist_views')
    .values({ ...row, realm_id: scope.realmId })
    .onConflict((conflict) => conflict.columns(['realm_id', 'user_id', 'name']).doNothing())
    .executeTakeFirst();
  return (result.numInsertedOrUpdatedRows ?? 0n) > 0n;
}

/** Changes a view; false when it is gone. Fails as `unique` when its owner has another of that name. */
export async function updateViewColumns(
  trx: Db,
  scope: RealmScope,
  {
    id,
    changes,
  }: { id: string; changes: Pick<WorklistViewsTable, 'name' | 'shared' | 'state' | 'updated_at'> },
): Promise<boolean> {
  const result = await trx
    .updateTable('worklist_views')
    .set(changes)
    .where('realm_id', '=', scope.realmId)
    .where('id', '=', id)
    .executeTakeFirst();
  return result.numUpdatedRows > 0n;
}

/** Removes a view; false when it is gone already. */
export async function deleteViewRow(trx: Db, scope: RealmScope, id: string): Promise<boolean> {
  const result = await trx
    .deleteFrom('worklist_views')
    .where('realm_id', '=', scope.realmId)
    .where('id', '=', id)
    .executeTakeFirst();
  return result.numDeletedRows > 0n;
}
