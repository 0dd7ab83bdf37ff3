// What every store of objects must do, as tests that run against each of them.
import { writeFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { createObjectKeys } from '../object-keys.ts';
import { ObjectMissingError, type ObjectStore } from './object-store.ts';

async function bytesOf(stream: AsyncIterable<unknown>): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

/** Declares the tests of a store. */
export function describeObjectStore(name: string, open: () => Promise<ObjectStore>): void {
  const newKey = createObjectKeys();
  const memory = (...chunks: Uint8Array[]) => ({ kind: 'memory', chunks }) as const;

  describe(`the object store ${name}`, () => {
    it('gives back what was put, whole and in ranges', async () => {
      const store = await open();
      const key = newKey();
      const bytes = Buffer.from(Array.from({ length: 700_000 }, (_, index) => index % 251));
      await store.put(key, memory(bytes));
      expect((await bytesOf(await store.read(key))).equals(bytes)).toBe(true);
      const range = await bytesOf(await store.read(key, { start: 123_456, length: 300_001 }));
      expect(range.equals(bytes.subarray(123_456, 423_457))).toBe(true);
      expect(await store.stat(key)).toEqual({ sizeBytes: 700_000 });
    });

    it('fills memory from any place on, and says when there is too little', async () => {
      const store = await open();
      const key = newKey();
      const bytes = Buffer.from(Array.from({ length: 700_000 }, (_, index) => index % 251));
      await store.put(key, memory(bytes));
      for (const [start, length] of [
        [0, 700_000],
        [123_456, 300_001],
        [699_999, 1],
        [700_000, 0],
      ] as const) {
        const target = Buffer.alloc(length, 0xff);
        await store.fill(key, start, target);
        expect(target.equals(bytes.subarray(start, start + length))).toBe(true);
      }
      await expect(store.fill(key, 699_999, Buffer.alloc(2))).rejects.toThrow(RangeError);
      await expect(store.fill(newKey(), 0, Buffer.alloc(1))).rejects.toBeInstanceOf(ObjectMissingError);
    });

    it('keeps an empty object', async () => {
      const store = await open();
      const key = newKey();
      await store.put(key, memory(new Uint8Array()));
      expect(await store.stat(key)).toEqual({ sizeBytes: 0 });
      expect(await bytesOf(await store.read(key))).toHaveLength(0);
    });

    it('takes a spool file, which is gone afterwards', async () => {
      const store = await open();
      const path = await store.newSpoolPath();
      await writeFile(path, 'spooled');
      const key = newKey();
      await store.put(key, { kind: 'file', path });
      expect((await bytesOf(await store.read(key))).toString()).toBe('spooled');
      await expect(store.put(newKey(), { kind: 'file', path })).rejects.toThrow();
    });

    it('never writes over an object', async () => {
      const store = await open();
      const key = newKey();
      await store.put(key, memory(Buffer.from('first')));
      await expect(store.put(key, memory(Buffer.from('second')))).rejects.toThrow();
      const path = await store.newSpoolPath();
      await writeFile(path, 'third');
      await expect(store.put(key, { kind: 'file', path })).rejects.toThrow();
      expect((await bytesOf(await store.read(key))).toString()).toBe('first');
    });

    it('says that an object is not there before the first byte', async () => {
      const store = await open();
      const key = newKey();
      await expect(store.read(key)).rejects.toBeInstanceOf(ObjectMissingError);
      expect(await store.stat(key)).toBeUndefined();
    });

    it('removes objects, also those that are gone, and reads on what it has begun', async () => {
      const store = await open();
      const key = newKey();
      const bytes = Buffer.alloc(1_000_000, 7);
      await store.put(key, memory(bytes));
      const begun = await store.read(key);
      await store.delete(key);
      await store.delete(key);
      expect(await store.stat(key)).toBeUndefined();
      expect((await bytesOf(begun)).equals(bytes)).toBe(true);
    });

    it('lists every object with its size', async () => {
      const store = await open();
      const sizes = new Map<string, number>();
      for (let size = 0; size < 30; size++) {
        const key = createObjectKeys()();
        sizes.set(key, size);
        await store.put(key, memory(Buffer.alloc(size)));
      }
      const listed = new Map<string, number>();
      for await (const object of store.list()) listed.set(object.key, object.sizeBytes);
      for (const [key, size] of sizes) expect(listed.get(key)).toBe(size);
    });

    it('takes many objects at once', async () => {
      const store = await open();
      const keys = Array.from({ length: 100 }, newKey);
      await Promise.all(keys.map((key) => store.put(key, memory(Buffer.from(key)))));
      for (const key of keys) expect((await bytesOf(await store.read(key))).toString()).toBe(key);
    });

    it('refuses names that are no keys', async () => {
      const store = await open();
      for (const name of ['', '../a', '/etc/passwd', 'aa/bb', `${newKey()}/..`]) {
        await expect(store.put(name as never, memory(Buffer.from('x')))).rejects.toThrow(RangeError);
        await expect(store.read(name as never)).rejects.toThrow(RangeError);
        await expect(store.delete(name as never)).rejects.toThrow(RangeError);
      }
    });

    it('tidies up old spool files, and no young ones', async () => {
      const store = await open();
      const path = await store.newSpoolPath();
      await writeFile(path, 'left behind');
      expect(await store.tidy({ olderThanMs: Date.now() - 3_600_000 })).toBe(0);
      expect(await store.tidy({ olderThanMs: Date.now() + 3_600_000 })).toBeGreaterThanOrEqual(1);
      await expect(store.put(newKey(), { kind: 'file', path })).rejects.toThrow();
    });
  });
}
