// Search and order of lists: words, accents, alphabets, rows without a value.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Api, Stage } from '../support/index.ts';
import { startStage } from '../support/index.ts';
import { aCase, aPatient, column } from './makers.ts';

let stage: Stage;
beforeAll(async () => {
  stage = await startStage();
});
afterAll(() => stage?.stop());

/** The API in a realm where nothing is yet. */
async function emptyRealm(): Promise<Api> {
  return stage.apiFor(await stage.stranger());
}

describe('search', () => {
  let api: Api;
  beforeAll(async () => {
    api = await emptyRealm();
    const people = [
      ['José María', 'Núñez'],
      ['Ana', 'Müller-Straße'],
      ['100%', 'Under_score'],
      ['Ægir', 'Þórsson'],
      ['Анна', 'Иванова'],
      ['山田', '太郎'],
    ];
    for (const [given_names, family_name] of people) await aPatient(api, { given_names, family_name });
    const { data } = (await api.get('/patients?search=Müller')).body;
    await api.post(`/patients/${data[0].id}/identifiers`, { value: 'MRN-0042', issuer: 'Sydney' });
    for (const label of ['CASE 12 left knee', 'CASE 13 right knee', 'Café']) await aCase(api, { label });
  });
  const found = async (path: string, key: string) => column(await api.get(path), key);

  it.each([
    ['jose', ['Núñez']],
    ['JOSÉ nunez', ['Núñez']],
    ['nunez maria', ['Núñez']],
    ['ose', ['Núñez']],
    ['muller', ['Müller-Straße']],
    ['strasse', ['Müller-Straße']],
    ['mrn-0042', ['Müller-Straße']],
    ['ana 0042', ['Müller-Straße']],
    ['%', ['Under_score']],
    ['r_s', ['Under_score']],
    ['_', ['Under_score']],
    ['АННА', ['Иванова']],
    ['山田', ['太郎']],
    ['田', ['太郎']],
    ['jose muller', []],
    ["o'", []],
    ['\\', []],
  ])('for %j finds %j', async (words, families) => {
    expect(await found(`/patients?search=${encodeURIComponent(words)}`, 'family_name')).toEqual(families);
  });

  it('demands every word of a label', async () => {
    expect(await found('/cases?search=knee%20case&sort=label', 'label')).toEqual([
      'CASE 12 left knee',
      'CASE 13 right knee',
    ]);
    expect(await found('/cases?search=knee%2013', 'label')).toEqual(['CASE 13 right knee']);
    expect(await found('/cases?search=CAFE', 'label')).toEqual(['Café']);
  });

  it('with nothing to search finds all', async () => {
    expect((await api.get('/patients?search=')).body.meta.total).toBe(6);
  });

  it('takes no more than 255 characters', async () => {
    const answer = await api.get(`/patients?search=${'x'.repeat(256)}`);
    expect(answer.body.errors).toEqual({
      search: ['The search field must not be greater than 255 characters.'],
    });
  });

  it('finds what was changed under its new name only', async () => {
    const patient = await aPatient(api, { family_name: 'Before' });
    await api.put(`/patients/${patient.id}`, { family_name: 'Afterwards' });
    expect((await api.get('/patients?search=before')).body.meta.total).toBe(0);
    expect((await api.get('/patients?search=afterwards')).body.meta.total).toBe(1);
    await api.delete(`/patients/${patient.id}`);
    expect((await api.get('/patients?search=afterwards')).body.meta.total).toBe(0);
  });
});

describe('order', () => {
  let api: Api;
  beforeAll(async () => {
    api = await emptyRealm();
    const cases: [string, string | null][] = [
      ['émile', '1980-01-01'],
      ['Emil', null],
      ['zoe', '1970-01-01'],
      ['Ångström', null],
      ['anna', '1990-01-01'],
    ];
    for (const [label, date_of_birth] of cases) await aCase(api, { label, date_of_birth });
    const people = [
      ['Bea', 'álvarez'],
      ['Ana', 'Alvarez'],
      ['Carl', 'Zimmer'],
      ['Ina', 'Özil'],
    ];
    for (const [given_names, family_name] of people) await aPatient(api, { given_names, family_name });
  });
  const labels = async (query: string) => column(await api.get(`/cases?${query}`), 'label');

  it('of texts ignores case and accents and ascends', async () => {
    expect(await labels('sort=label')).toEqual(
      ['Ångström', 'anna', 'Emil', 'émile', 'zoe'].toSorted(byFolded),
    );
    expect(await labels('sort=label&direction=desc')).toEqual(
      ['Ångström', 'anna', 'Emil', 'émile', 'zoe'].toSorted(byFolded).toReversed(),
    );
  });

  it('of dates descends, rows without one last in both directions', async () => {
    expect((await labels('sort=date_of_birth')).slice(0, 3)).toEqual(['anna', 'émile', 'zoe']);
    expect((await labels('sort=date_of_birth&direction=asc')).slice(0, 3)).toEqual(['zoe', 'émile', 'anna']);
    expect((await labels('sort=date_of_birth&direction=asc')).slice(3)).toEqual(['Emil', 'Ångström']);
    expect((await labels('sort=date_of_birth')).slice(3)).toEqual(['Ångström', 'Emil']);
  });

  it('is newest first by default', async () => {
    expect(await labels('')).toEqual(['anna', 'Ångström', 'zoe', 'Emil', 'émile']);
    expect(await labels('sort=created_at&direction=asc')).toEqual([
      'émile',
      'Emil',
      'zoe',
      'Ångström',
      'anna',
    ]);
  });

  it('by name is by family name, then given names', async () => {
    const answer = await api.get('/patients?sort=name');
    expect(column(answer, 'given_names')).toEqual(['Ana', 'Bea', 'Ina', 'Carl']);
  });

  it('by the last change follows changes', async () => {
    const [first] = (await api.get('/cases?sort=created_at&direction=asc')).body.data;
    await api.put(`/cases/${first.id}`, { sex: 'male' });
    expect((await api.get('/cases?sort=updated_at&per_page=1')).body.data[0].id).toBe(first.id);
  });
});

function byFolded(one: string, other: string): number {
  const fold = (text: string) => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
  return fold(one) < fold(other) ? -1 : 1;
}
