// The one-time code of the first run, kept as a hash among the facts of the installation. Unscoped: there is no realm yet.
import type { Db } from '../../platform/database/index.ts';

const setupCodeKey = 'setup_code_hash';

/** Keeps the hash of a new code in the place of any older one. */
export async function upsertSetupCode(db: Db, hash: string): Promise<void> {
  await db
    .insertInto('installation')
    .values({ key: setupCodeKey, value: hash })
    .onConflict((conflict) => conflict.column('key').doUpdateSet({ value: hash }))
    .execute();
}

/** Says whether a hash is the current code's. */
export async function isSetupCode(db: Db, hash: string): Promise<boolean> {
  const row = await db
    .selectFrom('installation')
    .select('key')
    .where('key', '=', setupCodeKey)
    .where('value', '=', hash)
    .executeTakeFirst();
  return row !== undefined;
}

/** Uses the code up; false when it is another or somebody else has just used it. */
export async function deleteSetupCode(trx: Db, hash?: string): Promise<boolean> {
  let query = trx.deleteFrom('installation').where('key', '=', setupCodeKey);
  if (hash !== undefined) query = query.where('value', '=', hash);
  return (await query.executeTakeFirst()).numDeletedRows > 0n;
}
