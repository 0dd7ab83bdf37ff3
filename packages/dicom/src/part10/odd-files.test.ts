// Long because its cases are of one kind and share the small makers at its top.
// Files that are not as PS3.5 and PS3.10 want them: what is taken with a warning, what is refused, and by which name.
import { deflateSync, zlibSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { firstNumber, firstString, sequence } from '../data-set/values.ts';
import { tags, transferSyntaxUids } from '../dictionary/index.ts';
import { DicomError, type DicomReason } from './errors.ts';
import type { HeaderResult, ReadOptions } from './header-result.ts';
import { createHeaderReader, readFile, readHeader } from './read-header.ts';
import { encapsulatedPixelDataHead } from './rewrite.ts';
import { encodeDataSet, encodePart10 } from './write.ts';

const {
  explicitLittleEndian,
  implicitLittleEndian,
  explicitBigEndian,
  deflatedExplicitLittleEndian,
  rleLossless,
} = transferSyntaxUids;

const joined = (...parts: readonly (Uint8Array | readonly number[])[]): Uint8Array =>
  Uint8Array.from(parts.flatMap((part) => [...part]));
const ascii = (text: string): number[] => [...text].map((letter) => letter.charCodeAt(0));
const item = [0xfe, 0xff, 0x00, 0xe0];
const itemEnd = [0xfe, 0xff, 0x0d, 0xe0, 0, 0, 0, 0];
const sequenceEnd = [0xfe, 0xff, 0xdd, 0xe0, 0, 0, 0, 0];
const endless = [0xff, 0xff, 0xff, 0xff];

const basic = [
  { tag: 'SOPInstanceUID', value: '1.2.3.4' },
  { tag: 'Modality', value: 'CT' },
  { tag: 'PatientID', value: 'id' },
] as const;

const pixels = { tag: 'PixelData', vr: 'OW', value: new Uint8Array(8) } as const;

/** A file whose data set is these very bytes. */
function fileWith(dataSet: Uint8Array, transferSyntaxUid: string = explicitLittleEndian): Uint8Array {
  return joined(
    encodePart10({
      transferSyntaxUid: explicitLittleEndian,
      elements: [],
      metaExtras: [{ tag: 'TransferSyntaxUID', value: transferSyntaxUid }],
    }),
    dataSet,
  );
}

const warningsOf = ({ warnings }: HeaderResult): string[] => warnings.map(({ name }) => name);

function refusalOf(bytes: Uint8Array, options: ReadOptions = {}): DicomReason | undefined {
  const reasons = [
    () => readHeader(bytes, options),
    () => {
      const reader = createHeaderReader(options);
      for (let at = 0; at < bytes.length; at += 8192)
        if (reader.push(bytes.subarray(at, at + 8192)) === 'done') break;
      reader.end();
    },
  ].map((work) => {
    try {
      work();
      return undefined;
    } catch (error) {
      if (!(error instanceof DicomError)) throw error;
      return error.reason;
    }
  });
  expect(reasons[1]).toBe(reasons[0]);
  return reasons[0];
}

describe('files without parts of their beginning', () => {
  it.each([
    ['explicit little endian', explicitLittleEndian],
    ['implicit little endian', implicitLittleEndian],
    ['explicit big endian', explicitBigEndian],
  ])('are read as %s when nothing but a data set is there', (_name, uid) => {
    const result = readHeader(encodeDataSet(basic, { transferSyntaxUid: uid }));
    expect(result.transferSyntaxUid).toBe(uid);
    expect(result.preamble).toBe('absent');
    expect(result.meta.elements.size).toBe(0);
    expect(firstString(result.dataSet, tags.PatientID)).toBe('id');
    expect(warningsOf(result)).toEqual(['no-preamble', 'no-meta']);
  });

  it('are read when the prefix stands without preamble', () => {
    const whole = encodePart10({ transferSyntaxUid: implicitLittleEndian, elements: basic });
    const result = readHeader(whole.subarray(128));
    expect(firstString(result.dataSet, tags.Modality)).toBe('CT');
    expect(warningsOf(result)).toEqual(['no-preamble']);
  });

  it('are read when the data set follows the prefix at once', () => {
    const result = readHeader(joined(new Uint8Array(128), ascii('DICM'), encodeDataSet(basic)));
    expect(firstString(result.dataSet, tags.Modality)).toBe('CT');
    expect(warningsOf(result)).toEqual(['no-meta']);
  });

  it('are read when the transfer syntax is missing, by what the bytes look like', () => {
    for (const uid of [implicitLittleEndian, explicitLittleEndian, explicitBigEndian]) {
      const meta = encodePart10({ transferSyntaxUid: '', elements: [] });
      const result = readHeader(joined(meta, encodeDataSet(basic, { transferSyntaxUid: uid })));
      expect(result.transferSyntaxUid).toBe(uid);
      expect(warningsOf(result)).toEqual(['transfer-syntax-missing']);
      expect(firstString(result.dataSet, tags.PatientID)).toBe('id');
    }
  });

  it('are read when the length of group 0002 is missing or wrong', () => {
    const whole = encodePart10({ transferSyntaxUid: explicitLittleEndian, elements: basic });
    const without = joined(whole.subarray(0, 132), whole.subarray(144));
    expect(warningsOf(readHeader(without))).toEqual(['meta-length-missing']);
    const wrong = whole.slice();
    wrong[140] = 3;
    expect(warningsOf(readHeader(wrong))).toEqual(['meta-length-wrong']);
    for (const bytes of [without, wrong]) {
      expect(firstString(readHeader(bytes).dataSet, tags.PatientID)).toBe('id');
    }
  });

  it('are read when group 0002 is implicit', () => {
    const meta = encodeDataSet([{ tag: 'TransferSyntaxUID', value: explicitLittleEndian }], {
      transferSyntaxUid: implicitLittleEndian,
    });
    const result = readHeader(joined(new Uint8Array(128), ascii('DICM'), meta, encodeDataSet(basic)));
    expect(result.transferSyntaxUid).toBe(explicitLittleEndian);
    expect(warningsOf(result)).toContain('implicit-meta');
    expect(firstString(result.dataSet, tags.PatientID)).toBe('id');
  });

  it('tell a TIFF header in the preamble from other content', () => {
    const whole = encodePart10({ transferSyntaxUid: explicitLittleEndian, elements: basic });
    const withPreamble = (start: readonly number[]) => joined(start, whole.subarray(start.length));
    expect(readHeader(withPreamble([0x49, 0x49, 42, 0])).preamble).toBe('tiff');
    expect(readHeader(withPreamble([0x4d, 0x4d, 0, 43])).preamble).toBe('tiff');
    expect(readHeader(withPreamble([0x4d, 0x5a])).preamble).toBe('other');
    expect(readHeader(whole).preamble).toBe('zero');
  });

  it.each([
    ['nothing', new Uint8Array(0)],
    ['a PDF', Uint8Array.from(ascii('%PDF-1.7 and so on, and so on'))],
    ['a JPEG', Uint8Array.of(0xff, 0xd8, 0xff, 0xe0, 0, 16, 0x4a, 0x46, 0x49, 0x46)],
    ['zeros', new Uint8Array(1000)],
    ['a number two', Uint8Array.from({ length: 300 }, (_, index) => (index === 0 ? 2 : 0))],
    ['text', Uint8Array.from(ascii('a'.repeat(500)))],
  ])('are refused as not DICOM when they are %s', (_name, bytes) => {
    expect(refusalOf(bytes)).toBe('not-dicom');
  });
});

describe('transfer syntaxes that do not fit', () => {
  it('are corrected by the first element', () => {
    for (const [named, real] of [
      [implicitLittleEndian, explicitLittleEndian],
      [explicitLittleEndian, implicitLittleEndian],
      [explicitLittleEndian, explicitBigEndian],
    ] as const) {
      const result = readHeader(fileWith(encodeDataSet(basic, { transferSyntaxUid: real }), named));
      expect(firstString(result.dataSet, tags.PatientID)).toBe('id');
      expect(warningsOf(result)).toEqual(['transfer-syntax-wrong']);
      expect(result.transferSyntaxUid).toBe(real);
    }
  });

  it('are corrected by the form of the pixels', () => {
    for (const real of [implicitLittleEndian, explicitLittleEndian, explicitBigEndian]) {
      const dataSet = encodeDataSet([...basic, pixels], { transferSyntaxUid: real });
      const result = readHeader(fileWith(dataSet, rleLossless));
      expect(warningsOf(result)).toEqual(['transfer-syntax-wrong']);
      expect(result.transferSyntaxUid).toBe(real);
    }
  });

  it('are told of where none is of that form', () => {
    const fragments = joined(encodeDataSet(basic), encapsulatedPixelDataHead([]), sequenceEnd);
    expect(warningsOf(readHeader(fileWith(fragments, rleLossless)))).toEqual([]);
    const implicit = encodeDataSet(basic, { transferSyntaxUid: implicitLittleEndian });
    const implicitFragments = joined(implicit, [0xe0, 0x7f, 0x10, 0, ...endless], item, [0, 0, 0, 0]);
    for (const [dataSet, named] of [
      [fragments, explicitLittleEndian],
      [joined(implicitFragments, sequenceEnd), rleLossless],
      [deflateSync(implicit), deflatedExplicitLittleEndian],
    ] as const) {
      const result = readHeader(fileWith(dataSet, named));
      expect(warningsOf(result)).toEqual(['transfer-syntax-nameless']);
      expect(result.transferSyntaxUid).toBe(named);
    }
  });

  it('are taken when unknown but readable, and refused otherwise', () => {
    const result = readHeader(fileWith(encodeDataSet(basic), '1.2.3.4.5'));
    expect(result.transferSyntaxUid).toBe('1.2.3.4.5');
    expect(warningsOf(result)).toEqual(['transfer-syntax-unknown']);
    expect(refusalOf(fileWith(new Uint8Array(100).fill(0x99), '1.2.3.4.5'))).toBe('bad-transfer-syntax');
  });

  it('of GE that are big endian in pixels alone are read', () => {
    const dataSet = encodeDataSet(basic, { transferSyntaxUid: implicitLittleEndian });
    const result = readHeader(fileWith(dataSet, '1.2.840.113619.5.2'));
    expect(firstString(result.dataSet, tags.PatientID)).toBe('id');
  });
});

describe('elements that are not as they should be', () => {
  it('without a VR among explicit ones are read by the dictionary', () => {
    const odd = [0x10, 0, 0x20, 0, 4, 0, 0, 0, ...ascii('ID 1')];
    const result = readHeader(fileWith(joined(encodeDataSet(basic.slice(0, 2)), odd)));
    expect(firstString(result.dataSet, tags.PatientID)).toBe('ID 1');
    expect(warningsOf(result)).toEqual(['vr-missing']);
  });

  it('with a VR that is none are read with the short length or the long one', () => {
    const short = [0x10, 0, 0x20, 0, ...ascii('??'), 4, 0, ...ascii('ID 1')];
    const newer = [0x10, 0, 0x30, 0, ...ascii('ZZ'), 0, 0, 8, 0, 0, 0, ...ascii('20200101')];
    const result = readHeader(fileWith(joined(encodeDataSet(basic.slice(0, 2)), short, newer)));
    expect(firstString(result.dataSet, tags.PatientID)).toBe('ID 1');
    expect(firstString(result.dataSet, tags.PatientBirthDate)).toBe('20200101');
    expect(warningsOf(result)).toEqual(['vr-unknown', 'vr-unknown']);
  });

  it('with odd lengths are read', () => {
    const odd = [0x10, 0, 0x20, 0, ...ascii('LO'), 3, 0, ...ascii('abc')];
    const result = readHeader(fileWith(joined(odd, encodeDataSet([{ tag: 'Rows', value: 7 }]))));
    expect(firstString(result.dataSet, tags.PatientID)).toBe('abc');
    expect(firstNumber(result.dataSet, tags.Rows)).toBe(7);
    expect(warningsOf(result)).toEqual(['odd-length']);
  });

  it('out of order are read, and refused when one comes twice', () => {
    const modality = encodeDataSet([{ tag: 'Modality', value: 'CT' }]);
    const patient = encodeDataSet([{ tag: 'PatientID', value: 'id' }]);
    const result = readHeader(fileWith(joined(patient, modality)));
    expect(firstString(result.dataSet, tags.Modality)).toBe('CT');
    expect(warningsOf(result)).toEqual(['out-of-order']);
    expect(refusalOf(fileWith(joined(modality, patient, modality)))).toBe('duplicate-tag');
    expect(refusalOf(fileWith(joined(modality, modality)))).toBe('duplicate-tag');
  });

  it('marked UN read as what the dictionary knows them to be', () => {
    const unknown = [0x10, 0, 0x20, 0, ...ascii('UN'), 0, 0, 2, 0, 0, 0, ...ascii('id')];
    const items = encodeDataSet(
      [{ tag: 'ReferencedStudySequence', value: [[{ tag: 'PatientID', value: 'in' }]] }],
      {
        transferSyntaxUid: implicitLittleEndian,
      },
    ).subarray(8);
    const sequenceAsUn = [0x08, 0, 0x10, 0x11, ...ascii('UN'), 0, 0, items.length, 0, 0, 0, ...items];
    const { dataSet } = readHeader(fileWith(joined(sequenceAsUn, unknown)));
    expect(dataSet.elements.get(tags.PatientID)?.vr).toBe('LO');
    expect(firstString(dataSet, tags.PatientID)).toBe('id');
    const [first] = sequence(dataSet, tags.ReferencedStudySequence);
    expect(first && firstString(first, tags.PatientID)).toBe('in');
  });

  it('marked UN without a length hold implicit little endian items, in big endian files too', () => {
    for (const uid of [explicitLittleEndian, explicitBigEndian]) {
      const bytes = encodePart10({
        transferSyntaxUid: uid,
        sequenceLengths: 'undefined',
        elements: [
          { tag: 0x00091001, vr: 'UN', value: [[{ tag: 'Rows', value: 258 }]] },
          { tag: 'PatientID', value: 'x' },
        ],
      });
      const { dataSet } = readHeader(bytes);
      const [first] = sequence(dataSet, 0x00091001);
      expect(first && firstNumber(first, tags.Rows)).toBe(258);
      expect(firstString(dataSet, tags.PatientID)).toBe('x');
    }
  });

  it('of private blocks in implicit files are sequences when they have no length', () => {
    const bytes = encodePart10({
      transferSyntaxUid: implicitLittleEndian,
      sequenceLengths: 'undefined',
      elements: [{ tag: 0x00091001, vr: 'SQ', value: [[{ tag: 'Rows', value: 3 }]] }],
    });
    const [first] = sequence(readHeader(bytes).dataSet, 0x00091001);
    expect(first && firstNumber(first, tags.Rows)).toBe(3);
  });

  it('of US or SS follow Pixel Representation in implicit files', () => {
    for (const [representation, value] of [
      [0, 65531],
      [1, -5],
    ] as const) {
      const bytes = encodePart10({
        transferSyntaxUid: implicitLittleEndian,
        elements: [
          { tag: 'PixelRepresentation', value: representation },
          { tag: 'PixelPaddingValue', vr: 'US', value: 65531 },
          { tag: 'ModalityLUTSequence', value: [[{ tag: 'LUTDescriptor', vr: 'US', value: [65531, 0, 0] }]] },
        ],
      });
      const { dataSet } = readHeader(bytes);
      expect(firstNumber(dataSet, tags.PixelPaddingValue)).toBe(value);
      const [first] = sequence(dataSet, tags.ModalityLUTSequence);
      expect(first && firstNumber(first, tags.LUTDescriptor)).toBe(value);
    }
  });

  it('are padding behind the last one', () => {
    const padding = encodeDataSet([{ tag: 0xfffcfffc, vr: 'OB', value: new Uint8Array(10) }]);
    const padded = readHeader(fileWith(joined(encodeDataSet(basic), padding)));
    expect(padded.dataSet.elements.get(0xfffcfffc)?.length).toBe(10);
    expect(warningsOf(padded)).toEqual([]);
    for (const count of [1, 7, 8, 500]) {
      const zeros = readHeader(fileWith(joined(encodeDataSet(basic), new Uint8Array(count))));
      expect(zeros.dataSet.elements.size).toBe(3);
      expect(warningsOf(zeros)).toEqual(['trailing-bytes']);
    }
  });
});

describe('sequences that are not as they should be', () => {
  const header = [0x08, 0, 0x10, 0x11, ...ascii('SQ'), 0, 0];
  const uid = encodeDataSet([{ tag: 'ReferencedSOPInstanceUID', value: '1.2' }]);
  const after = encodeDataSet([{ tag: 'PatientID', value: 'id' }]);
  const read = (...parts: readonly (Uint8Array | readonly number[])[]) =>
    readHeader(fileWith(joined(...parts)));

  it('are closed where an item lacks its delimiter', () => {
    const result = read(header, endless, item, endless, uid, item, endless, uid, sequenceEnd, after);
    expect(sequence(result.dataSet, tags.ReferencedStudySequence)).toHaveLength(2);
    expect(firstString(result.dataSet, tags.PatientID)).toBe('id');
    expect(warningsOf(result)).toEqual(['item-delimiter-missing', 'item-delimiter-missing']);
  });

  it('are closed where the sequence lacks its delimiter', () => {
    const result = read(header, endless, item, endless, uid, itemEnd, after);
    expect(sequence(result.dataSet, tags.ReferencedStudySequence)).toHaveLength(1);
    expect(firstString(result.dataSet, tags.PatientID)).toBe('id');
    expect(warningsOf(result)).toEqual(['sequence-delimiter-missing']);
  });

  it('stand stray delimiters', () => {
    const result = read(header, [0, 0, 0, 0], sequenceEnd, itemEnd, after);
    expect(firstString(result.dataSet, tags.PatientID)).toBe('id');
    expect(warningsOf(result)).toEqual(['stray-delimiter', 'stray-delimiter']);
  });

  it('without items in a known length are kept as bytes', () => {
    const result = read(header, [8, 0, 0, 0], ascii('no items'), after);
    expect(result.dataSet.elements.get(tags.ReferencedStudySequence)).toMatchObject({ vr: 'UN', length: 8 });
    expect(warningsOf(result)).toEqual(['unreadable-sequence']);
  });

  it('are refused when an item or an element is longer than what holds it', () => {
    const long = [...item, 200, 0, 0, 0];
    expect(refusalOf(fileWith(joined(header, [20, 0, 0, 0], long, new Uint8Array(300))))).toBe(
      'value-too-long',
    );
    const element = [...item, 10, 0, 0, 0, 0x08, 0, 0x55, 0x11, ...ascii('UI'), 100, 0];
    expect(refusalOf(fileWith(joined(header, [18, 0, 0, 0], element, new Uint8Array(300))))).toBe(
      'value-too-long',
    );
  });

  it('are refused where something that is no item stands and no length tells the end', () => {
    expect(refusalOf(fileWith(joined(header, endless, [8, 0, 5, 0, 0, 0, 0, 0], after)))).toBe('bad-item');
    expect(refusalOf(fileWith(joined(item, [0, 0, 0, 0], after)))).toBe('bad-item');
  });

  it('of text without a length are refused', () => {
    expect(refusalOf(fileWith(joined([0x42, 0, 0x10, 0, ...ascii('UT'), 0, 0], endless, after)))).toBe(
      'bad-length',
    );
  });
});

describe('hostile files', () => {
  const bigValue = (length: readonly number[]) =>
    fileWith(joined([0x42, 0, 0x11, 0, ...ascii('OB'), 0, 0, ...length], new Uint8Array(10)));

  it('that claim gigabytes with ten bytes behind are refused without an allocation', () => {
    expect(refusalOf(bigValue([0xfe, 0xff, 0xff, 0xff]))).toBe('header-too-large');
    expect(refusalOf(bigValue([0, 0, 0, 0x80]))).toBe('header-too-large');
    expect(refusalOf(bigValue([0, 0, 0, 0x02]))).toBe('truncated');
  });

  it('nested 100,000 deep are refused', () => {
    const level = [0x08, 0, 0x10, 0x11, ...ascii('SQ'), 0, 0, ...endless, ...item, ...endless];
    const nest = new Uint8Array(level.length * 100_000);
    for (let at = 0; at < nest.length; at += level.length) nest.set(level, at);
    expect(refusalOf(fileWith(nest))).toBe('too-deep');
    expect(refusalOf(fileWith(nest), { maxDepth: 200_000 })).toBe('truncated');
  });

  it('nested as deep as is allowed are read, and not one level more', () => {
    const level = [0x08, 0, 0x10, 0x11, ...ascii('SQ'), 0, 0, ...endless, ...item, ...endless];
    const nested = (depth: number) =>
      fileWith(
        joined(
          ...Array.from({ length: depth }, () => level),
          ...Array.from({ length: depth }, () => [...itemEnd, ...sequenceEnd]),
        ),
      );
    expect(refusalOf(nested(5), { maxDepth: 5 })).toBeUndefined();
    expect(refusalOf(nested(6), { maxDepth: 5 })).toBe('too-deep');
  });

  it('of 100,000 items are read, and refused beyond the limit of elements', () => {
    const items = new Uint8Array(8 * 100_000);
    for (let at = 0; at < items.length; at += 8) items.set([...item, 0, 0, 0, 0], at);
    const bytes = fileWith(
      joined([0x08, 0, 0x10, 0x11, ...ascii('SQ'), 0, 0, ...endless], items, sequenceEnd),
    );
    expect(sequence(readHeader(bytes).dataSet, tags.ReferencedStudySequence)).toHaveLength(100_000);
    expect(refusalOf(bytes, { maxElements: 1000 })).toBe('too-many-elements');
  });

  it('of endless stray delimiters are refused by the limit of elements, with few warnings kept', () => {
    const stray = new Uint8Array(8 * 5000);
    for (let at = 0; at < stray.length; at += 8) stray.set(itemEnd, at);
    const bytes = fileWith(joined(encodeDataSet(basic), stray));
    expect(refusalOf(bytes, { maxElements: 1000 })).toBe('too-many-elements');
    expect(readHeader(bytes).warnings.length).toBe(100);
  });

  it('with a header larger than allowed are refused', () => {
    const bytes = encodePart10({
      transferSyntaxUid: explicitLittleEndian,
      elements: [{ tag: 'EncapsulatedDocument', value: new Uint8Array(100_000) }],
    });
    expect(refusalOf(bytes, { maxHeaderBytes: 50_000 })).toBe('header-too-large');
    expect(refusalOf(bytes)).toBeUndefined();
  });

  it('never tell a value in an error', () => {
    const bytes = encodePart10({
      transferSyntaxUid: explicitLittleEndian,
      elements: [
        { tag: 'PatientName', value: 'Secret^Name' },
        { tag: 'PatientID', value: 'Secret-Number' },
      ],
    });
    for (let length = 1; length < bytes.length; length += 1) {
      try {
        readHeader(bytes.subarray(0, length));
      } catch (error) {
        expect(String(error)).not.toContain('Secret');
      }
    }
  });
});

describe('deflated files', () => {
  const file = (stream: Uint8Array) => fileWith(stream, deflatedExplicitLittleEndian);
  const plain = encodeDataSet(basic);

  it('with a zlib header are read', () => {
    const result = readHeader(file(zlibSync(plain)));
    expect(firstString(result.dataSet, tags.PatientID)).toBe('id');
    expect(warningsOf(result)).toEqual(['zlib-header']);
  });

  it('with bytes behind the stream are read', () => {
    const result = readFile(file(joined(deflateSync(plain), new Uint8Array(300_000).fill(7))));
    expect(firstString(result.dataSet, tags.PatientID)).toBe('id');
  });

  it('that do not inflate are refused', () => {
    expect(refusalOf(file(new Uint8Array(50).fill(0xff)))).toBe('inflate-failed');
  });

  it('that inflate to far more than they are, are refused', () => {
    const bomb = encodeDataSet([{ tag: 'EncapsulatedDocument', value: new Uint8Array(40 * 1024 * 1024) }]);
    const bytes = file(deflateSync(bomb));
    expect(bytes.length).toBeLessThan(100_000);
    expect(refusalOf(bytes)).toBe('inflate-too-large');
    expect(refusalOf(bytes, { maxHeaderBytes: 1000 })).toBe('header-too-large');
  });

  it('whose pixel data is a bomb give their header without inflating it', () => {
    const elements = [
      ...basic,
      { tag: 'PixelData', vr: 'OW', value: new Uint8Array(40 * 1024 * 1024) } as const,
    ];
    const bytes = file(deflateSync(encodeDataSet(elements)));
    expect(readHeader(bytes).pixelData?.length).toBe(40 * 1024 * 1024);
    expect(() => readFile(bytes)).toThrow('inflate-too-large');
  });
});
