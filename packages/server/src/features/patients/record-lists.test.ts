// The lists of a realm under load: many callers make, change, archive and delete at once, and every count stays exact.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { aTeam, type TestMember } from '../../../test/support/makers.ts';
import { type RestClient, restClient } from '../../../test/support/rest-client.ts';
import { startTestServer, type TestServer } from '../../../test/support/test-server.ts';
import type { PatientsTable } from '../../platform/database/index.ts';
import { newId } from '../../platform/ids.ts';
import { checkLists, rebuildLists } from './index.ts';
import { derivedColumns } from './record-text.ts';

let server: TestServer;
let team: TestMember;
let api: RestClient;

beforeAll(async () => {
  server = await startTestServer();
  team = await aTeam(server);
  api = restClient(server, team);
});
afterAll(() => server.close());

const check = () => checkLists(server.parts.foundation.database.kysely, team.scope);
/** More than search looks at one by one, and than a block holds: the counted ways are taken. */
const bulk = 4300;

async function loadBulk(): Promise<void> {
  const { database, clock } = server.parts.foundation;
  const rows = Array.from({ length: bulk }, (_, index): PatientsTable => {
    const names = {
      kind: 'patient',
      label: null,
      given_names: index % 2 === 0 ? 'Anna' : 'Bertil',
      family_name: `Bulk${index % 50}`,
    } as const;
    const now = clock.now();
    return {
      id: newId(),
      realm_id: team.realmId,
      person_id: newId(),
      ...names,
      date_of_birth: index % 10 === 0 ? null : `19${10 + (index % 80)}-01-01`,
      sex: 'other',
      address: null,
      archived: 0,
      ...derivedColumns(names, [{ value: `MRN${index}` }]),
      created_at: now,
      updated_at: now,
    };
  });
  await database.transaction(async (trx) => {
    for (let start = 0; start < bulk; start += 500) {
      const part = rows.slice(start, start + 500);
      await trx
        .insertInto('persons')
        .values(
          part.map((row) => ({ id: row.person_id, realm_id: row.realm_id, created_at: row.created_at })),
        )
        .execute();
      await trx.insertInto('patients').values(part).execute();
    }
    await rebuildLists(trx, team.scope);
  });
}

describe('the lists of a realm', () => {
  it('are exact after a bulk load, at every depth and for every search', async () => {
    await loadBulk();
    expect(await check()).toEqual([]);
    const totals = async (query: string) => (await api.get(`/patients?${query}`)).body.meta.total;
    expect(await totals('')).toBe(bulk);
    expect(await totals('search=anna')).toBe(bulk / 2);
    expect(await totals('search=an')).toBe(bulk / 2);
    expect(await totals('search=bulk7 bert')).toBe(bulk / 50);
    expect(await totals('search=mrn123')).toBe(11);
    expect(await totals('search=mrn')).toBe(bulk);
    expect(await totals('search=q')).toBe(0);
    const last = await api.get(`/patients?per_page=100&page=${bulk / 100}&sort=date_of_birth`);
    expect(last.body.data).toHaveLength(100);
    expect(last.body.data.every((row: { date_of_birth: null }) => row.date_of_birth === null)).toBe(true);
  });

  it('stay exact while sixty-four callers write at once', async () => {
    const post = (index: number) =>
      api.post('/patients', {
        given_names: 'Cara',
        family_name: `Wave${index}`,
        date_of_birth: '1990-01-01',
        sex: 'female',
      });
    const made = await Promise.all(Array.from({ length: 64 }, (_, index) => post(index)));
    const answers = await Promise.all(
      made.map(({ body: { data } }, index) => {
        const path = `/patients/${data.id}`;
        if (index % 4 === 0) return api.delete(path);
        if (index % 4 === 1) return api.post(`${path}/archive`);
        if (index % 4 === 2) return api.put(path, { family_name: `Moved${index}` });
        return api.post(`${path}/identifiers`, { value: `W-${index}` });
      }),
    );
    expect(answers.filter(({ status }) => status >= 300)).toEqual([]);
    expect(await check()).toEqual([]);
    const totals = async (query: string) => (await api.get(`/patients?${query}`)).body.meta.total;
    expect(await totals('')).toBe(bulk + 32);
    expect(await totals('search=cara')).toBe(32);
    expect(await totals('search=cara&archived=1')).toBe(16);
    expect(await totals('search=moved')).toBe(16);
    expect(await totals('search=w-')).toBe(16);
  });
});
