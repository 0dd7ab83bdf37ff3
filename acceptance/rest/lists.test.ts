// Lists: pages, links, filters. No page repeats or drops a row.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Api, Json, Stage } from '../support/index.ts';
import { startStage } from '../support/index.ts';
import { aCase, aPatient, aStudy, column } from './makers.ts';

let stage: Stage;
beforeAll(async () => {
  stage = await startStage();
});
afterAll(() => stage?.stop());

/** The API in a realm where nothing is yet. */
async function emptyRealm(): Promise<Api> {
  return stage.apiFor(await stage.stranger());
}

/** Follows the links of a list from its first page to its last. */
async function walk(api: Api, path: string): Promise<Json[]> {
  const rows: Json[] = [];
  let next: string | null = path;
  while (next !== null) {
    const answer = await api.get(next);
    expect(answer.status, answer.text).toBe(200);
    rows.push(...answer.body.data);
    next = answer.body.links.next === null ? null : answer.body.links.next.split('/api/v1')[1];
  }
  return rows;
}

describe('pages', () => {
  let api: Api;
  beforeAll(async () => {
    api = await emptyRealm();
    for (let number = 1; number <= 7; number++) await aCase(api, { label: `case ${number % 3}` });
  });

  it('have exactly the documented keys, and links that keep the query string', async () => {
    const { body } = await api.get('/cases?per_page=3&page=2&sort=label&x=a%20b&search=case');
    const link = (page: number) =>
      `${stage.server.url}/api/v1/cases?per_page=3&sort=label&x=a%20b&search=case&page=${page}`;
    expect(body.links).toEqual({ first: link(1), last: link(3), prev: link(1), next: link(3) });
    expect(body.meta).toEqual({ current_page: 2, from: 4, last_page: 3, per_page: 3, to: 6, total: 7 });
  });

  it('end with a short one', async () => {
    const { body } = await api.get('/cases?per_page=3&page=3');
    expect(body.data).toHaveLength(1);
    expect(body.meta).toMatchObject({ from: 7, to: 7 });
    expect(body.links.next).toBeNull();
  });

  it('are empty past the end, and no error', async () => {
    const answer = await api.get('/cases?per_page=3&page=99');
    expect(answer.status).toBe(200);
    expect(answer.body.data).toEqual([]);
    expect(answer.body.meta).toEqual({
      current_page: 99,
      from: null,
      last_page: 3,
      per_page: 3,
      to: null,
      total: 7,
    });
    expect(answer.body.links.next).toBeNull();
  });

  it.each(['0', '-1', 'x', '1.5', '', '%27'])('asked for as %j are the first', async (page) => {
    expect((await api.get(`/cases?page=${page}`)).body.meta.current_page).toBe(1);
  });

  it('far beyond any list are empty, and quick', async () => {
    const answer = await api.get('/cases?page=999999999999999999999');
    expect(answer.status).toBe(200);
    expect(answer.body.data).toEqual([]);
  });

  it('hold 25 rows unless told otherwise', async () => {
    expect((await api.get('/cases')).body.meta.per_page).toBe(25);
    expect((await api.get('/cases?per_page=')).body.meta.per_page).toBe(25);
    expect((await api.get('/cases?per_page=100')).body.meta.per_page).toBe(100);
  });

  it.each([
    ['101', 'The per page field must not be greater than 100.'],
    ['0', 'The per page field must be at least 1.'],
    ['x', 'The per page field must be an integer.'],
    ['1.5', 'The per page field must be an integer.'],
  ])('do not hold %s rows', async (perPage, sentence) => {
    const answer = await api.get(`/cases?per_page=${perPage}`);
    expect(answer.status).toBe(422);
    expect(answer.body).toEqual({ message: sentence, errors: { per_page: [sentence] } });
  });

  it('neither repeat nor drop a row, in any order', async () => {
    for (const order of [
      'sort=label',
      'sort=label&direction=desc',
      'sort=date_of_birth',
      'sort=created_at&direction=asc',
      '',
    ]) {
      const rows = await walk(api, `/cases?per_page=2&${order}`);
      expect(new Set(rows.map(({ id }) => id)).size, order).toBe(7);
    }
  });

  it('of nothing have one last page', async () => {
    const { body } = await (await emptyRealm()).get('/patients');
    expect(body.data).toEqual([]);
    expect(body.meta).toEqual({
      current_page: 1,
      from: null,
      last_page: 1,
      per_page: 25,
      to: null,
      total: 0,
    });
    expect(body.links).toMatchObject({ prev: null, next: null });
  });

  it('refuse an order that is none', async () => {
    expect((await api.get('/cases?sort=id')).body.errors).toEqual({
      sort: ['The selected sort is invalid.'],
    });
    expect((await api.get('/cases?sort=name')).status).toBe(422);
    expect((await api.get('/cases?direction=up')).body.errors).toEqual({
      direction: ['The selected direction is invalid.'],
    });
  });

  it('of another realm hold none of these rows', async () => {
    const { data } = (await api.get('/cases')).body;
    expect((await stage.api.get(`/cases?search=${data[0].label}`)).body.meta.total).toBe(0);
  });
});

