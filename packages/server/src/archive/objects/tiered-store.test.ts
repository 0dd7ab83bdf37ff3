// The store in two places: it does what every store does, under keys of either kind, and lists both.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeTestPlace, openTestDatabase, type TestPlace } from '../../../test/support/test-database.ts';
import type { Database } from '../../platform/database/index.ts';
import { createObjectKeys, newSmallObjectKey, smallObjectMadeMs } from '../object-keys.ts';
import { openDirectoryStore } from './directory-store.ts';
import { describeObjectStore } from './object-store.suite.ts';
import { ObjectMissingError, type ObjectStore } from './object-store.ts';
import { createTieredStore } from './tiered-store.ts';

const dir = mkdtempSync(join(tmpdir(), 'lumenbox-tiered-'));
let place: TestPlace;
let database: Database;
let store: ObjectStore;
beforeAll(async () => {
  place = await makeTestPlace();
  database = await openTestDatabase(place);
  store = createTieredStore({ large: await openDirectoryStore({ dir }), database });
});
afterAll(async () => {
  await database.close();
  await place.remove();
  rmSync(dir, { recursive: true, force: true });
});

const memory = (...chunks: Uint8Array[]) => ({ kind: 'memory', chunks }) as const;
async function bytesOf(stream: AsyncIterable<unknown>): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

describeObjectStore('of files and database', async () => store);

describe('a small object', () => {
  it('comes back whole and in ranges, and an empty one as well', async () => {
    const key = newSmallObjectKey();
    const bytes = Buffer.from(Array.from({ length: 60_000 }, (_, index) => index % 251));
    await store.put(key, memory(bytes.subarray(0, 7), bytes.subarray(7)));
    expect((await bytesOf(await store.read(key))).equals(bytes)).toBe(true);
    const range = await bytesOf(await store.read(key, { start: 1234, length: 30_000 }));
    expect(range.equals(bytes.subarray(1234, 31_234))).toBe(true);
    expect(await store.stat(key)).toEqual({ sizeBytes: 60_000 });
    const empty = newSmallObjectKey();
    await store.put(empty, memory());
    expect(await bytesOf(await store.read(empty))).toHaveLength(0);
  });

  it('is missing before the first byte when it is not there, and removing it twice is no fault', async () => {
    const key = newSmallObjectKey();
    await expect(store.read(key)).rejects.toBeInstanceOf(ObjectMissingError);
    await store.put(key, memory(Buffer.from('x')));
    await store.delete(key);
    await store.delete(key);
    expect(await store.stat(key)).toBeUndefined();
  });

  it('is listed with its size and the moment of its key, beside those in files', async () => {
    const [small, large] = [newSmallObjectKey(), createObjectKeys()()];
    await store.put(small, memory(Buffer.alloc(11)));
    await store.put(large, memory(Buffer.alloc(22)));
    const listed = new Map<string, { sizeBytes: number; modifiedMs: number }>();
    for await (const object of store.list()) listed.set(object.key, object);
    expect(listed.get(small)).toMatchObject({ sizeBytes: 11, modifiedMs: smallObjectMadeMs(small) });
    expect(listed.get(large)).toMatchObject({ sizeBytes: 22 });
    expect(Math.abs(Date.now() - smallObjectMadeMs(small))).toBeLessThan(60_000);
  });

  it('is not looked for in the folder, whatever its key pretends', async () => {
    await expect(store.read('small/../../etc/passwd' as never)).rejects.toThrow(RangeError);
    await expect(store.put('small/x' as never, memory())).rejects.toThrow(RangeError);
  });
});
