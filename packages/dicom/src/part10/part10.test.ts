// Reading and writing of Part 10 files made by code, in every transfer syntax, whole, cut and in chunks.
import { describe, expect, it } from 'vitest';
import type { DataSet } from '../data-set/data-set.ts';
import { firstNumber, firstString, sequence, valueBytes } from '../data-set/values.ts';
import { tags, transferSyntaxes, transferSyntaxUids } from '../dictionary/index.ts';
import type { ElementInput } from './element-input.ts';
import { DicomError } from './errors.ts';
import { createHeaderReader, readFile, readHeader } from './read-header.ts';
import { encodeDataSet, encodePart10, implementationClassUid } from './write.ts';

const nativePixels = Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8);
const fragments = [Uint8Array.of(0xff, 0xd8, 0xff, 0xd9), Uint8Array.of(9, 8, 7, 6)];

/** A small instance with every odd corner that is still right: nesting, private elements, empty and several values. */
function elementsFor(encapsulated: boolean): ElementInput[] {
  return [
    { tag: 'SpecificCharacterSet', value: 'ISO_IR 192' },
    { tag: 'ImageType', value: ['ORIGINAL', 'PRIMARY'] },
    { tag: 'SOPClassUID', value: '1.2.840.10008.5.1.4.1.1.2' },
    { tag: 'SOPInstanceUID', value: '1.2.3.4' },
    { tag: 'StudyDate', value: '' },
    {
      tag: 'ReferencedStudySequence',
      value: [
        [
          { tag: 'ReferencedSOPInstanceUID', value: '1.2.3' },
          { tag: 'PurposeOfReferenceCodeSequence', value: [[{ tag: 'CodeMeaning', value: 'Größe' }], []] },
        ],
      ],
    },
    { tag: 0x00090010, value: 'ACME 1.0' },
    { tag: 0x00091001, vr: 'UN', value: Uint8Array.of(1, 2, 3, 4) },
    { tag: 'PatientName', value: '山田^太郎' },
    { tag: 'Rows', value: 2 },
    { tag: 'Columns', value: 2 },
    { tag: 'BitsAllocated', value: 16 },
    { tag: 'PixelRepresentation', value: 1 },
    { tag: 'SmallestImagePixelValue', vr: 'SS', value: -5 },
    { tag: 0x60003000, vr: 'OW', value: [1, 2] },
    encapsulated ? { tag: 'PixelData', fragments } : { tag: 'PixelData', vr: 'OW', value: nativePixels },
  ];
}

function fileIn(uid: string, sequenceLengths: 'defined' | 'undefined'): Uint8Array {
  const encapsulated = transferSyntaxes.find((syntax) => syntax.uid === uid)?.encapsulated ?? false;
  return encodePart10({ transferSyntaxUid: uid, sequenceLengths, elements: elementsFor(encapsulated) });
}

const cases = transferSyntaxes.flatMap(({ uid, name }) =>
  (['defined', 'undefined'] as const).map((lengths) => [name, lengths, uid] as const),
);

/** What a data set says, without where it says it. */
function content(dataSet: DataSet): unknown {
  return [...dataSet.elements.values()].map((element) => ({
    tag: element.tag,
    vr: element.vr,
    ...(element.items === undefined
      ? { value: [...valueBytes(dataSet, element)], fragments: element.fragments }
      : { items: element.items.map(content) }),
  }));
}

function outcome(work: () => unknown): unknown {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof DicomError)) throw error;
    return error.reason;
  }
}

