// The worklist of a large realm: pages reach so far and no further, what is rare is exact, and no statement scans.
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { aTeam, type TestMember } from '../../../test/support/makers.ts';
import { fullScans, recordStatements, scansAmong } from '../../../test/support/query-plans.ts';
import { type RestClient, restClient } from '../../../test/support/rest-client.ts';
import { startTestServer, type TestServer } from '../../../test/support/test-server.ts';
import type { StudiesTable } from '../../platform/database/index.ts';
import { newId } from '../../platform/ids.ts';
import { sortDescriptionOf } from './dicom-study.ts';

let server: TestServer;
let team: TestMember;
let api: RestClient;
/** More than pages reach. */
const bulk = 10_500;

beforeAll(async () => {
  server = await startTestServer();
  team = await aTeam(server);
  api = restClient(server, team);
  await loadBulk();
}, 120_000);
afterAll(() => server.close());
afterEach(() => vi.restoreAllMocks());

async function loadBulk(): Promise<void> {
  const fields = { family_name: 'Bulk', given_names: 'B', date_of_birth: '1980-01-01', sex: 'other' };
  const { id } = (await api.post('/patients', fields)).body.data;
  const { database, clock } = server.parts.foundation;
  const { person_id } = await database.kysely
    .selectFrom('patients')
    .select('person_id')
    .where('id', '=', id)
    .executeTakeFirstOrThrow();
  const rows = Array.from({ length: bulk }, (_, index): StudiesTable => {
    const now = clock.now();
    const day = `20${String(10 + (index % 10))}-01-${String(1 + (index % 28)).padStart(2, '0')}`;
    const description = index % 100 === 7 ? 'Rare thing' : 'Common thing';
    return {
      id: newId(),
      realm_id: team.realmId,
      person_id,
      study_instance_uid: null,
      availability: 'record',
      status: 'viewable',
      study_description: description,
      study_date: day,
      study_time: null,
      study_day: day,
      sort_description: sortDescriptionOf(description),
      accession_no: `A${index}`,
      institution_name: index % 3 === 0 ? 'North' : 'South Clinic',
      referring_physician_name: null,
      notes: null,
      modalities: index % 2 === 0 ? '\\CT\\' : '\\CT\\MR\\',
      series_count: null,
      instance_count: null,
      last_received_at: null,
      created_at: now,
      updated_at: now,
    };
  });
  await database.transaction(async (trx) => {
    for (let start = 0; start < bulk; start += 500)
      await trx
        .insertInto('studies')
        .values(rows.slice(start, start + 500))
        .execute();
  });
}

const metaOf = async (query: string) => (await api.get(`/studies?${query}`)).body.meta;

describe('the pages of a large realm', () => {
  it('reach ten thousand studies, and say that there are more', async () => {
    for (const query of [
      '',
      'modality=CT',
      'status=viewable&modality=CT',
      'search=thing',
      'date_from=2000-01-01',
    ]) {
      for (const sort of ['study_date', 'created_at', 'patient_name'])
        expect(await metaOf(`${query}&sort=${sort}`)).toMatchObject({
          total: 10_000,
          has_more: true,
          to: 25,
        });
    }
    const last = await api.get('/studies?per_page=30&page=334');
    expect(last.body.data).toHaveLength(10);
    expect((await api.get('/studies?page=401')).body.data).toEqual([]);
    expect((await api.get('/studies?page=999999999')).body.data).toEqual([]);
  });

  it('are exact for what is rarer, in every order, however common what else is asked', async () => {
    for (const sort of ['study_date', 'created_at', 'patient_name']) {
      expect(await metaOf(`search=rare&sort=${sort}`)).toMatchObject({ total: 105, has_more: false });
      expect(await metaOf(`institution=north&modality=CT&sort=${sort}`)).toMatchObject({ total: 3500 });
      expect(await metaOf(`search=rare thing&institution=clinic&modality=mr&sort=${sort}`)).toMatchObject({
        total: 70,
        has_more: false,
      });
      expect(
        await metaOf(`search=a12&status=viewable&date_from=2011-01-01&date_to=2012-12-31&sort=${sort}`),
      ).toMatchObject({
        has_more: false,
      });
    }
    const days = (await api.get('/studies?modality=CT&status=viewable&per_page=100')).body.data.map(
      (row: { study_date: string }) => row.study_date,
    );
    expect(days).toEqual([...days].sort().reverse());
  });
});

