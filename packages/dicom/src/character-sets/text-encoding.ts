// Strings to bytes of text values, by Specific Character Set: the way back of text-decoding.ts.
import {
  type CharacterSetPlan,
  characterSetPlan,
  type Designation,
  isAffectedByCharacterSet,
} from './character-set-plan.ts';
import { delimitersOf } from './code-extensions.ts';
import { encodeGb } from './gb-encoding.ts';

const questionMark = 0x3f;

/**
 * The bytes of a text in the given character sets (PS3.5 6.1), without padding. With code extensions the first set
 * that holds a character is invoked for it, and the first value's sets are active again at every delimiter and at the
 * end (PS3.5 6.1.2.5.3). Characters that no declared set holds become `?`, as does ESC where it would begin a sequence.
 *
 * @param characterSets the values of Specific Character Set (0008,0005), in any spelling; none: default repertoire
 * @param vr decides what is a delimiter; text of a VR that no character set rules is written in ASCII
 */
export function encodeText(text: string, characterSets: readonly string[], vr: string): Uint8Array {
  const plan = characterSetPlan(isAffectedByCharacterSet(vr) ? characterSets : []);
  if (plan.asciiIsAscii && isPlain(text)) return plainBytes(text);
  if (plan.kind === 'utf8') return new TextEncoder().encode(text);
  if (plan.kind === 'gb') return encodeGb(text, plan.fourByte);
  return encodeWithExtensions(text, plan, delimitersOf(vr));
}

/** ASCII without ESC: the same bytes in every set that has ASCII on its left, and nearly all text there is. */
function isPlain(text: string): boolean {
  for (let index = 0; index < text.length; index += 1) {
    const character = text.charCodeAt(index);
    if (character >= 0x80 || character === 0x1b) return false;
  }
  return true;
}

function plainBytes(text: string): Uint8Array {
  const bytes = new Uint8Array(text.length);
  for (let index = 0; index < text.length; index += 1) bytes[index] = text.charCodeAt(index);
  return bytes;
}

interface Writing {
  readonly plan: CharacterSetPlan;
  readonly bytes: number[];
  g0: Designation;
  g1: Designation | undefined;
}

function encodeWithExtensions(
  text: string,
  plan: CharacterSetPlan,
  delimiters: readonly number[],
): Uint8Array {
  const writing: Writing = { plan, bytes: [], g0: plan.initial.g0, g1: plan.initial.g1 };
  for (const symbol of text) {
    const character = symbol.length === 1 ? symbol.charCodeAt(0) : -1;
    const isControl = (character >= 0 && character < 0x20) || character === 0x7f;
    if (isControl || delimiters.includes(character)) {
      reset(writing);
      writing.bytes.push(character === 0x1b ? questionMark : character);
    } else if (!write(writing, character)) {
      writeUnknown(writing, character);
    }
  }
  reset(writing);
  return Uint8Array.from(writing.bytes);
}

/** Writes a character by the sets that are active, else by the first declared one that has it. */
function write(writing: Writing, character: number): boolean {
  const active = [writing.g0, ...(writing.g1 ? [writing.g1] : [])];
  for (const designation of [...active, ...writing.plan.declared]) {
    const index = designation.table.indexes().get(character);
    if (index === undefined || !isGraphic(designation, index)) continue;
    invoke(writing, designation);
    push(writing, designation, index);
    return true;
  }
  return false;
}

/** In G0 a set of one byte has 21H..7EH and the space; its other codes are control characters or the right half's. */
function isGraphic(designation: Designation, index: number): boolean {
  return designation.half === 'g1' || designation.table.width === 2 || (index >= 0x20 && index < 0x7f);
}

function invoke(writing: Writing, designation: Designation): void {
  if (designation.half === 'g0') {
    if (writing.g0.table !== designation.table) writing.bytes.push(...designation.escape);
    writing.g0 = designation;
  } else {
    if (writing.g1?.table !== designation.table) writing.bytes.push(...designation.escape);
    writing.g1 = designation;
  }
}

function push(writing: Writing, designation: Designation, index: number): void {
  const high = designation.half === 'g1' ? 0x80 : 0;
  if (designation.table.width === 1) writing.bytes.push(index | high);
  else writing.bytes.push((Math.floor(index / 94) + 0x21) | high, ((index % 94) + 0x21) | high);
}

/** ISO-IR 14 has yen sign and overline where ASCII has backslash and tilde: the code is kept, as everybody does. */
function writeUnknown(writing: Writing, character: number): void {
  const isKept = character === 0x5c || character === 0x7e;
  if (writing.g0.table.width === 2) invoke(writing, writing.plan.initial.g0);
  writing.bytes.push(isKept ? character : questionMark);
}

function reset(writing: Writing): void {
  invoke(writing, writing.plan.initial.g0);
  // Without an initial right half there is no sequence back; readers forget it at the delimiter (PS3.5 Annex I.2).
  if (writing.plan.initial.g1) invoke(writing, writing.plan.initial.g1);
  else writing.g1 = undefined;
}
