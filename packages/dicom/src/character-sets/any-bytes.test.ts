// Where values end, and what holds for any bytes and any text in any character set.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeText, encodeText, splitValues } from './index.ts';

/** Bytes from text of code points below 256. */
const bytes = (text: string) => Uint8Array.from(text, (c) => c.charCodeAt(0));

describe('values', () => {
  const split = (raw: string, sets: readonly string[], vr: string) =>
    splitValues(bytes(raw), sets, vr).map((value) => decodeText(value, sets, vr));

  it('splits at backslashes, empty values included', () => {
    expect(split('a\\\\b\\', [], 'LO')).toEqual(['a', '', 'b', '']);
    expect(split('', [], 'LO')).toEqual(['']);
    expect(split('J\xe9\\k', ['ISO_IR 100'], 'PN')).toEqual(['Jé', 'k']);
  });

  it.each(['ST', 'LT', 'UT', 'UR'])('splits no %s', (vr) => {
    expect(split('a\\b', ['ISO_IR 100'], vr)).toEqual(['a\\b']);
  });

  it.each([
    ['GBK', '\x81\\\\b', ['乗', 'b']],
    ['GB18030', '\x81\\\\\x81\x30\x84\x36', ['乗', '¥']],
    ['GB18030', '\x81\\\x81\\\\x', ['乗乗', 'x']],
    ['ISO_IR 13', '\x95\\\\\xb1', ['表', 'ｱ']],
  ])('%s: keeps a character whose second byte is 5CH whole', (set, raw, values) => {
    expect(split(raw, [set], 'LO')).toEqual(values);
  });

  it('splits Japanese text between characters, never inside one', () => {
    const sets = ['', 'ISO 2022 IR 87'];
    const raw = encodeText('充\\曾', sets, 'LO');
    expect(splitValues(raw, sets, 'LO').map((value) => decodeText(value, sets, 'LO'))).toEqual(['充', '曾']);
  });

  it('gives views of the same memory, not copies', () => {
    const raw = bytes('a\\b');
    expect(splitValues(raw, [], 'LO').every((value) => value.buffer === raw.buffer)).toBe(true);
  });
});

const someSets = fc.constantFrom<readonly string[]>(
  [],
  ['ISO_IR 100'],
  ['ISO_IR 13'],
  ['ISO_IR 166'],
  ['ISO_IR 192'],
  ['GB18030'],
  ['GBK'],
  ['', 'ISO 2022 IR 87', 'ISO 2022 IR 159'],
  ['ISO 2022 IR 13', 'ISO 2022 IR 87'],
  ['', 'ISO 2022 IR 149'],
  ['', 'ISO 2022 IR 58'],
  ['ISO 2022 IR 100', 'ISO 2022 IR 126', 'ISO 2022 IR 144', 'ISO 2022 IR 149'],
  ['nonsense', ''],
);
const someVr = fc.constantFrom('PN', 'LO', 'LT', 'CS', 'UN');
// Random bytes seldom make a sequence: these often do.
const someBytes = fc
  .array(
    fc.oneof(
      fc.uint8Array({ maxLength: 6 }),
      fc.constantFrom('\x1b$B', '\x1b(B', '\x1b$)C', '\x1b-L', '\x1b$', '\\', '^', '\x81\\').map(bytes),
    ),
  )
  .map((parts) => Uint8Array.from(parts.flatMap((part) => [...part])));

describe('whatever the bytes are', () => {
  it('decodes without throwing, to at most one character a byte', () => {
    fc.assert(
      fc.property(someBytes, someSets, someVr, (raw, sets, vr) => {
        expect(decodeText(raw, sets, vr).length).toBeLessThanOrEqual(raw.length);
      }),
      { numRuns: 2000 },
    );
  });

  it('splits to parts that make the same bytes again', () => {
    fc.assert(
      fc.property(someBytes, someSets, someVr, (raw, sets, vr) => {
        const parts = splitValues(raw, sets, vr);
        expect(Uint8Array.from(parts.flatMap((part, i) => (i === 0 ? [...part] : [0x5c, ...part])))).toEqual(
          raw,
        );
      }),
      { numRuns: 2000 },
    );
  });

  it('brings back every text that it could write', () => {
    const letters = fc.constantFrom(...'aZ09 .-éßøλЖ山田やﾔ길동张小똠^=😀€');
    fc.assert(
      fc.property(fc.array(letters), someSets, someVr, (chosen, sets, vr) => {
        const written = decodeText(encodeText(chosen.join(''), sets, vr), sets, vr);
        expect(decodeText(encodeText(written, sets, vr), sets, vr)).toBe(written);
        const representable = chosen.filter((c) => decodeText(encodeText(c, sets, vr), sets, vr) === c);
        const text = representable.join('');
        expect(decodeText(encodeText(text, sets, vr), sets, vr)).toBe(text);
      }),
      { numRuns: 2000 },
    );
  });

  it('holds the whole of long texts', () => {
    const text = 'é'.repeat(100_000);
    expect(decodeText(encodeText(text, ['ISO_IR 100'], 'UT'), ['ISO_IR 100'], 'UT')).toBe(text);
  });
});
