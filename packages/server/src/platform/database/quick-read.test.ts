// Quick reads: what they see, in which order their parameters go, and what becomes of one that no index answers.
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  makeTestPlace,
  openTestDatabase,
  type TestPlace,
  testDialect,
} from '../../../test/support/test-database.ts';
import { newId } from '../ids.ts';
import { type Database, DatabaseError, openDatabase, quickRead } from './index.ts';

let place: TestPlace;
let database: Database;
beforeAll(async () => {
  place = await makeTestPlace();
  database = await openTestDatabase(place);
});
afterAll(async () => {
  await database.close();
  await place.remove();
});

const valuesOf = quickRead('test.value', (db, of: { key: string }) =>
  db.selectFrom('installation').select('value').where('key', '=', of.key),
);
const put = (db: Database['kysely'], key: string, value: string) =>
  db
    .insertInto('installation')
    .values({ key, value })
    .onConflict((conflict) => conflict.column('key').doUpdateSet({ value }))
    .execute();

describe('a quick read', () => {
  it('sees what was written before, time and again', async () => {
    const key = newId();
    expect(await valuesOf(database.kysely, { key })).toEqual([]);
    for (const value of ['one', 'two', 'three']) {
      await put(database.kysely, key, value);
      expect(await valuesOf(database.kysely, { key })).toEqual([{ value }]);
    }
  });

  it('sees within a transaction what the transaction wrote, and outside of it what was committed', async () => {
    const key = newId();
    await database.transaction(async (trx) => {
      await put(trx, key, 'draft');
      expect(await valuesOf(trx, { key })).toEqual([{ value: 'draft' }]);
      expect(await valuesOf(database.kysely, { key })).toEqual([]);
    });
    expect(await valuesOf(database.kysely, { key })).toEqual([{ value: 'draft' }]);
  });

  it('sees what another process committed', async () => {
    const key = newId();
    await valuesOf(database.kysely, { key });
    const other = openDatabase(place.location);
    await put(other.kysely, key, 'theirs');
    expect(await valuesOf(database.kysely, { key })).toEqual([{ value: 'theirs' }]);
    await other.close();
  });

  it('puts every parameter where its name stands, however often, and keeps its constants', async () => {
    const [low, high] = [newId(), newId()];
    await put(database.kysely, low, 'a');
    await put(database.kysely, high, 'b');
    const pairs = quickRead('test.pairs', (_db, of: { last: string; first: string; note: string }) => {
      return sql<{ key: string; note: string }>`
        SELECT key, ${of.note} || ${'!'} || ${of.note} AS note FROM installation
        WHERE key >= ${of.first} AND key <= ${of.last} ORDER BY key`;
    });
    expect(await pairs(database.kysely, { note: 'n', first: low, last: high })).toEqual([
      { key: low, note: 'n!n' },
      { key: high, note: 'n!n' },
    ]);
  });

  it('is another statement for each shape', async () => {
    const keys = [newId(), newId()];
    for (const key of keys) await put(database.kysely, key, 'same');
    const ordered = quickRead(
      'test.ordered',
      (db, of: { first: string }, shape: { direction: 'asc' | 'desc' }) =>
        db
          .selectFrom('installation')
          .select('key')
          .where('key', '>=', of.first)
          .orderBy('key', shape.direction)
          .limit(2),
    );
    const first = keys[0] ?? '';
    const read = async (direction: 'asc' | 'desc') =>
      (await ordered(database.kysely, { first }, { direction })).map(({ key }) => key);
    expect(await read('asc')).toEqual(keys);
    expect(await read('desc')).toEqual(keys.toReversed());
    expect(await read('asc')).toEqual(keys);
  });

  it('fails in the words of the database', async () => {
    const wrong = quickRead('test.wrong', () => sql`SELECT nonsense FROM nowhere`);
    const failure = await wrong(database.kysely, {}).catch((error: unknown) => error);
    if (testDialect === 'sqlite') expect(failure).toBeInstanceOf(DatabaseError);
    else expect(failure).toBeInstanceOf(Error);
  });

  it('is answered all the same when no index answers it, and is told of', async () => {
    const key = newId();
    await put(database.kysely, key, `value of ${key}`);
    const byValue = quickRead('test.by-value', (db, of: { value: string }) =>
      db.selectFrom('installation').select('key').where('value', '=', of.value),
    );
    expect(await byValue(database.kysely, { value: `value of ${key}` })).toEqual([{ key }]);
    expect([...database.quickReads.scanning]).toEqual(testDialect === 'sqlite' ? ['test.by-value'] : []);
  });
});

describe.runIf(testDialect === 'sqlite')('a database with statistics', () => {
  it('still finds the few rows of a small table by their index', async () => {
    const own = await makeTestPlace();
    const first = await openTestDatabase(own);
    for (const key of ['one', 'two']) await put(first.kysely, key, 'value');
    await sql`ANALYZE`.execute(first.kysely);
    await first.close();
    const second = openDatabase(own.location);
    const known = await second.kysely
      .selectNoFrom((eb) => eb.val(1).as('one'))
      .execute()
      .then(() =>
        sql<{ tbl: string }>`SELECT tbl FROM sqlite_stat1 WHERE stat NOT LIKE '1000000 100000 %'`.execute(
          second.kysely,
        ),
      );
    expect(known.rows).toEqual([]);
    await valuesOf(second.kysely, { key: 'one' });
    expect(second.quickReads.scanning).toEqual(new Set());
    await second.close();
    await own.remove();
  });
});
