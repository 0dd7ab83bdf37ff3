// Text in every character set of PS3.3 C.12.1.1.2: its terms, decoding and encoding.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeText, encodeText, normaliseCharacterSets, splitValues } from './index.ts';

/** Bytes from text in which \xNN stands for itself. */
const bytes = (text: string) => Uint8Array.from(text, (c) => c.charCodeAt(0));
const joined = (...parts: readonly string[]) => bytes(parts.join(''));

describe('defined terms of Specific Character Set', () => {
  it.each([
    ['ISO_IR 100', 'ISO_IR 100'],
    ['ISO-IR 100', 'ISO_IR 100'],
    ['iso_ir_192', 'ISO_IR 192'],
    ['ISO IR 144', 'ISO_IR 144'],
    [' ISO_IR 13\0', 'ISO_IR 13'],
    ['ISO2022 IR 100', 'ISO 2022 IR 100'],
    ['ISO_2022_IR_6', 'ISO 2022 IR 6'],
    ['iso 2022 ir 6', 'ISO 2022 IR 6'],
    ['ISO-2022-IR-149', 'ISO 2022 IR 149'],
    ['ISO_IR 87', 'ISO 2022 IR 87'],
    ['UTF-8', 'ISO_IR 192'],
    ['utf8', 'ISO_IR 192'],
    ['ISO 2022 IR 192', 'ISO_IR 192'],
    ['gb18030', 'GB18030'],
    ['GB 18030', 'GB18030'],
    ['gbk', 'GBK'],
    ['ISO-8859-1', 'ISO_IR 100'],
    ['ISO_8859-15', 'ISO_IR 203'],
    ['Something else', 'SOMETHING ELSE'],
  ])('spells %j as %j', (written, term) => {
    expect(normaliseCharacterSets([written])).toEqual([term]);
  });

  it('takes no value and an empty value as the default repertoire', () => {
    expect(normaliseCharacterSets([])).toEqual([]);
    expect(normaliseCharacterSets([''])).toEqual([]);
  });

  it('gives several values the form with code extensions, and the empty first one its name', () => {
    expect(normaliseCharacterSets(['', 'ISO 2022 IR 87'])).toEqual(['ISO 2022 IR 6', 'ISO 2022 IR 87']);
    expect(normaliseCharacterSets(['ISO_IR 100', 'ISO_IR 144'])).toEqual([
      'ISO 2022 IR 100',
      'ISO 2022 IR 144',
    ]);
  });

  it('changes nothing more when applied twice', () => {
    fc.assert(
      fc.property(fc.array(fc.string()), (values) => {
        const once = normaliseCharacterSets(values);
        expect(normaliseCharacterSets(once)).toEqual(once);
      }),
    );
  });
});

const singleByte: readonly (readonly [string, string, string])[] = [
  ['ISO_IR 100', 'Buc^J\xe9r\xf4me', 'Buc^Jérôme'],
  ['ISO_IR 101', 'Dvo\xf8\xe1\xe8ek^\xaeofie', 'Dvořáček^Žofie'],
  ['ISO_IR 109', '\xa1\xd5amba^\xfeuro', 'ĦĠamba^ŝuro'],
  ['ISO_IR 110', 'B\xear\xfei\xf2\xf0', 'Bęrūiōđ'],
  ['ISO_IR 126', '\xc4\xe9\xef\xed\xf5\xf3\xe9\xef\xf2', 'Διονυσιος'],
  ['ISO_IR 127', '\xe2\xc8\xc7\xe6\xea^\xe4\xe6\xd2\xc7\xd1', 'قباني^لنزار'],
  ['ISO_IR 138', '\xf9\xf8\xe5\xef^\xe3\xe1\xe5\xf8\xe4', 'שרון^דבורה'],
  ['ISO_IR 144', '\xbb\xee\xdace\xdc\xd1yp\xd3', 'Люкceмбypг'],
  ['ISO_IR 148', '\xc7avu\xfeo\xf0lu^\xddnci', 'Çavuşoğlu^İnci'],
  ['ISO_IR 166', '\xe3\xa8\xb4\xd5^\xca\xc1\xaa\xd2\xc2', 'ใจดี^สมชาย'],
  ['ISO_IR 203', '\xbdil^\xa4', 'œil^€'],
  ['ISO_IR 13', '\xd4\xcf\xc0\xde^\xc0\xdb\xb3', 'ﾔﾏﾀﾞ^ﾀﾛｳ'],
];

