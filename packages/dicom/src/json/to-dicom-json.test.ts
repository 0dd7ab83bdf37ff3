// A data set as DICOM JSON: every VR, every byte order, odd values, and dcmjs as a second opinion.
import { describe, expect, it } from 'vitest';
import { transferSyntaxUids } from '../dictionary/index.ts';
import type { ElementInput } from '../part10/element-input.ts';
import { readFile, readHeader } from '../part10/read-header.ts';
import { encodePart10 } from '../part10/write.ts';
import { aCtInstance, aDataSet, anMrInstance, element } from '../testing/index.ts';
import { type DicomJson, fromDicomJson, stringifyDicomJson, toDicomJson } from './index.ts';

const { explicitLittleEndian, explicitBigEndian, implicitLittleEndian } = transferSyntaxUids;

// dcmjs has no types of its own; this is all that is used of it.
const oracle: string = 'dcmjs';
const { default: dcmjs } = (await import(oracle)) as {
  default: {
    data: {
      DicomMessage: {
        readFile(buffer: ArrayBufferLike): { dict: Record<string, { vr: string; Value: unknown[] }> };
      };
    };
  };
};

/** The JSON of a file with these elements beside its identification. */
function jsonOf(
  elements: readonly ElementInput[],
  transferSyntaxUid: string = explicitLittleEndian,
): DicomJson {
  return toDicomJson(readFile(aDataSet({ elements, transferSyntaxUid }).bytes).dataSet);
}

/** Elements of every VR, with the JSON that PS3.18 F wants of them. */
const everyVr: readonly (readonly [ElementInput, string, DicomJson[string]])[] = [
  [{ tag: 'RetrieveAETitle', value: ['PEER', 'OTHER'] }, '00080054', { vr: 'AE', Value: ['PEER', 'OTHER'] }],
  [{ tag: 'PatientAge', value: '042Y' }, '00101010', { vr: 'AS', Value: ['042Y'] }],
  [
    { tag: 'FrameIncrementPointer', value: [0x00181063, 0x0020000d] },
    '00280009',
    { vr: 'AT', Value: ['00181063', '0020000D'] },
  ],
  [
    { tag: 'ImageType', value: ['ORIGINAL', '', 'AXIAL'] },
    '00080008',
    { vr: 'CS', Value: ['ORIGINAL', null, 'AXIAL'] },
  ],
  [{ tag: 'AcquisitionDate', value: '20250115' }, '00080022', { vr: 'DA', Value: ['20250115'] }],
  [{ tag: 'PatientWeight', value: '+71.50' }, '00101030', { vr: 'DS', Value: [71.5] }],
  [
    { tag: 'AcquisitionDateTime', value: '20250115103000.5+0100' },
    '0008002A',
    { vr: 'DT', Value: ['20250115103000.5+0100'] },
  ],
  [{ tag: 'ExaminedBodyThickness', value: [0.5] }, '00109431', { vr: 'FL', Value: [0.5] }],
  [{ tag: 'SelectorFDValue', value: [0.1, -1e300] }, '00720074', { vr: 'FD', Value: [0.1, -1e300] }],
  [{ tag: 'SelectorISValue', value: ['12', '-7', ''] }, '00720064', { vr: 'IS', Value: [12, -7, null] }],
  [{ tag: 'InstitutionName', value: 'Hôpital 山' }, '00080080', { vr: 'LO', Value: ['Hôpital 山'] }],
  [{ tag: 'AdditionalPatientHistory', value: 'a\\b\r\nc' }, '001021B0', { vr: 'LT', Value: ['a\\b\r\nc'] }],
  [
    { tag: 'EncapsulatedDocument', value: Uint8Array.of(1, 2, 3, 4) },
    '00420011',
    { vr: 'OB', InlineBinary: 'AQIDBA==' },
  ],
  [
    { tag: 'SelectorODValue', value: Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8) },
    '00720073',
    { vr: 'OD', InlineBinary: 'AQIDBAUGBwg=' },
  ],
  [
    { tag: 'SelectorOFValue', value: Uint8Array.of(1, 2, 3, 4) },
    '00720067',
    { vr: 'OF', InlineBinary: 'AQIDBA==' },
  ],
  [
    { tag: 'SelectorOLValue', value: Uint8Array.of(1, 2, 3, 4) },
    '00720075',
    { vr: 'OL', InlineBinary: 'AQIDBA==' },
  ],
  [
    { tag: 'SelectorOVValue', value: Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8) },
    '00720081',
    { vr: 'OV', InlineBinary: 'AQIDBAUGBwg=' },
  ],
  [
    { tag: 'SelectorOWValue', value: Uint8Array.of(1, 2, 3, 4) },
    '00720069',
    { vr: 'OW', InlineBinary: 'AQIDBA==' },
  ],
  [
    { tag: 'PerformingPhysicianName', value: ['Yamada^Tarou=山田^太郎=やまだ^たろう', '', '=洪'] },
    '00081050',
    {
      vr: 'PN',
      Value: [
        { Alphabetic: 'Yamada^Tarou', Ideographic: '山田^太郎', Phonetic: 'やまだ^たろう' },
        null,
        { Ideographic: '洪' },
      ],
    },
  ],
  [{ tag: 'StationName', value: 'CT 1' }, '00081010', { vr: 'SH', Value: ['CT 1'] }],
  [{ tag: 'SelectorSLValue', value: [-2_147_483_648] }, '0072007C', { vr: 'SL', Value: [-2_147_483_648] }],
  [
    { tag: 'ReferencedStudySequence', value: [[{ tag: 'ReferencedSOPInstanceUID', value: '1.2.3' }], []] },
    '00081110',
    { vr: 'SQ', Value: [{ '00081155': { vr: 'UI', Value: ['1.2.3'] } }, {}] },
  ],
  [{ tag: 'SelectorSSValue', value: [-1, 32_767] }, '0072007E', { vr: 'SS', Value: [-1, 32_767] }],
  [{ tag: 'InstitutionAddress', value: ' Rue 1 ' }, '00080081', { vr: 'ST', Value: [' Rue 1'] }],
  [
    { tag: 'SelectorSVValue', value: [-5n, -9_223_372_036_854_775_808n] },
    '00720082',
    { vr: 'SV', Value: [-5, '-9223372036854775808'] },
  ],
  [{ tag: 'AcquisitionTime', value: '103000.25' }, '00080032', { vr: 'TM', Value: ['103000.25'] }],
  [{ tag: 'LongCodeValue', value: 'x'.repeat(33) }, '00080119', { vr: 'UC', Value: ['x'.repeat(33)] }],
  [{ tag: 'InstanceCreatorUID', value: '1.2.3' }, '00080014', { vr: 'UI', Value: ['1.2.3'] }],
  [{ tag: 'SelectorULValue', value: [4_294_967_295] }, '00720078', { vr: 'UL', Value: [4_294_967_295] }],
  [{ tag: 0x00091001, vr: 'UN', value: Uint8Array.of(9, 8) }, '00091001', { vr: 'UN', InlineBinary: 'CQg=' }],
  [{ tag: 'URNCodeValue', value: 'urn:a\\b' }, '00080120', { vr: 'UR', Value: ['urn:a\\b'] }],
  [{ tag: 'SelectorUSValue', value: [65_535, 0] }, '0072007A', { vr: 'US', Value: [65_535, 0] }],
  [{ tag: 'TextValue', value: 'long\\text 山' }, '0040A160', { vr: 'UT', Value: ['long\\text 山'] }],
  [
    { tag: 'SelectorUVValue', value: [7n, 18_446_744_073_709_551_615n] },
    '00720083',
    { vr: 'UV', Value: [7, '18446744073709551615'] },
  ],
];

