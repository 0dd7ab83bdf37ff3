// Keys with very many values: each is answered or refused with the attribute's name, whatever the attribute.
import { aCtInstance } from '@lumenbox/dicom/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { imagingClient } from '../../../test/support/imaging.ts';
import { aTeam, type TestMember } from '../../../test/support/makers.ts';
import { startTestServer, type TestServer } from '../../../test/support/test-server.ts';
import { readCondition, type SearchCondition, SearchConditionError, searchImaging } from './index.ts';
import { type SearchableAttribute, searchableAttributes } from './searchable-attributes.ts';

let server: TestServer;
let team: TestMember;
beforeAll(async () => {
  server = await startTestServer();
  team = await aTeam(server);
  const made = aCtInstance({
    seed: 'long lists',
    rows: 4,
    columns: 4,
    patientName: 'V7=V8',
    studyDescription: 'V7',
    elements: [
      {
        tag: 'RequestAttributesSequence',
        value: [
          [
            { tag: 'ScheduledProcedureStepID', value: 'V7' },
            { tag: 'RequestedProcedureID', value: 'V7' },
          ],
        ],
      },
    ],
  });
  expect((await imagingClient(server, team).send('/imaging', made.bytes)).status).toBe(201);
});
afterAll(() => server.close());

/** How many match; the reason when the keys are refused. */
async function search(keys: readonly (readonly [SearchableAttribute, string])[], isFuzzy = false) {
  let conditions: SearchCondition[];
  try {
    conditions = keys.flatMap(
      ([{ path }, text]) => readCondition(path, text, { level: 'instance', isFuzzy }) ?? [],
    );
  } catch (error) {
    if (error instanceof SearchConditionError) return error.message;
    throw error;
  }
  const query = {
    level: 'instance',
    conditions,
    include: [],
    withParents: [],
    limit: 10,
    offset: 0,
  } as const;
  return (await searchImaging(server.parts.foundation.database.kysely, team.scope, query)).matches.length;
}

const listed = searchableAttributes.filter(({ form }) => form !== 'day' && form !== 'time');
const textOf = ({ form }: SearchableAttribute, index: number) =>
  form === 'uid' || form === 'integer' ? String(index + 100) : `V${index}`;
const listOf = (attribute: SearchableAttribute, count: number, suffix = '') =>
  Array.from({ length: count }, (_, index) => textOf(attribute, index) + suffix).join('\\');

it.each(listed.map((attribute) => [attribute.keyword, attribute] as const))(
  '%s takes a list of any length, or says how long it may be',
  async (keyword, attribute) => {
    for (const count of [400, 1000, 5000, 10_000, 20_000])
      for (const suffix of attribute.form === 'uid' || attribute.form === 'integer' ? [''] : ['', '*']) {
        const found = await search([[attribute, listOf(attribute, count, suffix)]]);
        if (typeof found === 'string')
          expect(found).toMatch(new RegExp(`^${keyword}: more than \\d+ values$`));
        else expect(found).toBeLessThan(2);
        if (count === 400) expect(typeof found).toBe('number');
      }
  },
);

it('keys with long lists are answered together', async () => {
  const all = (suffix: string) =>
    listed.map((attribute) => {
      const isWild = attribute.form !== 'uid' && attribute.form !== 'integer';
      return [attribute, listOf(attribute, 500, isWild ? suffix : '')] as const;
    });
  expect(await search(all(''))).toBe(0);
  expect(await search(all('*'))).toBe(0);
  const met = listed.filter(({ form, keyword }) => form === 'framed' || keyword === 'PatientName');
  for (const suffix of ['', '*'])
    expect(await search(met.map((one) => [one, listOf(one, 500, suffix)] as const))).toBe(1);
});

it('words of a name are as many as a name has', async () => {
  const name = listed.find(({ keyword }) => keyword === 'PatientName') as SearchableAttribute;
  expect(await search([[name, 'V7']], true)).toBe(1);
  expect(await search([[name, Array.from({ length: 2000 }, () => 'A').join(' ')]], true)).toMatch(
    /^PatientName: /,
  );
  expect(await search([[name, listOf(name, 5000)]], true)).toMatch(/^PatientName: more than \d+ words$/);
});