describe('single-byte sets', () => {
  it.each(singleByte)('%s: reads and writes its own letters', (set, raw, text) => {
    expect(decodeText(bytes(raw), [set], 'PN')).toBe(text);
    expect(encodeText(text, [set], 'PN')).toEqual(bytes(raw));
  });

  it.each(singleByte.map(([set]) => set))('%s: brings every code that it decodes back', (set) => {
    const codes = Uint8Array.from({ length: 96 }, (_, i) => 0xa0 + i);
    const known = [...codes].filter((code) => decodeText(Uint8Array.of(code), [set], 'LO') !== '\ufffd');
    const back = known.flatMap((code) => [
      ...encodeText(decodeText(Uint8Array.of(code), [set], 'LO'), [set], 'LO'),
    ]);
    expect(back).toEqual(known);
    expect(known.length).toBeGreaterThan(40);
  });

  it.each(['ISO_IR 100', 'ISO_IR 148', 'ISO_IR 166'])(
    '%s: keeps 80H to 9FH as control characters, not Windows letters',
    (set) => {
      expect(decodeText(bytes('a\x80\x93\x9fb'), [set], 'LO')).toBe('a\u0080\u0093\u009fb');
    },
  );

  it('reads the default repertoire as ASCII and everything above as undecodable', () => {
    expect(decodeText(bytes('Doe^J\xf6hn'), [], 'PN')).toBe('Doe^J\ufffdhn');
    expect(decodeText(bytes('Doe^J\xf6hn'), ['ISO_IR 6'], 'PN')).toBe('Doe^J\ufffdhn');
  });

  it('lets no character set rule the VRs of the default repertoire', () => {
    expect(decodeText(bytes('\xe9'), ['ISO_IR 100'], 'CS')).toBe('\ufffd');
    expect([...encodeText('é', ['ISO_IR 100'], 'CS')]).toEqual([0x3f]);
  });

  it('reads the yen sign and the overline of JIS X 0201 where no value ends', () => {
    expect(decodeText(bytes('a\\b~'), ['ISO_IR 13'], 'ST')).toBe('a¥b‾');
    expect(decodeText(bytes('a\\b~'), ['ISO_IR 13'], 'LO')).toBe('a\\b‾');
  });

  it('reads Shift_JIS written under ISO_IR 13, whose codes JIS X 0201 does not have', () => {
    expect(decodeText(bytes('\x8eR\x93c^\x91\xbe\x98Y'), ['ISO_IR 13'], 'PN')).toBe('山田^太郎');
  });

  it('writes a question mark for what the set lacks', () => {
    expect(encodeText('Ψ山😀x', ['ISO_IR 100'], 'LO')).toEqual(bytes('???x'));
  });
});

