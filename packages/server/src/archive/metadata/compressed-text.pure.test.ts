// Compressed texts, joined: what gunzip makes of them is the texts one behind the other.
import { gunzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type CompressedText, compressText, gzipOf, inflateText } from './compressed-text.ts';

describe('compressed texts', () => {
  it('come back', async () => {
    for (const text of ['', 'a', 'größer', 'repeat '.repeat(100_000)])
      expect((await inflateText(await compressText(text))).toString()).toBe(text);
  });

  it('joined with plain ones are one gzip member of all', async () => {
    const pieces = fc.array(fc.tuple(fc.boolean(), fc.string({ unit: 'binary', maxLength: 300 })), {
      maxLength: 8,
    });
    await fc.assert(
      fc.asyncProperty(pieces, async (list) => {
        const texts: (string | CompressedText)[] = [];
        for (const [isPlain, text] of list) texts.push(isPlain ? text : await compressText(text));
        // gunzip checks the size and the CRC at the end.
        expect(gunzipSync(Buffer.concat(gzipOf(texts))).toString()).toBe(
          Buffer.from(list.map(([, text]) => text).join('')).toString(),
        );
      }),
    );
  });

  it('takes no plain piece that one stored block cannot hold', () => {
    expect(() => gzipOf(['x'.repeat(70_000)])).toThrow(RangeError);
  });
});
