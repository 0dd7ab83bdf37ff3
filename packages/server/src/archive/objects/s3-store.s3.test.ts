// The store of objects in a bucket, on a real server: what every store does, and what only a network can get wrong.
import { mkdtempSync, rmSync } from 'node:fs';
import { readdir, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type FaultProxy, startFaultProxy } from '../../../test/support/fault-proxy.ts';
import { countUnjoined, hasS3, makeBucket, s3Access } from '../../../test/support/s3.ts';
import { AppError } from '../../platform/errors.ts';
import { createObjectKeys } from '../object-keys.ts';
import { describeObjectStore } from './object-store.suite.ts';
import type { ObjectStore } from './object-store.ts';
import { openS3Store, type S3Limits } from './s3-store.ts';

const spoolDir = mkdtempSync(join(tmpdir(), 'lumenbox-s3-spool-'));
afterAll(() => rmSync(spoolDir, { recursive: true, force: true }));

const megabyte = 1024 * 1024;
const newKey = createObjectKeys();

async function aStore(
  options: { bucket?: string; prefix?: string; endpoint?: string; limits?: Partial<S3Limits> } = {},
): Promise<ObjectStore> {
  const { bucket = await makeBucket(), prefix = 'some/where/', endpoint = s3Access.endpoint } = options;
  const location = { ...s3Access, endpoint, bucket, prefix, spoolDir };
  return openS3Store(location, { limits: options.limits ?? {} });
}

async function bytesOf(stream: Readable): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

async function spooled(store: ObjectStore, bytes: Uint8Array) {
  const path = await store.newSpoolPath();
  await writeFile(path, bytes);
  return { kind: 'file', path } as const;
}

const someBytes = (length: number) => Buffer.from(Array.from({ length }, (_, index) => (index * 7) % 251));
const isUnavailable = (error: unknown) => error instanceof AppError && error.code === 'unavailable';

describe.skipIf(!hasS3)('objects in a bucket', () => {
  describeObjectStore('of S3', () => aStore());

  it('keeps large objects in parts, and joins them to the same bytes', async () => {
    const bucket = await makeBucket();
    const store = await aStore({ bucket, limits: { partBytes: 5 * megabyte } });
    const bytes = someBytes(12 * megabyte + 17);
    const fromFile = newKey();
    await store.put(fromFile, await spooled(store, bytes));
    const fromMemory = newKey();
    await store.put(fromMemory, { kind: 'memory', chunks: [bytes] });
    for (const key of [fromFile, fromMemory]) {
      expect(await store.stat(key)).toEqual({ sizeBytes: bytes.length });
      expect((await bytesOf(await store.read(key))).equals(bytes)).toBe(true);
      const range = { start: 5 * megabyte - 3, length: 7 };
      expect(await bytesOf(await store.read(key, range))).toEqual(
        bytes.subarray(range.start, range.start + range.length),
      );
    }
    expect(await countUnjoined(bucket)).toBe(0);
  });

  it('shares a bucket with others by its prefix', async () => {
    const bucket = await makeBucket();
    const [ours, theirs] = [await aStore({ bucket, prefix: 'a/' }), await aStore({ bucket, prefix: '' })];
    const key = newKey();
    await theirs.put(key, { kind: 'memory', chunks: [Buffer.from('theirs')] });
    await ours.put(key, { kind: 'memory', chunks: [Buffer.from('ours')] });
    expect((await bytesOf(await theirs.read(key))).toString()).toBe('theirs');
    for (const [store, size] of [
      [ours, 4],
      [theirs, 6],
    ] as const) {
      const listed: unknown[] = [];
      for await (const { key: name, sizeBytes } of store.list()) listed.push([name, sizeBytes]);
      expect(listed).toEqual([[key, size]]);
    }
  });

  it('lists more objects than one answer holds', async () => {
    const store = await aStore({ limits: { listedMax: 7 } });
    const keys = Array.from({ length: 20 }, newKey);
    await Promise.all(keys.map((key) => store.put(key, { kind: 'memory', chunks: [Buffer.from('x')] })));
    const listed: string[] = [];
    for await (const { key } of store.list()) listed.push(key);
    expect(listed.toSorted()).toEqual(keys.toSorted());
  });

  it('reads nothing behind the end of an object', async () => {
    const store = await aStore();
    const key = newKey();
    await store.put(key, { kind: 'memory', chunks: [Buffer.from('short')] });
    expect(await bytesOf(await store.read(key, { start: 5, length: 10 }))).toHaveLength(0);
    expect((await bytesOf(await store.read(key, { start: 3, length: 10 }))).toString()).toBe('rt');
    expect(await bytesOf(await store.read(key, { start: 2, length: 0 }))).toHaveLength(0);
  });

  it('tells a bucket that is not there from an object that is not there', async () => {
    const store = await aStore({ bucket: 'there-is-none' });
    await expect(store.read(newKey())).rejects.toSatisfy(isUnavailable);
    await expect(store.put(newKey(), { kind: 'memory', chunks: [Buffer.from('x')] })).rejects.toSatisfy(
      isUnavailable,
    );
  });
});

