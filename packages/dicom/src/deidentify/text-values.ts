// Text of elements that stays: searched for identities, cleaned where a profile wants it, dropped where it cannot be read.

import { decodeText } from '../character-sets/index.ts';
import type { DataElement, DataSet } from '../data-set/data-set.ts';
import { valueBytes } from '../data-set/values.ts';
import type { Tag } from '../dictionary/attributes.ts';
import type { VR } from '../dictionary/value-representations.ts';
import { encodeValue, swapped, wordSize } from '../part10/value-encoding.ts';
import { safeAge } from './dates.ts';
import type { OutputElement } from './output-elements.ts';
import { cleanCharactersMax, cleanText, cutKnown } from './text-cleaning.ts';
import { visibleText } from './visible-text.ts';
import type { Work } from './work.ts';

/** The value as it is, in the result's byte order. */
export function keptBytes(
  element: DataElement,
  dataSet: DataSet,
  work: Pick<Work, 'encoding'>,
): OutputElement {
  const { tag, vr } = element;
  const bytes = valueBytes(dataSet, element);
  const isOther = dataSet.bigEndian !== work.encoding.bigEndian;
  return { tag, vr, bytes: isOther ? swapped(bytes, wordSize(vr)) : bytes };
}

/** What can be read as text; `undefined` when it cannot, or is too long to be searched. */
export function readableText(element: DataElement, dataSet: DataSet): string | undefined {
  if (element.length > cleanCharactersMax * 4) return undefined;
  const text = decodeText(valueBytes(dataSet, element), dataSet.characterSets, element.vr);
  return text.includes('\ufffd') || text.length > cleanCharactersMax ? undefined : text;
}

/** Characters that a value of the VR may have (PS3.5 6.2). */
const charactersMax: Partial<Readonly<Record<VR, number>>> = { SH: 16, LO: 64, ST: 1024, LT: 10_240 };

/** Text in which people write what they want; `undefined`: unreadable. */
export function cleanedText(element: DataElement, dataSet: DataSet, work: Work): OutputElement | undefined {
  return changedText(element, dataSet, { work, change: (text) => cleanText(text, work.cleaning) });
}

/** A label, a code, a name of a thing: only what is known to identify goes. `undefined`: unreadable. */
export function searchedText(element: DataElement, dataSet: DataSet, work: Work): OutputElement | undefined {
  return changedText(element, dataSet, { work, change: (text) => cutKnown(text, work.cleaning) });
}

function changedText(
  element: DataElement,
  dataSet: DataSet,
  { work, change }: { work: Work; change: (text: string) => string },
): OutputElement | undefined {
  const { tag, vr } = element;
  const text = readableText(element, dataSet);
  if (text === undefined) return undefined;
  const changed = change(visibleText(text, vr));
  const { bigEndian } = work.encoding;
  const characterSets = work.characterSetsOf(dataSet);
  if (changed === text) {
    if (characterSets === dataSet.characterSets) return keptBytes(element, dataSet, work);
    return { tag, vr, bytes: encodeValue(text, { vr, bigEndian, characterSets }) };
  }
  work.account.text();
  const fitting = changed
    .trimEnd()
    .split('\\')
    .map((value) => [...value].slice(0, charactersMax[vr]).join(''))
    .join('\\');
  return { tag, vr, bytes: encodeValue(fitting, { vr, bigEndian, characterSets }) };
}

/** Codes of three letters are modalities, views, planes; these longer ones are defined terms that everybody uses. */
const termLettersMax = 3;
const definedTerms: ReadonlySet<string> = new Set(
  `ORIGINAL DERIVED PRIMARY SECONDARY AXIAL LOCALIZER SAGITTAL CORONAL MONOCHROME1 MONOCHROME2 PALETTE COLOR RGB
  YBR_FULL YBR_FULL_422 YBR_PARTIAL_420 YBR_ICT YBR_RCT NONE OTHER IDENTITY NORMAL UNKNOWN PIXEL DISPLAY CONTAINER
  TEXT CODE IMAGE COMPOSITE WAVEFORM SCOORD CONTAINS SEPARATE CONTINUOUS COMPLETE PARTIAL VERIFIED UNVERIFIED FINAL
  MAGNITUDE MIXED VOLUME SAMPLED HEAD CHEST ABDOMEN PELVIS NECK SPINE BREAST HEART BRAIN KNEE SHOULDER HAND FOOT HIP
  SKULL LEG ARM THORAX REMOVED`
    .trim()
    .split(/\s+/),
);

