// Instances with an identity in every place that can hold one, and the list of what was planted where: for tests and for
// the score of de-identification. Nobody's data: the names are words that no text holds by chance.
import { profileRows } from '../deidentify/profile-table.ts';
import { lookupTag, type Tag } from '../dictionary/attributes.ts';
import { transferSyntaxUids } from '../dictionary/transfer-syntaxes.ts';
import type { VR } from '../dictionary/value-representations.ts';
import { type ElementInput, type ItemInput, tagOfInput } from '../part10/element-input.ts';
import { encodePart10 } from '../part10/write.ts';
import { element } from './instance-elements.ts';
import { aCtInstance } from './instances.ts';

/** What kind of identity was planted: a column of the score. */
export const plantedCategories = ['uids', 'dates', 'names', 'text', 'private', 'pixels'] as const;

/** One of them. */
export type PlantedCategory = (typeof plantedCategories)[number];

/** One identity and where it stands. */
export interface Planted {
  readonly category: PlantedCategory;
  /** Tag, or place outside of elements. */
  readonly where: string;
  readonly text: string;
}

/** A file and all that must not be found in what is made of it. */
export interface PlantedInstance {
  readonly name: string;
  readonly bytes: Uint8Array;
  readonly planted: readonly Planted[];
}

/** The person whose identity is planted as itself, beside the marks that are unique to each attribute. */
export const plantedPerson = {
  name: 'Zwetschgenbaum^Ottokar^Quirin',
  written: 'Ottokar Zwetschgenbaum',
  id: 'PLQ-4711023',
  birthDate: '19430917',
  physician: 'Veilchenfeld^Hortensia^^Dr',
  institution: 'Quastenburg Klinik',
  address: '14 Mispelgasse, Quastenburg',
  phone: '+43 664 5550173',
  accession: 'AQX9902817',
  studyDate: '20170823',
} as const;

/** A value for an attribute, of a form that its VR allows, that stands nowhere else. */
export function plantedValue(
  tag: Tag,
  vr: VR,
): { value: ElementInput['value']; planted: Planted | undefined } {
  const where = tag.toString(16).toUpperCase().padStart(8, '0');
  const planted = (category: PlantedCategory, text: string): Planted => ({ category, where, text });
  switch (vr) {
    case 'UI':
      return { value: plantedUid(tag), planted: planted('uids', plantedUid(tag)) };
    case 'DA':
      return { value: plantedPerson.studyDate, planted: planted('dates', plantedPerson.studyDate) };
    case 'DT':
      return {
        value: `${plantedPerson.studyDate}101112`,
        planted: planted('dates', plantedPerson.studyDate),
      };
    case 'TM':
      return { value: plantedTime(tag), planted: planted('dates', plantedTime(tag)) };
    case 'AS':
      return { value: '091Y', planted: planted('text', '091Y') };
    case 'PN':
      return { value: `Qz${where}^Lm`, planted: planted('names', `Qz${where}`) };
    case 'CS':
    case 'AE':
    case 'SH':
      return { value: `QZ${where}LM`, planted: planted('text', `QZ${where}LM`) };
    case 'LO':
    case 'ST':
    case 'LT':
    case 'UC':
    case 'UT':
    case 'UR':
      return { value: `Qz${where}Lm`, planted: planted('text', `Qz${where}Lm`) };
    case 'OB':
    case 'UN':
      return { value: bytesOf(`Qz${where}Ob`), planted: planted('text', `Qz${where}Ob`) };
    case 'SQ':
      return {
        value: [[element('CodeValue', '1'), element('CodeMeaning', `Qz${where}Sq`)]],
        planted: planted('text', `Qz${where}Sq`),
      };
    case 'IS':
    case 'DS':
      return { value: '42', planted: undefined };
    default:
      return { value: new Uint8Array(8), planted: undefined };
  }
}

/** A UID of a hospital, as it were: of a root and not of a UUID. */
function plantedUid(place: number): string {
  return `1.2.826.0.1.3680043.9.7133.${place}`;
}

/** A time of day that no other attribute has. */
function plantedTime(tag: Tag): string {
  return `101112.${String(tag % 1_000_000).padStart(6, '0')}`;
}

/** Rows of the table that stand in a data set, with the VR of their attribute. */
export function plantableRows(): { tag: Tag; vr: VR }[] {
  return profileRows()
    .filter(({ pattern }) => /^[0-9A-F]{8}$/.test(pattern) && pattern >= '00080000' && pattern < '7FE00000')
    .map(({ pattern }) => {
      const tag = Number.parseInt(pattern, 16);
      return { tag, vr: lookupTag(tag)?.vr ?? 'UN' };
    });
}

/** Files for the score. */
export function plantedInstances(): PlantedInstance[] {
  return [everyAttribute(), nestedAttributes(), aRealisticStudy(), outsideOfElements()];
}

/** One CT image with every attribute of the table. */
function everyAttribute(): PlantedInstance {
  const made = plantableRows().map(({ tag, vr }) => ({ tag, vr, ...plantedValue(tag, vr) }));
  const elements = made.map(
    ({ tag, vr, value }): ElementInput => ({ tag, vr, ...(value === undefined ? {} : { value }) }),
  );
  return {
    name: 'every attribute',
    bytes: small(elements),
    planted: made.flatMap(({ planted }) => (planted === undefined ? [] : [planted])),
  };
}

