// Writes down what was done to instances of cases, and where the realm wants it, sealed, what their pseudonyms stand for.
import type { RealmScope } from '../../access/index.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Db } from '../../platform/database/index.ts';
import { readRealmSettings } from '../realms/index.ts';
import { ensureSecrets } from './case-deidentifiers.ts';
import { insertAccounts, selectAccountedId, updateIdentity } from './deidentified-instances.store.ts';
import { newIdentityKey, type OriginalIdentity, openIdentity, sealIdentity } from './identity-seal.ts';
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

/** Seals what the pseudonyms of something stand for under its id; null where that is not known or the realm does not want it. */
export async function sealWhereWanted(
  trx: Db,
  deps: { clock: Clock },
  scope: RealmScope,
  { id, identity }: { id: string; identity: OriginalIdentity | undefined },
): Promise<string | null> {
  if (identity === undefined) return null;
  const key = await keyWhereWanted(trx, deps, scope);
  return key === undefined ? null : sealIdentity(key, id, identity);
}

/** Seals anew, for the instance that came of it, what was sealed under an id: an instance of the study, stored in this transaction. */
export async function carryIdentity(
  trx: Db,
  deps: { clock: Clock },
  scope: RealmScope,
  { id, identity, ...stored }: { id: string; identity: string; studyId: string; sopInstanceUid: string },
): Promise<void> {
  const { identity_key: key } = await ensureSecrets(trx, deps, scope);
  if (key === null) throw new Error('What was sealed has no key.');
  const opened = openIdentity(key, id, identity);
  const instanceId = await selectAccountedId(trx, scope, stored);
  if (instanceId === undefined) throw new Error('The instance was stored, and has no account.');
  await updateIdentity(trx, scope, { instanceId, identity: sealIdentity(key, instanceId, opened) });
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
