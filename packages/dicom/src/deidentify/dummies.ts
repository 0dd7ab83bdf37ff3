// Values without meaning in the place of such that must not be empty (PS3.15 Table E.1-1a, D), by VR.
import type { Tag } from '../dictionary/attributes.ts';
import type { VR } from '../dictionary/value-representations.ts';
import { encodeValue } from '../part10/value-encoding.ts';
import type { OutputElement } from './output-elements.ts';
import type { Work } from './work.ts';

/** The text of a dummy, where the VR allows small letters. */
export const dummyText = 'Removed';

const dummies: Partial<Readonly<Record<VR, string | number | Uint8Array>>> = {
  AE: 'REMOVED',
  AS: '000Y',
  CS: 'REMOVED',
  DA: '20000101',
  DT: '20000101000000',
  TM: '000000',
  DS: '0',
  IS: '0',
  PN: dummyText,
  LO: dummyText,
  SH: dummyText,
  ST: dummyText,
  LT: dummyText,
  UC: dummyText,
  UT: dummyText,
  UR: 'urn:removed',
};

/** An element with a dummy instead of its value; numbers are zero, bytes two zeros. */
export function dummyElement({ tag, vr }: { tag: Tag; vr: VR }, work: Pick<Work, 'encoding'>): OutputElement {
  const { bigEndian } = work.encoding;
  const text = dummies[vr];
  if (text !== undefined)
    return { tag, vr, bytes: encodeValue(String(text), { vr, bigEndian, characterSets: [] }) };
  if (vr === 'SQ') return { tag, vr, items: [] };
  const bytes = vr === 'FD' || vr === 'OD' || vr === 'OV' || vr === 'SV' || vr === 'UV' ? 8 : 4;
  return {
    tag,
    vr,
    bytes: new Uint8Array(vr === 'OB' || vr === 'UN' || vr === 'US' || vr === 'SS' ? 2 : bytes),
  };
}

/** Whether a text is what {@link dummyElement} writes for the VR. */
export function isDummyText(text: string, vr: VR): boolean {
  return dummies[vr] === text;
}

/** The coding scheme of a code that stands for a person (PS3.16 8.2: private schemes begin with 99). */
export const dummyScheme = '99REMOVED';

/** The item of a code sequence that says nothing (PS3.3 8.8). */
export function dummyCode(work: Pick<Work, 'encoding'>): OutputElement[] {
  const element = (tag: Tag, vr: VR, text: string): OutputElement => ({
    tag,
    vr,
    bytes: encodeValue(text, { vr, bigEndian: work.encoding.bigEndian, characterSets: [] }),
  });
  return [
    element(0x00080100, 'SH', '0'),
    element(0x00080102, 'SH', dummyScheme),
    element(0x00080104, 'LO', dummyText),
  ];
}