describe('the pages of what several conditions share', () => {
  const idsOfAll = async (query: string, pages: number) => {
    const ids: string[] = [];
    for (let page = 1; page <= pages; page++)
      ids.push(
        ...(await api.get(`/studies?per_page=100&page=${page}&${query}`)).body.data.map(
          (row: { id: string }) => row.id,
        ),
      );
    return ids;
  };

  it.each([
    ['institution=north&modality=MR', 1750],
    ['search=rare thing&status=viewable', 105],
    ['search=a1&modality=MR&date_from=2012-01-01&date_to=2013-12-31', 161],
  ])('hold each of them once, in every order, forwards and back: %s', async (filters, count) => {
    const pages = Math.ceil(count / 100);
    const found: string[][] = [];
    for (const sort of ['study_date', 'created_at', 'patient_name']) {
      const forwards = await idsOfAll(`sort=${sort}&direction=asc&${filters}`, pages);
      expect(await idsOfAll(`sort=${sort}&direction=desc&${filters}`, pages)).toEqual(forwards.toReversed());
      expect(new Set(forwards).size).toBe(count);
      found.push(forwards.toSorted());
    }
    expect(found[1]).toEqual(found[0]);
    expect(found[2]).toEqual(found[0]);
  });
});

describe('a page of what several terms give', () => {
  const idsOf = async (query: string) =>
    (await api.get(`/studies?per_page=100&${query}`)).body.data.map((row: { id: string }) => row.id);

  it('has each study once, in the order of the days, at any depth', async () => {
    for (const direction of ['asc', 'desc'])
      for (const page of [1, 2, 50, 100]) {
        const place = `direction=${direction}&page=${page}`;
        const ids = await idsOf(`modality=CT&${place}`);
        expect(new Set(ids).size).toBe(100);
        // Every study has CT, and every other one MR beside it.
        expect(await idsOf(`modality=MR,CT&${place}`)).toEqual(ids);
        expect(await idsOf(`status=viewable&${place}`)).toEqual(ids);
      }
  });

  it('is that of the words which begin so, few or many', async () => {
    expect(await idsOf('search=rar')).toEqual(await idsOf('search=rare'));
    expect(await metaOf('search=nor')).toMatchObject({ total: 0, has_more: false });
    // A12, A120 to A129, A1200 to A1299, and A10200 and so on are other words.
    expect(await metaOf('search=a12')).toMatchObject({ total: 111, has_more: false });
    expect(await metaOf('search=a1234')).toMatchObject({ total: 1, has_more: false });
    expect(await metaOf('search=a123')).toMatchObject({ total: 11, has_more: false });
  });
});

describe('no table is read from end to end', () => {
  /** What the statement itself has made is no table. */
  const madeByStatement = /^(\(subquery|w$|counted|found|given|of_term|page$|json_each|CONSTANT ROW)/;
  const filters = [
    'modality=CT',
    'modality=CT,MR',
    'body_part=CHEST',
    'institution=north',
    'status=viewable',
    'search=rare',
    'search=thing',
    'date_from=2011-01-01',
    'date_to=2018-01-01',
  ];
  it.each(['study_date', 'created_at', 'patient_name'])(
    'in the order of %s, by any filter or two',
    async (sort) => {
      // Where they are seen: in this thread, not in one of SQLite's.
      const { database } = server.parts.foundation;
      vi.spyOn(database, 'read').mockImplementation((reading, input) => reading.read(database.kysely, input));
      const seen = recordStatements();
      const keyOf = (filter: string) => filter.split('=')[0];
      for (const [index, one] of ['', ...filters].entries())
        for (const other of filters.slice(index).filter((filter) => keyOf(filter) !== keyOf(one)))
          for (const direction of ['asc', 'desc']) {
            const { status } = await api.get(`/studies?sort=${sort}&direction=${direction}&${one}&${other}`);
            expect([one, other, status]).toEqual([one, other, 200]);
          }
      vi.restoreAllMocks();
      const statements = [...seen].filter(([text]) => text.includes('worklist_'));
      expect(statements.length).toBeGreaterThan(20);
      expect(await scansAmong(server, statements, madeByStatement)).toEqual([]);
    },
  );

  it('but a statement that does is noticed', async () => {
    const text = `SELECT id FROM studies WHERE notes || '' = 'x'`;
    expect(await fullScans(server, [text, []], madeByStatement)).toHaveLength(1);
  });
});
