// Every kind of query that is accepted finds its rows by an index: no statement reads a table from end to end.
import { tags } from '@lumenbox/dicom';
import { aCtInstance } from '@lumenbox/dicom/testing';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { imagingClient } from '../../../test/support/imaging.ts';
import { aTeam, type TestMember } from '../../../test/support/makers.ts';
import { fullScans, planOf, recordStatements, scansAmong } from '../../../test/support/query-plans.ts';
import { testDialect } from '../../../test/support/test-database.ts';
import { startTestServer, type TestServer } from '../../../test/support/test-server.ts';
import { combineMoments, readCondition, type SearchLevel, searchImaging } from './index.ts';
import { isOfLevel, type SearchableAttribute, searchableAttributes } from './searchable-attributes.ts';

let server: TestServer;
let team: TestMember;
beforeAll(async () => {
  server = await startTestServer();
  team = await aTeam(server);
  const files = Array.from({ length: 12 }, (_, index) => ({
    name: `${index}.dcm`,
    bytes: aCtInstance({
      seed: `plan ${index % 6}`,
      patientId: `P${index % 6}`,
      instanceNumber: index + 1,
      rows: 2,
      columns: 2,
    }).bytes,
  }));
  const { body } = await imagingClient(server, team).sendForm('/imaging', files);
  expect(body.data.counts).toMatchObject({ stored: 12 });
});
afterAll(() => server.close());
afterEach(() => vi.restoreAllMocks());

/** Rows that a parameter lists, or that the statement itself has made. */
const madeByStatement = /^(json_each|\w+ VIRTUAL TABLE|CONSTANT ROW|counted$)/;

const levels: readonly SearchLevel[] = ['patient', 'study', 'series', 'instance'];
/** Values of every way of matching that an attribute of a form takes. */
const waysOf: Readonly<Record<SearchableAttribute['form'], readonly string[]>> = {
  uid: ['1.2.3', '1.2.3\\1.2.4'],
  text: ['X', 'X\\Y', 'X*', '*X*', '?X'],
  framed: ['X', 'X\\Y', 'X*', '*X*'],
  name: ['Doe^Jane', 'Doe*', '*ane*', 'Doe\\Roe', '*=山*'],
  set: ['CT', 'CT\\MR', 'C*'],
  day: ['20240101', '20240101-20241231', '-20241231'],
  time: ['101010', '0900-1700'],
  integer: ['1', '1\\2'],
};

/** Keys beside the one that is looked at, which must not lead the planner astray. */
const others: readonly [number, string][] = [
  [0x00080020, '20200101-'],
  [0x00100010, 'D*'],
];

async function run(level: SearchLevel, keys: readonly [readonly number[], string][], more = {}) {
  const { isFuzzy = false, ...rest } = more as { isFuzzy?: boolean };
  await searchImaging(server.parts.foundation.database.kysely, team.scope, {
    level,
    conditions: combineMoments(
      keys.flatMap(([path, text]) => readCondition(path, text, { level, isFuzzy }) ?? []),
    ),
    include: 'all',
    withParents: ['study', 'series'],
    limit: 2,
    offset: 0,
    ...rest,
  });
}

/** Runs queries, and gives the statements of them that scan. */
async function scansOf(queries: () => Promise<void>): Promise<[string, string[]][]> {
  const seen = recordStatements();
  await queries();
  vi.restoreAllMocks();
  expect(seen.size).toBeGreaterThan(0);
  const walks: [string, string[]][] = [];
  // Contents are found by themselves or by their studies' numbers, never along all days of a realm.
  for (const [text, parameters] of seen) {
    if (testDialect !== 'sqlite' || !/ JOIN /.test(text)) continue;
    const steps = await planOf(server, text, parameters);
    if (steps.some((step) => step.includes('search_studies_day'))) walks.push([text, steps]);
  }
  return [...walks, ...(await scansAmong(server, seen, madeByStatement))];
}

describe('no table is read from end to end', () => {
  it.each(levels)('by queries of %s level without keys, at any page', async (level) => {
    const pages = [{}, { offset: 3 }, { offset: 5000 }, { limit: 5000 }];
    expect(
      await scansOf(async () => {
        for (const page of pages) await run(level, [], page);
      }),
    ).toEqual([]);
  });

  it.each(searchableAttributes.map((attribute) => [attribute.keyword, attribute] as const))(
    'by a condition on %s, in any way, at any level, alone and with others',
    async (_, attribute) => {
      expect(
        await scansOf(async () => {
          for (const level of levels.filter((one) => isOfLevel(attribute, one)))
            for (const text of waysOf[attribute.form]) {
              await run(level, [[attribute.path, text]]);
              for (const [tag, other] of others)
                if (attribute.path[0] !== tag && (level !== 'patient' || tag === 0x00100010))
                  await run(level, [
                    [attribute.path, text],
                    [[tag], other],
                  ]);
              if (attribute.form === 'name') await run(level, [[attribute.path, 'do ja']], { isFuzzy: true });
            }
        }),
      ).toEqual([]);
    },
  );

  it
    .skipIf(testDialect !== 'sqlite')
    .each(
      searchableAttributes
        .filter(({ isIndexed, table }) => isIndexed === true && table === 'search_studies')
        .map((attribute) => [attribute.keyword, attribute] as const),
    )('nor all studies of a realm by a condition on %s', async (_, attribute) => {
    const seen = recordStatements();
    for (const text of attribute.form === 'uid' ? waysOf.uid : ['X', 'X\\Y', 'X*'])
      for (const days of ['', '20200101-'])
        await run('study', [
          [attribute.path, text],
          [[0x00080020], days],
        ]);
    vi.restoreAllMocks();
    const walks: [string, string][] = [];
    for (const [text, parameters] of seen)
      for (const step of await planOf(server, text, parameters))
        if (step.includes('search_studies_day')) walks.push([text, step]);
    expect(walks).toEqual([]);
  });

  it('by ranges of a date and its time, and by keys of one sequence', async () => {
    const studied: [number[], string][] = [
      [[tags.StudyDate], '20200101-20240102'],
      [[tags.StudyTime], '2200-0100'],
    ];
    const performed: [number[], string][] = [
      [[tags.PerformedProcedureStepStartDate], '20200101-'],
      [[tags.PerformedProcedureStepStartTime], '2200-'],
    ];
    const requested: [number[], string][] = [
      [[tags.RequestAttributesSequence, tags.ScheduledProcedureStepID], 'X*'],
      [[tags.RequestAttributesSequence, tags.RequestedProcedureID], 'X\\Y'],
    ];
    expect(
      await scansOf(async () => {
        await run('study', studied);
        await run('study', [...studied, [[tags.PatientName], 'D*']]);
        for (const level of ['series', 'instance'] as const)
          for (const keys of [studied, performed, requested, [...studied, ...performed, ...requested]])
            await run(level, keys);
      }),
    ).toEqual([]);
  });

  it('by queries within a study and a series', async () => {
    const study: [number[], string] = [[0x0020000d], '1.2.3'];
    const series: [number[], string] = [[0x0020000e], '1.2.3.4'];
    expect(
      await scansOf(async () => {
        await run('series', [study]);
        await run('instance', [study]);
        await run('instance', [study, series]);
        await run('instance', [study, series, [[0x00200013], '1']]);
      }),
    ).toEqual([]);
  });

  it('but a statement that does is noticed', async () => {
    const text = `SELECT id FROM search_series WHERE station_name || '' = 'X'`;
    expect(await fullScans(server, [text, []], madeByStatement)).toHaveLength(1);
  });
});
