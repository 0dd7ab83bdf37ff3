// What presentation states say of greys and of planes of bits: tables, layers, shutters; and what is said of those that are broken.
import { describe, expect, it } from 'vitest';
import type { ElementInput } from '../part10/element-input.ts';
import { readHeader } from '../part10/read-header.ts';
import {
  aCtInstance,
  aLookupTable,
  anItem,
  anOverlay,
  aPresentationState,
  aReferenceTo,
  element,
} from '../testing/index.ts';
import { readPresentationState } from './read-presentation-state.ts';

const image = aCtInstance({ seed: 'greys', rows: 4, columns: 4 });
const stateOf = (...elements: ElementInput[]) => {
  const state = readPresentationState(readHeader(aPresentationState(image, { elements }).bytes).dataSet);
  if (state === undefined) throw new Error('A state was made.');
  return state;
};

describe('the greys of a presentation state', () => {
  it('are those of its tables, of the modality, of the values of interest and of the presentation', () => {
    const state = stateOf(
      element('ModalityLUTSequence', [aLookupTable([0, 500, 1000], { first: -1 })]),
      element('SoftcopyVOILUTSequence', [
        [
          element('ReferencedImageSequence', [aReferenceTo(image)]),
          element('VOILUTSequence', [aLookupTable([0, 4095], { first: 40, bits: 12 })]),
        ],
      ]),
      element('PresentationLUTSequence', [aLookupTable([0, 60_000])]),
    );
    expect(state).toMatchObject({
      modality: { table: { first: -1, bits: 16, entries: Uint16Array.of(0, 500, 1000) } },
      windows: [],
      voiTables: [
        {
          images: [{ sopInstanceUid: image.sopInstanceUid, frames: [] }],
          table: { first: 40, bits: 12, entries: Uint16Array.of(0, 4095) },
        },
      ],
      presentationTable: { first: 0, entries: Uint16Array.of(0, 60_000) },
      unsupported: [],
    });
  });

  it('are those of a line and a window, of whatever function; the window goes before a table for the same', () => {
    const state = stateOf(
      element('RescaleSlope', '2'),
      element('RescaleIntercept', '-1024'),
      element('SoftcopyVOILUTSequence', [
        [
          ...anItem({ WindowCenter: '50', WindowWidth: '350', VOILUTFunction: 'SIGMOID' }),
          element('VOILUTSequence', [aLookupTable([0, 1])]),
        ],
      ]),
    );
    expect(state).toMatchObject({
      modality: { slope: 2, intercept: -1024, table: undefined },
      windows: [{ center: 50, width: 350, voiFunction: 'SIGMOID' }],
      voiTables: [],
    });
  });

  it('are said to be incomplete where a table is shorter than it says', () => {
    const broken = () => [anItem({ LUTDescriptor: [4, 0, 16], LUTData: [1, 2] })];
    const state = stateOf(
      element('ModalityLUTSequence', broken()),
      element('SoftcopyVOILUTSequence', [[element('VOILUTSequence', broken())]]),
      element('PresentationLUTSequence', broken()),
    );
    expect(state.unsupported).toEqual(['modalityLut', 'voiLut', 'presentationLut']);
    expect(state).toMatchObject({ modality: { table: undefined }, voiTables: [] });
    expect(state.presentationTable).toBeUndefined();
  });
});

describe('the planes of a presentation state', () => {
  const layers = element('GraphicLayerSequence', [
    anItem({
      GraphicLayer: 'UPPER',
      GraphicLayerOrder: 2,
      GraphicLayerRecommendedDisplayCIELabValue: [65_535, 32_896, 32_896],
    }),
    anItem({
      GraphicLayer: 'LOWER',
      GraphicLayerOrder: 1,
      GraphicLayerRecommendedDisplayGrayscaleValue: 32_768,
    }),
  ]);
  const size = { rows: 2, columns: 3 };
  const bits = [1, 0, 1, 0, 1, 1];

  it('are those that a layer shows, the lowest first, in its colour', () => {
    const { overlays, unsupported } = stateOf(
      layers,
      ...anOverlay(0x6000, { ...size, bits, layer: 'UPPER', origin: [2, 1] }),
      ...anOverlay(0x6002, { ...size, bits, layer: 'LOWER' }),
      ...anOverlay(0x6004, { ...size, bits }),
      ...anOverlay(0x601e, { ...size, bits, layer: 'NONE' }),
    );
    expect(overlays.shown.map(({ group, colour }) => [group, colour])).toEqual([
      [0x601e, undefined],
      [0x6002, [128, 128, 128]],
      [0x6000, [255, 255, 255]],
    ]);
    expect(overlays.shown[2]?.plane).toEqual({
      ...size,
      origin: [2, 1],
      bits: Uint8Array.from(bits),
    });
    expect(unsupported).toEqual([]);
  });

  it('are shutters too, of a grey or a colour', () => {
    const { overlays, shutterColour, unsupported } = stateOf(
      element('ShutterShape', ['RECTANGULAR', 'BITMAP']),
      element('ShutterOverlayGroup', 0x6002),
      element('ShutterPresentationValue', 13_107),
      ...anOverlay(0x6002, { ...size, bits }),
    );
    expect(overlays).toMatchObject({ shown: [], shutter: { ...size, bits: Uint8Array.from(bits) } });
    expect([shutterColour, unsupported]).toEqual([[51, 51, 51], []]);
    expect(
      stateOf(element('ShutterPresentationColorCIELabValue', [65_535, 32_896, 32_896])).shutterColour,
    ).toEqual([255, 255, 255]);
  });

  it('may be those of the image, where the state only says their layer', () => {
    const [activation] = anOverlay(0x6000, { ...size, bits, layer: 'UPPER' }).filter(
      ({ tag }) => tag === 0x6000_1001,
    );
    if (activation === undefined) throw new Error('The plane has a layer.');
    const { overlays, unsupported } = stateOf(layers, activation);
    expect(overlays.shown).toEqual([{ group: 0x6000, plane: undefined, colour: [255, 255, 255] }]);
    expect(unsupported).toEqual([]);
  });

  it('are said to be missing where their bits are not all there', () => {
    const large = anOverlay(0x6000, { rows: 200, columns: 200, bits, layer: 'UPPER' });
    const shutter = [element('ShutterShape', 'BITMAP'), element('ShutterOverlayGroup', 0x6000)];
    expect(stateOf(layers, ...shutter, ...large).unsupported).toEqual(['bitmapShutter', 'overlays']);
    expect(stateOf(...shutter).unsupported).toEqual(['bitmapShutter']);
  });

  it('give their layer’s colour to graphics, too', () => {
    const annotations = ['UPPER', 'LOWER', 'NONE'].map((name) => anItem({ GraphicLayer: name }));
    const state = stateOf(layers, element('GraphicAnnotationSequence', annotations));
    expect(state.annotations.map(({ colour }) => colour)).toEqual([
      [255, 255, 255],
      [128, 128, 128],
      undefined,
    ]);
  });
});
