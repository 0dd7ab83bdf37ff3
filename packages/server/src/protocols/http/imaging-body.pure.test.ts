// The body of a form as a stream of files: how far it runs ahead of who reads them, and what counts for which file.
import { Readable } from 'node:stream';
import { setImmediate as turn } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { encodeForm, type FormFile } from '../../../test/support/imaging.ts';
import { openImagingBody } from './imaging-body.ts';

const chunkBytes = 64 * 1024;

function openForm(parts: readonly (FormFile | [field: string, value: string])[]) {
  const { body, type } = encodeForm(parts);
  const taken = { bytes: 0 };
  const chunks = function* () {
    for (let start = 0; start < body.length; start += chunkBytes) {
      const chunk = body.subarray(start, start + chunkBytes);
      taken.bytes += chunk.length;
      yield chunk;
    }
  };
  const request = { headers: { 'content-type': type }, body: Readable.from(chunks(), { objectMode: false }) };
  return { opened: openImagingBody(request, { bytesMax: 1e9 }), taken };
}

async function sizeOf(bytes: AsyncIterable<Uint8Array>): Promise<number> {
  let size = 0;
  for await (const chunk of bytes) size += chunk.length;
  return size;
}

describe('a form of many small files', () => {
  it('is taken off the wire no faster than its files are read', async () => {
    const fileBytes = 15_000;
    const files = Array.from({ length: 400 }, (_, index) => ({
      name: `${index}`,
      bytes: Buffer.alloc(fileBytes, index),
    }));
    const { opened, taken } = openForm(files);
    const names: string[] = [];
    let mostAhead = 0;
    for await (const file of opened.files) {
      // Somebody who is slower than the wire.
      for (let turns = 0; turns < 5; turns++) await turn();
      mostAhead = Math.max(mostAhead, taken.bytes - names.length * fileBytes);
      expect(await sizeOf(file.bytes)).toBe(fileBytes);
      names.push(file.name);
    }
    expect(names).toEqual(files.map(({ name }) => name));
    expect(mostAhead).toBeLessThan(8 * chunkBytes);
  });
});

describe('the field accept_mismatch', () => {
  it('counts for the files behind it, and for none before it', async () => {
    const file = (name: string) => ({ name, bytes: Buffer.alloc(100) });
    const { opened } = openForm([
      file('before'),
      ['accept_mismatch', 'yes'],
      file('behind'),
      ['accept_mismatch', 'no'],
      file('last'),
    ]);
    const accepted: [string, boolean | undefined][] = [];
    for await (const { name, bytes, acceptMismatch } of opened.files) {
      await sizeOf(bytes);
      accepted.push([name, acceptMismatch]);
    }
    expect(accepted).toEqual([
      ['before', false],
      ['behind', true],
      ['last', false],
    ]);
  });
});
