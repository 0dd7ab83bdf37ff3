// Lists of patients and cases through HTTP: pages, links, orders, search and filters, each against what a plain reading gives.
import { foldText } from '@lumenbox/dicom';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { aTeam, type TestMember } from '../../../test/support/makers.ts';
import { type RestClient, restClient } from '../../../test/support/rest-client.ts';
import { startTestServer, type TestServer } from '../../../test/support/test-server.ts';

let server: TestServer;
let team: TestMember;
let api: RestClient;

interface Listed {
  id: string;
  given_names: string;
  family_name: string;
  date_of_birth: string;
  created_at: string;
  updated_at: string;
}
const patients: Listed[] = [];

const names = [
  ['Müller', 'Anna'],
  ['MULLER', 'Zoë'],
  ['muller', 'anna'],
  ['Lee', 'Zack'],
  ['Lee Ann', 'Bo'],
  ['Leeds', 'Al'],
  ["O'Neill", '100% Sure'],
  ['Under_score', 'Back\\slash'],
  ['山田', '太郎'],
  ['Straße', 'Øyvind'],
  ['Strasse', 'Oyvind'],
] as const;

beforeAll(async () => {
  server = await startTestServer();
  team = await aTeam(server);
  api = restClient(server, team);
  for (const [index, [family_name, given_names]] of names.entries()) {
    const date_of_birth = `19${60 + (index % 4)}-01-01`;
    const answer = await api.post('/patients', { family_name, given_names, date_of_birth, sex: 'other' });
    patients.push(answer.body.data);
  }
  // Changed in another order than made.
  for (const patient of [...patients].reverse().slice(0, 5)) {
    const { data } = (await api.put(`/patients/${patient.id}`, { sex: 'unknown' })).body;
    Object.assign(patient, data);
  }
});
afterAll(() => server.close());

const idsOf = (rows: { id: string }[]) => rows.map((row) => row.id);
const bytes = (text: string) => Buffer.from(text).toString('hex');

async function wholeList(query: string): Promise<string[]> {
  const ids: string[] = [];
  for (let page = 1; ; page++) {
    const { body } = await api.get(`/patients?per_page=3&page=${page}&${query}`);
    ids.push(...idsOf(body.data));
    if (body.links.next === null) return ids;
  }
}

describe('orders', () => {
  const keys: Record<string, (row: Listed) => string> = {
    name: (row) => bytes(`${foldText(row.family_name)}\u0001${foldText(row.given_names)}`),
    created_at: (row) => row.created_at,
    updated_at: (row) => row.updated_at,
    date_of_birth: (row) => row.date_of_birth,
  };
  for (const sort of Object.keys(keys)) {
    for (const direction of ['asc', 'desc']) {
      it(`by ${sort} ${direction} gives every row once, over all pages, ties by id in the same direction`, async () => {
        const keyOf = (row: Listed) => `${keys[sort]?.(row)} ${row.id}`;
        const expected = [...patients].sort((one, other) => (keyOf(one) < keyOf(other) ? -1 : 1));
        if (direction === 'desc') expected.reverse();
        expect(await wholeList(`sort=${sort}&direction=${direction}`)).toEqual(idsOf(expected));
      });
    }
  }

  it('are newest first by default, ascending for names and descending for times', async () => {
    expect(await wholeList('')).toEqual(await wholeList('sort=created_at&direction=desc'));
    expect(await wholeList('sort=name')).toEqual(await wholeList('sort=name&direction=asc'));
    expect(await wholeList('sort=date_of_birth')).toEqual(
      await wholeList('sort=date_of_birth&direction=desc'),
    );
    expect((await api.get('/patients?sort=label')).body.errors).toEqual({
      sort: ['The selected sort is invalid.'],
    });
    expect((await api.get('/patients?direction=up')).body.errors).toEqual({
      direction: ['The selected direction is invalid.'],
    });
  });
});

