// The code tables behind the defined terms: which character stands at which code of each set, both ways.
// Built when first used, from the platform's TextDecoder and a few rules. Knows nothing of escape sequences' state.

/** U+FFFD, what stands for a code that no table knows. */
export const replacement = 0xfffd;

/** What no set of ours holds; `Uint16Array` cannot be `undefined` at an index. */
const nothing = replacement;

/**
 * One code set of ISO 2022: a set of one byte a character (128 codes, index = code & 7FH) or of two (94 x 94,
 * index = (first - 21H) * 94 + second - 21H). It can be used from G0 (codes 21H..7EH) or G1 (A1H..FEH).
 */
export interface CodeTable {
  readonly width: 1 | 2;
  /** UTF-16 code units by index; U+FFFD where the set has no character. */
  characters(): Uint16Array;
  /** Index by UTF-16 code unit. */
  indexes(): Map<number, number>;
}

type Builder = () => Uint16Array;

function codeTable(
  width: 1 | 2,
  build: Builder,
  alternatives: readonly (readonly [number, number])[] = [],
): CodeTable {
  let characters: Uint16Array | undefined;
  let indexes: Map<number, number> | undefined;
  const table: CodeTable = {
    width,
    characters() {
      characters ??= build();
      return characters;
    },
    indexes() {
      indexes ??= reverse(table.characters(), alternatives);
      return indexes;
    },
  };
  return table;
}

function reverse(
  characters: Uint16Array,
  alternatives: readonly (readonly [number, number])[],
): Map<number, number> {
  const indexes = new Map<number, number>();
  characters.forEach((character, index) => {
    if (character !== nothing && !indexes.has(character)) indexes.set(character, index);
  });
  for (const [character, index] of alternatives) if (!indexes.has(character)) indexes.set(character, index);
  return indexes;
}

const fromCodes = (map: (code: number) => number): Builder => {
  return () => Uint16Array.from({ length: 128 }, (_, code) => map(code));
};

/** ISO 646, ISO-IR 6: the default repertoire (PS3.5 Annex E). */
export const ascii = codeTable(
  1,
  fromCodes((code) => code),
);

/** JIS X 0201 Romaji, ISO-IR 14: ASCII with the yen sign and the overline (PS3.5 6.1.2.3). */
export const romaji = codeTable(
  1,
  fromCodes((code) => (code === 0x5c ? 0xa5 : code === 0x7e ? 0x203e : code)),
);

/** JIS X 0201 Katakana, ISO-IR 13. */
export const katakana = codeTable(
  1,
  fromCodes((code) => (code >= 0x21 && code <= 0x5f ? 0xff61 + code - 0x21 : nothing)),
);

/**
 * The right half of a single-byte set. 80H..9FH stay the C1 control characters of ISO/IEC 6429: the platform has
 * windows-1252, -1254 and -874 where the standards say 8859-1, -9 and -11, and these differ there.
 */
function rightHalf(label: string): CodeTable {
  return codeTable(1, () => {
    const text = new TextDecoder(label).decode(Uint8Array.from({ length: 128 }, (_, code) => code | 0x80));
    return Uint16Array.from({ length: 128 }, (_, code) =>
      code < 0x20 ? code | 0x80 : text.charCodeAt(code),
    );
  });
}

/** The right halves of the single-byte sets, by ISO registration number (PS3.3 Table C.12-2). */
export const rightHalves: Readonly<Record<string, CodeTable>> = {
  '100': rightHalf('iso-8859-1'),
  '101': rightHalf('iso-8859-2'),
  '109': rightHalf('iso-8859-3'),
  '110': rightHalf('iso-8859-4'),
  '126': rightHalf('iso-8859-7'),
  '127': rightHalf('iso-8859-6'),
  '138': rightHalf('iso-8859-8'),
  '144': rightHalf('iso-8859-5'),
  '148': rightHalf('iso-8859-9'),
  '166': rightHalf('windows-874'),
  '203': rightHalf('iso-8859-15'),
};

/** All 94 x 94 codes through one decoder at once, a line feed after each so that a bad code spoils only itself. */
function pairs(
  label: string,
  prefix: readonly number[],
  overrides: readonly (readonly [number, number])[],
): Builder {
  return () => {
    const bytes: number[] = [];
    for (let first = 0xa1; first <= 0xfe; first++) {
      for (let second = 0xa1; second <= 0xfe; second++) bytes.push(...prefix, first, second, 0x0a);
    }
    const cells = new TextDecoder(label).decode(Uint8Array.from(bytes)).split('\n');
    const characters = Uint16Array.from({ length: 94 * 94 }, (_, index) => {
      const cell = cells[index] ?? '';
      return cell.length === 1 ? cell.charCodeAt(0) : nothing;
    });
    for (const [character, index] of overrides) characters[index] = character;
    return characters;
  };
}

const cell = (row: number, column: number) => (row - 0x21) * 94 + column - 0x21;

// The platform's table is Microsoft's; these six characters of JIS X 0208 it maps to full-width look-alikes.
const jisSigns: readonly (readonly [number, number])[] = [
  [0x301c, cell(0x21, 0x41)],
  [0x2016, cell(0x21, 0x42)],
  [0x2212, cell(0x21, 0x5d)],
  [0x00a2, cell(0x21, 0x71)],
  [0x00a3, cell(0x21, 0x72)],
  [0x00ac, cell(0x22, 0x4c)],
];
const jisLookAlikes: readonly (readonly [number, number])[] = [
  [0xff5e, cell(0x21, 0x41)],
  [0x2225, cell(0x21, 0x42)],
  [0xff0d, cell(0x21, 0x5d)],
  [0xffe0, cell(0x21, 0x71)],
  [0xffe1, cell(0x21, 0x72)],
  [0xffe2, cell(0x22, 0x4c)],
];

/** JIS X 0208, ISO-IR 87 (PS3.5 Annex H). */
export const jisX0208 = codeTable(2, pairs('euc-jp', [], jisSigns), jisLookAlikes);

/** JIS X 0212, ISO-IR 159 (PS3.5 Annex H). */
export const jisX0212 = codeTable(2, pairs('euc-jp', [0x8f], []));

/** KS X 1001, ISO-IR 149 (PS3.5 Annex I). */
export const ksX1001 = codeTable(2, pairs('euc-kr', [], []));

/** GB 2312, ISO-IR 58 (PS3.5 Annex K). */
export const gb2312 = codeTable(2, pairs('gbk', [], []));
