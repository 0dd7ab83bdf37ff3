// Bytes off the wire: what is read of them, and how much of that lies in memory however many send at once.
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import { DicomError, firstString, tags } from '@lumenbox/dicom';
import { aCtInstance } from '@lumenbox/dicom/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ObjectStore, openDirectoryStore } from '../archive/index.ts';
import { createMemoryBudget, createWaitingBudget } from './memory-budget.ts';
import { type Spooled, spool } from './spool.ts';

const mebibyte = 1024 * 1024;
let dir: string;
let objects: ObjectStore;
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'lumenbox-spool-'));
  objects = await openDirectoryStore({ dir });
});
afterAll(() => rm(dir, { recursive: true, force: true }));

const withDocument = (sizeBytes: number, options = {}) =>
  aCtInstance({
    elements: [{ tag: tags.EncapsulatedDocument, value: Buffer.alloc(sizeBytes, 7) }],
    ...options,
  });

async function* inPieces(bytes: Uint8Array): AsyncIterable<Uint8Array> {
  for (let start = 0; start < bytes.length; start += 65_536) yield bytes.subarray(start, start + 65_536);
}

function budgets(options: { memory?: number; headers?: number } = {}) {
  return {
    objects,
    memory: createMemoryBudget(options.memory ?? 64 * mebibyte),
    headers: createWaitingBudget(options.headers ?? 64 * mebibyte),
  };
}

async function bytesOf({ source }: Spooled): Promise<Buffer> {
  return source.kind === 'memory' ? Buffer.concat(source.chunks) : readFile(source.path);
}

/** The UID that was read; or why nothing was. */
function uidIn({ content }: Spooled): string | undefined {
  if (content === 'too-large') return content;
  return content instanceof DicomError
    ? content.reason
    : firstString(content.header.dataSet, tags.SOPInstanceUID);
}

describe('reading what arrives', () => {
  for (const [sentence, size, memory] of [
    ['a small header with memory to spare', 1000, 64 * mebibyte],
    ['a small header without any memory', 1000, 0],
    ['a header of several megabytes', 5 * mebibyte, 64 * mebibyte],
    ['a header of several megabytes without any memory', 5 * mebibyte, 0],
  ] as const) {
    it(`gives ${sentence}, the bytes as they were, and the memory back`, async () => {
      const deps = budgets({ memory });
      const made = withDocument(size);
      const spooled = await spool(deps, inPieces(made.bytes), { bytesMax: 1e9 });
      expect(uidIn(spooled)).toBe(made.sopInstanceUid);
      expect(Buffer.compare(await bytesOf(spooled), made.bytes)).toBe(0);
      await spooled.release();
      expect(deps.memory.take(memory)).toBe(true);
      await deps.headers.take(deps.headers.bytesMax);
    });
  }

  it('gives a deflated header that inflates to far more than was sent', async () => {
    const made = withDocument(6 * mebibyte, { transferSyntaxUid: '1.2.840.10008.1.2.1.99' });
    expect(made.bytes.length).toBeLessThan(mebibyte);
    for (const memory of [64 * mebibyte, 0]) {
      const spooled = await spool(budgets({ memory }), inPieces(made.bytes), { bytesMax: 1e9 });
      expect(uidIn(spooled)).toBe(made.sopInstanceUid);
      await spooled.release();
    }
  });

  it('refuses a header beyond the limit by name, and keeps nothing of it', async () => {
    const deps = budgets({ headers: 2 * mebibyte });
    const spooled = await spool(deps, inPieces(withDocument(5 * mebibyte).bytes), { bytesMax: 1e9 });
    expect(uidIn(spooled)).toBe('header-too-large');
    await spooled.release();
    await deps.headers.take(deps.headers.bytesMax);
  });
});

describe('many large headers at once', () => {
  it('are in memory only as far as the budget goes, and all are read', async () => {
    const deps = budgets({ headers: 7 * mebibyte });
    const { bytes, sopInstanceUid } = withDocument(3 * mebibyte);
    let open = 0;
    let mostOpen = 0;
    let fill: () => void = () => undefined;
    const isFull = new Promise<void>((resolve) => {
      fill = resolve;
    });
    const readOne = async () => {
      const spooled = await spool(deps, inPieces(bytes), { bytesMax: 1e9 });
      open += 1;
      mostOpen = Math.max(mostOpen, open);
      // Nobody gives memory back before there is none for a third.
      if (open === 2) fill();
      await isFull;
      await turn();
      open -= 1;
      await spooled.release();
      return uidIn(spooled);
    };
    const read = await Promise.all(Array.from({ length: 8 }, readOne));
    expect(read).toEqual(read.map(() => sopInstanceUid));
    expect(mostOpen).toBe(2);
  });
});

describe('a large header that is read again in another form', () => {
  it('waits for no memory that others have who wait themselves', async () => {
    const deps = budgets({ headers: 7 * mebibyte });
    const { bytes, sopInstanceUid } = withDocument(3 * mebibyte);
    const originals = await Promise.all([1, 2].map(() => spool(deps, inPieces(bytes), { bytesMax: 1e9 })));
    for (const { headers, release } of originals) {
      const again = await spool({ ...deps, headers }, inPieces(bytes), { bytesMax: 1e9 });
      expect(uidIn(again)).toBe(sopInstanceUid);
      await again.release();
      await release();
    }
    await deps.headers.take(deps.headers.bytesMax);
  });
});

describe('bytes in very small chunks', () => {
  it('lie in memory in blocks, in the order in which they came', async () => {
    const { bytes } = aCtInstance({ rows: 128, columns: 128 });
    const chunks = async function* () {
      for (let start = 0; start < 6000; start += 1) yield bytes.subarray(start, start + 1);
      // A chunk of ordinary size between small ones stays as it is.
      yield bytes.subarray(6000, 6000 + ordinaryBytes);
      for (let start = 6000 + ordinaryBytes; start < bytes.length; start += 7)
        yield bytes.subarray(start, start + 7);
    };
    const ordinaryBytes = 5000;
    const { source, release } = await spool(budgets(), chunks(), { bytesMax: 1e9 });
    if (source.kind !== 'memory') throw new Error('It went to a file.');
    expect(Buffer.concat(source.chunks).equals(bytes)).toBe(true);
    expect(source.chunks.length).toBeLessThan(10);
    expect(source.chunks.some(({ buffer }) => buffer === bytes.buffer)).toBe(true);
    await release();
  });

  it('go to a file in their order when there is no memory for more', async () => {
    const { bytes } = aCtInstance({ rows: 128, columns: 128 });
    const chunks = async function* () {
      for (let start = 0; start < bytes.length; start += 100) yield bytes.subarray(start, start + 100);
    };
    const spooled = await spool(budgets({ memory: 20_000 }), chunks(), { bytesMax: 1e9 });
    expect(spooled.source.kind).toBe('file');
    expect(Buffer.compare(await bytesOf(spooled), bytes)).toBe(0);
    await spooled.release();
  });
});