describe.skipIf(!hasS3)('a bucket behind a line that fails', () => {
  let proxy: FaultProxy;
  let bucket: string;
  beforeEach(async () => {
    bucket = await makeBucket();
  });
  afterEach(() => proxy.close());
  const aFaultyStore = async (limits: Partial<S3Limits> = {}) => {
    proxy = await startFaultProxy(s3Access.endpoint);
    const quick = { attemptsMax: 3, requestTimeoutMs: 20_000, silenceMs: 1000, ...limits };
    const store = await aStore({ bucket, endpoint: proxy.url, limits: quick });
    // The first write asks what the server can do; the faults are meant for those behind it.
    await store.put(newKey(), { kind: 'memory', chunks: [Buffer.from('first')] });
    return store;
  };
  const isPut = ({ method }: { method?: string | undefined }) => method === 'PUT';
  const isGet = ({ method }: { method?: string | undefined }) => method === 'GET';
  const failures = {
    'an internal error': { kind: 'status', status: 500, code: 'InternalError' },
    'service unavailable': { kind: 'status', status: 503, code: 'ServiceUnavailable' },
    'slow down': { kind: 'status', status: 503, code: 'SlowDown' },
    'a request that is cut': { kind: 'cut-request', afterBytes: 60_000 },
    'an answer that is lost': { kind: 'lose-answer' },
  } as const;

  for (const [name, fault] of Object.entries(failures)) {
    it(`writes over ${name}, once and whole`, async () => {
      const store = await aFaultyStore();
      proxy.fail([fault, fault], isPut);
      const bytes = someBytes(200_000);
      const key = newKey();
      await store.put(key, await spooled(store, bytes));
      expect((await bytesOf(await store.read(key))).equals(bytes)).toBe(true);
    });
  }

  for (const [name, fault] of Object.entries({
    'an internal error': failures['an internal error'],
    'an answer that is cut': { kind: 'cut-answer', afterBytes: 100_000 },
    'an answer that falls silent': { kind: 'silence', afterBytes: 100_000 },
  } as const)) {
    it(`reads on over ${name}`, async () => {
      const store = await aFaultyStore();
      const bytes = someBytes(3 * megabyte);
      const key = newKey();
      await store.put(key, { kind: 'memory', chunks: [bytes] });
      proxy.fail([fault, fault], isGet);
      expect((await bytesOf(await store.read(key))).equals(bytes)).toBe(true);
      proxy.fail([fault, fault], isGet);
      const range = { start: 12_345, length: 2 * megabyte };
      const part = await bytesOf(await store.read(key, range));
      expect(part.equals(bytes.subarray(range.start, range.start + range.length))).toBe(true);
    });
  }

  it('says that it is out of reach when the faults do not end, and keeps the spool file', async () => {
    const store = await aFaultyStore();
    const source = await spooled(store, someBytes(1000));
    const key = newKey();
    const away = Array.from({ length: 50 }, () => failures['service unavailable']);
    proxy.fail(away);
    await expect(store.put(key, source)).rejects.toSatisfy(isUnavailable);
    await expect(store.read(key)).rejects.toSatisfy(isUnavailable);
    await expect(store.stat(key)).rejects.toSatisfy(isUnavailable);
    await expect(store.delete(key)).rejects.toSatisfy(isUnavailable);
    await expect(store.list()[Symbol.asyncIterator]().next()).rejects.toSatisfy(isUnavailable);
    expect((await stat(source.path)).size).toBe(1000);
  });

  it('gives up an object in parts when one cannot be written, and tidies up what it could not give up', async () => {
    const store = await aFaultyStore({ partBytes: 5 * megabyte });
    // Spool files of others are tidied up as well, and counted.
    await store.tidy({ olderThanMs: Date.now() + 3_600_000 });
    const bytes = someBytes(11 * megabyte);
    const isPart = ({ url = '' }: { url?: string | undefined }) => url.includes('partNumber=2');
    const away = Array.from({ length: 3 }, () => failures['an internal error']);
    proxy.fail(away, isPart);
    await expect(store.put(newKey(), { kind: 'memory', chunks: [bytes] })).rejects.toSatisfy(isUnavailable);
    expect(await countUnjoined(bucket)).toBe(0);
    proxy.fail(away, isPart);
    proxy.fail(away, ({ method }) => method === 'DELETE');
    await expect(store.put(newKey(), { kind: 'memory', chunks: [bytes] })).rejects.toSatisfy(isUnavailable);
    expect(await countUnjoined(bucket)).toBe(1);
    expect(await store.tidy({ olderThanMs: Date.now() - 3_600_000 })).toBe(0);
    expect(await store.tidy({ olderThanMs: Date.now() + 3_600_000 })).toBe(1);
    expect(await countUnjoined(bucket)).toBe(0);
  });

  it('closes what is read when its reader goes away', async () => {
    const store = await aFaultyStore();
    const key = newKey();
    await store.put(key, { kind: 'memory', chunks: [someBytes(3 * megabyte)] });
    for (let count = 0; count < 60; count++) {
      // More than the line has sockets: one that stayed open would hold up those behind it.
      const stream = await store.read(key);
      if (count % 2 === 0) await stream[Symbol.asyncIterator]().next();
      stream.destroy();
    }
    expect(await bytesOf(await store.read(key))).toHaveLength(3 * megabyte);
  });

  it('leaves no spool file of what it has written', async () => {
    const store = await aFaultyStore();
    await store.tidy({ olderThanMs: Date.now() + 3_600_000 });
    await store.put(newKey(), await spooled(store, someBytes(10)));
    expect(await readdir(spoolDir)).toEqual([]);
  });
});
