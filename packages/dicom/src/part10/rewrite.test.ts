// The head of a file written anew: in another transfer syntax it says the same, but for what is to be changed.
import { describe, expect, it } from 'vitest';
import type { DataSet } from '../data-set/data-set.ts';
import { firstString, sequence, stringValues, valueBytes } from '../data-set/values.ts';
import { tags, transferSyntaxUids } from '../dictionary/index.ts';
import { toDicomJson } from '../json/index.ts';
import { aCtInstance } from '../testing/index.ts';
import type { ElementInput } from './element-input.ts';
import { readHeader } from './read-header.ts';
import { nativePixelDataHead, rewriteHead } from './rewrite.ts';
import { encodePart10 } from './write.ts';

const { explicitLittleEndian, implicitLittleEndian, explicitBigEndian, deflatedExplicitLittleEndian } =
  transferSyntaxUids;
const nested: ElementInput[] = [
  {
    tag: 'ReferencedImageSequence',
    value: [
      [
        { tag: 'ReferencedSOPInstanceUID', value: '1.2.3' },
        { tag: 'ReferencedFrameNumber', value: 7 },
      ],
    ],
  },
  { tag: 'RedPaletteColorLookupTableDescriptor', vr: 'US', value: [256, 0, 16] },
  { tag: 0x00091001, vr: 'FD', value: [1.5, -2.25] },
];

const json = (dataSet: DataSet) => toDicomJson(dataSet);

describe('a head that is written anew', () => {
  it.each([implicitLittleEndian, explicitBigEndian, deflatedExplicitLittleEndian, explicitLittleEndian])(
    'says in explicit little endian what it said in %s',
    (transferSyntaxUid) => {
      const made = aCtInstance({ transferSyntaxUid, elements: nested, undefinedLengths: true });
      const before = readHeader(made.bytes);
      const head = rewriteHead(before, { transferSyntaxUid: explicitLittleEndian, form: 'part10' });
      const after = readHeader(head);
      expect(after.transferSyntaxUid).toBe(explicitLittleEndian);
      expect(after.warnings).toEqual([]);
      expect(json(after.dataSet)).toEqual(json(before.dataSet));
      expect(firstString(after.meta, tags.MediaStorageSOPInstanceUID)).toBe(made.sopInstanceUid);
    },
  );

  it('has the changes in their places, and not what is left out', () => {
    const { bytes } = aCtInstance();
    const head = rewriteHead(readHeader(bytes), {
      transferSyntaxUid: explicitLittleEndian,
      form: 'part10',
      changes: [{ tag: 'PhotometricInterpretation', value: 'MONOCHROME1' }],
      omit: [tags.WindowCenter],
    });
    const { dataSet } = readHeader(head);
    expect(firstString(dataSet, tags.PhotometricInterpretation)).toBe('MONOCHROME1');
    expect(dataSet.elements.has(tags.WindowCenter)).toBe(false);
    expect(stringValues(dataSet, tags.WindowWidth)).toEqual(['400', '1500']);
    const order = [...dataSet.elements.keys()];
    expect(order).toEqual(order.toSorted((first, second) => first - second));
  });

  it('is a data set without meta information for DIMSE', () => {
    const header = readHeader(aCtInstance().bytes);
    const options = { transferSyntaxUid: implicitLittleEndian, form: 'data-set' } as const;
    const dataSet = rewriteHead(header, options);
    const whole = rewriteHead(header, { ...options, form: 'part10' });
    expect(whole.subarray(whole.length - dataSet.length)).toEqual(dataSet);
    expect([...dataSet.subarray(0, 4)]).toEqual([0x08, 0, 0x05, 0]);
  });

  it('loses an icon whose pixels are encapsulated, and keeps a native one', () => {
    const icon = (pixels: ElementInput): ElementInput => ({
      tag: 'IconImageSequence',
      value: [[{ tag: 'Rows', value: 1 }, pixels]],
    });
    const rewritten = (pixels: ElementInput) => {
      const elements = [{ tag: 'SOPInstanceUID', value: '1.2' }, icon(pixels)];
      const file = encodePart10({ transferSyntaxUid: explicitLittleEndian, elements });
      const options = { transferSyntaxUid: explicitLittleEndian, form: 'part10' } as const;
      return readHeader(rewriteHead(readHeader(file), options)).dataSet;
    };
    const kept = sequence(
      rewritten({ tag: 'PixelData', vr: 'OB', value: Uint8Array.of(1, 2) }),
      tags.IconImageSequence,
    )[0];
    const pixels = kept?.elements.get(tags.PixelData);
    expect(kept && pixels && [...valueBytes(kept, pixels)]).toEqual([1, 2]);
    const encapsulated = rewritten({ tag: 'PixelData', fragments: [Uint8Array.of(1, 2)] });
    expect(encapsulated.elements.has(tags.IconImageSequence)).toBe(false);
  });

  it('is followed by pixel data with a header of its transfer syntax', () => {
    const element = { tag: tags.PixelData, vr: 'OW', length: 8 } as const;
    const explicit = nativePixelDataHead({ ...element, transferSyntaxUid: explicitLittleEndian });
    expect([...explicit]).toEqual([0xe0, 0x7f, 0x10, 0, 0x4f, 0x57, 0, 0, 8, 0, 0, 0]);
    const implicit = nativePixelDataHead({ ...element, transferSyntaxUid: implicitLittleEndian });
    expect([...implicit]).toEqual([0xe0, 0x7f, 0x10, 0, 8, 0, 0, 0]);
  });
});
