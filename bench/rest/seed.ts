// Fills a database with a population: rows in bulk, then the lists built over them, as a restore would.

import { foldText } from '@lumenbox/dicom';
import { grantScope } from '../../packages/server/src/access/index.ts';
import { createAudit } from '../../packages/server/src/audit/index.ts';
import { type Foundation, openFoundation } from '../../packages/server/src/compose/index.ts';
import { readConfig } from '../../packages/server/src/config.ts';
import { rebuildLists } from '../../packages/server/src/features/patients/index.ts';
import { issueToken } from '../../packages/server/src/features/tokens/index.ts';
import { createPasswords, createUserInTeam } from '../../packages/server/src/features/users/index.ts';
import type { Database, Db } from '../../packages/server/src/platform/database/index.ts';
import type { RealmId } from '../../packages/server/src/platform/ids.ts';
import { newId } from '../../packages/server/src/platform/ids.ts';
import { createLogger } from '../../packages/server/src/platform/log.ts';
import { foldedOf, type Person, type Population } from './population.ts';

const rowsPerInsert = 1000;
const rowsPerTransaction = 50_000;
const operator = {
  actor: { type: 'cli', id: null, name: null, tokenId: null },
  protocol: 'cli',
  ip: null,
  requestId: null,
} as const;

/** Seeds what is not there yet, and gives a key that may do everything in the first population's realm. */
export async function seed(options: {
  environment: Record<string, string>;
  populations: readonly Population[];
  say: (line: string) => void;
}): Promise<string> {
  const config = readConfig(options.environment);
  const foundation = await openFoundation({
    config,
    log: createLogger({ level: 'silent', isTerminal: false }),
  });
  try {
    let token = '';
    for (const [index, population] of options.populations.entries()) {
      const team = await ensureTeam(foundation, `Benchmark ${index}`);
      await ensurePopulation(foundation, team.realmId, population, options.say);
      if (index === 0) token = team.token;
    }
    return token;
  } finally {
    await foundation.database.close();
  }
}

async function ensureTeam(
  foundation: Foundation,
  name: string,
): Promise<{ realmId: RealmId; token: string }> {
  const audit = createAudit(foundation);
  const known = await foundation.database.kysely
    .selectFrom('teams')
    .select('id')
    .where('name', '=', name)
    .executeTakeFirst();
  const { user, team } = await createUserInTeam(
    { ...foundation, audit, passwords: createPasswords() },
    { ...operator, realmId: null },
    {
      email: `${newId()}@example.com`,
      name: 'Benchmark',
      password: newId(),
      team: known?.id ?? name,
      role: 'owner',
    },
  );
  const scope = grantScope(team.realmId, 'cli');
  const { token } = await issueToken(
    { ...foundation, audit },
    scope,
    { ...operator, realmId: team.realmId },
    {
      teamId: team.id,
      userId: user.id,
      name: 'Benchmark',
      scopes: ['*'],
      expiresIn: null,
    },
  );
  await audit.close();
  return { realmId: team.realmId, token };
}

async function ensurePopulation(
  { database }: Foundation,
  realmId: RealmId,
  population: Population,
  say: (line: string) => void,
): Promise<void> {
  const { count } = await database.kysely
    .selectFrom('patients')
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .where('realm_id', '=', realmId)
    .executeTakeFirstOrThrow();
  const startedAt = performance.now();
  if (count === 0) await insertPopulation(database, realmId, population);
  else if (count !== population.size)
    throw new Error('The data directory holds another population. Give an empty one.');
  say(`${population.size} patients inserted after ${Math.round((performance.now() - startedAt) / 1000)} s`);
  const listed = await database.kysely
    .selectFrom('list_blocks')
    .select('list')
    .where('realm_id', '=', realmId)
    .limit(1)
    .executeTakeFirst();
  if (listed !== undefined) return;
  await database.transaction((trx) => rebuildLists(trx, grantScope(realmId, 'cli')));
  say(`lists built after ${Math.round((performance.now() - startedAt) / 1000)} s`);
}

async function insertPopulation(database: Database, realmId: RealmId, population: Population): Promise<void> {
  for (let start = 0; start < population.size; start += rowsPerTransaction) {
    const end = Math.min(population.size, start + rowsPerTransaction);
    await database.transaction(async (trx) => {
      for (let from = start; from < end; from += rowsPerInsert)
        await insertPeople(trx, realmId, population, from, Math.min(end, from + rowsPerInsert));
    });
  }
}

async function insertPeople(
  trx: Db,
  realmId: RealmId,
  population: Population,
  from: number,
  to: number,
): Promise<void> {
  const people = Array.from({ length: to - from }, (_, index) => population.at(from + index));
  await trx
    .insertInto('persons')
    .values(people.map((one) => ({ id: one.personId, realm_id: realmId, created_at: one.createdAt })))
    .execute();
  await trx
    .insertInto('patients')
    .values(people.map((one) => patientRow(realmId, one)))
    .execute();
  await trx
    .insertInto('patient_identifiers')
    .values(
      people.map((one) => ({
        id: newId(),
        realm_id: realmId,
        patient_id: one.id,
        value: one.identifier,
        issuer: '',
        type: null,
        created_at: one.createdAt,
      })),
    )
    .execute();
  await trx
    .insertInto('studies')
    .values(people.map((one) => studyRow(realmId, one)))
    .execute();
}

function patientRow(realmId: RealmId, person: Person) {
  const { sortName, words } = foldedOf(person);
  return {
    id: person.id,
    realm_id: realmId,
    person_id: person.personId,
    kind: 'patient',
    label: null,
    given_names: person.givenNames,
    family_name: person.familyName,
    date_of_birth: person.dateOfBirth,
    sex: person.sex,
    address: null,
    archived: 0,
    sort_name: sortName,
    search_text: words,
    created_at: person.createdAt,
    updated_at: person.updatedAt,
  } as const;
}

function studyRow(realmId: RealmId, { personId, createdAt, study }: Person) {
  return {
    id: study.id,
    realm_id: realmId,
    person_id: personId,
    study_instance_uid: null,
    availability: 'record',
    status: 'viewable',
    study_description: study.description,
    study_date: study.date,
    study_time: null,
    study_day: study.date,
    sort_description: foldText(study.description),
    accession_no: null,
    institution_name: null,
    referring_physician_name: null,
    notes: null,
    modalities: `\\${study.modality}\\`,
    series_count: null,
    instance_count: null,
    last_received_at: null,
    created_at: createdAt,
    updated_at: createdAt,
  } as const;
}
