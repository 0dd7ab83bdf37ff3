// Values as they come out of data sets: text by character set, numbers of every VR, padding, what is absent.
import { describe, expect, it } from 'vitest';
import { tags } from '../dictionary/index.ts';
import type { ElementInput } from '../part10/element-input.ts';
import { readHeader } from '../part10/read-header.ts';
import { encodePart10 } from '../part10/write.ts';
import { firstNumber, firstString, numbers, sequence, stringValues, valueBytes } from './values.ts';

const syntaxes = [
  '1.2.840.10008.1.2',
  '1.2.840.10008.1.2.1',
  '1.2.840.10008.1.2.2',
  '1.2.840.10008.1.2.1.99',
] as const;

const parsed = (elements: readonly ElementInput[], transferSyntaxUid: string = syntaxes[1]) =>
  readHeader(encodePart10({ transferSyntaxUid, elements })).dataSet;

describe('text', () => {
  it('comes without padding, by the rules of its VR', () => {
    const dataSet = parsed([
      { tag: 'Modality', value: ' CT ' },
      { tag: 'StudyInstanceUID', value: '1.2.3' },
      { tag: 'PatientComments', value: '  leading counts  ' },
    ]);
    expect(firstString(dataSet, tags.Modality)).toBe('CT');
    expect(firstString(dataSet, tags.StudyInstanceUID)).toBe('1.2.3');
    expect(firstString(dataSet, tags.PatientComments)).toBe('  leading counts');
  });

  it('is split at backslashes only where the VR has several values', () => {
    const dataSet = parsed([
      { tag: 'ImageType', value: ['ORIGINAL', 'PRIMARY', 'AXIAL'] },
      { tag: 'PatientComments', value: 'a\\b' },
    ]);
    expect(stringValues(dataSet, tags.ImageType)).toEqual(['ORIGINAL', 'PRIMARY', 'AXIAL']);
    expect(firstString(dataSet, tags.ImageType)).toBe('ORIGINAL');
    expect(stringValues(dataSet, tags.PatientComments)).toEqual(['a\\b']);
  });

  it.each([
    ['ISO_IR 100', 'Äneas^Rüdiger'],
    ['ISO_IR 144', 'Люкceмбypг'],
    ['ISO_IR 192', 'Wang^XiaoDong=王^小東'],
    ['GB18030', 'Wang^XiaoDong=王^小东'],
    ['\\ISO 2022 IR 87', 'Yamada^Tarou=山田^太郎=やまだ^たろう'],
  ])('is decoded by %s', (characterSet, name) => {
    const dataSet = parsed([
      { tag: 'SpecificCharacterSet', value: characterSet.split('\\') },
      { tag: 'PatientName', value: name },
    ]);
    expect(firstString(dataSet, tags.PatientName)).toBe(name);
  });

  it('inside items is decoded by the character set around them, or by their own', () => {
    const { dataSet } = readHeader(
      encodePart10({
        transferSyntaxUid: syntaxes[1],
        elements: [
          { tag: 'SpecificCharacterSet', value: 'ISO_IR 100' },
          {
            tag: 'OtherPatientIDsSequence',
            value: [
              [{ tag: 'PatientID', value: 'Größe' }],
              [
                { tag: 'SpecificCharacterSet', value: 'ISO_IR 192' },
                { tag: 'PatientID', value: '山' },
              ],
            ],
          },
        ],
      }),
    );
    const items = sequence(dataSet, tags.OtherPatientIDsSequence);
    expect(items.map((item) => firstString(item, tags.PatientID))).toEqual(['Größe', '山']);
    expect(items.map(({ characterSets }) => characterSets)).toEqual([['ISO_IR 100'], ['ISO_IR 192']]);
  });

  it('of absent, empty and sequence elements is none', () => {
    const dataSet = parsed([
      { tag: 'PatientName', value: '' },
      { tag: 'OtherPatientIDsSequence', value: [] },
    ]);
    for (const tag of [tags.PatientName, tags.PatientID, tags.OtherPatientIDsSequence]) {
      expect(firstString(dataSet, tag)).toBeUndefined();
      expect(stringValues(dataSet, tag)).toEqual([]);
      expect(firstNumber(dataSet, tag)).toBeUndefined();
      expect(numbers(dataSet, tag)).toEqual([]);
    }
  });
});

describe('numbers', () => {
  it.each(syntaxes)('of every VR come out of %s as they went in', (syntax) => {
    const values = [
      { tag: 0x00280010, vr: 'US', numbers: [0, 65535] },
      { tag: 0x00280106, vr: 'SS', numbers: [-32768, 32767] },
      { tag: 0x00186016, vr: 'UL', numbers: [0, 4294967295] },
      { tag: 0x00186020, vr: 'SL', numbers: [-2147483648, 2147483647] },
      { tag: 0x00189087, vr: 'FD', numbers: [0.1, -1e300] },
      { tag: 0x00089459, vr: 'FL', numbers: [0.5, -2048] },
      { tag: 0x00280009, vr: 'AT', numbers: [0x00181063, 0xfffee000] },
      { tag: 0x7fe00001, vr: 'OV', numbers: [0, 2 ** 40] },
      { tag: 0x00200032, vr: 'DS', numbers: [1.5, -2] },
      { tag: 0x00200013, vr: 'IS', numbers: [-7] },
    ] as const;
    const signed = { tag: 'PixelRepresentation', value: 1 };
    const dataSet = parsed(
      [signed, ...values.map(({ tag, vr, numbers }) => ({ tag, vr, value: numbers }))],
      syntax,
    );
    for (const expected of values) expect(numbers(dataSet, expected.tag)).toEqual(expected.numbers);
    expect(firstNumber(dataSet, 0x00280010)).toBe(0);
    expect(stringValues(dataSet, 0x00186016)).toEqual(['0', '4294967295']);
  });

  it('that are none are left out', () => {
    const dataSet = parsed([
      { tag: 'NumberOfFrames', value: '1A' },
      { tag: 'ImagePositionPatient', value: ['1', 'x', ' 3 '] },
    ]);
    expect(firstNumber(dataSet, tags.NumberOfFrames)).toBeUndefined();
    expect(numbers(dataSet, tags.ImagePositionPatient)).toEqual([1, 3]);
  });

  it('in values that are cut short are read as far as they are whole', () => {
    const dataSet = parsed([{ tag: 'Rows', vr: 'US', value: Uint8Array.of(1, 0, 2, 0) }]);
    const element = dataSet.elements.get(tags.Rows);
    expect(element && valueBytes(dataSet, element)).toEqual(Uint8Array.of(1, 0, 2, 0));
    const odd = parsed([{ tag: 'ReferencePixelX0', vr: 'SL', value: Uint8Array.of(1, 0, 0, 0, 9, 9) }]);
    expect(numbers(odd, tags.ReferencePixelX0)).toEqual([1]);
  });
});
