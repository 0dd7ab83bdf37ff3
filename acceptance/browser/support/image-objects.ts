// Objects about one image, for the viewer's tests: a segment of its left half, a square outline, three presentation states, a letter.
import { tags } from '@lumenbox/dicom';
import {
  aLookupTable,
  anItem,
  anOverlay,
  aPdfInstance,
  aPresentationState,
  aSegmentation,
  aStructureSet,
  element,
  type MadeInstance,
} from '@lumenbox/dicom/testing';
import { phantom } from './phantom-patient.ts';

interface Size {
  readonly rows: number;
  readonly columns: number;
}

/** The objects. The image is a slice of the phantom's. */
export function objectsAbout(image: MadeInstance, size: Size): readonly MadeInstance[] {
  const { studyInstanceUid } = image;
  return [
    leftHalf(image, size),
    aSquare(image),
    aTurnedState(image),
    aNearerState(image),
    aStateOfTables(image, size),
    aPdfInstance({ ...phantom, studyInstanceUid, title: 'Letter' }),
  ];
}

/** A segment, in red. */
function leftHalf(image: MadeInstance, { rows, columns }: Size): MadeInstance {
  const pixels = Uint8Array.from({ length: rows * columns }, (_, at) => (at % columns < columns / 2 ? 1 : 0));
  return aSegmentation(image, {
    ...phantom,
    seriesDescription: 'Organs',
    segments: [{ label: 'Liver', cielab: [34_873, 53_481, 50_166], pixels }],
  });
}

/** A structure, in green. */
function aSquare(image: MadeInstance): MadeInstance {
  const corners = [
    [16, 16],
    [48, 16],
    [48, 48],
    [16, 48],
  ] as const;
  const contours = [corners.flatMap((corner) => inPatient(image, corner))];
  return aStructureSet(image, {
    ...phantom,
    seriesDescription: 'Plan',
    structures: [{ name: 'PTV', colour: [0, 255, 0], contours }],
  });
}

/** Columns and rows of an axial image, in the patient. */
function inPatient({ elements }: MadeInstance, [column, row]: readonly [number, number]): number[] {
  const numbersOf = (tag: number) => {
    const found = elements.find((one) => one.tag === tag);
    return ((found?.value ?? []) as readonly string[]).map(Number);
  };
  const [x = 0, y = 0, z = 0] = numbersOf(tags.ImagePositionPatient);
  const [spacing = 1] = numbersOf(tags.PixelSpacing);
  return [x + (column - 0.5) * spacing, y + (row - 0.5) * spacing, z];
}

/** A plane of an image itself, of four by four bits: only a state that names its group shows it. */
export const planeOfImages = anOverlay(0x6004, {
  rows: 4,
  columns: 4,
  origin: [21, 53],
  bits: Array(16).fill(1),
});

/** Without it the windows of a state would be of stored values. */
const hounsfield = element('RescaleIntercept', '-1024');

/** Rows and columns change places, the first eight columns are shut away, a disc and a text are drawn. */
function aTurnedState(image: MadeInstance): MadeInstance {
  return aPresentationState(image, {
    ...phantom,
    seriesDescription: 'For the meeting',
    elements: [
      element('ContentLabel', 'TURNED'),
      hounsfield,
      element('SoftcopyVOILUTSequence', [anItem({ WindowCenter: '100', WindowWidth: '800' })]),
      element('ImageRotation', 90),
      element('ImageHorizontalFlip', 'Y'),
      element('ShutterShape', 'RECTANGULAR'),
      element('ShutterLeftVerticalEdge', '9'),
      element('ShutterRightVerticalEdge', '64'),
      element('ShutterUpperHorizontalEdge', '1'),
      element('ShutterLowerHorizontalEdge', '64'),
      element('GraphicAnnotationSequence', [
        anItem({
          GraphicLayer: 'ONE',
          GraphicObjectSequence: [
            anItem({
              GraphicAnnotationUnits: 'PIXEL',
              GraphicDimensions: 2,
              NumberOfGraphicPoints: 2,
              GraphicData: [20, 40, 24, 40],
              GraphicType: 'CIRCLE',
              GraphicFilled: 'Y',
            }),
          ],
          TextObjectSequence: [
            anItem({
              UnformattedTextValue: 'Look here',
              AnchorPoint: [30, 30],
              AnchorPointAnnotationUnits: 'PIXEL',
              AnchorPointVisibility: 'N',
            }),
          ],
        }),
      ]),
    ],
  });
}

