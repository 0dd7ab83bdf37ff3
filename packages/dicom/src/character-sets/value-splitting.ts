// Where one value ends and the next begins: at a backslash that is not half of a character. Splits bytes, decodes none.
import {
  type CharacterSetPlan,
  characterSetPlan,
  isAffectedByCharacterSet,
  isMultiValued,
} from './character-set-plan.ts';
import { delimitersOf, readCharacter, startReading } from './code-extensions.ts';
import { hasShiftJis, isShiftJisLead } from './text-decoding.ts';

const backslash = 0x5c;

/**
 * The values in the bytes of an element, without copying them, by the rules of its VR (PS3.5 6.4): one for VRs whose
 * values may hold a backslash (ST, LT, UT, UR, UN). A backslash inside a character of two or four bytes (GB18030,
 * GBK, the Japanese sets in G0) separates nothing (PS3.5 6.1.2.3).
 */
export function splitValues(bytes: Uint8Array, characterSets: readonly string[], vr: string): Uint8Array[] {
  if (!isMultiValued(vr) || !bytes.includes(backslash)) return [bytes];
  const plan = characterSetPlan(isAffectedByCharacterSet(vr) ? characterSets : []);
  return cut(bytes, delimiterPositions(bytes, plan, vr));
}

function delimiterPositions(bytes: Uint8Array, plan: CharacterSetPlan, vr: string): number[] {
  if (plan.kind === 'gb') return skippingPairs(bytes, (position) => gbLength(bytes, position));
  if (plan.kind === 'iso2022' && plan.isShiftJis && hasShiftJis(bytes)) {
    return skippingPairs(bytes, (position) => shiftJisLength(bytes, position));
  }
  if (plan.kind === 'iso2022' && bytes.includes(0x1b)) return positionsWithExtensions(bytes, plan, vr);
  return skippingPairs(bytes, () => 1);
}

function skippingPairs(bytes: Uint8Array, lengthAt: (position: number) => number): number[] {
  const positions: number[] = [];
  for (let position = 0; position < bytes.length; position += lengthAt(position)) {
    if (bytes[position] === backslash) positions.push(position);
  }
  return positions;
}

/** GB18030 as its decoder takes it: 4 bytes, 2 bytes, or one that is ASCII or no character. GBK is its subset. */
function gbLength(bytes: Uint8Array, position: number): number {
  const first = bytes[position] ?? 0;
  if (first < 0x81 || first === 0xff) return 1;
  const second = bytes[position + 1] ?? 0;
  if (second >= 0x30 && second <= 0x39) {
    const third = bytes[position + 2] ?? 0;
    const fourth = bytes[position + 3] ?? 0;
    return third >= 0x81 && third <= 0xfe && fourth >= 0x30 && fourth <= 0x39 ? 4 : 1;
  }
  return second >= 0x40 && second !== 0x7f && second !== 0xff ? 2 : 1;
}

function shiftJisLength(bytes: Uint8Array, position: number): number {
  const second = bytes[position + 1] ?? 0;
  const isTrail = second >= 0x40 && second !== 0x7f && second <= 0xfc;
  return isShiftJisLead(bytes[position] ?? 0) && isTrail ? 2 : 1;
}

function positionsWithExtensions(bytes: Uint8Array, plan: CharacterSetPlan, vr: string): number[] {
  const context = { plan, delimiters: delimitersOf(vr) };
  const reading = startReading(plan);
  const positions: number[] = [];
  for (let position = 0; position < bytes.length; ) {
    const length = readCharacter(bytes, position, reading, context);
    if (reading.isDelimiter && reading.character === backslash) positions.push(position);
    position += length;
  }
  return positions;
}

function cut(bytes: Uint8Array, positions: readonly number[]): Uint8Array[] {
  const values: Uint8Array[] = [];
  let start = 0;
  for (const position of positions) {
    values.push(bytes.subarray(start, position));
    start = position + 1;
  }
  values.push(bytes.subarray(start));
  return values;
}
