// Pictures of images of every kind: each rule of the standard on the way from stored value to brightness, by numbers.
import { type ElementInput, tags, transferSyntaxUids } from '@lumenbox/dicom';
import { anMrInstance, aSecondaryCapture, element, type SliceOptions } from '@lumenbox/dicom/testing';
import { afterAll, describe, expect, it } from 'vitest';
import { readGif, readPng } from '../../../test/support/pictures.ts';
import { createPixels, type RenderRequest, sourceInMemory } from '../index.ts';

const pixels = createPixels();
afterAll(() => pixels.close());

let count = 0;
async function render(file: Uint8Array, request: Partial<RenderRequest> = {}): Promise<Uint8Array> {
  count += 1;
  const source = sourceInMemory(file, `test-${count}`);
  return (await pixels.render(source, { frames: [0], mediaType: 'image/png', ...request })).bytes;
}
const samples = async (file: Uint8Array, request: Partial<RenderRequest> = {}) => [
  ...readPng(await render(file, request)).data,
];

interface GreyOptions extends SliceOptions {
  readonly bits?: 8 | 16 | 32;
  readonly stored?: number;
  readonly isSigned?: boolean;
}

/** A grey image of one row with these values, without any window. */
function grey(values: readonly number[], { bits = 16, stored = bits, isSigned, ...rest }: GreyOptions = {}) {
  const pixelData = new Uint8Array((values.length * bits) / 8);
  const view = new DataView(pixelData.buffer);
  values.forEach((value, index) => {
    if (bits === 8) view.setInt8(index, value);
    else if (bits === 16) view.setInt16(index * 2, value, true);
    else view.setInt32(index * 4, value, true);
  });
  const hasWindow = rest.elements?.some(({ tag }) => tag === tags.WindowCenter) === true;
  return anMrInstance({
    rows: 1,
    columns: values.length,
    pixelData,
    omit: hasWindow ? [] : [tags.WindowCenter, tags.WindowWidth],
    ...rest,
    elements: [
      element('BitsAllocated', [bits]),
      element('BitsStored', [stored]),
      element('HighBit', [stored - 1]),
      element('PixelRepresentation', [isSigned ? 1 : 0]),
      ...(rest.elements ?? []),
    ],
  }).bytes;
}

const window = (center: number, width: number, name = 'LINEAR_EXACT') => [
  element('WindowCenter', String(center)),
  element('WindowWidth', String(width)),
  element('VOILUTFunction', name),
];
const table = (first: number, bits: number, entries: readonly number[]): ElementInput[] => [
  { tag: 'LUTDescriptor', vr: 'US', value: [entries.length, first & 0xffff, bits] },
  { tag: 'LUTData', vr: 'US', value: entries },
];

