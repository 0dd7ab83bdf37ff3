// Presentation states and structure sets: what they say comes out, what is broken is left out, and nothing throws.
import { describe, expect, it } from 'vitest';
import type { ElementInput } from '../part10/element-input.ts';
import { readHeader } from '../part10/read-header.ts';
import {
  aCtInstance,
  anItem,
  aPresentationState,
  aReferenceTo,
  aStructureSet,
  element,
  type MadeInstance,
} from '../testing/index.ts';
import { readPresentationState } from './read-presentation-state.ts';
import { readStructureSet } from './read-structure-set.ts';

const image = aCtInstance({ seed: 'objects', rows: 4, columns: 4 });
const dataSetOf = ({ bytes }: MadeInstance) => readHeader(bytes).dataSet;
const stateOf = (...elements: ElementInput[]) =>
  readPresentationState(dataSetOf(aPresentationState(image, { elements })));

describe('a presentation state', () => {
  it('tells its images, window, area, direction, shutters and annotations', () => {
    const state = stateOf(
      element('SoftcopyVOILUTSequence', [anItem({ WindowCenter: '50', WindowWidth: '350' })]),
      element('DisplayedAreaSelectionSequence', [
        anItem({ DisplayedAreaTopLeftHandCorner: [1, 1], DisplayedAreaBottomRightHandCorner: [4, 2] }),
      ]),
      element('ImageRotation', 90),
      element('ImageHorizontalFlip', 'Y'),
      element('PresentationLUTShape', 'INVERSE'),
      element('ShutterShape', ['RECTANGULAR', 'CIRCULAR', 'POLYGONAL']),
      element('ShutterLeftVerticalEdge', '1'),
      element('ShutterRightVerticalEdge', '3'),
      element('ShutterUpperHorizontalEdge', '2'),
      element('ShutterLowerHorizontalEdge', '4'),
      element('CenterOfCircularShutter', ['2', '3']),
      element('RadiusOfCircularShutter', '1'),
      element('VerticesOfThePolygonalShutter', ['1', '2', '3', '4', '2', '1']),
      element('ShutterPresentationValue', 65_535),
      element('GraphicAnnotationSequence', [
        anItem({
          ReferencedImageSequence: [aReferenceTo(image)],
          GraphicObjectSequence: [
            anItem({
              GraphicType: 'POLYLINE',
              GraphicData: [0, 0, 4, 4],
              GraphicAnnotationUnits: 'PIXEL',
              GraphicFilled: 'N',
            }),
          ],
          TextObjectSequence: [
            anItem({
              UnformattedTextValue: 'Nodule',
              AnchorPoint: [0.5, 0.25],
              AnchorPointAnnotationUnits: 'DISPLAY',
            }),
          ],
        }),
      ]),
    );
    const images = [{ sopInstanceUid: image.sopInstanceUid, frames: [] }];
    expect(state).toEqual({
      label: 'STATE',
      description: '',
      images,
      modality: { slope: 1, intercept: 0, table: undefined },
      windows: [{ images: [], center: 50, width: 350, voiFunction: 'LINEAR' }],
      voiTables: [],
      presentationTable: undefined,
      areas: [{ images: [], topLeft: [1, 1], bottomRight: [4, 2] }],
      rotation: 90,
      isFlipped: true,
      isInverse: true,
      shutters: [
        { shape: 'rectangle', left: 1, right: 3, upper: 2, lower: 4 },
        { shape: 'circle', row: 2, column: 3, radius: 1 },
        {
          shape: 'polygon',
          points: [
            [2, 1],
            [4, 3],
            [1, 2],
          ],
        },
      ],
      shutterColour: [255, 255, 255],
      overlays: { shown: [], shutter: undefined, isPlaneLost: false, isShutterLost: false },
      annotations: [
        {
          images,
          colour: undefined,
          graphics: [
            {
              type: 'POLYLINE',
              isFilled: false,
              units: 'pixel',
              points: [
                [0, 0],
                [4, 4],
              ],
            },
          ],
          texts: [{ text: 'Nodule', isBox: false, units: 'display', points: [[0.5, 0.25]] }],
        },
      ],
      unsupported: [],
    });
  });

  it('says what of it is not supported', () => {
    const state = stateOf(
      element('ModalityLUTSequence', [anItem({ ModalityLUTType: 'US' })]),
      element('ShutterShape', 'BITMAP'),
      element('DisplayedAreaSelectionSequence', [anItem({ PresentationSizeMode: 'TRUE SIZE' })]),
      element('GraphicAnnotationSequence', [anItem({ CompoundGraphicSequence: [anItem({})] })]),
    );
    expect(state?.unsupported).toEqual(['modalityLut', 'bitmapShutter', 'compoundGraphics', 'trueSize']);
  });

  it('is one of colour too, whose colours are shown as they are', () => {
    const state = stateOf(
      element('SOPClassUID', '1.2.840.10008.5.1.4.1.1.11.2'),
      element('ImageRotation', 180),
      element('ICCProfile', new Uint8Array(4)),
    );
    expect(state).toMatchObject({ rotation: 180, windows: [], unsupported: ['colourProfile'] });
    expect(stateOf(element('SOPClassUID', '1.2.840.10008.5.1.4.1.1.11.3'))).toBeUndefined();
  });

  it('draws the plain graphics that say the same as a compound', () => {
    const compound = [anItem({ CompoundGraphicInstanceID: 7 })];
    const annotation = (id: number) =>
      element('GraphicAnnotationSequence', [
        anItem({
          CompoundGraphicSequence: compound,
          GraphicObjectSequence: [
            anItem({
              GraphicType: 'POLYLINE',
              GraphicData: [0, 0, 4, 4],
              GraphicAnnotationUnits: 'PIXEL',
              CompoundGraphicInstanceID: id,
            }),
          ],
        }),
      ]);
    expect(stateOf(annotation(7))).toMatchObject({
      unsupported: [],
      annotations: [{ graphics: [{ type: 'POLYLINE' }] }],
    });
    expect(stateOf(annotation(8))?.unsupported).toEqual(['compoundGraphics']);
  });

  it('leaves out what makes no sense', () => {
    const state = stateOf(
      element('SoftcopyVOILUTSequence', [anItem({ WindowCenter: '50', WindowWidth: '0' }), anItem({})]),
      element('DisplayedAreaSelectionSequence', [anItem({ DisplayedAreaTopLeftHandCorner: [1] })]),
      element('ImageRotation', 45),
      element('RadiusOfCircularShutter', '-1'),
      element('GraphicAnnotationSequence', [
        anItem({
          GraphicObjectSequence: [
            anItem({ GraphicType: 'STAR', GraphicData: [0, 0] }),
            anItem({ GraphicType: 'ELLIPSE', GraphicData: [0, 0] }),
          ],
          TextObjectSequence: [anItem({ UnformattedTextValue: 'nowhere' })],
        }),
      ]),
    );
    expect(state).toMatchObject({ windows: [], areas: [], rotation: 0, shutters: [] });
    expect(state?.annotations).toEqual([{ images: [], colour: undefined, graphics: [], texts: [] }]);
    expect(readPresentationState(dataSetOf(image))).toBeUndefined();
  });
});

describe('a structure set', () => {
  const square = [0, 0, 5, 10, 0, 5, 10, 10, 5];
  it('gives names, colours and outlines in the patient', () => {
    const made = aStructureSet(image, {
      structures: [{ name: 'PTV', colour: [255, 0, 0], contours: [square] }],
    });
    const [structure] = readStructureSet(dataSetOf(made))?.structures ?? [];
    expect(structure).toMatchObject({ number: 1, name: 'PTV', colour: [255, 0, 0] });
    expect(structure?.frameOfReferenceUid).toMatch(/^[\d.]+$/);
    expect(structure?.contours).toEqual([
      {
        isClosed: true,
        images: [],
        points: [
          [0, 0, 5],
          [10, 0, 5],
          [10, 10, 5],
        ],
      },
    ]);
  });

  it('leaves out outlines whose numbers are not whole', () => {
    const made = aStructureSet(image, {
      structures: [{ name: 'PTV', colour: [255, 0, 0], contours: [square.slice(1), [], square] }],
    });
    expect(readStructureSet(dataSetOf(made))?.structures[0]?.contours).toHaveLength(1);
    expect(readStructureSet(dataSetOf(image))).toBeUndefined();
  });
});
