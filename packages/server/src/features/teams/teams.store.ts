// The table of teams. One realm at a time.
import type { RealmScope } from '../../access/index.ts';
import type { Db, TeamsTable } from '../../platform/database/index.ts';
import type { RealmId } from '../../platform/ids.ts';

/** A team as the rest of the server knows it. */
export interface TeamFacts {
  readonly id: string;
  readonly name: string;
  readonly realmId: RealmId;
}

/** Adds a team. Unscoped: the row carries its realm. */
export async function insertTeam(db: Db, row: TeamsTable): Promise<void> {
  await db.insertInto('teams').values(row).execute();
}

/** The team with an id, if it acts in this realm. */
export async function selectTeam(db: Db, scope: RealmScope, id: string): Promise<TeamFacts | undefined> {
  const row = await db
    .selectFrom('teams')
    .select(['id', 'name', 'realm_id'])
    .where('realm_id', '=', scope.realmId)
    .where('id', '=', id)
    .executeTakeFirst();
  return row === undefined ? undefined : toFacts(row);
}

/** The teams of a name or id, in the order of their making. Unscoped: for the operator's command line, which names teams by name. */
export async function selectTeamsByName(db: Db, nameOrId: string): Promise<TeamFacts[]> {
  const rows = await db
    .selectFrom('teams')
    .select(['id', 'name', 'realm_id'])
    .where((eb) => eb.or([eb('name', '=', nameOrId), eb('id', '=', nameOrId)]))
    .orderBy('id')
    .execute();
  return rows.map(toFacts);
}

/** Renames a team. */
export async function updateTeamName(
  db: Db,
  scope: RealmScope,
  change: { id: string; name: string; at: string },
): Promise<void> {
  await db
    .updateTable('teams')
    .set({ name: change.name, updated_at: change.at })
    .where('realm_id', '=', scope.realmId)
    .where('id', '=', change.id)
    .execute();
}

/** Holds a team until the transaction ends, so that two changes of its owners cannot pass each other. */
export async function lockTeam(trx: Db, scope: RealmScope, id: string): Promise<void> {
  await trx
    .updateTable('teams')
    .set((eb) => ({ updated_at: eb.ref('updated_at') }))
    .where('realm_id', '=', scope.realmId)
    .where('id', '=', id)
    .execute();
}

function toFacts(row: { id: string; name: string; realm_id: string }): TeamFacts {
  return { id: row.id, name: row.name, realmId: row.realm_id as RealmId };
}
