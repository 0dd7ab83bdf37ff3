// Every row of Table E.1-1 and every option, done to a planted value: what has to go is gone, what has to be there is.
import { describe, expect, it } from 'vitest';
import type { DataElement, DataSet } from '../data-set/data-set.ts';
import { firstString, valueBytes } from '../data-set/values.ts';
import { formatTag, lookupTag, tagOf } from '../dictionary/index.ts';
import { readHeader } from '../part10/read-header.ts';
import { aCtInstance, aDataSet, plantableRows, plantedValue } from '../testing/index.ts';
import { createDeidentifier } from './deidentify-header.ts';
import { profileOf } from './profile.ts';
import { optionColumns, profileEdition } from './profile-rows.generated.ts';
import { type BasicAction, profileRows, type TableOption } from './profile-table.ts';
import { isPseudonymousUid } from './pseudonyms.ts';
import { reviewReasons } from './review-reasons.ts';

const key = new Uint8Array(32).fill(3);
const label = 'CASE-7';
const today = '20260101';
const rowsByTag = new Map(profileRows().map((row) => [row.pattern, row]));

/** The data set that is left of an image with the attribute, with the options used. */
function leftOf(tag: number, { options, isImage }: { options: TableOption[]; isImage: boolean }): DataSet {
  const vr = lookupTag(tag)?.vr ?? 'UN';
  const { value } = plantedValue(tag, vr);
  const elements = value === undefined ? [] : [{ tag, vr, value }];
  const file = isImage
    ? aCtInstance({ rows: 2, columns: 2, pixelData: new Uint8Array(8), elements })
    : aDataSet({ elements });
  const profile = profileOf('basic', { options });
  const header = readHeader(file.bytes);
  const done = createDeidentifier({ profile, key, label }).deidentify(header, {
    today,
    accepted: reviewReasons,
  });
  if (done.kind !== 'clean') throw new Error('held');
  const clean = readHeader(done.head);
  expect(clean.warnings).toEqual([]);
  return clean.dataSet;
}

function plantedText(tag: number): string | undefined {
  return plantedValue(tag, lookupTag(tag)?.vr ?? 'UN').planted?.text;
}

function bytesText(dataSet: DataSet, element: DataElement): string {
  return new TextDecoder('latin1').decode(valueBytes(dataSet, element));
}

const isIdentifier = (tag: number) => tag === tagOf('PatientName') || tag === tagOf('PatientID');

function expectAction(action: string, tag: number, left: DataSet): void {
  const element = left.elements.get(tag);
  const text = element === undefined ? '' : bytesText(left, element);
  if (action === 'K') {
    expect(element, formatTag(tag)).toBeDefined();
    return;
  }
  const planted = plantedText(tag);
  const times = element?.vr === 'TM' && action === 'C';
  if (planted !== undefined && !times && !(action === 'C' && element?.vr !== 'DA' && element?.vr !== 'DT'))
    expect(text).not.toContain(planted);
  const isThere = element !== undefined;
  if (action === 'X') expect(isThere, formatTag(tag)).toBe(false);
  else if (action === 'Z')
    expect(isIdentifier(tag) ? firstString(left, tag) : text.trim()).toBe(isIdentifier(tag) ? label : '');
  else if (action === 'D') expect(text.length, formatTag(tag)).toBeGreaterThan(0);
  else if (action === 'U') expect(isPseudonymousUid(firstString(left, tag) ?? ''), formatTag(tag)).toBe(true);
}

/** One of the choices that the table leaves open was taken. */
function expectOneOf(choices: BasicAction, tag: number, left: DataSet): void {
  const element = left.elements.get(tag);
  const text = element === undefined ? '' : bytesText(left, element);
  const planted = plantedText(tag);
  if (planted !== undefined && element?.vr !== 'SQ') expect(text).not.toContain(planted);
  if (element === undefined) expect(choices).toContain('X');
  else if (text.trim() === '' && element.items === undefined) expect(choices).toContain('Z');
  else if (element.vr !== 'SQ') expect(choices).toContain('D');
}

describe(`Table E.1-1, edition ${profileEdition}`, () => {
  it('has all rows and options, each with an action that is known here', () => {
    expect(profileRows()).toHaveLength(621);
    expect(optionColumns).toHaveLength(10);
    for (const { basic } of profileRows())
      expect(basic).toMatch(/^(?:[XZDU]|X\/Z|X\/D|Z\/D|X\/Z\/D|X\/Z\/U\*)$/);
  });

  describe.each([
    { kind: 'a CT image', isImage: true },
    { kind: 'raw data', isImage: false },
  ])('in $kind', ({ isImage }) => {
    it.each(plantableRows().map(({ tag }) => ({ tag: formatTag(tag) })))(
      'Basic does what the row of $tag says',
      ({ tag }) => {
        const row = rowsByTag.get(tag);
        if (row === undefined) throw new Error('no row');
        const number = Number.parseInt(tag, 16);
        const left = leftOf(number, { options: [], isImage });
        if (row.basic.length > 1) expectOneOf(row.basic, number, left);
        else expectAction(row.basic, number, left);
      },
    );
  });

  // The planted values of these are no codes of their attribute, no overlays, no ages that may stay.
  const withOptions = plantableRows().flatMap(({ tag }) =>
    Object.entries(rowsByTag.get(formatTag(tag))?.options ?? {}).map(([option, action]) => ({
      tag: formatTag(tag),
      option: option as TableOption,
      action,
    })),
  );
  const unkeepable = [
    '00100040',
    '001021A0',
    '00102203',
    '00080201',
    '00340007',
    '04000310',
    '04000565',
    '0016002B',
    '0016004B',
  ];

  it.each(withOptions.filter(({ tag }) => !unkeepable.includes(tag)))(
    '$option does $action to $tag',
    ({ tag, option, action }) => {
      const number = Number.parseInt(tag, 16);
      const left = leftOf(number, { options: [option], isImage: true });
      if (action === 'C') expect(left.elements.has(number), tag).toBe(true);
      expectAction(action, number, left);
    },
  );

  it.each(unkeepable)('keeps no value of %s that is none', (tag) => {
    const number = Number.parseInt(tag, 16);
    const options = Object.keys(rowsByTag.get(tag)?.options ?? {}) as TableOption[];
    for (const option of options) {
      // Nobody can tell whether bytes are a moment: kept with all moments, and removed when moments are to be moved.
      if (tag === '00340007' || tag === '04000310') if (option === 'retainLongitudinalFullDates') continue;
      const left = leftOf(number, { options: [option], isImage: true });
      const element = left.elements.get(number);
      expect(element === undefined ? '' : bytesText(left, element)).not.toContain(plantedText(number) ?? '?');
    }
  });
});
