// How long a statement of PostgreSQL may take. The limit here is short, and statements take a little longer than it.
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { migrations } from '../../../migrations/index.ts';
import { makeTestPlace, type TestPlace, testDialect } from '../../../test/support/test-database.ts';
import { type Database, databaseErrorKind, type Migration, migrate, openDatabase } from './index.ts';

describe.skipIf(testDialect === 'sqlite')('the limit of a statement', () => {
  let place: TestPlace;
  const databases: Database[] = [];
  const open = () => {
    if (place.location.dialect === 'sqlite') throw new Error('SQLite has no such limit.');
    const database = openDatabase({ ...place.location, statementTimeoutMs: 100 });
    databases.push(database);
    return database;
  };
  beforeAll(async () => {
    place = await makeTestPlace();
  });
  afterAll(async () => {
    for (const database of databases) await database.close();
    await place.remove();
  });
  const long = 'SELECT pg_sleep(0.3)';
  const slow: Migration = { name: '9999-slow', up: (ddl) => ddl.run(long) };
  const failureOfLong = (database: Database) =>
    sql
      .raw(long)
      .execute(database.kysely)
      .then(() => undefined, databaseErrorKind);

  it('ends what takes longer, but no migration, and nobody who waits for another that migrates', async () => {
    const [one, other] = [open(), open()];
    expect(await failureOfLong(one)).toBe('unavailable');
    const applied = await Promise.all([one, other].map((each) => migrate(each, [...migrations, slow])));
    expect(applied.flat()).toEqual([slow.name]);
    expect(await Promise.all([failureOfLong(one), failureOfLong(other)])).toEqual([
      'unavailable',
      'unavailable',
    ]);
  });
});
