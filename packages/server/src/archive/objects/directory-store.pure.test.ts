// The store of objects in a directory: what every store does, and what only files can get wrong.
import { mkdtempSync, rmSync } from 'node:fs';
import { mkdir, readdir, readlink, rm, rmdir, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { createObjectKeys, isObjectKey, parseObjectKey } from '../object-keys.ts';
import { openDirectoryStore } from './directory-store.ts';
import { createFolderSync } from './folder-sync.ts';
import { describeObjectStore } from './object-store.suite.ts';

const root = mkdtempSync(join(tmpdir(), 'lumenbox-objects-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));
let count = 0;
const aPlace = () => join(root, `store-${count++}`, 'deeper');

describeObjectStore('the directory store', () => openDirectoryStore({ dir: aPlace() }));

describe('the directory of the store', () => {
  it('holds objects and what is coming in, and nothing of a failed write', async () => {
    const dir = aPlace();
    const store = await openDirectoryStore({ dir });
    const key = createObjectKeys()();
    await store.put(key, { kind: 'memory', chunks: [Buffer.from('x')] });
    const [first, second] = key.split('/') as [string, string];
    expect((await readdir(dir)).toSorted()).toEqual([first, 'incoming'].toSorted());
    await store.put(key, { kind: 'memory', chunks: [Buffer.from('y')] }).catch(() => undefined);
    expect(await readdir(join(dir, first, second))).toHaveLength(1);
  });

  it('makes a folder anew that was tidied away', async () => {
    const dir = aPlace();
    const store = await openDirectoryStore({ dir });
    const newKey = createObjectKeys();
    const key = newKey();
    await store.put(key, { kind: 'memory', chunks: [Buffer.from('x')] });
    await store.delete(key);
    expect(await store.tidy({ olderThanMs: Date.now() + 60_000 })).toBe(1);
    const next = newKey();
    await store.put(next, { kind: 'memory', chunks: [Buffer.from('y')] });
    expect(await store.stat(next)).toEqual({ sizeBytes: 1 });
  });

  it('says whether anything was ever kept there, which a place without a disk does not', async () => {
    const dir = aPlace();
    const store = await openDirectoryStore({ dir });
    expect(await store.holdsAnything()).toBe(false);
    const key = createObjectKeys()();
    await store.put(key, { kind: 'memory', chunks: [Buffer.from('x')] });
    await store.delete(key);
    await store.tidy({ olderThanMs: Date.now() + 60_000 });
    expect(await store.holdsAnything()).toBe(true);
    await rm(dir, { recursive: true });
    expect(await store.holdsAnything()).toBe(false);
  });

  it('lists no strangers', async () => {
    const dir = aPlace();
    const store = await openDirectoryStore({ dir });
    await writeFile(join(dir, 'note.txt'), 'x');
    await symlink(root, join(dir, 'aa'));
    const listed = [];
    for await (const object of store.list()) listed.push(object);
    expect(listed).toEqual([]);
  });
});

describe('object keys', () => {
  it('are random, of one form, and share folders with their neighbours', () => {
    const newKey = createObjectKeys();
    const keys = Array.from({ length: 2500 }, newKey);
    expect(new Set(keys).size).toBe(2500);
    expect(keys.every(isObjectKey)).toBe(true);
    expect(new Set(keys.map((key) => key.slice(0, 13))).size).toBe(3);
    expect(() => parseObjectKey('../x')).toThrow(RangeError);
  });
});

describe('the sync of folders', () => {
  it('is shared by all who wait, and covers what came before it', async () => {
    const calls: (() => void)[] = [];
    const folders = createFolderSync(() => new Promise((resolve) => calls.push(resolve)));
    const first = folders.sync('a');
    const second = folders.sync('a');
    const third = folders.sync('a');
    const elsewhere = folders.sync('b');
    expect(calls).toHaveLength(2);
    calls[0]?.();
    await first;
    // Those who came while the first one ran share one that began after them.
    await Promise.resolve();
    expect(calls).toHaveLength(3);
    calls[1]?.();
    calls[2]?.();
    await Promise.all([second, third, elsewhere]);
    expect(calls).toHaveLength(3);
  });

  it('fails those who shared a sync that failed, and no others', async () => {
    let fails = true;
    const folders = createFolderSync(async () => {
      if (fails) throw new Error('EIO');
    });
    await expect(folders.sync('a')).rejects.toThrow('EIO');
    fails = false;
    await folders.sync('a');
  });

  it.runIf(process.platform === 'linux')(
    'keeps few folders open, and none that is not there any more',
    async () => {
      const dir = join(root, 'folders');
      await mkdir(dir);
      const folders = createFolderSync();
      for (let number = 0; number < 20; number++) {
        const folder = join(dir, String(number));
        await mkdir(folder);
        await folders.sync(folder);
      }
      // Descriptors are closed behind the sync's back.
      await expect.poll(() => openBelow(dir)).toHaveLength(8);
      await rmdir(join(dir, '19'));
      await mkdir(join(dir, '19'));
      await folders.sync(join(dir, '19'));
      await expect.poll(() => openBelow(dir)).toContain(join(dir, '19'));
      await expect.poll(() => openBelow(dir)).not.toContain(`${join(dir, '19')} (deleted)`);
    },
  );
});

/** What this process has open below a folder, as the system names it. */
async function openBelow(dir: string): Promise<string[]> {
  const names = await readdir('/proc/self/fd');
  const targets = await Promise.all(names.map((name) => readlink(`/proc/self/fd/${name}`).catch(() => '')));
  return targets.filter((target) => target.startsWith(dir));
}
