// Over 300 lines: ranked lists and the search index go through the same random histories of one table, against plain queries, with tiny blocks and many writers.
import fc from 'fast-check';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeTestPlace, openTestDatabase, type TestPlace } from '../../../test/support/test-database.ts';
import { newId } from '../ids.ts';
import { type Database, type Db, dialectOf } from './index.ts';
import { applyListChanges, orderOf, type RankedChange, type RankedList, reaches } from './ranked-list.ts';
import { checkList, rebuildList } from './ranked-list-repair.ts';
import { readRankedPage } from './ranked-page.ts';
import { planSearch } from './text-search.ts';
import { indexText, unindexText } from './text-search-index.ts';
import type { TextList } from './text-search-lookup.ts';
import { readSearchedPage } from './text-search-page.ts';
import { checkTextIndex, rebuildTextIndex } from './text-search-repair.ts';

interface Row {
  id: string;
  value: string | null;
  search_text: string;
}

let place: TestPlace;
let database: Database;
beforeAll(async () => {
  place = await makeTestPlace();
  database = await openTestDatabase(place);
  const key =
    database.dialect === 'sqlite'
      ? 'number INTEGER PRIMARY KEY, id TEXT UNIQUE'
      : 'id TEXT COLLATE "C" PRIMARY KEY';
  const text = database.dialect === 'sqlite' ? 'TEXT' : 'TEXT COLLATE "C"';
  await sql
    .raw(
      `CREATE TABLE listed (${key}, realm_id TEXT, value ${text}, search_text ${text}, start_text ${text})`,
    )
    .execute(database.kysely);
});
afterAll(async () => {
  await database.close();
  await place.remove();
});

/** Two lists, as of a column that can be empty, with blocks so small that they split and join all the time. */
function listsOf(realmId: string): [RankedList, RankedList] {
  const base = { realmId, table: 'listed', blockRowsMax: 6 };
  const where = (empty: string) => sql<boolean>`realm_id = ${realmId} AND value IS ${sql.raw(empty)}`;
  return [
    { ...base, name: 'valued', column: 'value', where: where('NOT NULL') },
    { ...base, name: 'empty', column: null, where: where('NULL') },
  ];
}
const textListOf = (realmId: string): TextList => ({
  realmId,
  name: 'texts',
  table: 'listed',
  where: sql<boolean>`realm_id = ${realmId}`,
  startColumn: 'start_text',
  fewRowsMax: 3,
});

/** An order that the search index knows: texts begin with what it sorts by. */
const startListOf = (realmId: string): RankedList => ({
  ...listsOf(realmId)[0],
  name: 'started',
  column: 'start_text',
  where: sql<boolean>`realm_id = ${realmId}`,
});

function changeOf(realmId: string, row: Row, delta: 1 | -1): RankedChange {
  const [valued, empty] = listsOf(realmId);
  return { list: row.value === null ? empty : valued, key: { value: row.value ?? '', id: row.id }, delta };
}

async function add(trx: Db, realmId: string, row: Row): Promise<void> {
  await sql`INSERT INTO listed (id, realm_id, value, search_text, start_text)
    VALUES (${row.id}, ${realmId}, ${row.value}, ${row.search_text}, ${row.search_text})`.execute(trx);
  await applyListChanges(trx, [changeOf(realmId, row, 1)]);
  await indexText(trx, textListOf(realmId), { id: row.id, text: row.search_text });
}
async function change(trx: Db, realmId: string, before: Row, after: Row): Promise<void> {
  await sql`UPDATE listed SET value = ${after.value}, search_text = ${after.search_text},
    start_text = ${after.search_text} WHERE id = ${before.id}`.execute(trx);
  await applyListChanges(trx, [changeOf(realmId, before, -1), changeOf(realmId, after, 1)]);
  await unindexText(trx, textListOf(realmId), { id: before.id, text: before.search_text });
  await indexText(trx, textListOf(realmId), { id: after.id, text: after.search_text });
}
async function remove(trx: Db, realmId: string, row: Row): Promise<void> {
  await unindexText(trx, textListOf(realmId), { id: row.id, text: row.search_text });
  await sql`DELETE FROM listed WHERE id = ${row.id}`.execute(trx);
  await applyListChanges(trx, [changeOf(realmId, row, -1)]);
}

/** Writers of a realm come one after the other, as the lists ask for. */
function write<T>(work: (trx: Db) => Promise<T>): Promise<T> {
  return database.transaction(async (trx) => {
    if (dialectOf(trx) === 'postgres') await sql`SELECT pg_advisory_xact_lock(1)`.execute(trx);
    return work(trx);
  });
}

const order = (one: string, other: string) => Buffer.compare(Buffer.from(one), Buffer.from(other));