describe('pages', () => {
  it('carry links that keep the query, with the page last, and exactly the documented keys', async () => {
    const { body, status } = await api.get('/patients?page=2&per_page=4&sort=name');
    expect(status).toBe(200);
    const link = (page: number) =>
      expect.stringMatching(new RegExp(`/api/v1/patients\\?per_page=4&sort=name&page=${page}$`));
    expect(body.links).toEqual({ first: link(1), last: link(3), prev: link(1), next: link(3) });
    expect(body.meta).toEqual({
      current_page: 2,
      from: 5,
      last_page: 3,
      per_page: 4,
      to: 8,
      total: names.length,
    });
    expect(Object.keys(body)).toEqual(['data', 'links', 'meta']);
  });

  it('past the end are empty, and odd numbers mean the first', async () => {
    const past = await api.get('/patients?page=99999999999');
    expect(past.body.data).toEqual([]);
    expect(past.body.meta).toMatchObject({ from: null, to: null, total: names.length });
    for (const page of ['0', '-3', 'x', '1.5'])
      expect((await api.get(`/patients?page=${page}`)).body.meta.current_page).toBe(1);
    const none = await api.get('/patients?search=nobody');
    expect(none.body.meta).toEqual({
      current_page: 1,
      from: null,
      last_page: 1,
      per_page: 25,
      to: null,
      total: 0,
    });
  });

  it('take between 1 and 100 rows', async () => {
    const messageOf = async (value: string) =>
      (await api.get(`/patients?per_page=${value}`)).body.errors?.per_page?.[0];
    expect(await messageOf('101')).toBe('The per page field must not be greater than 100.');
    expect(await messageOf('0')).toBe('The per page field must be at least 1.');
    expect(await messageOf('x')).toBe('The per page field must be an integer.');
    expect(await messageOf('100')).toBeUndefined();
  });

  it('read their parameters from a JSON body on GET as well, and the body wins', async () => {
    const { body } = await api.get('/patients?per_page=2&page=2', { per_page: 5, archived: false });
    expect(body.meta).toMatchObject({ per_page: 5, current_page: 2 });
  });
});

describe('search', () => {
  const found = async (search: string) =>
    idsOf((await api.get(`/patients?per_page=100&sort=name&search=${encodeURIComponent(search)}`)).body.data);
  const expected = (search: string) => {
    const words = foldText(search).split(' ');
    return idsOf(
      patients.filter((row) => {
        const text = `${foldText(row.family_name)}\n${foldText(row.given_names)}`;
        return words.every((word) => text.includes(word));
      }),
    ).sort();
  };
  for (const search of [
    'muller',
    'MÜLLER anna',
    'üLL',
    'lee',
    'e l',
    'z',
    '%',
    '_',
    '\\',
    "o'n",
    '山',
    '太郎 山田',
    'strasse',
    'straße',
    'oy',
    'anna muller',
    '100% sure',
    '"',
    "' OR 1=1",
    'muller nobody',
  ]) {
    it(`for ${JSON.stringify(search)} finds what holds every word`, async () => {
      expect((await found(search)).sort()).toEqual(expected(search));
    });
  }

  it('combines with every order and with pages', async () => {
    for (const sort of ['name', 'created_at', 'updated_at', 'date_of_birth']) {
      const all = await wholeList(`sort=${sort}`);
      const some = new Set(expected('e'));
      expect(await wholeList(`sort=${sort}&search=e`)).toEqual(all.filter((id) => some.has(id)));
    }
  });

  it('refuses a text that is too long, or holds a NUL', async () => {
    expect((await api.get(`/patients?search=${'x'.repeat(256)}`)).body.errors.search).toEqual([
      'The search field must not be greater than 255 characters.',
    ]);
    expect((await api.get('/patients?search=a%00b')).body.errors.search).toEqual([
      'The search field format is invalid.',
    ]);
  });
});
