// Bytes of text values to strings, by Specific Character Set. Never throws: what cannot be decoded becomes U+FFFD.
import {
  type CharacterSetPlan,
  characterSetPlan,
  isAffectedByCharacterSet,
  isMultiValued,
} from './character-set-plan.ts';
import { delimitersOf, readCharacter, startReading } from './code-extensions.ts';

/** The default repertoire, for values that Specific Character Set does not rule. */
const none: readonly string[] = [];

/**
 * The text of one value, or of several with the backslashes between them, as PS3.5 6.1 says for the VR. Padding is
 * not removed.
 *
 * A right-half byte without a set that defines it, an unknown escape sequence and half a character become U+FFFD;
 * bytes of a set that the file declares but forgets to invoke are read by that set. In values that one of ISO_IR 13's
 * codes stands in, 5CH is the yen sign unless it separates values.
 *
 * @param characterSets the values of Specific Character Set (0008,0005), in any spelling; none: default repertoire
 */
export function decodeText(bytes: Uint8Array, characterSets: readonly string[], vr: string): string {
  const length = bytes.length;
  // Nearly all values of nearly all headers leave here: eight characters a call is the fastest of what was measured
  // (150 ns a value, TextDecoder 290 ns, one by one 260 ns).
  let text = '';
  let position = 0;
  for (; position + 8 <= length; position += 8) {
    const a = bytes[position] as number;
    const b = bytes[position + 1] as number;
    const c = bytes[position + 2] as number;
    const d = bytes[position + 3] as number;
    const e = bytes[position + 4] as number;
    const f = bytes[position + 5] as number;
    const g = bytes[position + 6] as number;
    const h = bytes[position + 7] as number;
    if ((a | b | c | d | e | f | g | h) >= 0x80) break;
    if (a === 27 || b === 27 || c === 27 || d === 27 || e === 27 || f === 27 || g === 27 || h === 27) break;
    text += String.fromCharCode(a, b, c, d, e, f, g, h);
  }
  for (; position < length; position++) {
    const byte = bytes[position] as number;
    if (byte >= 0x80 || byte === 0x1b) break;
    text += String.fromCharCode(byte);
  }
  if (characterSets.length === 0 && position === length) return text;
  const plan = characterSetPlan(isAffectedByCharacterSet(vr) ? characterSets : none);
  if (position < length) return decodeSlowly(bytes, plan, vr);
  return plan.asciiIsAscii ? text : asRomaji(text, vr);
}

function decodeSlowly(bytes: Uint8Array, plan: CharacterSetPlan, vr: string): string {
  if (plan.kind === 'utf8') return utf8.decode(bytes);
  if (plan.kind === 'gb') {
    gb18030 ??= new TextDecoder('gb18030');
    return gb18030.decode(bytes);
  }
  if (plan.isShiftJis && hasShiftJis(bytes)) {
    shiftJis ??= new TextDecoder('shift_jis');
    return asRomaji(shiftJis.decode(bytes), vr);
  }
  return decodeWithExtensions(bytes, plan, vr);
}

const utf8 = new TextDecoder('utf-8');
let gb18030: InstanceType<typeof TextDecoder> | undefined;
let shiftJis: InstanceType<typeof TextDecoder> | undefined;

function decodeWithExtensions(bytes: Uint8Array, plan: CharacterSetPlan, vr: string): string {
  const context = { plan, delimiters: delimitersOf(vr) };
  const reading = startReading(plan);
  const units: number[] = [];
  let text = '';
  for (let position = 0; position < bytes.length; ) {
    position += readCharacter(bytes, position, reading, context);
    if (reading.character >= 0) units.push(reading.character);
    // String.fromCharCode takes its characters as arguments, which the engines limit.
    if (units.length >= 4096) text += String.fromCharCode(...units.splice(0));
  }
  return text + String.fromCharCode(...units);
}

/** ISO-IR 14 instead of ISO 646: yen sign and overline; a backslash that separates values stays one. */
function asRomaji(text: string, vr: string): string {
  const overlined = text.replaceAll('~', '\u203e');
  return isMultiValued(vr) ? overlined : overlined.replaceAll('\\', '\u00a5');
}

/** Whether bytes are there that JIS X 0201 does not have and Shift_JIS begins its pairs with. */
export function hasShiftJis(bytes: Uint8Array): boolean {
  return !bytes.includes(0x1b) && bytes.some(isShiftJisLead);
}

/** Whether a byte begins a pair of Shift_JIS. */
export function isShiftJisLead(byte: number): boolean {
  return (byte >= 0x81 && byte <= 0x9f) || (byte >= 0xe0 && byte <= 0xfc);
}
