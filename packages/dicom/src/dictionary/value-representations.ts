// The value representations of PS3.5 6.2: their names and how each is laid out. No parsing of values here.

const vrNames = [
  'AE',
  'AS',
  'AT',
  'CS',
  'DA',
  'DS',
  'DT',
  'FD',
  'FL',
  'IS',
  'LO',
  'LT',
  'OB',
  'OD',
  'OF',
  'OL',
  'OV',
  'OW',
  'PN',
  'SH',
  'SL',
  'SQ',
  'SS',
  'ST',
  'SV',
  'TM',
  'UC',
  'UI',
  'UL',
  'UN',
  'UR',
  'US',
  'UT',
  'UV',
] as const;

/** A value representation (PS3.5 Table 6.2-1). */
export type VR = (typeof vrNames)[number];

/** VRs whose explicit element header has two reserved bytes and a 32 bit length (PS3.5 Table 7.1-1). */
const longHeaderVrs: ReadonlySet<VR> = new Set<VR>([
  'OB',
  'OD',
  'OF',
  'OL',
  'OV',
  'OW',
  'SQ',
  'SV',
  'UC',
  'UN',
  'UR',
  'UT',
  'UV',
]);

const letters = 26;
const firstLetter = 65;

/** VR by its two letters: index (first - 'A') * 26 + (second - 'A'). */
const vrByLetters: readonly (VR | undefined)[] = fillVrByLetters();

function fillVrByLetters(): (VR | undefined)[] {
  const table = Array.from({ length: letters * letters }, (): VR | undefined => undefined);
  for (const vr of vrNames) table[letterIndex(vr.charCodeAt(0), vr.charCodeAt(1))] = vr;
  return table;
}

function letterIndex(first: number, second: number): number {
  return (first - firstLetter) * letters + (second - firstLetter);
}

/** The VR that two bytes name; `undefined` when they name none. */
export function vrOfBytes(first: number, second: number): VR | undefined {
  if (!isUpperCaseLetter(first) || !isUpperCaseLetter(second)) return undefined;
  return vrByLetters[letterIndex(first, second)];
}

/** Whether a byte is one of A to Z, the only letters of a VR. */
export function isUpperCaseLetter(byte: number): boolean {
  return byte >= firstLetter && byte < firstLetter + letters;
}

/** Whether the explicit header of this VR has a 32 bit length behind two reserved bytes (PS3.5 7.1.2). */
export function hasLongHeader(vr: VR): boolean {
  return longHeaderVrs.has(vr);
}

/** Whether a text is the name of a VR. */
export function isVr(text: string): text is VR {
  return text.length === 2 && vrOfBytes(text.charCodeAt(0), text.charCodeAt(1)) !== undefined;
}