describe('a file made by code', () => {
  it.each(cases)('in %s with %s lengths reads as it was written', (_name, lengths, uid) => {
    const bytes = fileIn(uid, lengths);
    const { meta, dataSet, transferSyntaxUid, pixelData, preamble, warnings } = readHeader(bytes);
    expect(transferSyntaxUid).toBe(uid);
    expect(preamble).toBe('zero');
    expect(warnings).toEqual([]);
    expect(firstString(meta, tags.MediaStorageSOPInstanceUID)).toBe('1.2.3.4');
    expect(firstString(meta, tags.ImplementationClassUID)).toBe(implementationClassUid);
    expect(firstString(dataSet, tags.PatientName)).toBe('山田^太郎');
    expect(firstNumber(dataSet, tags.SmallestImagePixelValue)).toBe(-5);
    expect(dataSet.elements.has(tags.PixelData)).toBe(false);
    expect(pixelData?.tag).toBe(tags.PixelData);
    const [item] = sequence(dataSet, tags.ReferencedStudySequence);
    const codes = item && sequence(item, tags.PurposeOfReferenceCodeSequence);
    expect(codes?.map((code) => firstString(code, tags.CodeMeaning))).toEqual(['Größe', undefined]);
    expect(dataSet.elements.get(0x00091001)?.vr).toBe('UN');
    expect(dataSet.elements.get(0x00090010)?.vr).toBe('LO');
  });

  it.each(cases)('in %s with %s lengths is read to its end', (_name, lengths, uid) => {
    const { dataSet } = readFile(fileIn(uid, lengths));
    const pixels = dataSet.elements.get(tags.PixelData);
    if (pixels?.fragments === undefined) expect(pixels?.length).toBe(nativePixels.length);
    else expect(pixels.fragments.map(({ length }) => length)).toEqual([0, 4, 4]);
  });

  it.each(cases)('in %s with %s lengths gives the same in chunks', (_name, lengths, uid) => {
    const bytes = fileIn(uid, lengths);
    const whole = readHeader(bytes);
    for (const size of [1, 7, 1000]) {
      const reader = createHeaderReader();
      const reused = new Uint8Array(size);
      for (let at = 0; at < bytes.length; at += size) {
        const part = bytes.subarray(at, at + size);
        reused.set(part);
        const answer = reader.push(reused.subarray(0, part.length));
        reused.fill(0xee);
        if (answer === 'done') break;
      }
      reader.end();
      const pieced = reader.result();
      expect(content(pieced.dataSet)).toEqual(content(whole.dataSet));
      expect(content(pieced.meta)).toEqual(content(whole.meta));
      expect(pieced.pixelData).toEqual(whole.pixelData);
    }
  });

  it.each([
    transferSyntaxUids.implicitLittleEndian,
    transferSyntaxUids.explicitLittleEndian,
    transferSyntaxUids.explicitBigEndian,
    transferSyntaxUids.deflatedExplicitLittleEndian,
    transferSyntaxUids.jpegBaseline,
  ])('in %s ends in a result or a named error wherever it is cut', (uid) => {
    for (const lengths of ['defined', 'undefined'] as const) {
      const bytes = fileIn(uid, lengths);
      for (let length = 0; length < bytes.length; length += 1) {
        const cut = bytes.slice(0, length);
        const header = outcome(() => content(readHeader(cut).dataSet));
        const pieced = outcome(() => {
          const reader = createHeaderReader();
          for (let at = 0; at < cut.length; at += 5)
            if (reader.push(cut.subarray(at, at + 5)) === 'done') break;
          reader.end();
          return content(reader.result().dataSet);
        });
        expect(pieced).toEqual(header);
        const file = outcome(() => content(readFile(cut).dataSet));
        if (typeof file === 'string') expect(['truncated', 'not-dicom']).toContain(file);
      }
    }
  });

  it('keeps nothing of the chunks that were pushed', () => {
    const reader = createHeaderReader();
    const bytes = fileIn(transferSyntaxUids.explicitLittleEndian, 'defined');
    expect(reader.push(bytes)).toBe('done');
    bytes.fill(0xff);
    expect(firstString(reader.result().dataSet, tags.SOPInstanceUID)).toBe('1.2.3.4');
  });

  it('is not copied when it is wholly in memory', () => {
    const bytes = fileIn(transferSyntaxUids.explicitLittleEndian, 'defined');
    expect(readHeader(bytes).dataSet.bytes).toBe(bytes);
  });

  it('hands what follows the header on to whoever scans it', () => {
    const bytes = fileIn(transferSyntaxUids.explicitLittleEndian, 'defined');
    const reader = createHeaderReader();
    reader.push(bytes.subarray(0, 200));
    expect(reader.push(bytes.subarray(200))).toBe('done');
    const left = reader.unread().map((part) => [...part]);
    expect(left.flat()).toEqual([...bytes.subarray(reader.result().pixelData?.offset)]);
  });

  it('answers the same error again after it was refused', () => {
    const reader = createHeaderReader();
    const junk = new Uint8Array(200).fill(0x41);
    expect(() => reader.push(junk)).toThrow(DicomError);
    expect(() => reader.push(junk)).toThrow(DicomError);
    expect(() => reader.end()).toThrow('not-dicom');
    expect(() => reader.result()).toThrow('not-dicom');
  });
});

describe('the writer', () => {
  it('sorts elements and refuses a tag that comes twice', () => {
    const { dataSet } = readHeader(
      encodePart10({
        transferSyntaxUid: transferSyntaxUids.explicitLittleEndian,
        elements: [
          { tag: 'PatientID', value: 'b' },
          { tag: 'Modality', value: 'CT' },
        ],
      }),
    );
    expect([...dataSet.elements.keys()]).toEqual([tags.Modality, tags.PatientID]);
    const twice = [{ tag: 'PatientID' }, { tag: 0x00100020 }];
    expect(() => encodeDataSet(twice)).toThrow('duplicate-tag');
    expect(() => encodeDataSet([{ tag: 'NoSuchKeyword' }])).toThrow(RangeError);
  });

  it('writes values too long for 16 bits as UN, which reads as what it was', () => {
    const long = 'x'.repeat(70_000);
    const bytes = encodePart10({
      transferSyntaxUid: transferSyntaxUids.explicitLittleEndian,
      elements: [{ tag: 'PatientComments', value: long }],
    });
    expect(firstString(readHeader(bytes).dataSet, tags.PatientComments)).toBe(long);
  });

  it('swaps words given as bytes when the file is big endian', () => {
    const bytes = fileIn(transferSyntaxUids.explicitBigEndian, 'defined');
    const { dataSet } = readFile(bytes);
    const pixels = dataSet.elements.get(tags.PixelData);
    expect(pixels && valueBytes(dataSet, pixels)).toEqual(Uint8Array.of(2, 1, 4, 3, 6, 5, 8, 7));
  });

  it('leaves preamble and prefix out, and takes other meta elements, when told so', () => {
    const bytes = encodePart10({
      transferSyntaxUid: transferSyntaxUids.explicitLittleEndian,
      elements: [{ tag: 'PatientID', value: 'a' }],
      preamble: false,
      metaExtras: [{ tag: 'SourceApplicationEntityTitle', value: 'HERE' }],
    });
    const { meta, preamble, warnings } = readHeader(bytes);
    expect(preamble).toBe('absent');
    expect(firstString(meta, tags.SourceApplicationEntityTitle)).toBe('HERE');
    expect(warnings.map(({ name }) => name)).toEqual(['no-preamble']);
  });
});