describe('grey values', () => {
  it('of eight bits without a window are as bright as they are; of more, what occurs is spread out', async () => {
    expect(await samples(grey([0, 1, 100, 255], { bits: 8 }))).toEqual([0, 1, 100, 255]);
    expect(await samples(grey([1000, 1400, 2000]))).toEqual([0, 102, 255]);
    expect(await samples(grey([7, 7, 7]))).toEqual([0, 0, 0]);
  });

  it('may be signed, of sixteen bits and of thirty-two, and of fewer stored ones among others', async () => {
    expect(await samples(grey([-100, -20, 100], { isSigned: true }))).toEqual([0, 102, 255]);
    expect(await samples(grey([-1_000_000, -200_000, 1_000_000], { bits: 32, isSigned: true }))).toEqual([
      0, 102, 255,
    ]);
    // Above the twelve stored bits lies an overlay.
    const twelve = grey([0x1000, 0x2800, 0x7fff], { stored: 12, elements: window(2047.5, 4095) });
    expect(await samples(twelve)).toEqual([0, 128, 255]);
    const signed = grey([0x0fff, 0x0000, 0x0001], { stored: 12, isSigned: true, elements: window(0, 2) });
    expect(await samples(signed)).toEqual([0, 128, 255]);
  });

  it('are the same in big endian', async () => {
    const values = Array.from({ length: 64 }, (_, index) => index * 1000);
    const elements = window(31_500, 63_000);
    const little = await samples(grey(values, { elements }));
    const big = { elements, transferSyntaxUid: transferSyntaxUids.explicitBigEndian };
    expect(await samples(grey(values, big))).toEqual(little);
    expect([little[0], little[63]]).toEqual([0, 255]);
  });

  it('go through slope and intercept, or a modality table, before the window', async () => {
    const slope = [element('RescaleSlope', '2'), element('RescaleIntercept', '-1000'), ...window(0, 200)];
    expect(await samples(grey([450, 490, 550], { elements: slope }))).toEqual([0, 102, 255]);
    const modality = { tag: 'ModalityLUTSequence', value: [table(10, 16, [0, 400, 1000])] };
    const elements = [modality, ...window(500, 1000)];
    // Below its first value a table has its first entry, behind its end the last.
    expect(await samples(grey([0, 10, 11, 12, 99], { elements }))).toEqual([0, 0, 102, 255, 255]);
  });

  it('go through the window of each function', async () => {
    const values = [0, 40, 100];
    expect(await samples(grey(values, { elements: window(50, 100) }))).toEqual([0, 102, 255]);
    expect(await samples(grey(values, { elements: window(50.5, 101, 'LINEAR') }))).toEqual([0, 102, 255]);
    expect(await samples(grey(values, { elements: window(50, 100, 'SIGMOID') }))).toEqual([30, 102, 225]);
    // A window that is none is passed over.
    expect(await samples(grey(values, { elements: window(50, 0) }))).toEqual([0, 102, 255]);
  });

  it('that are fractions go through a window of fractions, whatever it is called', async () => {
    const values = [0, 0.4, 0.5, 1];
    const file = grey(values, {
      bits: 32,
      omit: [tags.PixelData],
      // By the line of whole numbers everything above 0 would be white.
      elements: [...window(0.5, 1, 'LINEAR'), { tag: 'FloatPixelData', value: values }],
    });
    expect(await samples(file)).toEqual([0, 102, 128, 255]);
  });

  it('go through a VOI table where there is no window', async () => {
    const voi = { tag: 'VOILUTSequence', value: [table(1, 8, [255, 0, 128])] };
    expect(await samples(grey([1, 2, 3], { elements: [voi] }))).toEqual([255, 0, 128]);
    expect(await samples(grey([1, 2, 3], { elements: [voi, ...window(3, 4)] }))).toEqual([0, 64, 128]);
  });

  it('go through a VOI table whose first value lies high among those of a modality table', async () => {
    const modality = { tag: 'ModalityLUTSequence', value: [table(-1, 16, [39_999, 40_000, 40_001])] };
    const elements = [modality, { tag: 'VOILUTSequence', value: [table(40_000, 8, [10, 200])] }];
    expect(await samples(grey([-1, 0, 1], { isSigned: true, elements }))).toEqual([10, 10, 200]);
  });

  it('are white where they are small, in MONOCHROME1 and by an inverse presentation', async () => {
    for (const inverse of [
      element('PhotometricInterpretation', 'MONOCHROME1'),
      element('PresentationLUTShape', 'INVERSE'),
    ]) {
      const elements = [...window(50, 100), inverse];
      expect(await samples(grey([0, 40, 100], { elements }))).toEqual([255, 153, 0]);
    }
  });

  it('that are padding are black, whatever the window and the interpretation', async () => {
    const padding: ElementInput = { tag: 'PixelPaddingValue', vr: 'US', value: [500] };
    const limit: ElementInput = { tag: 'PixelPaddingRangeLimit', vr: 'US', value: [600] };
    const elements = [padding, limit, ...window(50, 100)];
    expect(await samples(grey([0, 100, 500, 550, 600, 601], { elements }))).toEqual([0, 255, 0, 0, 0, 255]);
    const inverse = [...elements, element('PhotometricInterpretation', 'MONOCHROME1')];
    expect(await samples(grey([0, 500], { elements: inverse }))).toEqual([255, 0]);
    // It does not widen the range where there is no window.
    expect(await samples(grey([0, 40, 100, 500], { elements: [padding] }))).toEqual([0, 102, 255, 0]);
  });

  it('that are padding among fractions are black, and do not widen the range', async () => {
    const padding = { tag: 'FloatPixelPaddingValue', value: [-1e30] };
    const floats = { tag: 'FloatPixelData', value: [-1e30, 0, 0.4, 1] };
    const omit = [tags.PixelData, tags.WindowCenter, tags.WindowWidth];
    const file = grey([0, 0, 0, 0], { bits: 32, omit, elements: [padding, floats] });
    expect(await samples(file)).toEqual([0, 0, 102, 255]);
  });

  it('of a frame go through the frame’s own window and slope', async () => {
    const groups = (center: number, slope: number) => [
      { tag: 'FrameVOILUTSequence', value: [window(center, 100)] },
      {
        tag: 'PixelValueTransformationSequence',
        value: [[element('RescaleSlope', String(slope)), element('RescaleIntercept', '0')]],
      },
    ];
    const file = grey([0, 40, 100, 0, 60, 100], {
      columns: 3,
      frames: 2,
      elements: [{ tag: 'PerFrameFunctionalGroupsSequence', value: [groups(50, 1), groups(150, 2)] }],
    });
    expect(await samples(file)).toEqual([0, 102, 255]);
    expect(await samples(file, { frames: [1] })).toEqual([0, 51, 255]);
  });
});

