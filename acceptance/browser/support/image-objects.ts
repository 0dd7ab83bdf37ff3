// Objects about one image, for the viewer's tests: a segment of its left half, a square outline, two presentation states, a letter.
import { tags } from '@lumenbox/dicom';
import {
  anItem,
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

/** Rows and columns change places, the first eight columns are shut away, a disc and a text are drawn. */
function aTurnedState(image: MadeInstance): MadeInstance {
  return aPresentationState(image, {
    ...phantom,
    seriesDescription: 'For the meeting',
    elements: [
      element('ContentLabel', 'TURNED'),
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

/** The middle quarter of the image, and a table that is not supported. */
function aNearerState(image: MadeInstance): MadeInstance {
  return aPresentationState(image, {
    ...phantom,
    instanceNumber: 2,
    seriesDescription: 'For the meeting',
    elements: [
      element('ContentLabel', 'NEARER'),
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
