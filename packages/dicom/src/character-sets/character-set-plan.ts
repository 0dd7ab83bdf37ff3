// From the values of Specific Character Set to how bytes are to be read: one plan a list of values, made once.
// Holds no text and decodes nothing.
import {
  ascii,
  type CodeTable,
  gb2312,
  jisX0208,
  jisX0212,
  katakana,
  ksX1001,
  rightHalves,
  romaji,
} from './code-tables.ts';
import { normaliseCharacterSets } from './defined-terms.ts';

/** A code set that an escape sequence brings into G0 (left half) or G1 (right half). */
export interface Designation {
  readonly half: 'g0' | 'g1';
  readonly table: CodeTable;
  /** The sequence, ESC included (PS3.3 Tables C.12-3 and C.12-4). */
  readonly escape: readonly number[];
}

/** How the bytes of one data set are to be read. */
export interface CharacterSetPlan {
  /** `utf8` and `gb` stand alone; everything else is ISO 2022, even when it never switches. */
  readonly kind: 'utf8' | 'gb' | 'iso2022';
  /** For `gb`: whether four-byte codes exist (GB18030) or not (GBK). */
  readonly fourByte: boolean;
  /** Whether each byte below 80H but ESC is the ASCII character of that code. */
  readonly asciiIsAscii: boolean;
  /** What is active at the start of each value (PS3.5 6.1.2.5.3); `g1` absent: the right half is undefined. */
  readonly initial: { readonly g0: Designation; readonly g1?: Designation };
  /** What the values declare, in their order, the initial sets first: the sets that encoding may use. */
  readonly declared: readonly Designation[];
  /** The right half for files that declare one and forget its escape sequence. */
  readonly g1Fallback?: CodeTable;
  /** ISO_IR 13 alone: bytes that JIS X 0201 does not have are Shift_JIS, which some devices write under this term. */
  readonly isShiftJis: boolean;
}

const esc = (text: string): readonly number[] => [0x1b, ...Array.from(text, (c) => c.charCodeAt(0))];

const toAscii: Designation = { half: 'g0', table: ascii, escape: esc('(B') };
const toRomaji: Designation = { half: 'g0', table: romaji, escape: esc('(J') };
const toKatakana: Designation = { half: 'g1', table: katakana, escape: esc(')I') };
const toJisX0208: Designation = { half: 'g0', table: jisX0208, escape: esc('$B') };
const toJisX0212: Designation = { half: 'g0', table: jisX0212, escape: esc('$(D') };
const toKsX1001: Designation = { half: 'g1', table: ksX1001, escape: esc('$)C') };
const toGb2312: Designation = { half: 'g1', table: gb2312, escape: esc('$)A') };

const finalBytes: Readonly<Record<string, string>> = {
  '100': 'A',
  '101': 'B',
  '109': 'C',
  '110': 'D',
  '126': 'F',
  '127': 'G',
  '138': 'H',
  '144': 'L',
  '148': 'M',
  '166': 'T',
  '203': 'b',
};

/** The designations of each registration number. */
const designations = new Map<string, readonly Designation[]>([
  ['6', [toAscii]],
  ['13', [toRomaji, toKatakana]],
  ['58', [toGb2312]],
  ['87', [toJisX0208]],
  ['149', [toKsX1001]],
  ['159', [toJisX0212]],
]);
for (const [number, table] of Object.entries(rightHalves)) {
  designations.set(number, [toAscii, { half: 'g1', table, escape: esc(`-${finalBytes[number]}`) }]);
}

/** All that decoding accepts, declared or not: the standard's, and the old and other forms of the same sets. */
export const knownEscapes: readonly Designation[] = [
  ...new Set([...designations.values()].flat()),
  { half: 'g0', table: jisX0208, escape: esc('$@') },
  { half: 'g0', table: jisX0208, escape: esc('$(B') },
  { half: 'g0', table: katakana, escape: esc('(I') },
  { half: 'g0', table: ksX1001, escape: esc('$(C') },
  { half: 'g0', table: gb2312, escape: esc('$A') },
  { half: 'g0', table: gb2312, escape: esc('$(A') },
  { half: 'g1', table: jisX0208, escape: esc('$)B') },
  { half: 'g1', table: jisX0212, escape: esc('$)D') },
];

const plans = new Map<string, CharacterSetPlan>();
// A file can claim any text as its character set; the map must not grow with what strangers send.
const plansMax = 256;

/** The plan of a data set's Specific Character Set, from memory after the first time. */
export function characterSetPlan(characterSets: readonly string[]): CharacterSetPlan {
  const key = characterSets.length === 1 ? (characterSets[0] ?? '') : characterSets.join('\\');
  const known = plans.get(key);
  if (known !== undefined) return known;
  const plan = makePlan(normaliseCharacterSets(characterSets));
  if (plans.size >= plansMax) plans.clear();
  plans.set(key, plan);
  return plan;
}

function makePlan(terms: readonly string[]): CharacterSetPlan {
  const alone = terms[0] === 'GB18030' || terms[0] === 'GBK' ? terms[0] : undefined;
  // UTF-8 takes no extensions; as a later value it is an error whose only readable meaning is UTF-8 throughout.
  const isUtf8 = alone === undefined && terms.includes('ISO_IR 192');
  const numbers = terms.map((term) => /^ISO(?:_IR| 2022 IR) (\d+)$/.exec(term)?.[1] ?? '6');
  const first = designations.get(numbers[0] ?? '6') ?? [toAscii];
  // A set of two bytes cannot be the first (PS3.3 C.12.1.1.2), but is where that is the only value.
  const g0 = first.find((each) => each.half === 'g0' && each.table.width === 1) ?? toAscii;
  const g1 = first.find((each) => each.half === 'g1');
  const declared = [
    ...new Set([g0, ...(g1 ? [g1] : []), ...numbers.flatMap((number) => designations.get(number) ?? [])]),
  ];
  const fallback = declared.find((each) => each.half === 'g1')?.table;
  return {
    kind: alone ? 'gb' : isUtf8 ? 'utf8' : 'iso2022',
    fourByte: alone === 'GB18030',
    asciiIsAscii: alone !== undefined || isUtf8 || g0.table === ascii,
    initial: g1 ? { g0, g1 } : { g0 },
    declared,
    ...(fallback ? { g1Fallback: fallback } : {}),
    isShiftJis: terms.length === 1 && numbers[0] === '13',
  };
}

const affected = new Set(['SH', 'LO', 'ST', 'LT', 'PN', 'UC', 'UT', 'UN']);

/** Whether Specific Character Set rules values of this VR (PS3.5 6.1.2.3); all others are of the default repertoire. */
export function isAffectedByCharacterSet(vr: string): boolean {
  return affected.has(vr);
}

/** Whether a backslash separates values of this VR (PS3.5 6.4). */
export function isMultiValued(vr: string): boolean {
  return vr !== 'ST' && vr !== 'LT' && vr !== 'UT' && vr !== 'UR' && vr !== 'UN';
}
