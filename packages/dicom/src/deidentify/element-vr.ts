// Whether an element's VR is one that its attribute can have (PS3.6). Reads no values.
import type { DataElement } from '../data-set/data-set.ts';
import { lookupTag } from '../dictionary/attributes.ts';
import type { VR } from '../dictionary/value-representations.ts';

const numberVrs: ReadonlySet<VR> = new Set<VR>([
  'US',
  'SS',
  'UL',
  'SL',
  'FL',
  'FD',
  'UV',
  'SV',
  'OW',
  'OF',
  'OD',
  'OL',
  'OV',
]);
const textVrs: ReadonlySet<VR> = new Set<VR>(['LO', 'SH', 'ST', 'LT', 'UT', 'UC', 'CS', 'PN', 'AE', 'UR']);

/**
 * Whether the VR of the file can be that of the attribute. Text where the standard has numbers, or bytes where it has
 * text, is no encoding that a reader could mean.
 */
export function fitsDictionary({ tag, vr }: DataElement): boolean {
  const attribute = lookupTag(tag);
  if (attribute === undefined || attribute.vr === vr || attribute.vrChoices?.includes(vr) === true)
    return true;
  const expected = attribute.vr;
  if (textVrs.has(expected)) return textVrs.has(vr);
  if (numberVrs.has(expected)) return numberVrs.has(vr) || (expected === 'OW' && vr === 'OB');
  return (expected === 'IS' && vr === 'DS') || (expected === 'DS' && vr === 'IS');
}
