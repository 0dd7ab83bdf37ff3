// Looks up attributes of the data dictionary (PS3.6) by tag and by keyword. Knows nothing of data sets.
import { attributeDetails, attributePatterns, tags } from './attributes.generated.ts';
import type { VR } from './value-representations.ts';

/** An attribute's tag as an unsigned number 0xGGGGEEEE (PS3.5 7.1.1). */
export type Tag = number;

/** Keyword of an attribute that has a tag of its own (no repeating group). */
export type Keyword = keyof typeof tags;

/** What PS3.6 says of an attribute. */
export type Attribute = {
  readonly keyword: string;
  readonly name: string;
  /** The VR, or the first choice where the standard leaves a choice (`OW` when that is one, PS3.5 A.1). */
  readonly vr: VR;
  /** All VRs that the standard allows, when there is more than one: `US` or `SS`, `OB` or `OW` … */
  readonly vrChoices?: readonly VR[];
  readonly vm: string;
  readonly retired: boolean;
};

const groupLength: Attribute = {
  keyword: 'GenericGroupLength',
  name: 'Generic Group Length',
  vr: 'UL',
  vm: '1',
  retired: true,
};

type Pattern = { readonly mask: number; readonly byValue: Map<Tag, Attribute> };

let attributesByTag: Map<Tag, Attribute> | undefined;
let patternList: Pattern[] | undefined;

/**
 * The dictionary's entry of a tag (PS3.6), repeating groups 50xx and 60xx included (PS3.5 7.6). A group length is
 * `UL` in every group (PS3.5 7.2). Private and unknown tags have none.
 */
export function lookupTag(tag: Tag): Attribute | undefined {
  attributesByTag ??= readAttributes();
  const known = attributesByTag.get(tag);
  if (known !== undefined) return known;
  if ((tag & 0xffff) === 0) return groupLength;
  return isPrivateTag(tag) ? undefined : lookupPattern(tag);
}

/** The tag of a keyword of PS3.6, as `PatientName`; `undefined` when there is none. */
export function tagOf(keyword: string): Tag | undefined {
  return Object.hasOwn(tags, keyword) ? tags[keyword as Keyword] : undefined;
}

/** Eight upper-case hexadecimal digits, as DICOM JSON wants them (PS3.18 F.2.2): `0020000D`. */
export function formatTag(tag: Tag): string {
  return tag.toString(16).toUpperCase().padStart(8, '0');
}

/** Whether a tag belongs to an odd group (PS3.5 7.8). */
export function isPrivateTag(tag: Tag): boolean {
  return (tag & 0x10000) !== 0;
}

/** Whether a tag reserves a block of private elements: (odd,0010-00FF), VR `LO` (PS3.5 7.8.1). */
export function isPrivateCreatorTag(tag: Tag): boolean {
  const element = tag & 0xffff;
  return isPrivateTag(tag) && element >= 0x10 && element <= 0xff;
}

function lookupPattern(tag: Tag): Attribute | undefined {
  patternList ??= readPatterns();
  for (const { mask, byValue } of patternList) {
    const found = byValue.get((tag & mask) >>> 0);
    if (found !== undefined) return found;
  }
  return undefined;
}

function readAttributes(): Map<Tag, Attribute> {
  const lines = attributeDetails.split('\n');
  const entries = Object.entries(tags).map(([keyword, tag], index): [Tag, Attribute] => {
    const [vr = '', vm = '', name = '', retired = ''] = (lines[index] ?? '').split('|');
    return [tag, attribute({ keyword, vr, vm, name, retired })];
  });
  return new Map(entries);
}

function readPatterns(): Pattern[] {
  const byMask = new Map<number, Map<Tag, Attribute>>();
  for (const line of attributePatterns.split('\n')) {
    const [digits = '', keyword = '', vr = '', vm = '', name = '', retired = ''] = line.split('|');
    const mask = Number.parseInt(digits.replaceAll(/[^X]/g, 'F').replaceAll('X', '0'), 16);
    const byValue = byMask.get(mask) ?? new Map<Tag, Attribute>();
    byValue.set(
      Number.parseInt(digits.replaceAll('X', '0'), 16),
      attribute({ keyword, vr, vm, name, retired }),
    );
    byMask.set(mask, byValue);
  }
  return [...byMask].map(([mask, byValue]) => ({ mask, byValue }));
}

type AttributeTexts = { keyword: string; vr: string; vm: string; name: string; retired: string };

function attribute({ keyword, vr, vm, name, retired }: AttributeTexts): Attribute {
  const choices = vr.split('/') as VR[];
  const first = choices.includes('OW') ? 'OW' : (choices[0] ?? 'UN');
  const base = { keyword, name, vr: first, vm, retired: retired === 'R' };
  return choices.length > 1 ? { ...base, vrChoices: choices } : base;
}
