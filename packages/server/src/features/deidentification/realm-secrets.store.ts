// The table of realms' secrets: made once, never changed, never shown.
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