function idsInOrder(
  rows: readonly Row[],
  direction: 'asc' | 'desc',
  keyOf: (row: Row) => string | null,
): string[] {
  const sign = direction === 'asc' ? 1 : -1;
  const sorted = [...rows].sort((one, other) => {
    const [a, b] = [keyOf(one), keyOf(other)];
    if ((a === null) !== (b === null)) return a === null ? 1 : -1;
    return sign * (order(a ?? '', b ?? '') || order(one.id, other.id));
  });
  return sorted.map(({ id }) => id);
}

async function expectEveryPage(realmId: string, rows: readonly Row[], limit: number): Promise<void> {
  const lists = listsOf(realmId);
  for (const direction of ['asc', 'desc'] as const) {
    const expected = idsInOrder(rows, direction, (row) => row.value);
    for (let offset = 0; offset <= rows.length; offset += limit) {
      const page = await readRankedPage<{ id: string }>(
        database.kysely,
        lists,
        { direction, offset, limit },
        async ({ list, bound, ...piece }) => {
          const from = bound === undefined ? sql`1 = 1` : reaches(list, bound, piece.direction);
          const found = await sql<{ id: string }>`SELECT id FROM listed WHERE ${list.where} AND ${from}
          ORDER BY ${orderOf(list, piece.direction)} LIMIT ${piece.limit} OFFSET ${piece.offset}`.execute(
            database.kysely,
          );
          return found.rows;
        },
      );
      expect(page.total).toBe(rows.length);
      expect(page.rows.map((row) => row.id)).toEqual(expected.slice(offset, offset + limit));
    }
  }
}

/** Every way that a plan offers, whichever a page would take, as sorted ids. */
async function idsOfWays(realmId: string, text: string): Promise<string[][]> {
  const plan = await planSearch(database.kysely, textListOf(realmId), text);
  if (plan === undefined) return [[]];
  const found: string[][] = [];
  for (const way of plan.ways) {
    const { rows } = await sql<{ id: string }>`${way.select(sql`id`)}`.execute(database.kysely);
    found.push(rows.map(({ id }) => id).sort());
  }
  expect(await plan.count()).toBe(found[0]?.length);
  if (plan.total !== undefined) expect(plan.total).toBe(found[0]?.length);
  return found;
}

async function expectSearchedPages(realmId: string, text: string, matches: readonly Row[]): Promise<void> {
  const orders = [
    { lists: listsOf(realmId), keyOf: (row: Row) => row.value },
    { lists: [startListOf(realmId)], keyOf: (row: Row) => row.search_text },
  ];
  const limit = 3;
  for (const { lists, keyOf } of orders) {
    for (const direction of ['asc', 'desc'] as const) {
      const expected = idsInOrder(matches, direction, keyOf);
      for (let offset = 0; offset <= matches.length; offset += limit) {
        const page = { list: textListOf(realmId), lists, columns: ['id'], direction, text, offset, limit };
        const { rows, total } = await readSearchedPage(database.kysely, page);
        const ids = rows.map(({ id }) => id);
        expect({ text, total, ids }).toEqual({
          text,
          total: matches.length,
          ids: expected.slice(offset, offset + limit),
        });
      }
    }
  }
}

async function expectSearches(
  realmId: string,
  rows: readonly Row[],
  searches: readonly string[],
): Promise<void> {
  for (const text of searches) {
    const words = text.split(' ').filter((word) => word !== '');
    const matches = rows.filter((row) => words.every((word) => row.search_text.includes(word)));
    const expected = matches.map(({ id }) => id).sort();
    for (const ids of await idsOfWays(realmId, text)) expect({ text, ids }).toEqual({ text, ids: expected });
    await expectSearchedPages(realmId, text, matches);
  }
}

async function problems(realmId: string): Promise<string[]> {
  const found = [];
  for (const list of listsOf(realmId)) found.push(...(await checkList(database.kysely, list)));
  return [...found, ...(await checkTextIndex(database.kysely, textListOf(realmId)))];
}

// Few letters and short words, so that words share their pieces; signs that queries, patterns and quotes trip over.
const letter = fc.constantFrom('a', 'b', 'ab', 'é', '王', '小', '%', '"', '\\', "'", '-', '😀');
const word = fc.array(letter, { minLength: 1, maxLength: 5 }).map((letters) => letters.join(''));
const someText = fc
  .tuple(fc.array(word, { minLength: 1, maxLength: 3 }), fc.constantFrom(' ', '\n'))
  .map(([words, separator]) => words.join(separator));
const someValue = fc.option(fc.constantFrom('', 'a', 'a\u0001b', 'a b', 'aé', 'b', 'z', '😀', '\uffee'), {
  nil: null,
  freq: 4,
});
const someStep = fc.record({
  kind: fc.constantFrom('add', 'add', 'add', 'change', 'remove'),
  at: fc.nat(),
  value: someValue,
  search_text: someText,
});

