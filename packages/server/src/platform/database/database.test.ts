// The database as stores use it: transactions, turns, errors in one vocabulary, and an event loop that stays free.
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  makeTestPlace,
  openTestDatabase,
  type TestPlace,
  testDialect,
} from '../../../test/support/test-database.ts';
import { newId } from '../ids.ts';
import {
  type Database,
  DatabaseError,
  type DatabaseErrorKind,
  type Db,
  databaseErrorKind,
  migrate,
  openDatabase,
} from './index.ts';

const aRealm = () => ({ id: newId(), name: 'Realm', settings: '{}', created_at: '', updated_at: '' });
const failureOf = (work: Promise<unknown>) => work.then(() => undefined, databaseErrorKind);

describe('the database', () => {
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
  const countOf = async (id: string) =>
    (await database.kysely.selectFrom('realms').select('id').where('id', '=', id).execute()).length;

  it('keeps what a transaction did when it resolves', async () => {
    const realm = aRealm();
    await database.transaction((trx) => trx.insertInto('realms').values(realm).execute());
    expect(await countOf(realm.id)).toBe(1);
  });

  it('undoes what a transaction did when it throws, and goes on', async () => {
    const realm = aRealm();
    const work = database.transaction(async (trx) => {
      await trx.insertInto('realms').values(realm).execute();
      throw new Error('changed my mind');
    });
    await expect(work).rejects.toThrow('changed my mind');
    expect(await countOf(realm.id)).toBe(0);
    await database.transaction((trx) => trx.insertInto('realms').values(realm).execute());
    expect(await countOf(realm.id)).toBe(1);
  });

  it('does not show others what a transaction has not committed', async () => {
    const realm = aRealm();
    await database.transaction(async (trx) => {
      await trx.insertInto('realms').values(realm).execute();
      expect(await countOf(realm.id)).toBe(0);
    });
    expect(await countOf(realm.id)).toBe(1);
  });

  it('gives every one of many transactions at once its turn', async () => {
    const id = `counter-${newId()}`;
    await database.kysely.insertInto('installation').values({ key: id, value: '0' }).execute();
    const add = () =>
      database.transaction((trx) =>
        trx
          .updateTable('installation')
          .set({ value: sql<string>`cast(cast(value as integer) + 1 as text)` })
          .where('key', '=', id)
          .execute(),
      );
    await Promise.all(Array.from({ length: 64 }, add));
    const row = await database.kysely
      .selectFrom('installation')
      .select('value')
      .where('key', '=', id)
      .executeTakeFirstOrThrow();
    expect(row.value).toBe('64');
  });

  it('names what a statement ran into', async () => {
    const realm = aRealm();
    await database.kysely.insertInto('realms').values(realm).execute();
    expect(await failureOf(database.kysely.insertInto('realms').values(realm).execute())).toBe('unique');
    const orphan = { id: newId(), realm_id: 'nobody', name: '', created_at: '', updated_at: '' };
    expect(await failureOf(database.kysely.insertInto('teams').values(orphan).execute())).toBe('foreign-key');
    expect(await failureOf(sql`SELECT nonsense FROM nowhere`.execute(database.kysely))).toBe('other');
  });

  it('gives counts as numbers, and texts in the order of their bytes', async () => {
    const prefix = newId();
    const keys = ['b', 'B', 'é', 'a', '_', '%'].map((letter) => `${prefix}${letter}`);
    await database.kysely
      .insertInto('installation')
      .values(keys.map((key) => ({ key, value: '' })))
      .execute();
    const rows = await database.kysely
      .selectFrom('installation')
      .select('key')
      .where('key', '>', prefix)
      .where('key', '<', `${prefix}~~`)
      .orderBy('key')
      .execute();
    expect(rows.map((row) => row.key.slice(prefix.length))).toEqual(['%', 'B', '_', 'a', 'b']);
    const { total } = await database.kysely
      .selectFrom('installation')
      .select((eb) => eb.fn.countAll<number>().as('total'))
      .executeTakeFirstOrThrow();
    expect(total).toBeTypeOf('number');
  });

  it('leaves the event loop free while a statement works', async () => {
    let turns = 0;
    const timer = setInterval(() => turns++, 1);
    const series =
      testDialect === 'sqlite'
        ? sql`WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 2000000) SELECT count(*) FROM n`
        : sql`SELECT count(*) FROM generate_series(1, 2000000)`;
    await series.execute(database.kysely);
    clearInterval(timer);
    expect(turns).toBeGreaterThan(5);
  });

  it('serves a second process on the same database', async () => {
    const second = openDatabase(place.location);
    const realm = aRealm();
    await second.transaction((trx) => trx.insertInto('realms').values(realm).execute());
    expect(await countOf(realm.id)).toBe(1);
    await second.close();
  });

  it.runIf(testDialect === 'sqlite')('says that the disk is full, and goes on when it is not', async () => {
    const small = openDatabase(place.location);
    const limit = (pages: number) => sql.raw(`PRAGMA max_page_count = ${pages}`).execute(small.kysely);
    const fill = (trx: Db) =>
      trx
        .insertInto('realms')
        .values({ ...aRealm(), settings: 'x'.repeat(4_000_000) })
        .execute();
    await small.transaction((trx) => trx.insertInto('realms').values(aRealm()).execute());
    await limit(1);
    expect(await failureOf(small.transaction(fill))).toBe('full');
    await limit(1_000_000);
    const realm = aRealm();
    await small.transaction((trx) => trx.insertInto('realms').values(realm).execute());
    expect(await countOf(realm.id)).toBe(1);
    await small.close();
  });

  it('of a newer release is not touched', async () => {
    await expect(migrate(database, [])).rejects.toThrow(/of a newer release/);
  });

  it('says that it is closed after it was', async () => {
    const other = openDatabase(place.location);
    await other.kysely.selectFrom('realms').select('id').limit(1).execute();
    await other.close();
    await expect(other.kysely.selectFrom('realms').select('id').execute()).rejects.toThrow();
  });
});

