// Queries of imaging over a real database: every kind of matching, every level, pages, and the walls between realms.
import { tagOf, tags } from '@lumenbox/dicom';
import { aCtInstance, type InstanceOptions } from '@lumenbox/dicom/testing';
import type { Selectable } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { imagingClient } from '../../../test/support/imaging.ts';
import { aTeam, type TestMember } from '../../../test/support/makers.ts';
import { startTestServer, type TestServer } from '../../../test/support/test-server.ts';
import type { SearchStudiesTable, StudiesTable } from '../../platform/database/schema.ts';
import { newId } from '../../platform/ids.ts';
import { type ImagingQuery, readCondition, type SearchLevel, searchImaging } from './index.ts';

let server: TestServer;
let team: TestMember;
beforeAll(async () => {
  server = await startTestServer();
  team = await aTeam(server);
});
afterAll(() => server.close());

/** Stores instances as a team's own, each for the patient that it names. */
async function store(member: TestMember, files: readonly Uint8Array[]): Promise<void> {
  const parts = files.map((bytes, index) => ({ name: `${index}.dcm`, bytes }));
  const answer = await imagingClient(server, member).sendForm('/imaging', parts);
  expect(answer.body.data.counts).toMatchObject({ stored: files.length, held: 0, rejected: 0 });
}

const pathOf = (name: string) => name.split('.').map((part) => tagOf(part) ?? Number.parseInt(part, 16));

type Keys = Record<string, string>;
type Options = Partial<Omit<ImagingQuery, 'conditions'>> & { isFuzzy?: boolean };

/** The matches of some keys, as parsed DICOM JSON. */
async function search(level: SearchLevel, keys: Keys, options: Options & { member?: TestMember } = {}) {
  const { member = team, isFuzzy = false, ...rest } = options;
  const conditions = Object.entries(keys).flatMap(
    ([name, text]) => readCondition(pathOf(name), text, { level, isFuzzy }) ?? [],
  );
  const answer = await searchImaging(server.parts.foundation.database.kysely, member.scope, {
    level,
    conditions,
    include: [],
    withParents: [],
    limit: 100,
    offset: 0,
    ...rest,
  });
  return answer.matches.map(({ json }) => JSON.parse(json));
}

const values = (matches: Record<string, { Value?: unknown[] }>[], keyword: keyof typeof tags) => {
  const tag = tags[keyword].toString(16).toUpperCase().padStart(8, '0');
  return matches.map((match) => match[tag]?.Value?.[0]);
};
const ids = async (keys: Keys, options: Options & { member?: TestMember } = {}) =>
  values(await search('study', keys, options), 'StudyID');

const aStudy = (studyId: string, options: InstanceOptions = {}) =>
  aCtInstance({
    seed: `search ${studyId}`,
    rows: 4,
    columns: 4,
    studyId,
    patientId: `P-${studyId}`,
    ...options,
  }).bytes;