describe('ranked lists and the search index', () => {
  it('give every page and every count as a plain query does, after any history', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(someStep, { minLength: 1, maxLength: 80, size: 'max' }),
        fc.array(fc.oneof(word, someText), { minLength: 1, maxLength: 8 }),
        fc.integer({ min: 1, max: 9 }),
        async (steps, searches, limit) => {
          const realmId = newId();
          const rows: Row[] = [];
          for (const { kind, at, value, search_text } of steps) {
            const index = rows.length === 0 ? 0 : at % rows.length;
            const known = rows[index];
            const row = { id: newId(), value, search_text };
            if (kind === 'add' || known === undefined) {
              await write((trx) => add(trx, realmId, row));
              rows.push(row);
            } else if (kind === 'change') {
              rows[index] = { ...row, id: known.id };
              await write((trx) => change(trx, realmId, known, { ...row, id: known.id }));
            } else {
              await write((trx) => remove(trx, realmId, known));
              rows.splice(index, 1);
            }
          }
          expect(await problems(realmId)).toEqual([]);
          await expectEveryPage(realmId, rows, limit);
          const queries = searches.map((text) => text.replaceAll('\n', ' '));
          await expectSearches(realmId, rows, [...queries, 'a', 'b', '王', 'ab', 'aba']);
        },
      ),
      { numRuns: 8 },
    );
  });

  it('stay exact while sixty-four writers come at once', async () => {
    const realmId = newId();
    const rows: Row[] = Array.from({ length: 64 }, (_, index) => ({
      id: newId(),
      value: index % 5 === 0 ? null : `v${index % 7}`,
      search_text: `anna b${index % 3}\nmrn${index}`,
    }));
    await Promise.all(rows.map((row) => write((trx) => add(trx, realmId, row))));
    expect(await problems(realmId)).toEqual([]);
    const moved = rows.map((row, index) => ({
      ...row,
      value: index % 4 === 0 ? null : `w${index}`,
      search_text: `bo\nmrn${index}`,
    }));
    await Promise.all(
      rows.map((row, index) =>
        write((trx) =>
          index % 3 === 0 ? remove(trx, realmId, row) : change(trx, realmId, row, moved[index] ?? row),
        ),
      ),
    );
    expect(await problems(realmId)).toEqual([]);
    const left = moved.filter((_, index) => index % 3 !== 0);
    await expectEveryPage(realmId, left, 7);
    await expectSearches(realmId, left, ['bo', 'anna', 'mrn1', 'mrn', 'o', 'mrn10 bo', 'rn2']);
  });

  it('leave nothing behind of a transaction that fails', async () => {
    const realmId = newId();
    const row = { id: newId(), value: 'a', search_text: 'anna' };
    await write((trx) => add(trx, realmId, row));
    const failing = write(async (trx) => {
      for (let time = 0; time < 10; time++) await add(trx, realmId, { ...row, id: newId() });
      throw new Error('on purpose');
    });
    await expect(failing).rejects.toThrow('on purpose');
    expect(await problems(realmId)).toEqual([]);
    await expectEveryPage(realmId, [row], 3);
  });

  it('are built from rows that came without them, and the check sees what is wrong before', async () => {
    const realmId = newId();
    const rows: Row[] = Array.from({ length: 60 }, (_, index) => ({
      id: newId(),
      value: index % 6 === 0 ? null : `v${index % 11}`,
      search_text: `anna${index % 4} maria\nmrn000${index}`,
    }));
    for (const row of rows) {
      await sql`INSERT INTO listed (id, realm_id, value, search_text, start_text)
        VALUES (${row.id}, ${realmId}, ${row.value}, ${row.search_text}, ${row.search_text})`.execute(
        database.kysely,
      );
    }
    expect(await problems(realmId)).toHaveLength(3);
    await write(async (trx) => {
      for (const list of listsOf(realmId)) await rebuildList(trx, list);
      await rebuildTextIndex(trx, textListOf(realmId));
    });
    expect(await problems(realmId)).toEqual([]);
    await expectEveryPage(realmId, rows, 8);
    const searches = ['anna', 'anna1', 'mrn0001', 'mrn00012', 'ri', 'm', '9', 'anna2 maria 7', 'nobody'];
    await expectSearches(realmId, rows, searches);
    const more = { id: newId(), value: 'v3', search_text: 'maria\nmrn00099' };
    await write((trx) => add(trx, realmId, more));
    expect(await problems(realmId)).toEqual([]);
    await expectSearches(realmId, [...rows, more], [...searches, 'mrn0009']);
    await sql`UPDATE list_blocks SET row_count = row_count + 1 WHERE realm_id = ${realmId} AND list = 'empty'`.execute(
      database.kysely,
    );
    expect((await problems(realmId)).length).toBeGreaterThan(0);
  });
});
