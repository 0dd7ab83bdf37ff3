// Bodies of several pieces: whole in whatever blocks, refused before the first byte, read no further ahead than a block.
import { Readable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import type { SizedBytes } from '../../archive/index.ts';
import { joinedBytes } from './joined-bytes.ts';

const mebibyte = 1024 * 1024;

function numbered(length: number, first = 0): Buffer {
  return Buffer.from(Array.from({ length }, (_, at) => (first + at) % 251));
}

/** What can be filled in one step, and tells what was. */
function fillable(bytes: Buffer, onFill: (length: number) => void = () => undefined): SizedBytes {
  return {
    sizeBytes: bytes.length,
    open: async () => {
      throw new Error('It is opened as a stream.');
    },
    fill: async (start, target) => {
      onFill(target.length);
      target.set(bytes.subarray(start, start + target.length));
    },
  };
}

function streamed(bytes: Buffer, opened: Readable[] = []): SizedBytes {
  return {
    sizeBytes: bytes.length,
    open: async () => {
      const stream = Readable.from([bytes.subarray(0, 3), bytes.subarray(3)], { objectMode: false });
      opened.push(stream);
      return stream;
    },
  };
}

type Opened = Awaited<ReturnType<ReturnType<typeof joinedBytes>['open']>>;

/** What comes, each block given back as soon as its bytes are copied. */
async function* bytesOf(opened: Opened): AsyncGenerator<Buffer, void, undefined> {
  if (opened instanceof Readable) throw new Error('It is a stream.');
  if (!('blocks' in opened)) yield opened.bytes;
  else
    for await (const { bytes, giveBack } of opened.blocks) {
      yield Buffer.from(bytes);
      giveBack();
    }
}

async function readAll(opened: Opened): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of bytesOf(opened)) chunks.push(chunk);
  return Buffer.concat(chunks);
}

describe('bytes one behind the other', () => {
  it('are one piece of memory where they are little', async () => {
    const body = joinedBytes([Buffer.from('head'), fillable(numbered(500)), Buffer.from('tail')]);
    expect(body.sizeBytes).toBe(508);
    const opened = await body.open();
    expect('blocks' in opened).toBe(false);
    expect(await readAll(opened)).toEqual(
      Buffer.concat([Buffer.from('head'), numbered(500), Buffer.from('tail')]),
    );
  });

  it('are whole wherever blocks end, and whatever comes as a stream among them', async () => {
    const sizes = [1, mebibyte - 5, 4, 2 * mebibyte, 17, mebibyte, 0, 3 * mebibyte + 1];
    const pieces = sizes.map((size, index) => numbered(size, index));
    const kinds = [
      (bytes: Buffer) => bytes,
      (bytes: Buffer) => fillable(bytes),
      (bytes: Buffer) => streamed(bytes),
    ];
    for (const shift of kinds.keys()) {
      const body = joinedBytes(
        pieces.map((bytes, index) => (kinds[(index + shift) % kinds.length] as (typeof kinds)[0])(bytes)),
      );
      expect(body.sizeBytes).toBe(sizes.reduce((sum, size) => sum + size, 0));
      expect((await readAll(await body.open())).equals(Buffer.concat(pieces))).toBe(true);
    }
  });

  it('are nothing where there is none', async () => {
    expect(await readAll(await joinedBytes([]).open())).toHaveLength(0);
    expect(await readAll(await joinedBytes([fillable(Buffer.alloc(0))]).open())).toHaveLength(0);
  });

  it('are refused before the first byte when the first ones are missing, and break off when others are', async () => {
    const missing: SizedBytes = {
      ...fillable(numbered(10)),
      fill: async () => {
        throw new RangeError('It is gone.');
      },
    };
    await expect(joinedBytes([Buffer.from('head'), missing]).open()).rejects.toThrow('It is gone.');
    const later = await joinedBytes([fillable(numbered(mebibyte)), missing]).open();
    await expect(readAll(later)).rejects.toThrow('It is gone.');
  });

  it('are read no further ahead than a block while nobody takes them', async () => {
    let filled = 0;
    const body = joinedBytes([
      fillable(numbered(20 * mebibyte), (length) => {
        filled += length;
      }),
    ]);
    const chunks = bytesOf(await body.open());
    for (let read = 1; read <= 5; read++) {
      expect((await chunks.next()).value).toHaveLength(mebibyte);
      expect(filled).toBeLessThanOrEqual((read + 2) * mebibyte);
    }
    await chunks.return();
  });

  it('are made no further ahead than they are read, where they are no list', async () => {
    let made = 0;
    const pieces = {
      *[Symbol.iterator]() {
        for (made = 1; made <= 20; made++) yield fillable(numbered(mebibyte));
      },
    };
    const body = joinedBytes(pieces);
    expect(body.sizeBytes).toBe(20 * mebibyte);
    const chunks = bytesOf(await body.open());
    for (let read = 1; read <= 5; read++) {
      await chunks.next();
      expect(made).toBeLessThanOrEqual(read + 2);
    }
    await chunks.return();
  });

  it('close the stream that they begin with when who takes them stops', async () => {
    const opened: Readable[] = [];
    const body = joinedBytes([streamed(numbered(2000), opened), Buffer.from('tail')]);
    const chunks = bytesOf(await body.open());
    await chunks.next();
    await chunks.return();
    await expect.poll(() => opened[0]?.destroyed).toBe(true);
  });
});