describe('a data set as JSON', () => {
  describe.each([
    ['explicit little endian', explicitLittleEndian],
    ['explicit big endian', explicitBigEndian],
    ['implicit little endian', implicitLittleEndian],
  ])('of %s', (_, transferSyntaxUid) => {
    it.each(everyVr.map(([input, tag, json]) => [json.vr, input, tag, json] as const))(
      'writes %s as PS3.18 F.2 has it',
      (_vr, input, tag, json) => {
        expect(jsonOf([input], transferSyntaxUid)[tag]).toEqual(json);
      },
    );
  });

  it('leaves an empty element with its VR alone', () => {
    const json = jsonOf([
      { tag: 'InstitutionName', value: '' },
      { tag: 'OtherPatientNames', value: [] },
      { tag: 'ReferencedStudySequence', value: [] },
      { tag: 'SelectorOBValue' },
    ]);
    expect(json['00080080']).toEqual({ vr: 'LO' });
    expect(json['00101001']).toEqual({ vr: 'PN' });
    expect(json['00081110']).toEqual({ vr: 'SQ' });
    expect(json['00720065']).toEqual({ vr: 'OB' });
  });

  it('keeps the text of a DS or IS that is no number, and never writes NaN', () => {
    const json = jsonOf([
      { tag: 'PatientWeight', value: 'heavy' },
      { tag: 'SelectorISValue', value: ['1e', '0x10', '1e999'] },
      { tag: 'SelectorFDValue', value: [Number.NaN, Number.POSITIVE_INFINITY] },
    ]);
    expect(json['00101030']).toEqual({ vr: 'DS', Value: ['heavy'] });
    expect(json['00720064']).toEqual({ vr: 'IS', Value: ['1e', '0x10', '1e999'] });
    expect(json['00720074']).toEqual({ vr: 'FD', Value: ['NaN', 'Infinity'] });
    expect(stringifyDicomJson(json)).not.toContain('null');
  });

  it('leaves out group lengths', () => {
    const json = jsonOf([{ tag: 0x00080000, vr: 'UL', value: [1234] }]);
    expect(Object.keys(json)).not.toContain('00080000');
  });

  it('says ISO_IR 192 whatever the file said, and nothing where it said nothing', () => {
    const latin = aDataSet({ specificCharacterSet: 'ISO_IR 100', patientName: 'Buc^Jérôme' });
    const json = toDicomJson(readHeader(latin.bytes).dataSet);
    expect(json['00080005']).toEqual({ vr: 'CS', Value: ['ISO_IR 192'] });
    expect(json['00100010']).toEqual({ vr: 'PN', Value: [{ Alphabetic: 'Buc^Jérôme' }] });
    const plain = aDataSet({ specificCharacterSet: [] });
    expect(Object.keys(toDicomJson(readHeader(plain.bytes).dataSet))).not.toContain('00080005');
  });

  it('puts bulk data where the caller says, with the path through the sequences', () => {
    const asked: string[] = [];
    const item = [element('EncapsulatedDocument', Uint8Array.of(1, 2))];
    const made = aCtInstance({ elements: [element('ReferencedImageSequence', [[], item])] });
    const json = toDicomJson(readFile(made.bytes).dataSet, {
      bulkDataUri: (path, { vr }) => {
        asked.push(path);
        return vr === 'OB' || vr === 'OW' ? `bulk/${path}` : undefined;
      },
    });
    expect(json['7FE00010']).toEqual({ vr: 'OW', BulkDataURI: 'bulk/7FE00010' });
    expect(json['00081140']?.Value?.[1]).toEqual({
      '00420011': { vr: 'OB', BulkDataURI: 'bulk/00081140/1/00420011' },
    });
    expect(asked).not.toContain('00100010');
  });

  it('takes file meta information in when it is given', () => {
    const { meta, dataSet } = readHeader(aDataSet().bytes);
    expect(toDicomJson(dataSet, { meta })['00020010']).toEqual({ vr: 'UI', Value: [explicitLittleEndian] });
    expect(Object.keys(toDicomJson(dataSet)).filter((tag) => tag.startsWith('0002'))).toEqual([]);
  });

  it('has its tags in ascending order as text, those of digits alone too', () => {
    const json = jsonOf([
      element('StructureSetLabel', 'plan'),
      { tag: 0x60000010, vr: 'US', value: [1] },
      element('ReferencedStudySequence', [
        [element('StructureSetLabel', 'a'), element('AccessionNumber', 'b')],
      ]),
    ]);
    const text = stringifyDicomJson(json);
    const [before = '', inside = '', behind = ''] = text.split(/"Value":\[\{(?="0008)|\}\}\]/);
    const tagsOf = (part: string) => [...part.matchAll(/"([0-9A-F]{8})":/g)].map(([, tag]) => tag);
    expect(tagsOf(inside)).toEqual(['00080050', '30060002']);
    expect(tagsOf(before + behind)).toEqual(Object.keys(json).sort());
    expect(JSON.parse(text)).toEqual(json);
  });

  it.each([
    ['CT', aCtInstance()],
    ['MR', anMrInstance({ patientName: 'Nguyễn^Thị Ánh=阮^氏映' })],
  ])('agrees with dcmjs on every text and number of a %s instance', (_, made) => {
    const json = toDicomJson(readHeader(made.bytes).dataSet);
    const { dict } = dcmjs.data.DicomMessage.readFile(made.bytes.slice().buffer);
    const tagsOfBoth = Object.keys(dict).filter((tag) => tag !== '7FE00010' && tag !== '00080005');
    expect(
      Object.keys(json)
        .filter((tag) => tag !== '00080005')
        .sort(),
    ).toEqual(tagsOfBoth.sort());
    for (const tag of tagsOfBoth) {
      const theirs = JSON.parse(JSON.stringify(dict[tag]?.Value)) as unknown[];
      const isEmpty = theirs.every(
        (value) => value === '' || value === null || JSON.stringify(value) === '{}',
      );
      expect([tag, json[tag]?.vr, json[tag]?.Value ?? []]).toEqual([
        tag,
        dict[tag]?.vr,
        isEmpty ? [] : theirs,
      ]);
    }
  });

  it('comes back from JSON with every VR', () => {
    const json = jsonOf(everyVr.map(([input]) => input));
    const bytes = encodePart10({ transferSyntaxUid: explicitLittleEndian, elements: fromDicomJson(json) });
    expect(toDicomJson(readFile(bytes).dataSet)).toEqual(json);
  });
});
