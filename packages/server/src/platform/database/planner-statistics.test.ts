// What SQLite's planner knows: a guess of indexes that nobody has measured, and what was measured when the database was closed.
import { sql } from 'kysely';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  makeTestPlace,
  openTestDatabase,
  type TestPlace,
  testDialect,
} from '../../../test/support/test-database.ts';
import { type Database, openDatabase } from './index.ts';

describe.runIf(testDialect === 'sqlite')('the statistics of the planner', () => {
  let place: TestPlace;
  let database: Database;
  beforeEach(async () => {
    place = await makeTestPlace();
    database = await openTestDatabase(place);
  });
  afterEach(async () => {
    await database.close();
    await place.remove();
  });
  const reopen = async () => {
    await database.close();
    database = await openTestDatabase(place);
  };
  const run = (...statements: string[]) =>
    database.transaction(async (trx) => {
      for (const statement of statements) await sql.raw(statement).execute(trx);
    });
  const statisticsOf = async (index: string) =>
    (await sql<{ stat: string }>`SELECT stat FROM sqlite_stat1 WHERE idx = ${index}`.execute(database.kysely))
      .rows;
  /** A table of a realm with so many rows, which a statement has asked for by its index. */
  const aTable = async (rows: number) => {
    await run(
      'CREATE TABLE grown (id TEXT PRIMARY KEY, realm_id TEXT NOT NULL, name TEXT NOT NULL)',
      'CREATE INDEX grown_realm ON grown (realm_id, name)',
    );
    await reopen();
    await run(
      `INSERT INTO grown
        WITH RECURSIVE numbers (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < ${rows})
        SELECT n, 'r', n % 100 FROM numbers`,
      `UPDATE grown SET name = name WHERE realm_id = 'r' AND name = '1'`,
    );
  };

  it('are a guess where nobody has measured: a realm is no way to find a row', async () => {
    await aTable(10);
    expect(await statisticsOf('grown_realm')).toEqual([{ stat: '1000000 100000 10' }]);
    const plan = sql<{ detail: string }>`EXPLAIN QUERY PLAN SELECT * FROM grown
      WHERE id IN (SELECT value FROM json_each('["1"]')) AND realm_id = 'r'`;
    const byTheWriter = await database.transaction((trx) => plan.execute(trx));
    expect(byTheWriter.rows[0]?.detail).toContain('(id=?)');
    await database.close();
    // Nothing is migrated here: what readers know stands in the file.
    database = openDatabase(place.location);
    const byAReader = await plan.execute(database.kysely);
    expect(byAReader.rows[0]?.detail).toContain('(id=?)');
  });

  it('are measured of a table that has grown when the database is closed, and a guess again of a small one', async () => {
    await aTable(12_000);
    await reopen();
    expect((await statisticsOf('grown_realm'))[0]?.stat).toMatch(/^12000 /);
    await run('DELETE FROM grown WHERE CAST(id AS INTEGER) > 10');
    await run(`UPDATE grown SET name = name WHERE realm_id = 'r' AND name = '1'`);
    await reopen();
    expect(await statisticsOf('grown_realm')).toEqual([{ stat: '1000000 100000 10' }]);
  });
});
