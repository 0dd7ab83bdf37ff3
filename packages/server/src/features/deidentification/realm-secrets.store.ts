// The table of realms' secrets: made once, never changed, never shown.
import { sql } from 'kysely';
import type { RealmScope } from '../../access/index.ts';
import type { Db, RealmSecretsTable } from '../../platform/database/index.ts';

/** The realm's secrets; those that are given when it has none yet. The constraint decides between two at once. */
export async function ensureRealmSecrets(
  trx: Db,
  scope: RealmScope,
  fresh: Omit<RealmSecretsTable, 'realm_id'>,
): Promise<RealmSecretsTable> {
  await trx
    .insertInto('realm_secrets')
    .values({ ...fresh, realm_id: scope.realmId })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
  return trx
    .selectFrom('realm_secrets')
    .selectAll()
    .where('realm_id', '=', scope.realmId)
    .executeTakeFirstOrThrow();
}

/** The key of what the realm's pseudonyms stand for; the one that is given when there is none yet. Its secrets are there. */
export async function ensureIdentityKey(trx: Db, scope: RealmScope, fresh: string): Promise<string> {
  const { identity_key } = await trx
    .updateTable('realm_secrets')
    .set({ identity_key: sql<string>`coalesce(identity_key, ${fresh})` })
    .where('realm_id', '=', scope.realmId)
    .returning('identity_key')
    .executeTakeFirstOrThrow();
  return identity_key ?? fresh;
}