describe('names', () => {
  const names = {
    N1: 'Müller^Jürgen',
    N2: 'MULLER^Anna^^Dr',
    N3: 'Yamada^Tarou=山田^太郎=やまだ^たろう',
    N4: 'Hong^Gildong=洪^吉洞=홍^길동',
    N5: 'Люкceмбypг^Анна',
    N6: 'Διονυσιος',
    N7: 'van der Berg^Marie-Claire',
  };
  let member: TestMember;
  beforeAll(async () => {
    member = await aTeam(server);
    const files = Object.entries(names).map(([studyId, patientName]) =>
      aStudy(studyId, { patientName, referringPhysicianName: `${patientName.split('=')[0]}` }),
    );
    await store(member, files);
  });
  const found = async (name: string, options: Options = {}) =>
    (await ids({ PatientName: name }, { member, ...options })).sort();

  it.each([
    ['a whole name in any case and without accents', 'muller^jurgen', ['N1']],
    ['a beginning', 'MÜLLER*', ['N1', 'N2']],
    ['a middle', '*rge*', ['N1']],
    ['an end', '*anna', []],
    ['single signs', 'm?ller^?nna^^dr', ['N2']],
    ['the ideographic group', '山田*', ['N3']],
    ['the phonetic group', '*たろう', ['N3']],
    ['hangul', '홍^길동', ['N4']],
    ['several groups at once', 'Hong*=洪*', ['N4']],
    ['groups of which one is another', 'Hong*=山*', []],
    ['cyrillic', 'люк*', ['N5']],
    ['greek without its accents', 'διονύσιος', ['N6']],
    ['a space within', 'van der*', ['N7']],
    ['what nobody is called', 'xyzzy*', []],
    ['quotes and signs of SQL and of patterns', "'%_[*", []],
  ])('are found by %s', async (_, name, expected) => {
    expect(await found(name)).toEqual(expected);
  });

  it('are found by the beginnings of their words when that is asked for', async () => {
    expect(await found('cla berg', { isFuzzy: true })).toEqual(['N7']);
    expect(await found('jür', { isFuzzy: true })).toEqual(['N1']);
    expect(await found('太', { isFuzzy: true })).toEqual(['N3']);
    expect(await found('laire', { isFuzzy: true })).toEqual([]);
  });

  it.each([
    ['of the alphabetic and the phonetic group', 'yamada^たろう', ['N3']],
    ['of all three groups', 'tarou=山=やま', ['N3']],
    ['of groups of which one is another', 'yamada 홍', []],
    ['of which one is nobody’s', 'yamada xyzzy', []],
  ])('are found by words %s', async (_, name, expected) => {
    expect(await found(name, { isFuzzy: true })).toEqual(expected);
  });

  it('are found by the words of any name of a list', async () => {
    expect(await found('jürgen\\yamada 太郎\\xyzzy', { isFuzzy: true })).toEqual(['N1', 'N3']);
  });

  it('are found by patterns of wild cards alone, which every name meets', async () => {
    expect(await found('**')).toHaveLength(7);
    expect(await found('?*')).toHaveLength(7);
  });

  it('of the referring physician are found the same way', async () => {
    expect(await ids({ ReferringPhysicianName: 'muller^*' }, { member })).toHaveLength(2);
  });

  it('come back as the file says them', async () => {
    const [match] = await search('study', { PatientName: '山田*' }, { member });
    expect(match['00100010'].Value).toEqual([
      { Alphabetic: 'Yamada^Tarou', Ideographic: '山田^太郎', Phonetic: 'やまだ^たろう' },
    ]);
  });
});

describe('pages far behind', () => {
  // Days of one month and of several, days that many share, and studies without one.
  const dayOf = (index: number) =>
    index % 7 === 0 ? 0 : 20240000 + ([100, 200, 1100][index % 3] ?? 0) + 1 + (index % 28);

  /** One stored study so many times more, in the tables alone. */
  async function multiply(member: TestMember, times: number): Promise<void> {
    const { database } = server.parts.foundation;
    const ofRealm = (table: 'studies' | 'search_studies') =>
      database.kysely
        .selectFrom(table)
        .selectAll()
        .where('realm_id', '=', member.realmId)
        .executeTakeFirstOrThrow();
    const study = (await ofRealm('studies')) as Selectable<StudiesTable>;
    const { number: _, ...entry } = (await ofRealm('search_studies')) as Selectable<SearchStudiesTable>;
    const made = Array.from({ length: times }, (_, index) => ({
      id: newId(),
      study_instance_uid: `2.25.${index}`,
      day: dayOf(index),
    }));
    await database.transaction(async (trx) => {
      for (let start = 0; start < times; start += 200) {
        const some = made.slice(start, start + 200);
        await trx
          .insertInto('studies')
          .values(some.map(({ day: _day, ...row }) => ({ ...study, ...row })))
          .execute();
        await trx
          .insertInto('search_studies')
          .values(some.map((row) => ({ ...entry, ...row })))
          .execute();
      }
      for (const [day, { length }] of Map.groupBy(made, (row) => row.day))
        await trx
          .insertInto('search_days')
          .values({ realm_id: member.realmId, day, study_count: length })
          .execute();
    });
  }

  it('begin where the ones before them end, with and without bounds of days, whatever days the studies have', async () => {
    const member = await aTeam(server);
    await store(member, [aStudy('far', { studyDate: '20250101' })]);
    const uids = async (keys: Keys, options: Options) =>
      values(await search('study', keys, { member, ...options }), 'StudyInstanceUID');
    await multiply(member, 1600);
    for (const keys of [{}, { StudyDate: '20240105-20241125' }, { StudyDate: '-20241231' }]) {
      const all = await uids(keys, { limit: 2000 });
      expect(all.length).toBeGreaterThan(1200);
      for (let offset = 1000; offset <= all.length; offset += 37)
        expect(await uids(keys, { limit: 50, offset })).toEqual(all.slice(offset, offset + 50));
      expect(await uids(keys, { offset: 1601 })).toEqual([]);
    }
  });
});
