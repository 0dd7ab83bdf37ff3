// The table of realms: their application entity titles and the rules by which images find their place.
import type { RealmScope } from '../../access/index.ts';
import type { Db, RealmsTable } from '../../platform/database/index.ts';

/** Adds a realm. Unscoped: the scope comes to be with it. */
export async function insertRealm(trx: Db, row: RealmsTable): Promise<void> {
  await trx.insertInto('realms').values(row).execute();
}

/** The realm that one acts in. */
export async function selectRealm(db: Db, scope: RealmScope): Promise<RealmsTable> {
  return db.selectFrom('realms').selectAll().where('id', '=', scope.realmId).executeTakeFirstOrThrow();
}

/** Changes a realm. Fails as `unique` when another realm has taken the application entity title at the same moment. */
export async function updateRealmColumns(
  trx: Db,
  scope: RealmScope,
  changes: Partial<Pick<RealmsTable, 'ae_title' | 'settings'>> & Pick<RealmsTable, 'updated_at'>,
): Promise<void> {
  await trx.updateTable('realms').set(changes).where('id', '=', scope.realmId).execute();
}

/** Says whether another realm has an application entity title. Unscoped: it is unique over the installation. */
export async function isAeTitleTaken(db: Db, scope: RealmScope, aeTitle: string): Promise<boolean> {
  const row = await db
    .selectFrom('realms')
    .select('id')
    .where('ae_title', '=', aeTitle)
    .where('id', '!=', scope.realmId)
    .executeTakeFirst();
  return row !== undefined;
}