/** A colour image of one row of 8 bit samples. */
function colour(values: readonly number[], photometric: string, elements: readonly ElementInput[] = []) {
  return aSecondaryCapture({
    rows: 1,
    columns: 2,
    pixelData: Uint8Array.from(values),
    elements: [element('PhotometricInterpretation', photometric), ...elements],
  }).bytes;
}

describe('colours', () => {
  it('are red, green and blue by pixel or by plane', async () => {
    expect(await samples(colour([1, 2, 3, 4, 5, 6], 'RGB'))).toEqual([1, 2, 3, 4, 5, 6]);
    const planar = colour([1, 4, 2, 5, 3, 6], 'RGB', [element('PlanarConfiguration', [1])]);
    expect(await samples(planar)).toEqual([1, 2, 3, 4, 5, 6]);
  });

  it('are made of luminance and chrominance, whole and halved', async () => {
    const red = [76, 85, 255];
    expect(await samples(colour([...red, 150, 128, 128], 'YBR_FULL'))).toEqual([254, 0, 0, 150, 150, 150]);
    // Two luminances share the chrominance of the first.
    expect(await samples(colour([76, 150, 85, 255], 'YBR_FULL_422'))).toEqual([254, 0, 0, 255, 74, 74]);
    expect(await samples(colour([16, 235, 128, 128], 'YBR_PARTIAL_422'))).toEqual([0, 0, 0, 255, 255, 255]);
  });

  it('come out of palettes of eight and of sixteen bits, whole and in segments', async () => {
    for (const [bits, scale] of [
      [8, 1],
      [16, 257],
    ] as const) {
      const entries = (...list: number[]) => list.map((value) => value * scale);
      const file = palette([0, 1, 2, 200], bits, {
        Red: entries(255, 0, 10),
        Green: entries(0, 255, 20),
        Blue: entries(0, 0, 30),
      });
      expect(await samples(file)).toEqual([255, 0, 0, 0, 255, 0, 10, 20, 30, 10, 20, 30]);
    }
    // Discrete, linear and indirect segments (PS3.3 C.7.9.2): 0, then up to 40 in four steps, then the first again.
    const words = [0, 1, 0, 1, 4, 40 * 256, 2, 1, 0, 0];
    const values = [0, 1, 2, 4, 5];
    const file = palette(
      values,
      16,
      { Red: words, Green: words, Blue: words },
      { isSegmented: true, entries: 6 },
    );
    const steps = [0, 10, 20, 40, 0];
    expect(await samples(file)).toEqual(steps.flatMap((step) => [step, step, step]));
  });

  it('out of a palette that lies are refused', async () => {
    const short = palette([0], 16, { Red: [1], Green: [1], Blue: [1] }, { entries: 300 });
    const endless = { Red: [2, 65_535, 0, 0], Green: [2, 65_535, 0, 0], Blue: [2, 65_535, 0, 0] };
    const indirect = palette([0], 16, endless, { isSegmented: true, entries: 300 });
    const missing = grey([0], { bits: 8, elements: [element('PhotometricInterpretation', 'PALETTE COLOR')] });
    for (const file of [short, indirect, missing])
      await expect(render(file)).rejects.toMatchObject({ reason: 'bad-image-attributes' });
  });
});

