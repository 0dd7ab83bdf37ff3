// ISO 2022 with DICOM's rules (PS3.5 6.1.2.4, 6.1.2.5): escape sequences, G0 and G1, and the reset at delimiters.
// One character at a time, for the decoder and for the splitter of values, so that both see the same characters.
import {
  type CharacterSetPlan,
  type Designation,
  isMultiValued,
  knownEscapes,
} from './character-set-plan.ts';
import { ascii, type CodeTable, replacement, romaji } from './code-tables.ts';

/** Where a reader of one value stands: what is active, and the character that it read last. */
export interface Reading {
  g0: CodeTable;
  g1: CodeTable | undefined;
  /** The UTF-16 code unit read last; -1 after an escape sequence, which is no character. */
  character: number;
  /** Whether that character separates values, components or component groups. */
  isDelimiter: boolean;
}

const escapeByte = 0x1b;

/** The state at the start of a value. */
export function startReading(plan: CharacterSetPlan): Reading {
  return {
    g0: plan.initial.g0.table,
    g1: plan.initial.g1?.table ?? plan.g1Fallback,
    character: -1,
    isDelimiter: false,
  };
}

/** The characters that end a value or a part of it, for a VR: `\` where values are many, `^` and `=` in names. */
export function delimitersOf(vr: string): readonly number[] {
  if (vr === 'PN') return [0x5c, 0x5e, 0x3d];
  return isMultiValued(vr) ? [0x5c] : [];
}

/**
 * Reads the character at `position` into `reading` and returns how many bytes it has, at least one. What the active
 * sets do not know is U+FFFD; nothing is read beyond the end.
 */
export function readCharacter(
  bytes: Uint8Array,
  position: number,
  reading: Reading,
  context: { plan: CharacterSetPlan; delimiters: readonly number[] },
): number {
  const byte = bytes[position] ?? 0;
  reading.isDelimiter = false;
  if (byte === escapeByte) return readEscape(bytes, position, reading);
  if (byte < 0x20 || byte === 0x7f) {
    // PS3.5 6.1.2.5.3: before CR, LF, FF and any other control character the first value's sets are active.
    reset(reading, context.plan);
    reading.character = byte;
    return 1;
  }
  if (byte === 0x20) {
    reading.character = byte;
    return 1;
  }
  if (byte >= 0x80) return readRight(bytes, position, reading);
  const table = reading.g0;
  if ((table === ascii || table === romaji) && context.delimiters.includes(byte)) {
    reset(reading, context.plan);
    reading.character = byte;
    reading.isDelimiter = true;
    return 1;
  }
  if (table.width === 1) {
    reading.character = table.characters()[byte] ?? replacement;
    return 1;
  }
  return readPair(table, { first: byte, second: bytes[position + 1] ?? 0 }, reading);
}

/** The pair of 7-bit codes: both are taken when the second can be one, else the first alone is undecodable. */
function readPair(table: CodeTable, codes: { first: number; second: number }, reading: Reading): number {
  const { first, second } = codes;
  reading.character = replacement;
  if (first < 0x21 || second < 0x21 || second > 0x7e) return 1;
  reading.character = table.characters()[(first - 0x21) * 94 + second - 0x21] ?? replacement;
  return 2;
}

function readRight(bytes: Uint8Array, position: number, reading: Reading): number {
  const table = reading.g1;
  const first = bytes[position] ?? 0;
  reading.character = replacement;
  if (table === undefined) return 1;
  if (table.width === 1) {
    reading.character = table.characters()[first & 0x7f] ?? replacement;
    return 1;
  }
  const second = bytes[position + 1] ?? 0;
  if (first < 0xa1 || second < 0xa1) return 1;
  return readPair(table, { first: first & 0x7f, second: second & 0x7f }, reading);
}

function readEscape(bytes: Uint8Array, position: number, reading: Reading): number {
  const found = knownEscapes.find((each) => each.escape.every((code, i) => bytes[position + i] === code));
  if (found === undefined) {
    reading.character = replacement;
    return 1;
  }
  designate(reading, found);
  reading.character = -1;
  return found.escape.length;
}

function designate(reading: Reading, designation: Designation): void {
  if (designation.half === 'g0') reading.g0 = designation.table;
  else reading.g1 = designation.table;
}

function reset(reading: Reading, plan: CharacterSetPlan): void {
  reading.g0 = plan.initial.g0.table;
  reading.g1 = plan.initial.g1?.table ?? plan.g1Fallback;
}