describe('sets that stand alone', () => {
  it.each(['ISO_IR 192', 'utf-8'])('%s: reads and writes UTF-8', (set) => {
    const name = 'Wang^XiaoDong=王^小東=😀';
    expect(decodeText(new TextEncoder().encode(name), [set], 'PN')).toBe(name);
    expect(decodeText(encodeText(name, [set], 'PN'), [set], 'PN')).toBe(name);
    expect(decodeText(bytes('a\xc3'), [set], 'PN')).toBe('a\ufffd');
  });

  it('GB18030: reads the example of PS3.5 J.3 and writes its bytes', () => {
    const raw = bytes('Wang^XiaoDong=\xcd\xf5^\xd0\xa1\xb6\xab=');
    expect(decodeText(raw, ['GB18030'], 'PN')).toBe('Wang^XiaoDong=王^小东=');
    expect(encodeText('Wang^XiaoDong=王^小东=', ['GB18030'], 'PN')).toEqual(raw);
  });

  it('GBK: reads and writes two-byte codes, and a question mark for what needs four', () => {
    expect(decodeText(bytes('\xcd\xf5^\xd0\xa1\x96|'), ['GBK'], 'PN')).toBe('王^小東');
    expect(encodeText('王😀', ['GBK'], 'LO')).toEqual(bytes('\xcd\xf5?'));
  });

  it('GB18030: brings every character of Unicode back', () => {
    const characters: string[] = [];
    for (let code = 0x20; code < 0x30000; code += code < 0x10000 ? 1 : 257) {
      if (code < 0xd800 || code > 0xdfff) characters.push(String.fromCodePoint(code));
    }
    // A few private-use characters have two codes each, of which the platform decodes one elsewhere.
    const lost = characters.filter(
      (c) => decodeText(encodeText(c, ['GB18030'], 'UT'), ['GB18030'], 'UT') !== c,
    );
    expect(lost.filter((c) => c !== '\ufffd' && !/\p{Co}/u.test(c))).toEqual([]);
  });

  it('takes UTF-8 as a later value for UTF-8 throughout', () => {
    expect(decodeText(new TextEncoder().encode('é山'), ['', 'ISO_IR 192'], 'LO')).toBe('é山');
  });
});

const E = '\x1b';
const extended: readonly (readonly [string, readonly string[], string, string])[] = [
  [
    'PS3.5 H.3.1: romaji, kanji and kana',
    ['', 'ISO 2022 IR 87'],
    `Yamada^Tarou=${E}$B;3ED${E}(B^${E}$BB@O:${E}(B=${E}$B$d$^$@${E}(B^${E}$B$?$m$&${E}(B`,
    'Yamada^Tarou=山田^太郎=やまだ^たろう',
  ],
  [
    'PS3.5 H.3.2: half-width katakana first',
    ['ISO 2022 IR 13', 'ISO 2022 IR 87'],
    `\xd4\xcf\xc0\xde^\xc0\xdb\xb3=${E}$B;3ED${E}(J^${E}$BB@O:${E}(J=${E}$B$d$^$@${E}(J^${E}$B$?$m$&${E}(J`,
    'ﾔﾏﾀﾞ^ﾀﾛｳ=山田^太郎=やまだ^たろう',
  ],
  [
    'PS3.5 I.2: hangul and hanja',
    ['', 'ISO 2022 IR 149'],
    `Hong^Gildong=${E}$)C\xfb\xf3^${E}$)C\xd1\xce\xd4\xd7=${E}$)C\xc8\xab^${E}$)C\xb1\xe6\xb5\xbf`,
    'Hong^Gildong=洪^吉洞=홍^길동',
  ],
  [
    'PS3.5 K.2: simplified Chinese',
    ['', 'ISO 2022 IR 58'],
    `Zhang^XiaoDong=${E}$)A\xd5\xc5^${E}$)A\xd0\xa1\xb6\xab=`,
    'Zhang^XiaoDong=张^小东=',
  ],
  [
    'JIS X 0212, the supplementary kanji',
    ['', 'ISO 2022 IR 87', 'ISO 2022 IR 159'],
    `${E}$(D0V${E}$B;3${E}(B`,
    '伋山',
  ],
  [
    'Latin 1 with Greek and Cyrillic',
    ['ISO 2022 IR 100', 'ISO 2022 IR 144', 'ISO 2022 IR 126'],
    `Buc^J\xe9r\xf4me=${E}-F\xc4\xe9\xef\xed${E}-A=${E}-L\xbb\xee\xda${E}-A`,
    'Buc^Jérôme=Διον=Люк',
  ],
  ['Latin 9', ['ISO 2022 IR 100', 'ISO 2022 IR 203'], `\xe9${E}-b\xa4${E}-A`, 'é€'],
  ['Hebrew after nothing', ['', 'ISO 2022 IR 138'], `Sharon^${E}-H\xf9\xf8`, 'Sharon^שר'],
];

