// Writes down what was done to instances of cases, and where the realm wants it, sealed, what their pseudonyms stand for.
import type { RealmScope } from '../../access/index.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Db } from '../../platform/database/index.ts';
import { readRealmSettings } from '../realms/index.ts';
import { ensureSecrets } from './case-deidentifiers.ts';
import { insertAccounts } from './deidentified-instances.store.ts';
import { newIdentityKey, type OriginalIdentity, sealIdentity } from './identity-seal.ts';
import { ensureIdentityKey } from './realm-secrets.store.ts';

/** An instance of a case, with what was done to it. */
export interface AccountOfInstance {
  readonly instance_id: string;
  readonly account: string;
  /** Kept where the realm wants it; never as it is. */
  readonly identity: OriginalIdentity | undefined;
}

/** Writes it down, in the transaction that stores the instances. */
export async function keepAccounts(
  trx: Db,
  deps: { clock: Clock },
  scope: RealmScope,
  rows: readonly AccountOfInstance[],
): Promise<void> {
  if (rows.length === 0) return;
  const key = rows.some(({ identity }) => identity !== undefined)
    ? await keyWhereWanted(trx, deps, scope)
    : undefined;
  await insertAccounts(
    trx,
    scope,
    rows.map(({ instance_id, account, identity }) => ({
      instance_id,
      account,
      identity: key === undefined || identity === undefined ? null : sealIdentity(key, instance_id, identity),
    })),
  );
}

async function keyWhereWanted(
  trx: Db,
  deps: { clock: Clock },
  scope: RealmScope,
): Promise<string | undefined> {
  if (!(await readRealmSettings(trx, scope)).keepIdentityMap) return undefined;
  await ensureSecrets(trx, deps, scope);
  return ensureIdentityKey(trx, scope, newIdentityKey());
}
