// Dates and times of elements, and the patient's name, identifier and birth date: values that are neither emptied nor kept.

import { decodeText } from '../character-sets/index.ts';
import type { DataElement, DataSet } from '../data-set/data-set.ts';
import { valueBytes } from '../data-set/values.ts';
import { encodeValue } from '../part10/value-encoding.ts';
import { birthYearDate, isDate, isDateTime, isTime, shiftDate, shiftDateTime } from './dates.ts';
import { labelText } from './label.ts';
import type { OutputElement } from './output-elements.ts';
import type { Work } from './work.ts';

const patientNameTag = 0x00100010;
const patientIdTag = 0x00100020;
const patientBirthDateTag = 0x00100030;

/** Dates, times or moments of an element, moved when they are to be; `undefined` when one of them is none. */
export function datesOf(
  element: DataElement,
  dataSet: DataSet,
  { work, isMoved }: { work: Work; isMoved: boolean },
): OutputElement | undefined {
  const { tag, vr } = element;
  const values = valuesOf(element, dataSet).map((value) =>
    value === '' ? '' : dateOf(value, vr, { work, isMoved }),
  );
  return values.includes(undefined) ? undefined : asciiElement(element, values.join('\\'), work, tag);
}

function dateOf(
  value: string,
  vr: string,
  { work, isMoved }: { work: Work; isMoved: boolean },
): string | undefined {
  if (vr === 'TM') return isTime(value) ? value : undefined;
  if (vr === 'DA') {
    if (isMoved) return shiftDate(value, work.shift);
    return isDate(value) ? value : undefined;
  }
  if (isMoved) return shiftDateTime(value, work.shift);
  return isDateTime(value) ? value : undefined;
}

/** Timezone Offset From UTC (0008,0201), when it is one. */
export function timezoneElement(
  element: DataElement,
  dataSet: DataSet,
  work: Work,
): OutputElement | undefined {
  const [offset = ''] = valuesOf(element, dataSet);
  return /^[+-]\d{4}$/.test(offset) ? asciiElement(element, offset, work, element.tag) : undefined;
}

/** What stands in the place of the patient's name, identifier or birth date; `undefined` for other elements. */
export function patientElement(
  element: DataElement,
  dataSet: DataSet,
  work: Work,
): OutputElement | undefined {
  const { tag } = element;
  if (tag === patientNameTag || tag === patientIdTag) return labelElement(tag, dataSet, work);
  if (tag !== patientBirthDateTag || !work.treatments.profile.retainBirthYear) return undefined;
  const [date = ''] = valuesOf(element, dataSet);
  return asciiElement(element, birthYearDate(date, work.shift) ?? '', work, tag);
}

/** Patient's Name or Patient ID of a case. */
export function labelElement(
  tag: typeof patientNameTag | typeof patientIdTag,
  dataSet: DataSet,
  work: Work,
): OutputElement {
  const vr = tag === patientNameTag ? 'PN' : 'LO';
  const { bigEndian } = work.encoding;
  const characterSets = work.characterSetsOf(dataSet);
  return { tag, vr, bytes: encodeValue(labelText(work.label, vr), { vr, bigEndian, characterSets }) };
}

function valuesOf(element: DataElement, dataSet: DataSet): string[] {
  return decodeText(valueBytes(dataSet, element), [], element.vr)
    .split('\\')
    .map((value) => value.replaceAll(/[\0\s]+$|^\s+/g, ''));
}

function asciiElement({ vr }: DataElement, text: string, work: Work, tag: number): OutputElement {
  const { bigEndian } = work.encoding;
  return { tag, vr, bytes: encodeValue(text, { vr, bigEndian, characterSets: [] }) };
}
