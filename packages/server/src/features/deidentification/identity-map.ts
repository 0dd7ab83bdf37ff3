// The map from the originals of a case to its pseudonyms: handed out as CSV to who may see it, once the look is written down; and forgotten.
import type { Caller } from '../../access/index.ts';
import { forgetReviewIdentities } from '../../archive/index.ts';
import { csvLine, csvText } from '../../platform/csv.ts';
import type { PatientsTable } from '../../platform/database/index.ts';
import { failure } from '../../platform/errors.ts';
import { selectRecord } from '../patients/index.ts';
import { ensureSecrets } from './case-deidentifiers.ts';
import type { DeidentificationDeps } from './deidentification.service.ts';
import { forgetIdentities, type SealedIdentity, selectIdentities } from './deidentified-instances.store.ts';
import { openIdentity } from './identity-seal.ts';

/** The case of an id. Throws `notFound`, for a patient's id too. */
export async function findCase(
  deps: Pick<DeidentificationDeps, 'database'>,
  { scope }: Caller,
  id: string,
): Promise<PatientsTable> {
  const record = await selectRecord(deps.database.kysely, scope, id);
  if (record?.kind !== 'case') throw failure.notFound();
  return record;
}

/** The map of a case, line by line: kind, original, pseudonym (RFC 4180). Nothing is given before the trail says who looked. */
export async function revealIdentities(
  deps: DeidentificationDeps,
  { scope, origin }: Caller,
  record: PatientsTable,
): Promise<AsyncIterable<string>> {
  const secrets = await deps.database.transaction(async (trx) => {
    await deps.audit.record(trx, origin, {
      event: 'identity.revealed',
      object: { type: 'case', id: record.id },
    });
    return ensureSecrets(trx, deps, scope);
  });
  const pages = selectIdentities(deps.database.kysely, scope, record.person_id);
  return linesOf(pages, secrets.identity_key);
}

/** Removes the map of a case for good. */
export async function forgetIdentityMap(
  deps: DeidentificationDeps,
  { scope, origin }: Caller,
  record: PatientsTable,
): Promise<void> {
  await deps.database.transaction(async (trx) => {
    // First what waits: an acceptance that carries it into the case at this moment is over then.
    await forgetReviewIdentities(trx, scope, record.id);
    await forgetIdentities(trx, scope, record.person_id);
    await deps.audit.record(trx, origin, {
      event: 'identity.forgotten',
      object: { type: 'case', id: record.id },
    });
  });
}

async function* linesOf(
  pages: AsyncIterable<readonly SealedIdentity[]>,
  key: string | null,
): AsyncIterable<string> {
  yield csvLine(['kind', 'original', 'pseudonym']);
  // Each patient, study and series once: as many as a case has.
  const told = new Set<string>();
  for await (const page of pages)
    for (const row of page) {
      if (key === null) throw new Error('What was sealed has no key.');
      const original = openIdentity(key, row.instance_id, row.identity);
      const lines = [
        ['patient_id', original.patientId ?? '', original.label ?? ''],
        ['study', original.studyInstanceUid, row.study_instance_uid ?? ''],
        ['series', original.seriesInstanceUid, row.series_instance_uid],
      ].map(lineOf);
      for (const line of lines) {
        if (told.has(line)) continue;
        told.add(line);
        yield line;
      }
      yield lineOf(['instance', original.sopInstanceUid, row.sop_instance_uid]);
    }
}

/** Originals are what files of others say, UIDs as well, and labels what somebody chose. */
function lineOf(fields: readonly string[]): string {
  return csvLine(fields.map(csvText));
}
