// A worklist that a release of before has kept: after the migration it has the same studies under the same terms, and goes on.
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Database, migrate, openDatabase } from '../src/platform/database/index.ts';
import { makeTestPlace, type TestPlace, testDialect } from '../test/support/test-database.ts';
import { compactWorklist } from './0029-compact-worklist.ts';
import { migrations } from './index.ts';

const now = '2026-01-02T03:04:05.000000Z';
const [north, south] = ['realm-north', 'realm-south'];

let place: TestPlace;
let database: Database;
beforeAll(async () => {
  place = await makeTestPlace();
  database = openDatabase(place.location);
  // The place of PostgreSQL comes with the whole schema.
  if (testDialect === 'postgres') await run('DROP SCHEMA public CASCADE', 'CREATE SCHEMA public');
  const before = migrations.slice(0, migrations.indexOf(compactWorklist));
  await migrate(database, before);
  for (const realm of [south, north]) await addRealm(realm);
});
afterAll(async () => {
  await database.close();
  await place.remove();
});

const run = (...statements: string[]) =>
  database.transaction(async (trx) => {
    for (const statement of statements) await sql.raw(statement).execute(trx);
  });

/** Two people of the same name in each, with a dated study, one without a day, and one that has images with a report among them. */
async function addRealm(realm: string): Promise<void> {
  const study = (id: string, columns: Record<string, string | null>) => {
    const row: Record<string, string | null> = {
      id: `${realm} ${id}`,
      realm_id: realm,
      person_id: `${realm} person`,
      availability: 'dicom',
      status: 'viewable',
      modalities: '\\CT\\SR\\',
      created_at: now,
      updated_at: now,
      ...columns,
    };
    const values = Object.values(row).map((value) => (value === null ? 'NULL' : `'${value}'`));
    return `INSERT INTO studies (${Object.keys(row).join(', ')}) VALUES (${values.join(', ')})`;
  };
  await run(
    `INSERT INTO realms (id, name, settings, created_at, updated_at) VALUES ('${realm}', '${realm}', '{}', '${now}', '${now}')`,
    `INSERT INTO persons (id, realm_id, created_at) VALUES ('${realm} person', '${realm}', '${now}')`,
    `INSERT INTO patients (id, realm_id, person_id, kind, family_name, given_names, archived, sort_name, search_text, created_at, updated_at)
      VALUES ('${realm} patient', '${realm}', '${realm} person', 'patient', 'Nemo', 'Nora', 0, 'nemo nora', 'nemo nora', '${now}', '${now}')`,
    study('dated', {
      study_day: '2024-02-29',
      institution_name: 'Harbour Clinic',
      accession_no: `A-${realm}`,
    }),
    study('undated', { study_day: null, status: 'pending' }),
    `INSERT INTO series (id, realm_id, study_id, series_instance_uid, body_part_examined, instance_count, created_at)
      VALUES ('${realm} series', '${realm}', '${realm} dated', '2.25.1', 'Chest ', 1, '${now}')`,
    `INSERT INTO reports (id, realm_id, study_id, version, created_at, updated_at)
      VALUES ('${realm} report', '${realm}', '${realm} dated', 1, '${now}', '${now}')`,
  );
}

interface KeptTerm {
  realm_id: string;
  term: string;
  day: string | number;
  study_id: string;
}

async function keptTerms(): Promise<KeptTerm[]> {
  const { rows } = await sql<KeptTerm>`
    SELECT r.realm_id, t.term, t.day, s.study_id FROM worklist_terms t
    JOIN worklist_realms r ON r.number = t.realm_number JOIN worklist_studies s ON s.number = t.study_number
    ORDER BY r.realm_id, t.term, t.day, s.study_id`.execute(database.kysely);
  return rows;
}

const termsOf = async (study: string) =>
  (await keptTerms()).filter(({ study_id }) => study_id === study).map(({ term }) => term);

describe('a worklist of before', () => {
  it('keeps every term of every study, in its realm, under numbers', async () => {
    const { rows: before } = await sql<KeptTerm>`
      SELECT realm_id, term, day, study_id FROM worklist_terms ORDER BY realm_id, term, day, study_id`.execute(
      database.kysely,
    );
    expect(new Set(before.map(({ term }) => term.slice(0, 2)))).toEqual(
      new Set(['b:', 'i:', 'm:', 'r:', 's:', 'w:']),
    );
    expect(await migrate(database, migrations)).toContain(compactWorklist.name);
    expect(await keptTerms()).toEqual(
      before.map((row) => ({ ...row, day: Number(String(row.day).replaceAll('-', '')) })),
    );
    const { rows } = await sql`
      SELECT r.realm_id, s.study_id, s.day, s.received_at, s.sort_name FROM worklist_studies s
      JOIN worklist_realms r ON r.number = s.realm_number ORDER BY s.number`.execute(database.kysely);
    expect(rows).toEqual(
      [north, south].flatMap((realm) => [
        {
          realm_id: realm,
          study_id: `${realm} dated`,
          day: 20240229,
          received_at: now,
          sort_name: 'nemo nora',
        },
        { realm_id: realm, study_id: `${realm} undated`, day: 0, received_at: now, sort_name: 'nemo nora' },
      ]),
    );
  });

  it('goes on: what changes is found anew under the number that it had, and a new realm has one', async () => {
    const numberOf = async () =>
      (
        await sql`SELECT number FROM worklist_studies WHERE study_id = ${`${north} dated`}`.execute(
          database.kysely,
        )
      ).rows;
    const before = await numberOf();
    await run(
      `UPDATE patients SET sort_name = 'omen', search_text = 'omen' WHERE id = '${north} patient'`,
      `UPDATE studies SET study_day = '2024-03-01' WHERE id = '${north} dated'`,
    );
    const terms = await termsOf(`${north} dated`);
    expect(terms).toEqual(expect.arrayContaining(['w:omen', 'r:1', 'b:CHEST', 'm:CT', 's:viewable']));
    expect(terms).not.toContain('w:nemo');
    expect((await keptTerms()).filter(({ study_id }) => study_id === `${north} dated`)).toEqual(
      terms.map((term) => ({ realm_id: north, study_id: `${north} dated`, term, day: 20240301 })),
    );
    expect(await numberOf()).toEqual(before);
    await run(`DELETE FROM reports WHERE study_id = '${north} dated'`);
    expect(await termsOf(`${north} dated`)).toContain('r:0');
    await addRealm('realm-west');
    expect(await termsOf('realm-west dated')).toEqual(
      expect.arrayContaining(['w:nemo', 'i:harbour', 'r:1', 'b:CHEST']),
    );
  });
});