/** Attributes whose codes are enumerated: anything else in them is no code (PS3.3 C.7.1.1, C.7.2.2, C.12.1). */
const enumeratedCodes: ReadonlyMap<Tag, readonly string[]> = new Map([
  [0x00100040, ['M', 'F', 'O']],
  [0x001021a0, ['YES', 'NO', 'UNKNOWN']],
  [0x00102203, ['ALTERED', 'UNALTERED']],
  [0x04000565, ['COERCE', 'CORRECT']],
]);

/** Code strings and titles of entities: a value that identifies goes as a whole, as a mark is no code. */
export function searchedCodes(element: DataElement, dataSet: DataSet, work: Work): OutputElement | undefined {
  const text = readableText(element, dataSet);
  if (text === undefined) return undefined;
  const codes = enumeratedCodes.get(element.tag);
  if (codes !== undefined && !codes.includes(text.trim())) return undefined;
  const visible = visibleText(text, element.vr);
  let isChanged = visible !== text;
  const values = visible.split('\\').map((value) => {
    const code = value.replaceAll(/[\0\s]+$/g, '').trimStart();
    if (code.length <= termLettersMax || definedTerms.has(code) || !work.cleaning.matcher.isIn(code))
      return value;
    isChanged = true;
    return '';
  });
  if (!isChanged) return keptBytes(element, dataSet, work);
  work.account.text();
  const { bigEndian } = work.encoding;
  return {
    tag: element.tag,
    vr: element.vr,
    bytes: encodeValue(values.join('\\'), { vr: element.vr, bigEndian, characterSets: [] }),
  };
}

const integerPattern = /^[+-]?\d{1,12}$/;
const decimalPattern = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;
/** A number of so many digits can be somebody's; shorter ones count and measure. */
const tellingDigitsMin = 6;

/** Numbers as text: kept when they are numbers and nobody's identifier; `undefined` otherwise. */
export function searchedNumbers(
  element: DataElement,
  dataSet: DataSet,
  work: Work,
): OutputElement | undefined {
  const text = readableText(element, dataSet) ?? '?';
  const pattern = element.vr === 'IS' ? integerPattern : decimalPattern;
  const isGood = text.split('\\').every((value) => {
    const number = value.replaceAll(/[\0\s]+$|^\s+/g, '');
    if (number === '') return true;
    if (!pattern.test(number)) return false;
    const digits = number.replace(/^[+-]/, '');
    return !(/^\d+$/.test(digits) && digits.length >= tellingDigitsMin && work.cleaning.matcher.isIn(digits));
  });
  return isGood ? keptBytes(element, dataSet, work) : undefined;
}

/** Ages, those beyond 89 as 90; `undefined` when it is none. */
export function safeAges(element: DataElement, dataSet: DataSet, work: Work): OutputElement | undefined {
  const { tag, vr } = element;
  const ages = (readableText(element, dataSet) ?? '').split('\\').map(safeAge);
  if (ages.includes(undefined)) return undefined;
  const { bigEndian } = work.encoding;
  return { tag, vr, bytes: encodeValue(ages.join('\\'), { vr, bigEndian, characterSets: [] }) };
}

/** Groups 54xx. */
const waveformGroups = 0x54;
/** Bytes longer than this are tables of numbers; searching them for names would take longer than all else. */
const searchedBytesMax = 256 * 1024;

/** In some kilobytes of a colour profile no word of four letters stands by chance, in tables and waveforms none of six. */
const lettersMin = { bytes: 4, numbers: 6 } as const;

/** Whether a known identity stands in bytes or numbers as text of any encoding that profiles and templates are written in. */
export function holdsIdentity(element: DataElement, dataSet: DataSet, work: Work): boolean {
  const bytes = valueBytes(dataSet, element);
  const size = wordSize(element.vr);
  const isNumbers = size > 1 || element.tag >>> 24 === waveformGroups;
  const letters = isNumbers ? lettersMin.numbers : lettersMin.bytes;
  if (bytes.length > searchedBytesMax || !canSpell(bytes, letters)) return false;
  const { matcher } = work.cleaning;
  // Words that are turned round on the way to the result may spell there what they do not spell here.
  const orders = size > 1 ? [bytes, swapped(bytes, size)] : [bytes];
  return orders
    .flatMap((each) => [
      ...[dataSet.characterSets, ['ISO_IR 100'], ['ISO_IR 192']].map((sets) => decodeText(each, sets, 'UT')),
      ...['utf-16be', 'utf-16le'].map((encoding) => new TextDecoder(encoding).decode(each)),
    ])
    .some((text) => matcher.isInBytes(text, letters));
}

/** Whether there are enough bytes of characters for so many letters: the sizes, angles and times of an image have none. */
function canSpell(bytes: Uint8Array, letters: number): boolean {
  let count = 0;
  for (let index = 0; index < bytes.length && count < letters; index += 1)
    if ((bytes[index] as number) >= 0x20) count += 1;
  return count >= letters;
}
