// Accounts. They belong to no realm, and reach one through their memberships.
import { type Db, dialectOf, type UsersTable } from '../../platform/database/index.ts';

/** Adds an account; false when its email address has one already. Unscoped: accounts belong to no realm. */
export async function insertUser(db: Db, row: UsersTable): Promise<boolean> {
  const added = await db
    .insertInto('users')
    .values(row)
    .onConflict((conflict) => conflict.column('email_key').doNothing())
    .executeTakeFirst();
  return (added.numInsertedOrUpdatedRows ?? 0n) > 0n;
}

/** The account with an id. Unscoped: accounts belong to no realm. */
export async function selectUser(db: Db, id: string): Promise<UsersTable | undefined> {
  return db.selectFrom('users').selectAll().where('id', '=', id).executeTakeFirst();
}

/** The account of an email key. Unscoped: it is unique over the installation. */
export async function selectUserByEmail(db: Db, emailKey: string): Promise<UsersTable | undefined> {
  return db.selectFrom('users').selectAll().where('email_key', '=', emailKey).executeTakeFirst();
}

/** Says whether there is any account. Unscoped: the first run ends for the whole installation. */
export async function hasUsers(db: Db): Promise<boolean> {
  return (await db.selectFrom('users').select('id').limit(1).executeTakeFirst()) !== undefined;
}

/** Changes an account. Unscoped: accounts belong to no realm. */
export async function updateUser(
  db: Db,
  id: string,
  change: Partial<Pick<UsersTable, 'name' | 'password_hash' | 'current_team_id'>> & { updated_at: string },
): Promise<void> {
  await db.updateTable('users').set(change).where('id', '=', id).execute();
}

/**
 * Says whether an account still has the password that was compared, and keeps it so until the transaction ends: comparing
 * takes its time, and whoever changes the password then waits, and ends what was opened by the old one. SQLite has one writer
 * and needs no lock. Unscoped: accounts belong to no realm.
 */
export async function holdPassword(
  trx: Db,
  user: Pick<UsersTable, 'id' | 'password_hash'>,
): Promise<boolean> {
  const query = trx.selectFrom('users').select('password_hash').where('id', '=', user.id);
  const row = await (dialectOf(trx) === 'postgres' ? query.forNoKeyUpdate() : query).executeTakeFirst();
  return row?.password_hash === user.password_hash;
}
