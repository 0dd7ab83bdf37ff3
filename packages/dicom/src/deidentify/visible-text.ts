// Where a text ends for those who read it. Readers in C stop at a NUL, which no text of DICOM has but as padding (PS3.5 6.1.3, 6.2): what
// stands behind it nobody sees, so nobody can have meant it. Pure.
import type { VR } from '../dictionary/value-representations.ts';

/** Text VRs of a single value, in which a backslash is a character like others (PS3.5 6.4). */
const singleTextVrs: ReadonlySet<VR> = new Set<VR>(['LT', 'ST', 'UR', 'UT']);

const end = { text: /\0/, code: /\p{Cc}|\s\s/u } as const;
const nothingBehind = /^[\p{Cc}\s]*$/u;

/** The text up to where each of its values ends: at a NUL, and in a code at two blanks or a control character too. Padding stays. */
export function visibleText(text: string, vr: VR): string {
  const pattern = vr === 'CS' ? end.code : end.text;
  if (!pattern.test(text)) return text;
  if (singleTextVrs.has(vr)) return visibleValue(text, pattern);
  return text
    .split('\\')
    .map((value) => visibleValue(value, pattern))
    .join('\\');
}

function visibleValue(value: string, pattern: RegExp): string {
  const start = value.length - value.trimStart().length;
  const at = value.slice(start).search(pattern);
  if (at < 0 || nothingBehind.test(value.slice(start + at))) return value;
  return value.slice(0, start + at);
}
