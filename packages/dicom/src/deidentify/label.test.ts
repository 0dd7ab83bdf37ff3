// One label in all files of a case, whatever character sets they came in, and their other text in the letters that it had.
import { describe, expect, it } from 'vitest';
import { firstString, sequence, stringValues } from '../data-set/values.ts';
import { tags, transferSyntaxUids } from '../dictionary/index.ts';
import { readFile, readHeader } from '../part10/read-header.ts';
import { aCtInstance, element } from '../testing/index.ts';
import { clean, cleanFile, deidentify, key, today } from './case-of-tests.ts';
import { checkDeidentified } from './check-deidentified.ts';
import { profileOf } from './profile.ts';
import { createVerifier } from './verify-deidentified.ts';

/** Text that each of the sets has, in values of all kinds that stay. */
const texts: readonly (readonly [terms: string, text: string])[] = [
  ['', 'Acme'],
  ['ISO_IR 100', 'Gerät für Köpfe'],
  ['ISO_IR 101', 'Přístroj č'],
  ['ISO_IR 144', 'Томограф'],
  ['ISO_IR 126', 'Τομογράφος'],
  ['ISO_IR 127', 'جهاز'],
  ['ISO_IR 138', 'מכשיר'],
  ['ISO_IR 166', 'เครื่อง'],
  ['ISO_IR 13', 'ｿｳﾁ'],
  ['\\ISO 2022 IR 87', '装置 A'],
  ['ISO 2022 IR 13\\ISO 2022 IR 87', 'ｿｳﾁ 装置'],
  ['\\ISO 2022 IR 149', '장치 A'],
  ['\\ISO 2022 IR 58', '设备 A'],
  ['GB18030', '设备€'],
  ['GBK', '设备'],
  ['ISO_IR 192', 'Gerät 装置 Томограф'],
];
const label = 'Fall ß=1^Ж ع';

function fileOf(
  terms: string,
  text: string,
  transferSyntaxUid: string = transferSyntaxUids.explicitLittleEndian,
) {
  return aCtInstance({
    transferSyntaxUid,
    specificCharacterSet: terms,
    elements: [element('Manufacturer', text), element('ManufacturerModelName', [text, 'two'].join('\\'))],
  }).bytes;
}

describe("a case's label", () => {
  it.each(texts)('is the same in a file of "%s", whose other text keeps its letters', (terms, text) => {
    for (const syntax of [
      transferSyntaxUids.implicitLittleEndian,
      transferSyntaxUids.explicitLittleEndian,
      transferSyntaxUids.explicitBigEndian,
    ]) {
      const { dataSet, warnings } = readFile(cleanFile(fileOf(terms, text, syntax), { label }));
      expect(warnings).toEqual([]);
      expect(dataSet.characterSets).toEqual([terms === 'GB18030' ? terms : 'ISO_IR 192']);
      expect(firstString(dataSet, tags.PatientName)).toBe('Fall ß 1 Ж ع');
      expect(firstString(dataSet, tags.PatientID)).toBe(label);
      expect(firstString(dataSet, tags.Manufacturer)).toBe(text);
      expect(stringValues(dataSet, tags.ManufacturerModelName)).toEqual([text, 'two']);
    }
  });

  it('leaves a file its character set when that has the letters', () => {
    for (const [terms, text] of texts) {
      const { dataSet } = readFile(cleanFile(fileOf(terms, text), { label: 'CASE-7' }));
      expect(dataSet.characterSets.includes('ISO_IR 192')).toBe(terms === 'ISO_IR 192');
      expect(firstString(dataSet, tags.Manufacturer)).toBe(text);
    }
  });

  it('is the same in items that have another character set than their file, and so is what a rule writes', () => {
    const item = [
      element('SpecificCharacterSet', 'ISO_IR 144'),
      element('Manufacturer', 'Томограф'),
      element('PatientID', '1'),
      { tag: 'DeviceSequence', value: [[element('Manufacturer', 'Катетер')]] },
    ];
    const made = aCtInstance({
      specificCharacterSet: 'ISO_IR 100',
      elements: [element('Manufacturer', 'Gerät'), { tag: 'PixelMeasuresSequence', value: [item] }],
    });
    const rules = [{ tag: '00080070', action: 'replace', value: 'Größe' }] as const;
    for (const options of [{ label: 'Fall ß' }, { profile: profileOf('basic', { rules }) }]) {
      const { dataSet } = readFile(cleanFile(made.bytes, options));
      const [inner] = sequence(dataSet, tags.PixelMeasuresSequence);
      const [device] = sequence(inner ?? dataSet, tags.DeviceSequence);
      const isReplaced = options.label === undefined;
      expect(inner?.elements.has(tags.SpecificCharacterSet)).toBe(false);
      expect(firstString(dataSet, tags.PatientID)).toBe(options.label ?? 'CASE-7');
      expect(inner && firstString(inner, tags.PatientID)).toBe(options.label ?? 'CASE-7');
      expect(firstString(dataSet, tags.Manufacturer)).toBe(isReplaced ? 'Größe' : 'Gerät');
      expect(inner && firstString(inner, tags.Manufacturer)).toBe(isReplaced ? 'Größe' : 'Томограф');
      expect(device && firstString(device, tags.Manufacturer)).toBe(isReplaced ? 'Größe' : 'Катетер');
    }
  });

  it('counts only texts that were cleaned, and not those in other letters', () => {
    const done = deidentify(fileOf('ISO_IR 100', 'Gerät für Köpfe'), { label });
    expect(done.account.textsCleaned).toBe(0);
  });

  it('is what whoever verifies the file expects', () => {
    const { head } = clean(fileOf('ISO_IR 100', 'Gerät für Köpfe'), { label });
    const ofCase = { profile: profileOf('basic'), key, label };
    const again = createVerifier(ofCase).deidentify(readHeader(head), { today });
    expect(again.kind === 'clean' && again.head).toEqual(head);
    expect(checkDeidentified(readHeader(head), ofCase)).toEqual([]);
  });
});
