// Base64 against the platform's own.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeBase64, encodeBase64 } from './index.ts';

describe('Base64', () => {
  it('agrees with the platform on any bytes, and comes back', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 100 }), (bytes) => {
        const text = encodeBase64(bytes);
        expect(text).toBe(Buffer.from(bytes).toString('base64'));
        expect(decodeBase64(text)).toEqual(bytes);
        expect(decodeBase64(text.replace(/=+$/, ''))).toEqual(bytes);
      }),
    );
  });

  it.each(['a', 'ab$d', 'é', 'abcde'])('knows that %j is none', (text) => {
    expect(decodeBase64(text)).toBeUndefined();
  });
});
