// The rules of receipts: who may read a study of a case may read what was done to it.
import type { Receipt } from '@lumenbox/contract';
import type { Caller } from '../../access/index.ts';
import type { Audit } from '../../audit/index.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Database, StudiesTable } from '../../platform/database/index.ts';
import { failure } from '../../platform/errors.ts';
import { ensureSecrets } from './case-deidentifiers.ts';
import { selectAccounts } from './deidentified-instances.store.ts';
import { receiptContent, signReceipt } from './receipt.ts';

/** What the feature works with. */
export interface DeidentificationDeps {
  readonly database: Database;
  readonly clock: Clock;
  readonly audit: Audit;
}

/** Instances of one receipt: more than any study has. */
const instancesMax = 200_000;

/** The receipt of a study. Throws `notFound` for one that was not de-identified here. */
export async function showReceipt(
  deps: DeidentificationDeps,
  caller: Pick<Caller, 'scope' | 'origin'>,
  study: StudiesTable,
): Promise<Receipt> {
  const { kysely } = deps.database;
  const instances = await selectAccounts(kysely, caller.scope, { studyId: study.id, limit: instancesMax });
  if (instances.length === 0) throw failure.notFound();
  const secrets = await deps.database.transaction((trx) => ensureSecrets(trx, deps, caller.scope));
  deps.audit.recordRead(caller.origin, {
    event: 'receipt.read',
    object: { type: 'study', id: study.id },
    details: { instances: instances.length },
  });
  const content = receiptContent(
    { id: study.id, studyInstanceUid: study.study_instance_uid ?? '', issuedAt: deps.clock.now() },
    instances,
  );
  return signReceipt(content, secrets.signing_key);
}