describe('archived', () => {
  it.each([
    ['cases', aCase],
    ['patients', aPatient],
  ])('%s leave the ordinary list and come back', async (name, make) => {
    const api = await emptyRealm();
    const [stays, goes] = [await make(api), await make(api)];
    const archived = await api.send('POST', `/${name}/${goes.id}/archive`);
    expect(archived.status).toBe(200);
    expect(archived.body.data).toMatchObject({ id: goes.id, archived: true });
    const ids = async (query: string) => column(await api.get(`/${name}${query}`), 'id');
    expect(await ids('')).toEqual([stays.id]);
    expect(await ids('?archived=false')).toEqual([stays.id]);
    expect(await ids('?archived=true')).toEqual([goes.id]);
    expect((await api.get(`/${name}/${goes.id}`)).body.data.archived).toBe(true);
    expect((await api.send('POST', `/${name}/${goes.id}/unarchive`)).body.data.archived).toBe(false);
    expect((await ids('')).toSorted()).toEqual([stays.id, goes.id].toSorted());
  });
});

describe('studies', () => {
  let api: Api;
  let patientId: string;
  beforeAll(async () => {
    api = await emptyRealm();
    patientId = (await aPatient(api)).id;
    for (const study_date of ['20250110', '2025-01-12', '11 Jan 2025', 'long ago', null])
      await aStudy(api, patientId, { study_date, study_description: study_date });
  });
  const dates = async (query: string) =>
    column(await api.get(`/patients/${patientId}/studies?${query}`), 'study_date');

  it('come by the date in their text, newest first, undated last', async () => {
    const listed = await dates('');
    expect(listed.slice(0, 3)).toEqual(['2025-01-12', '11 Jan 2025', '20250110']);
    expect(listed.slice(3)).toEqual([null, 'long ago']);
    expect((await dates('direction=asc')).slice(0, 3)).toEqual(['20250110', '11 Jan 2025', '2025-01-12']);
  });

  it.each([
    ['date_from=2025-01-11', ['2025-01-12', '11 Jan 2025']],
    ['date_to=2025-01-11', ['11 Jan 2025', '20250110']],
    ['date_from=2025-01-11&date_to=2025-01-11', ['11 Jan 2025']],
    ['date_from=2025-01-11T23:59:59', ['2025-01-12', '11 Jan 2025']],
    ['date_to=2025-01-11T00:00:00', ['11 Jan 2025', '20250110']],
    ['date_from=2026-01-01', []],
  ])('are filtered by day: %s', async (query, expected) => {
    expect(await dates(query)).toEqual(expected);
  });

  it('refuse days the wrong way round', async () => {
    const answer = await api.get(`/patients/${patientId}/studies?date_from=2025-02-01&date_to=2025-01-01`);
    expect(answer.status).toBe(422);
    expect(answer.body.errors).toEqual({
      date_to: ['The date to field must be a date after or equal to date from.'],
    });
  });

  it('are ordered by description on demand', async () => {
    expect(await dates('sort=study_description')).toEqual([
      '11 Jan 2025',
      '2025-01-12',
      '20250110',
      'long ago',
      null,
    ]);
  });

  it('of a modality that none has are none', async () => {
    expect(await dates('modality=CT')).toEqual([]);
  });
});
