// Attributes that Table E.1-1 does not list and that can carry an identity all the same: our own rows, in its form, and
// what becomes of all the others by their VR. Judged on the data dictionary of the same edition.
import { isPrivateTag, lookupTag, type Tag } from '../dictionary/attributes.ts';
import type { VR } from '../dictionary/value-representations.ts';
import { createRowLookup, type ProfileRow, parseRows } from './profile-table.ts';

// tag|Basic Profile|then the columns of the table: safe private, UIDs, device, institution, patient, full dates, modified
// dates, descriptors, structured content, graphics.
const ourRows = parseRows(
  [
    // Who issued an identifier, in modules that the table's issuers come from.
    '00080051|X',
    '00100024|X',
    '00100026|X',
    '00100027|X',
    '00400026|X',
    '00400027|X',
    '00400036|X',
    '00400039|X',
    '0040003A|X',
    // The birth date in another calendar, and which.
    '00100033|X',
    '00100034|X',
    '00100035|X',
    '00101022|X|||||K',
    '00102294|X',
    '00102295|X',
    // Names of devices and of who serves time to them.
    '00181003|X|||K',
    '00181010|X|||K',
    '00181801|X|||K',
    '00181803|X|||K',
    '30020020|Z|||K',
    // Text of people beside the descriptions that the table has.
    '00287007|X|||||||C',
    '0028702A|X|||||||C',
    '00189916|D|||||||C',
    '00440011|X|||||||C',
    '00700068|X|||||||C',
    '00700081|Z|||||||C',
    '30040006|X|||||||C',
    '300600C8|X|||||||C',
    // Who made a hanging protocol, whom to call about a procedure, whose medium it is.
    '00720008|D',
    '00720010|X',
    '0074100C|X',
    '00880130|Z',
    '21000160|X',
    '21100030|X',
    '00140100|X',
    '00401008|X',
    '00820016|X',
    // Encrypted originals, and signatures over what is no longer so.
    '04000500|X',
    '4FFE0001|X',
    // Security screening: tickets, carriers and routes of travellers.
    '4010XXXX|X',
    // A graphic plane without its data says nothing, and its labels are text.
    '60XXXXXX|X||||||||||C',
  ].join('\n'),
);

/** Our own row of a tag, when we have one. */
export const rowBeyondTable: (tag: Tag) => ProfileRow | undefined = createRowLookup(ourRows);

/** UIDs of kinds of things and not of things: classes, encodings, coding schemes. */
export const uidsOfKinds: ReadonlySet<Tag> = new Set([
  0x00041510, 0x00041512, 0x0004151a, 0x00080016, 0x0008001a, 0x0008001b, 0x00080062, 0x0008010c, 0x0008010d,
  0x00080117, 0x00080118, 0x0008040e, 0x00081150, 0x0008115a, 0x00083002, 0x00340003, 0x04000010, 0x04000510,
  0x30100052, 0x30100053,
]);

/** Long text of machines: materials, modes, formulas. Kept, and searched for what is known of the patient. */
const technicalText: ReadonlySet<Tag> = new Set([
  0x00187006, 0x00187008, 0x00187040, 0x00187041, 0x00187062, 0x00189080, 0x00189941, 0x00281351, 0x00480107,
  0x00660032, 0x300a007b, 0x30100086, 0x20100010,
]);

/** Bytes of a known meaning: tables of numbers, waveforms, colour profiles. */
const technicalBytes: ReadonlySet<Tag> = new Set([
  0x00142210, 0x00143050, 0x00143070, 0x00143080, 0x00282000, 0x00700256, 0x54000110, 0x54000112, 0x5400100a,
  0x54001010,
]);

const textVrs: ReadonlySet<VR> = new Set<VR>(['LO', 'SH', 'ST', 'LT', 'UT', 'UC', 'PN', 'AE', 'UR']);

/** What becomes of an attribute that no row is about. */
export type Unlisted =
  /** Away with it: unknown, retired text, an address, bytes that nobody can look into. */
  | 'remove'
  /** Text that people write: as the table treats descriptions. */
  | 'describe'
  /** A person, a date, a time: never kept as it is. */
  | 'dummy'
  | 'date'
  | 'uid'
  /** The UID of a kind of things. */
  | 'kind'
  /** Kept; text is searched for what is known of the patient. */
  | 'keep';

/** Judges a standard attribute without a row. */
export function judgeUnlisted(tag: Tag): Unlisted {
  const attribute = lookupTag(tag);
  if (attribute === undefined || isPrivateTag(tag)) return 'remove';
  const { vr, retired } = attribute;
  if (retired && textVrs.has(vr)) return 'remove';
  if (uidsOfKinds.has(tag)) return 'kind';
  switch (vr) {
    case 'PN':
      return 'dummy';
    case 'DA':
    case 'DT':
    case 'TM':
      return 'date';
    case 'UI':
      return 'uid';
    case 'ST':
    case 'LT':
    case 'UT':
      return technicalText.has(tag) ? 'keep' : 'describe';
    case 'UR':
    case 'AE':
      return 'remove';
    case 'OB':
    case 'UN':
      return technicalBytes.has(tag) ? 'keep' : 'remove';
    default:
      // The parser takes OW for what may be OB or OW.
      return vr === 'OW' && isRetiredBytes(tag) ? 'remove' : 'keep';
  }
}

/** Wavelet coefficients of ACR-NEMA: pixels that no reader shows any more. */
function isRetiredBytes(tag: Tag): boolean {
  return tag === 0x7fe00020 || tag === 0x7fe00030 || tag === 0x7fe00040;
}