/** An image of one row of 8 bit indexes, with tables for red, green and blue. */
function palette(
  indexes: readonly number[],
  bits: 8 | 16,
  tables: Readonly<Record<'Red' | 'Green' | 'Blue', readonly number[]>>,
  { isSegmented = false, entries }: { isSegmented?: boolean; entries?: number } = {},
): Uint8Array {
  const elements = Object.entries(tables).flatMap(([name, values]): ElementInput[] => [
    {
      tag: `${name}PaletteColorLookupTableDescriptor`,
      vr: 'US',
      value: [entries ?? values.length, 0, bits],
    },
    {
      tag: `${isSegmented ? 'Segmented' : ''}${name}PaletteColorLookupTableData`,
      vr: 'OW',
      value: new Uint8Array(Uint16Array.from(values).buffer),
    },
  ]);
  return grey(indexes, {
    bits: 8,
    elements: [element('PhotometricInterpretation', 'PALETTE COLOR'), ...elements],
  });
}

describe('a viewport', () => {
  it('is filled in one direction, pixels that are no squares being shown as wide and high as they are', async () => {
    const tall = grey([1, 2, 3, 4], {
      rows: 2,
      columns: 2,
      elements: [element('PixelAspectRatio', ['2', '1'])],
    });
    const viewport = { width: 8, height: 8 };
    const { width, height } = readPng(await render(tall, { viewport }));
    expect([width, height]).toEqual([4, 8]);
  });

  it('is refused when it is larger than any screen', async () => {
    const viewport = { width: 5000, height: 1 };
    await expect(render(grey([1]), { viewport })).rejects.toMatchObject({ reason: 'image-too-large' });
  });
});

describe('an animation', () => {
  const cine = (elements: readonly ElementInput[]) => grey([1, 2, 3, 4], { columns: 1, frames: 4, elements });
  const times = async (elements: readonly ElementInput[], frames = [0, 1, 2, 3]) =>
    readGif(await render(cine(elements), { frames, mediaType: 'image/gif' })).timesMs;

  it('runs as fast as its file says, by rate, by time or frame by frame, and ten times a second otherwise', async () => {
    expect(await times([])).toEqual([100, 100, 100, 100]);
    expect(await times([element('CineRate', '25')])).toEqual([40, 40, 40, 40]);
    expect(await times([element('FrameTime', '50')])).toEqual([50, 50, 50, 50]);
    expect(await times([element('FrameTimeVector', ['0', '20', '40', '60'])])).toEqual([20, 40, 60, 60]);
    expect(await times([element('FrameTime', '-1')])).toEqual([100, 100, 100, 100]);
  });

  it('of some of its frames takes as long as one of all', async () => {
    expect(await times([element('FrameTime', '50')], [0, 2])).toEqual([100, 100]);
    expect(await times([element('FrameTime', '50')], [3, 0])).toEqual([50, 50]);
  });
});
