// Segmentations: segments and their colours, frames and their pixels; what is broken is none.
import { describe, expect, it } from 'vitest';
import type { ElementInput } from '../part10/element-input.ts';
import { readHeader } from '../part10/read-header.ts';
import { aCtInstance, aSegmentation, element, type MadeInstance, truncate } from '../testing/index.ts';
import { readSegmentation } from './read-segmentation.ts';
import { refersTo } from './referenced-frames.ts';

const image = aCtInstance({ seed: 'objects', rows: 4, columns: 4 });
const segmentationOf = (made: MadeInstance, bytes = made.bytes) =>
  readSegmentation(bytes, readHeader(made.bytes));
const half = Uint8Array.from({ length: 16 }, (_, at) => (at < 8 ? 1 : 0));

describe('a segmentation', () => {
  it('gives its segments with colours, and their pixels bit by bit', () => {
    // White and black of CIELab.
    const made = aSegmentation(image, {
      segments: [
        { label: 'Liver', cielab: [65_535, 32_896, 32_896], pixels: half },
        { label: 'Rest', pixels: half.map((value) => 1 - value) },
      ],
    });
    const segmentation = segmentationOf(made);
    expect(segmentation?.segments).toEqual([
      { number: 1, label: 'Liver', colour: [255, 255, 255] },
      { number: 2, label: 'Rest', colour: undefined },
    ]);
    expect(segmentation?.frames.map(({ segment }) => segment)).toEqual([1, 2]);
    expect(
      refersTo(segmentation?.frames[0]?.sources ?? [], { sopInstanceUid: image.sopInstanceUid, frame: 1 }),
    ).toBe(true);
    expect(segmentation?.frames[0]).toMatchObject({
      orientation: [1, 0, 0, 0, 1, 0],
      spacing: expect.any(Array),
      thickness: 5,
    });
    expect([...(segmentation?.maskOf(0, 1) ?? [])]).toEqual([...half].map((value) => 255 * value));
    expect([...(segmentation?.maskOf(1, 2) ?? [])]).toEqual([...half].map((value) => 255 * (1 - value)));
    // The upper half of four by four, pixel by pixel; nothing outside, and in no frame that is not there.
    expect([0, 1, 2, 3].map((row) => segmentation?.opacityAt(0, 1, 3, row))).toEqual([255, 255, 0, 0]);
    expect(segmentation?.opacityAt(1, 2, 0, 2)).toBe(255);
    expect([segmentation?.opacityAt(0, 1, 4, 0), segmentation?.opacityAt(7, 1, 0, 0)]).toEqual([0, 0]);
  });

  it('gives parts of pixels, and labels', () => {
    const pixels = Uint8Array.from({ length: 16 }, (_, at) => at);
    const fractional = segmentationOf(
      aSegmentation(image, { type: 'FRACTIONAL', segments: [{ label: 'Part', pixels }] }),
    );
    expect([...(fractional?.maskOf(0, 1) ?? [])]).toEqual([...pixels]);
    const labels = segmentationOf(
      aSegmentation(image, { type: 'LABELMAP', segments: [{ label: 'Three', pixels }] }),
    );
    expect([...(labels?.maskOf(0, 3) ?? [])].indexOf(255)).toBe(3);
    expect(labels?.frames[0]?.segment).toBeUndefined();
  });

  it('as labels takes its colours from the palette, where its pixels are colours of one', () => {
    const palette = (...entries: number[]) => Uint8Array.from(entries);
    const labelled = (...elements: ElementInput[]) =>
      segmentationOf(
        aSegmentation(image, {
          type: 'LABELMAP',
          segments: [
            { label: 'One', cielab: [65_535, 32_896, 32_896], pixels: half },
            { label: 'Two', pixels: half },
          ],
          elements,
        }),
      )?.segments.map(({ colour }) => colour);
    const descriptors = (['Red', 'Green', 'Blue'] as const).map((name) =>
      element(`${name}PaletteColorLookupTableDescriptor`, [3, 0, 8]),
    );
    const colours = labelled(
      element('PhotometricInterpretation', 'PALETTE COLOR'),
      ...descriptors,
      element('RedPaletteColorLookupTableData', palette(0, 10, 20, 0)),
      element('GreenPaletteColorLookupTableData', palette(0, 30, 40, 0)),
      element('BluePaletteColorLookupTableData', palette(0, 50, 60, 0)),
    );
    expect(colours).toEqual([
      [10, 30, 50],
      [20, 40, 60],
    ]);
    // Without a palette that can be read, or where the pixels are no colours: what the segments recommend.
    const recommended = [[255, 255, 255], undefined];
    expect(labelled(element('PhotometricInterpretation', 'PALETTE COLOR'), ...descriptors)).toEqual(
      recommended,
    );
    expect(labelled()).toEqual(recommended);
  });

  it('lies as thick as its frames are apart, where it says that, else as it says of a slice', () => {
    const thicknessOf = (...measures: ElementInput[]) =>
      segmentationOf(
        aSegmentation(image, {
          segments: [{ label: 'Liver', pixels: half }],
          elements: [
            element('SharedFunctionalGroupsSequence', [
              [element('PixelMeasuresSequence', [[element('PixelSpacing', ['1', '1']), ...measures]])],
            ]),
          ],
        }),
      )?.frames[0]?.thickness;
    const slice = element('SliceThickness', '1');
    expect(thicknessOf(slice, element('SpacingBetweenSlices', '2.5'))).toBe(2.5);
    expect(thicknessOf(slice)).toBe(1);
    expect(thicknessOf()).toBeUndefined();
  });

  it('whose pixels are cut off is none, nor is one without a size or a type', () => {
    const made = aSegmentation(image, { segments: [{ label: 'Liver', pixels: half }] });
    const cut = segmentationOf(made, truncate(made.bytes, made.bytes.length - 2));
    expect(cut).toBeUndefined();
    expect(() => segmentationOf(made)?.maskOf(7, 1)).toThrow(RangeError);
    for (const wrong of [element('Rows', 0), element('SegmentationType', 'GUESS')])
      expect(segmentationOf(aSegmentation(image, { segments: [], elements: [wrong] }))).toBeUndefined();
    expect(segmentationOf(image)).toBeUndefined();
  });
});
