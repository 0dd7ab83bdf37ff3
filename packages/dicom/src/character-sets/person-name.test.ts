// Person names: groups and components, as well written and as badly.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatPersonName, parsePersonName } from './person-name.ts';

const nobody = { family: '', given: '', middle: '', prefix: '', suffix: '' };

describe('person names', () => {
  it('has five components', () => {
    expect(parsePersonName('Adams^John Robert^Quincy^Rev.^B.A. M.Div.')).toEqual({
      alphabetic: {
        family: 'Adams',
        given: 'John Robert',
        middle: 'Quincy',
        prefix: 'Rev.',
        suffix: 'B.A. M.Div.',
      },
    });
  });

  it('has three groups', () => {
    expect(parsePersonName('Yamada^Tarou=山田^太郎=やまだ^たろう')).toEqual({
      alphabetic: { ...nobody, family: 'Yamada', given: 'Tarou' },
      ideographic: { ...nobody, family: '山田', given: '太郎' },
      phonetic: { ...nobody, family: 'やまだ', given: 'たろう' },
    });
  });

  it('leaves out empty groups and components', () => {
    expect(parsePersonName('=山田^太郎')).toEqual({
      ideographic: { ...nobody, family: '山田', given: '太郎' },
    });
    expect(parsePersonName('^^^')).toEqual({});
    expect(parsePersonName('')).toEqual({});
    expect(parsePersonName('Doe ^ Jane ^^^ ')).toEqual({
      alphabetic: { ...nobody, family: 'Doe', given: 'Jane' },
    });
  });

  it('keeps what too many delimiters cut off', () => {
    expect(parsePersonName('a^b^c^d^e^f').alphabetic?.suffix).toBe('e f');
    expect(parsePersonName('a=b=c=d').phonetic?.family).toBe('c d');
  });

  it('writes no delimiter that nothing follows', () => {
    expect(formatPersonName({ alphabetic: { ...nobody, family: 'Doe', given: 'Jane' } })).toBe('Doe^Jane');
    expect(formatPersonName({ phonetic: { ...nobody, given: 'x' } })).toBe('==^x');
    expect(formatPersonName({})).toBe('');
  });

  it('lets no component pass for two', () => {
    const name = formatPersonName({ alphabetic: { ...nobody, family: 'a^b=c\\d', given: 'e\nf' } });
    expect(name).toBe('a b c d^e f');
  });

  it('reads back every name that it writes', () => {
    const part = fc.string({ unit: 'grapheme' });
    const group = fc.record({ family: part, given: part, middle: part, prefix: part, suffix: part });
    fc.assert(
      fc.property(fc.record({ alphabetic: group, ideographic: group }), (name) => {
        const written = formatPersonName(name);
        expect(formatPersonName(parsePersonName(written))).toBe(written);
      }),
    );
  });
});
