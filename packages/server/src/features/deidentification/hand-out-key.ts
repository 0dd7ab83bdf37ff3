// The key of a case for whoever may add imaging to it, so that originals need not leave their machine. It is handed out once the trail
// says to whom.
import type { CaseKey } from '@lumenbox/contract';
import { engineVersion, profileEdition } from '@lumenbox/dicom/deidentify';
import type { Caller } from '../../access/index.ts';
import type { PatientsTable } from '../../platform/database/index.ts';
import { failure } from '../../platform/errors.ts';
import { readRealmSettings } from '../realms/index.ts';
import { beginCase } from './case-deidentifiers.ts';
import type { DeidentificationDeps } from './deidentification.service.ts';
import { publicProfile } from './profile-content.ts';

/** What de-identifies for the case as the server does. Throws `notFound` when the case is gone, `forbidden` where its realm hands out no keys. */
export async function handOutKey(
  deps: DeidentificationDeps,
  { scope, origin }: Pick<Caller, 'scope' | 'origin'>,
  record: PatientsTable,
): Promise<CaseKey> {
  const { label, key, profile } = await deps.database.transaction(async (trx) => {
    if (!(await readRealmSettings(trx, scope)).handOutCaseKeys)
      throw failure.forbidden(
        'The team hands out no keys of cases: files for them are de-identified on the server.',
      );
    await deps.audit.record(trx, origin, {
      event: 'case.key_handed_out',
      object: { type: 'case', id: record.id },
    });
    return beginCase(trx, deps, scope, record);
  });
  return {
    label,
    key: Buffer.from(key).toString('base64'),
    profile: publicProfile(profile),
    engine_version: engineVersion,
    standard_edition: profileEdition,
    today: deps.clock.now().slice(0, 10).replaceAll('-', ''),
  };
}