describe('a transaction that was in the way of another', () => {
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
  /** Runs a transaction that writes a row and then always fails; says how often it ran. */
  const runsOf = async (kind: DatabaseErrorKind) => {
    let runs = 0;
    const realm = aRealm();
    const work = database.transaction(async (trx) => {
      runs += 1;
      await trx.insertInto('realms').values(realm).execute();
      throw new DatabaseError(kind, 'planted');
    });
    expect(await failureOf(work)).toBe(kind);
    const rows = await database.kysely.selectFrom('realms').select('id').where('id', '=', realm.id).execute();
    expect(rows).toEqual([]);
    return runs;
  };

  it('is given up after some tries, and any other failure is not tried again', async () => {
    // SQLite waits by itself, before the transaction begins.
    expect(await runsOf('busy')).toBe(testDialect === 'postgres' ? 5 : 1);
    expect(await runsOf('unique')).toBe(1);
    expect(await runsOf('unavailable')).toBe(1);
  });

  it.runIf(testDialect === 'postgres')('is run again, so that neither of the two fails', async () => {
    const [one, other] = [aRealm(), aRealm()];
    await database.kysely.insertInto('realms').values([one, other]).execute();
    const holding = [Promise.withResolvers<void>(), Promise.withResolvers<void>()] as const;
    let runs = 0;
    const crossing = (first: string, second: string, own: number) =>
      database.transaction(async (trx) => {
        runs += 1;
        const rename = (id: string) =>
          trx.updateTable('realms').set({ name: sql<string>`name || '!'` }).where('id', '=', id).execute();
        await rename(first);
        holding[own]?.resolve();
        await holding[1 - own]?.promise;
        await rename(second);
      });
    await Promise.all([crossing(one.id, other.id, 0), crossing(other.id, one.id, 1)]);
    const rows = await database.kysely
      .selectFrom('realms')
      .select('name')
      .where('id', 'in', [one.id, other.id])
      .execute();
    expect(rows.map((row) => row.name)).toEqual(['Realm!!', 'Realm!!']);
    expect(runs).toBe(3);
  });
});

describe.runIf(testDialect === 'postgres')('a PostgreSQL that ends a connection in use', () => {
  it('fails that one transaction as unavailable, and serves the next', async () => {
    const place = await makeTestPlace();
    const database = await openTestDatabase(place);
    const broken = database.transaction(async (trx) => {
      const { rows } = await sql<{ pid: number }>`SELECT pg_backend_pid() AS pid`.execute(trx);
      await sql`SELECT pg_terminate_backend(${rows[0]?.pid})`.execute(database.kysely);
      await trx.insertInto('realms').values(aRealm()).execute();
    });
    expect(await failureOf(broken)).toBe('unavailable');
    await database.transaction((trx) => trx.insertInto('realms').values(aRealm()).execute());
    await database.close();
    await place.remove();
  });
});
