// How strongly IODs demand the attributes whose action in Table E.1-1 depends on it (PS3.3 Annex A, types of PS3.5 7.4).
// What is not known here is taken as demanded, so that the result stays conformant.
import type { Tag } from '../dictionary/attributes.ts';
import type { BasicAction, TableAction } from './profile-table.ts';

/** Families of IODs that differ in what they demand. */
export type IodFamily =
  | 'single-frame'
  | 'pet'
  | 'enhanced'
  | 'radiotherapy'
  | 'radiotherapy-2'
  | 'document'
  | 'presentation'
  | 'other';

const storage = '1.2.840.10008.5.1.4.1.1.';
const singleFrame: ReadonlySet<string> = new Set(
  `1 1.1 1.1.1 1.2 1.2.1 1.3 1.3.1 2 3.1 4 6.1 7 7.1 7.2 7.3 7.4 12.1 12.2 20`.split(/\s+/),
);

/** The family of a SOP class. */
export function iodFamilyOf(sopClassUid: string): IodFamily {
  if (!sopClassUid.startsWith(storage)) return 'other';
  const branch = sopClassUid.slice(storage.length);
  if (singleFrame.has(branch)) return 'single-frame';
  if (branch === '128') return 'pet';
  if (/^481\.\d\d/.test(branch)) return 'radiotherapy-2';
  if (branch.startsWith('481.')) return 'radiotherapy';
  if (branch.startsWith('88.')) return 'document';
  if (branch.startsWith('11.')) return 'presentation';
  if (/^(?:2|4|6|12|13|128|130)\./.test(`${branch}.`)) return 'enhanced';
  return 'other';
}

type Type = 1 | 2 | 3;
/** One type for all IODs, or one for some and another for the rest; of nested attributes only where it says so. */
type Demand = { readonly top?: Type | Partial<Record<IodFamily | 'rest', Type>>; readonly nested?: Type };

const everywhere = (type: Type): Demand => ({ top: type, nested: type });
const creation: Demand = { top: { 'radiotherapy-2': 1, rest: 3 }, nested: 3 };
const acquisition: Demand = { top: { pet: 2, 'single-frame': 3, enhanced: 3 } };
const content: Demand = { top: { 'single-frame': 2, pet: 2, radiotherapy: 2 } };
const detector: Demand = { top: { 'single-frame': 3 } };

const demands: ReadonlyMap<Tag, Demand> = new Map([
  [0x00080012, creation],
  [0x00080013, creation],
  [0x00080021, creation],
  [0x00080031, creation],
  [0x00080022, acquisition],
  [0x00080032, acquisition],
  [0x00080023, content],
  [0x00080033, content],
  [0x0008002a, { top: { 'single-frame': 3, pet: 3, radiotherapy: 3, document: 3 } }],
  [0x00080080, everywhere(3)],
  [0x00080082, everywhere(3)],
  [0x00081010, everywhere(3)],
  [0x00081070, { top: { radiotherapy: 2, rest: 3 }, nested: 3 }],
  [0x00081072, everywhere(3)],
  [0x00081110, everywhere(3)],
  [0x00081111, { top: { document: 2, rest: 3 }, nested: 3 }],
  [0x00180010, everywhere(2)],
  [0x00181000, { top: { 'single-frame': 3, pet: 3, radiotherapy: 3, document: 3 }, nested: 3 }],
  [0x00181030, { top: 3, nested: 3 }],
  [0x00181400, { top: 3 }],
  [0x0018700a, detector],
  [0x0018700c, detector],
  [0x0018700e, detector],
  [0x00321060, { top: 3, nested: 2 }],
  [0x0040a032, { top: 3 }],
  [0x00700084, { top: { 'single-frame': 3, pet: 3 } }],
  [0x22000002, everywhere(2)],
  [0x22000005, everywhere(2)],
]);

/** X in the table, and of type 1 in the only IODs that have them (PS3.3 C.11.10): there they become dummies. */
const presentationTimes: ReadonlySet<Tag> = new Set([0x00700082, 0x00700083]);

/** Where an attribute stands. */
export interface Standing {
  readonly family: IodFamily;
  readonly isNested: boolean;
}

/**
 * The one action among those that the table leaves open: X where the IOD does not demand the attribute, Z where it may be
 * empty, D where it must have a value or nobody knows. References keep their place and lose their UIDs.
 */
export function resolveBasicAction(action: BasicAction, tag: Tag, standing: Standing): TableAction {
  if (action === 'X' && standing.family === 'presentation' && presentationTimes.has(tag)) return 'D';
  if (action === 'X/Z/U*') return 'U';
  if (action.length === 1) return action as TableAction;
  const type = typeOf(tag, standing);
  const choices = action.split('/') as TableAction[];
  const wanted = type === 3 ? ['X', 'Z'] : type === 2 ? ['Z', 'D'] : ['D', 'Z'];
  return (wanted.find((one) => choices.includes(one as TableAction)) ?? 'D') as TableAction;
}

function typeOf(tag: Tag, { family, isNested }: Standing): Type | undefined {
  const demand = demands.get(tag);
  if (isNested) return demand?.nested;
  const top = demand?.top;
  return typeof top === 'object' ? (top[family] ?? top.rest) : top;
}