/** The same inside of items inside of items, in a sequence that the table does not know. */
function nestedAttributes(): PlantedInstance {
  const marked = plantableRows()
    .filter(({ vr }) => vr !== 'SQ')
    .map(({ tag, vr }) => ({ tag, vr, ...plantedValue(tag, vr) }));
  const item: ItemInput = marked.map(({ tag, vr, value }) => ({
    tag,
    vr,
    ...(value === undefined ? {} : { value }),
  }));
  const sequence: ElementInput = {
    tag: 'ReferencedInstanceSequence',
    value: [[{ tag: 'PurposeOfReferenceCodeSequence', value: [item] }]],
  };
  return {
    name: 'nested attributes',
    bytes: small([sequence]),
    planted: marked.flatMap(({ planted }) => (planted === undefined ? [] : [planted])),
  };
}

/** An image as hospitals have them: one person, in headers, free text and private elements. */
function aRealisticStudy(): PlantedInstance {
  const { name, written, id, birthDate, physician, institution, address, phone, accession } = plantedPerson;
  const elements: ElementInput[] = [
    element('PatientName', name),
    element('PatientID', id),
    element('PatientBirthDate', birthDate),
    element('ReferringPhysicianName', physician),
    element('InstitutionName', institution),
    element('InstitutionAddress', address),
    element('PatientTelephoneNumbers', phone),
    element('AccessionNumber', accession),
    element('StudyDate', plantedPerson.studyDate),
    element('StudyDescription', `CT of ${written} for Dr Veilchenfeld`),
    element('PatientComments', `born 17/09/1943, tel ${phone}`),
    // Kept attributes that nobody would look into.
    element('Manufacturer', `Owned by ${institution}`),
    element('ConvolutionKernel', 'ZWETSCHGENBAUM'),
    element('WindowCenterWidthExplanation', [`seen ${written}`, 'LUNG']),
    { tag: 0x00090010, vr: 'LO', value: 'ACME 1.1' },
    { tag: 0x00091001, vr: 'LO', value: name },
    { tag: 0x00091002, vr: 'UI', value: plantedUid(1) },
    { tag: 0x00091003, vr: 'OB', value: bytesOf(id) },
    { tag: 0x00091004, vr: 'SQ', value: [[element('PatientName', name), element('PatientID', id)]] },
    { tag: 0x00110099, vr: 'LO', value: `orphan ${id}` },
  ];
  const names = ['Zwetschgenbaum', 'ZWETSCHGENBAUM', 'Ottokar', 'Veilchenfeld', 'Hortensia'];
  const texts = [id, institution, 'Quastenburg', address, phone, accession];
  return {
    name: 'a realistic study',
    bytes: small(elements),
    planted: [
      ...names.map((text): Planted => ({ category: 'names', where: 'headers and text', text })),
      ...texts.map((text): Planted => ({ category: 'text', where: 'headers and text', text })),
      ...[birthDate, '17/09/1943'].map(
        (text): Planted => ({ category: 'dates', where: 'headers and text', text }),
      ),
      { category: 'private', where: 'private elements', text: plantedUid(1) },
      { category: 'private', where: 'private elements', text: 'ACME 1.1' },
      { category: 'private', where: 'private elements', text: 'orphan' },
    ],
  };
}

/** Preamble, file meta information, overlay, icon, padding behind and inside of the pixel data. */
function outsideOfElements(): PlantedInstance {
  const mark = (where: string): string => `Qz${where}Xy`;
  const places = ['Preamble', 'SourceAe', 'MetaPriv', 'Overlay', 'OvLabel', 'Curve', 'Padding'] as const;
  const elements: ElementInput[] = [
    { tag: 0x60000010, vr: 'US', value: [8] },
    { tag: 0x60000011, vr: 'US', value: [8] },
    { tag: 0x60001500, vr: 'LO', value: mark('OvLabel') },
    { tag: 0x60003000, vr: 'OW', value: bytesOf(`${mark('Overlay')} `) },
    { tag: 0x50003000, vr: 'OW', value: bytesOf(`${mark('Curve')} `) },
    { tag: 0xfffcfffc, vr: 'OB', value: bytesOf(mark('Padding')) },
  ];
  const metaExtras: ElementInput[] = [
    { tag: 0x00020016, vr: 'AE', value: mark('SourceAe') },
    { tag: 0x00020100, vr: 'UI', value: plantedUid(2) },
    { tag: 0x00020102, vr: 'OB', value: bytesOf(mark('MetaPriv')) },
  ];
  const inPixels = bytesOf(mark('InPixel'));
  const bytes = small(elements, { metaExtras, behindImage: inPixels });
  bytes.set(bytesOf(mark('Preamble')));
  return {
    name: 'outside of elements',
    bytes,
    planted: [
      ...places.map((place): Planted => ({ category: 'text', where: place, text: mark(place) })),
      { category: 'uids', where: 'file meta information', text: plantedUid(2) },
      { category: 'pixels', where: 'behind the image in its pixel data', text: mark('InPixel') },
    ],
  };
}

type SmallOptions = { metaExtras?: readonly ElementInput[]; behindImage?: Uint8Array };

/** An 8 x 8 CT image with these elements. */
function small(
  elements: readonly ElementInput[],
  { metaExtras, behindImage }: SmallOptions = {},
): Uint8Array {
  const made = aCtInstance({ rows: 8, columns: 8, elements });
  const pixels = behindImage === undefined ? undefined : joined(made.pixelData, behindImage);
  return encodePart10({
    transferSyntaxUid: transferSyntaxUids.explicitLittleEndian,
    elements: made.elements.map((each) =>
      pixels !== undefined && tagOfInput(each) === 0x7fe00010 ? { ...each, value: pixels } : each,
    ),
    ...(metaExtras === undefined ? {} : { metaExtras }),
  });
}

function joined(first: Uint8Array, second: Uint8Array): Uint8Array {
  const both = new Uint8Array(first.length + second.length);
  both.set(first);
  both.set(second, first.length);
  return both;
}

function bytesOf(text: string): Uint8Array {
  return new TextEncoder().encode(text.length % 2 === 0 ? text : `${text} `);
}