describe('code extensions', () => {
  it.each(extended)('%s', (_, sets, raw, text) => {
    expect(decodeText(bytes(raw), sets, 'PN')).toBe(text);
    expect(encodeText(text, sets, 'PN')).toEqual(bytes(raw));
  });

  it.each(['100', '101', '109', '110', '126', '127', '138', '144', '148', '166', '203', '13'])(
    'ISO 2022 IR %s is invoked by its sequence and forgotten at the delimiter',
    (number) => {
      const alone = singleByte.find(([set]) => set === `ISO_IR ${number}`);
      const text = alone?.[2].split('^').find((part) => /[^\0-\x7f]/.test(part)) ?? '';
      const sets = ['', `ISO 2022 IR ${number}`];
      const raw = encodeText(`${text}^${text}`, sets, 'PN');
      expect(decodeText(raw, sets, 'PN')).toBe(`${text}^${text}`);
      expect(raw.filter((byte) => byte === 0x1b)).toHaveLength(2);
    },
  );

  it.each(['\r\n', '\t', '\f', '\\'])('is back at the first value after %j', (delimiter) => {
    const sets = ['ISO 2022 IR 100', 'ISO 2022 IR 144'];
    expect(decodeText(joined(`${E}-L\xbb`, delimiter, '\xe9'), sets, 'LO')).toBe(`Л${delimiter}é`);
  });

  it('is not reset by a backslash or a caret where they separate nothing', () => {
    const sets = ['ISO 2022 IR 100', 'ISO 2022 IR 144'];
    expect(decodeText(bytes(`${E}-L\xbb\\^\xbb`), sets, 'LT')).toBe('Л\\^Л');
  });

  it('takes 5CH, 5EH and 3DH inside two-byte characters for characters', () => {
    const sets = ['', 'ISO 2022 IR 87'];
    for (const text of ['充', '曾', '鈎', '十日']) {
      const raw = encodeText(text, sets, 'PN');
      expect(decodeText(raw, sets, 'PN')).toBe(text);
      expect(splitValues(raw, sets, 'PN')).toHaveLength(1);
    }
  });

  it('follows a known sequence that the file did not declare', () => {
    expect(decodeText(bytes(`${E}$B;3ED${E}(B`), [], 'LO')).toBe('山田');
    expect(decodeText(bytes(`${E}$@;3ED${E}(B`), ['ISO_IR 100'], 'LO')).toBe('山田');
  });

  it('reads the right half by the declared set when the sequence is missing', () => {
    expect(decodeText(bytes('\xb1\xe8\xc8\xf1\xc1\xdf'), ['', 'ISO 2022 IR 149'], 'PN')).toBe('김희중');
    expect(decodeText(bytes('\xb1\xe8\xc8\xf1\xc1\xdf'), ['ISO 2022 IR 149'], 'PN')).toBe('김희중');
  });

  it('marks an unknown sequence and half a character, and goes on', () => {
    expect(decodeText(bytes(`a${E}%Gb`), ['ISO_IR 100'], 'LO')).toBe('a\ufffd%Gb');
    expect(decodeText(bytes(`${E}$B;3E`), ['', 'ISO 2022 IR 87'], 'LO')).toBe('山\ufffd');
    expect(decodeText(bytes(`${E}$B;${E}(Bx`), ['', 'ISO 2022 IR 87'], 'LO')).toBe('\ufffdx');
  });

  it('maps the signs of JIS X 0208 as its standard does and takes the full-width look-alikes too', () => {
    const sets = ['', 'ISO 2022 IR 87'];
    expect(decodeText(bytes(`${E}$B!A!]${E}(B`), sets, 'LO')).toBe('\u301c\u2212');
    expect(encodeText('\uff5e', sets, 'LO')).toEqual(bytes(`${E}$B!A${E}(B`));
  });
});
