// Work that goes to the database: it is a transaction like any other, whichever thread runs it; and readings that do.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { reading } from '../../../test/support/get-reading.ts';
import { work } from '../../../test/support/put-work.ts';
import {
  makeTestPlace,
  openTestDatabase,
  type TestPlace,
  testDialect,
} from '../../../test/support/test-database.ts';
import { AppError, failure } from '../errors.ts';
import { newId } from '../ids.ts';
import { type Database, databaseErrorKind } from './index.ts';

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

const value = new Map([
  ['a', Uint8Array.of(1)],
  ['b', Uint8Array.of(2)],
]);
const valueAt = async (key: string) =>
  (await database.kysely.selectFrom('installation').select('value').where('key', '=', key).execute())[0]
    ?.value;

describe('work that goes to the database', () => {
  it('is committed with what it gives', async () => {
    const key = newId();
    expect(await database.run(work, { key, value })).toEqual({ count: 2 });
    expect(await valueAt(key)).toBe('a b');
  });

  it('leaves nothing when it fails, and its error is the same on this side', async () => {
    const key = newId();
    const asApplication = await database
      .run(work, { key, value, fails: 'as the application' })
      .catch((error: unknown) => error);
    expect(asApplication).toBeInstanceOf(AppError);
    expect(asApplication).toMatchObject({ code: 'conflict', message: 'It is there already.' });
    const asDatabase = await database
      .run(work, { key, value, fails: 'as the database' })
      .catch((error: unknown) => error);
    expect(databaseErrorKind(asDatabase)).toBe('unique');
    expect(await valueAt(key)).toBeUndefined();
  });

  it('takes turns with other transactions', async () => {
    const keys = [newId(), newId(), newId()];
    await Promise.all([
      ...keys.map((key) => database.run(work, { key, value })),
      database.transaction(async (trx) => {
        await trx.insertInto('installation').values({ key: newId(), value: 'x' }).execute();
      }),
    ]);
    for (const key of keys) expect(await valueAt(key)).toBe('a b');
  });

  it('is committed when what it waits for is there, and not before', async () => {
    const key = newId();
    const other = Promise.withResolvers<void>();
    let isOver = false;
    const running = database
      .run(work, { key, value }, { commitAfter: other.promise })
      .finally(() => (isOver = true));
    expect(await valueAt(key)).toBeUndefined();
    expect(isOver).toBe(false);
    other.resolve();
    expect(await running).toEqual({ count: 2 });
    expect(await valueAt(key)).toBe('a b');
  });

  it('is rolled back when what it waits for fails, and fails like it', async () => {
    const key = newId();
    const commitAfter = Promise.reject(failure.conflict('The disk says no.'));
    await expect(database.run(work, { key, value }, { commitAfter })).rejects.toMatchObject({
      code: 'conflict',
      message: 'The disk says no.',
    });
    expect(await valueAt(key)).toBeUndefined();
    // The next one finds the database as it should be.
    expect(await database.run(work, { key, value })).toEqual({ count: 2 });
  });

  it('lets others write while what it waits for is slow, and is committed all the same', async () => {
    const [key, another] = [newId(), newId()];
    const slow = Promise.withResolvers<void>();
    const running = database.run(work, { key, value }, { commitAfter: slow.promise });
    expect(await database.run(work, { key: another, value })).toEqual({ count: 2 });
    expect(await valueAt(key)).toBeUndefined();
    slow.resolve();
    expect(await running).toEqual({ count: 2 });
    expect(await valueAt(key)).toBe('a b');
  });

  it('can be made ready before the first', async () => {
    await database.prepare(work);
    const key = newId();
    await database.run(work, { key, value });
    expect(await valueAt(key)).toBe('a b');
  });
});

describe('a reading that goes to the database', () => {
  it('gives what is committed, many at once and while others write', async () => {
    const keys = Array.from({ length: 12 }, () => newId());
    await database.prepare(reading);
    await Promise.all(keys.map((key) => database.run(work, { key, value })));
    const written = newId();
    const [found] = await Promise.all([
      Promise.all(keys.map((key) => database.read(reading, { key }))),
      database.run(work, { key: written, value }),
    ]);
    for (const one of found) expect(Buffer.from(one.found ?? []).toString()).toBe('a b');
    expect(await database.read(reading, { key: newId() })).toEqual({ found: undefined });
  });

  it('fails with the same error on this side, and leaves others alone', async () => {
    const key = newId();
    await database.run(work, { key, value });
    const [failed, other] = await Promise.all([
      database.read(reading, { key, does: 'fail' }).catch((error: unknown) => error),
      database.read(reading, { key }),
    ]);
    expect(failed).toBeInstanceOf(AppError);
    expect(failed).toMatchObject({ code: 'conflict', message: 'It is there already.' });
    expect(Buffer.from(other.found ?? []).toString()).toBe('a b');
  });

  it.runIf(testDialect === 'sqlite')('cannot write where threads read', async () => {
    const key = newId();
    await expect(database.read(reading, { key, does: 'write' })).rejects.toThrow(/readonly/);
    expect(await valueAt(key)).toBeUndefined();
  });
});
