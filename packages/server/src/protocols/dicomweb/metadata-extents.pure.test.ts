// Data sets in a metadata part are found wherever the bytes are cut, and nothing else is taken for some.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MetadataExtents } from './metadata-extents.ts';

/** What is found, as text; undefined when the part is no list of objects. */
function found(text: string, { pieceBytes = 7, extentsMax = 100 } = {}): string[] | undefined {
  const bytes = Buffer.from(text);
  const extents = new MetadataExtents({ extentsMax });
  for (let at = 0; at < bytes.length; at += pieceBytes) extents.push(bytes.subarray(at, at + pieceBytes));
  return extents.end()?.map(({ start, length }) => bytes.toString('utf8', start, start + length));
}

describe('the data sets of a metadata part', () => {
  it('are those of its array, whatever they hold and however it is written', () => {
    const items = fc.array(fc.dictionary(fc.string({ unit: 'binary' }), fc.jsonValue()), { maxLength: 5 });
    fc.assert(
      fc.property(items, fc.integer({ min: 1, max: 9 }), fc.boolean(), (list, pieceBytes, isSpaced) => {
        const text = isSpaced ? `\r\n${JSON.stringify(list, null, 2)} \t` : JSON.stringify(list);
        expect(found(text, { pieceBytes })?.map((one) => JSON.parse(one))).toEqual(
          JSON.parse(JSON.stringify(list)),
        );
      }),
    );
  });

  it('may be one alone', () => {
    expect(found(' {"00100010":{"vr":"PN","Value":[{"Alphabetic":"}]\\"{"}]}} ')).toHaveLength(1);
  });

  it.each([
    '',
    'null',
    '"{}"',
    '[1]',
    '[null]',
    '[[{}]]',
    '[{}',
    '[{}]]',
    '[{}][]',
    '{}{}',
    '{"a":"}',
    '}',
    '{} x',
  ])('are not in %s', (text) => {
    expect(found(text)).toBeUndefined();
  });

  it('are no more than they may be', () => {
    expect(found('[{},{},{}]', { extentsMax: 3 })).toHaveLength(3);
    expect(found('[{},{},{}]', { extentsMax: 2 })).toBeUndefined();
  });
});