/** The middle quarter of the image, and a table that is not all there. */
function aNearerState(image: MadeInstance): MadeInstance {
  return aPresentationState(image, {
    ...phantom,
    instanceNumber: 2,
    seriesDescription: 'For the meeting',
    elements: [
      element('ContentLabel', 'NEARER'),
      hounsfield,
      element('SoftcopyVOILUTSequence', [anItem({ WindowCenter: '40', WindowWidth: '400' })]),
      element('DisplayedAreaSelectionSequence', [
        anItem({
          DisplayedAreaTopLeftHandCorner: [17, 17],
          DisplayedAreaBottomRightHandCorner: [48, 48],
          PresentationSizeMode: 'SCALE TO FIT',
        }),
      ]),
      element('ModalityLUTSequence', [anItem({ ModalityLUTType: 'US' })]),
    ],
  });
}

/** The tables of a state: half of the stored value; a curve of what lies from 20 to 619; and steps of a presentation. */
const tables = {
  modality: Array.from({ length: 4096 }, (_, stored) => stored >> 1),
  voi: { first: 20, entries: Array.from({ length: 600 }, (_, at) => Math.round(4095 * Math.sqrt(at / 599))) },
  presentation: Array.from({ length: 256 }, (_, at) => 257 * (255 - (at & 0xf8))),
};

/** The grey that the tables make of a stored value, table after table. */
export function greyByTables(stored: number): number {
  const { modality, voi } = tables;
  const seen = voi.entries[Math.min(599, Math.max(0, (modality[stored] ?? 0) - voi.first))] ?? 0;
  return greyByPresentation(seen / 4095);
}

/** The grey that the last table alone makes of a part of what is to be seen. */
export function greyByPresentation(part: number): number {
  return (tables.presentation[Math.round(255 * part)] ?? 0) / 257;
}

/** All three tables; its first eight columns are shut by bits, and squares of a plane of its own and of one of the image are drawn in their layer's red. */
function aStateOfTables(image: MadeInstance, { rows, columns }: Size): MadeInstance {
  const bitsWhere = (isSet: (column: number, row: number) => boolean) =>
    Array.from({ length: rows * columns }, (_, at) =>
      isSet(at % columns, Math.floor(at / columns)) ? 1 : 0,
    );
  return aPresentationState(image, {
    ...phantom,
    instanceNumber: 3,
    seriesDescription: 'For the meeting',
    omit: [tags.PresentationLUTShape],
    elements: [
      element('ContentLabel', 'TABLES'),
      element('ModalityLUTSequence', [aLookupTable(tables.modality)]),
      element('SoftcopyVOILUTSequence', [
        [
          element('VOILUTSequence', [
            aLookupTable(tables.voi.entries, { first: tables.voi.first, bits: 12 }),
          ]),
        ],
      ]),
      element('PresentationLUTSequence', [aLookupTable(tables.presentation)]),
      element('ShutterShape', 'BITMAP'),
      element('ShutterOverlayGroup', 0x6002),
      element('ShutterPresentationValue', 13_107),
      element('GraphicLayerSequence', [
        anItem({
          GraphicLayer: 'PLANE',
          GraphicLayerOrder: 1,
          GraphicLayerRecommendedDisplayCIELabValue: [34_873, 53_481, 50_166],
        }),
      ]),
      ...anOverlay(0x6000, {
        rows: 8,
        columns: 8,
        origin: [41, 41],
        bits: Array(64).fill(1),
        layer: 'PLANE',
      }),
      ...anOverlay(0x6002, { rows, columns, bits: bitsWhere((column) => column < 8) }),
      { tag: 0x6004_1001, vr: 'CS', value: 'PLANE' },
    ],
  });
}
