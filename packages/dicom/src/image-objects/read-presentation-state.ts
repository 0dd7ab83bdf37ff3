// Reads grayscale and colour softcopy presentation states (PS3.3 A.33.1 and A.33.2): how somebody wants images of a study to be seen.
import type { DataSet } from '../data-set/data-set.ts';
import { firstNumber, firstString, numbers, sequence } from '../data-set/values.ts';
import { tags } from '../dictionary/attributes.generated.ts';
import { type FrameReference, readReferences, readSeriesReferences } from './referenced-frames.ts';

/** In `pixel` units columns and rows from the corner of the first pixel, in `display` units parts of the displayed area (PS3.3 C.10.5.1.2). */
export interface PlacedPoints {
  readonly units: 'pixel' | 'display';
  readonly points: readonly (readonly [number, number])[];
}
/** A line or outline (PS3.3 C.10.5.1.2). */
export interface GraphicObject extends PlacedPoints {
  readonly type: 'POINT' | 'POLYLINE' | 'INTERPOLATED' | 'CIRCLE' | 'ELLIPSE';
  readonly isFilled: boolean;
}
/** A text (PS3.3 C.10.5.1.1): inside a box, or at a point. */
export interface TextObject extends PlacedPoints {
  readonly text: string;
  readonly isBox: boolean;
}
/** What is drawn on some images. */
export interface GraphicAnnotation {
  /** None: on every image that the state refers to. */
  readonly images: readonly FrameReference[];
  readonly graphics: readonly GraphicObject[];
  readonly texts: readonly TextObject[];
}
/** A window for some images (PS3.3 C.11.8). */
export interface StateWindow {
  readonly images: readonly FrameReference[];
  readonly center: number;
  readonly width: number;
}
/** The part of an image that is to fill the screen (PS3.3 C.10.4): corners from 1, each within what is seen. */
export interface DisplayedArea {
  readonly images: readonly FrameReference[];
  readonly topLeft: readonly [number, number];
  readonly bottomRight: readonly [number, number];
}
/** What is left open of an image (PS3.3 C.7.6.11); columns and rows from 1. */
export type Shutter =
  | {
      readonly shape: 'rectangle';
      readonly left: number;
      readonly right: number;
      readonly upper: number;
      readonly lower: number;
    }
  | { readonly shape: 'circle'; readonly column: number; readonly row: number; readonly radius: number }
  | { readonly shape: 'polygon'; readonly points: readonly (readonly [number, number])[] };

/** What a state says and a viewer of windows, areas, shutters and graphics cannot do. */
export const unsupportedStates = [
  'modalityLut',
  'voiLut',
  'presentationLut',
  'bitmapShutter',
  'overlays',
  'compoundGraphics',
  'subtraction',
  'trueSize',
  'colourProfile',
] as const;
export type UnsupportedState = (typeof unsupportedStates)[number];

/** A presentation state. */
export interface PresentationState {
  readonly label: string;
  readonly description: string;
  readonly images: readonly FrameReference[];
  readonly windows: readonly StateWindow[];
  readonly areas: readonly DisplayedArea[];
  /** Clockwise; the flip comes after it (PS3.3 C.10.6). */
  readonly rotation: 0 | 90 | 180 | 270;
  readonly isFlipped: boolean;
  readonly isInverse: boolean;
  readonly shutters: readonly Shutter[];
  /** Of what is shut away, from 0 to 1. */
  readonly shutterGrey: number;
  readonly annotations: readonly GraphicAnnotation[];
  readonly unsupported: readonly UnsupportedState[];
}

/** SOP classes of grayscale and of colour softcopy presentation states (PS3.4 B.5): the latter have no windows and no tables. */
export const presentationStateSopClasses = [
  '1.2.840.10008.5.1.4.1.1.11.1',
  '1.2.840.10008.5.1.4.1.1.11.2',
] as const;

/** More is drawn by no person, and covers the image. */
const itemsMax = 2000;
const pointsMax = 20_000;
const textMax = 2000;

/** What a data set says; undefined when it is no grayscale or colour softcopy presentation state. Throws nothing: what makes no sense is left out. */
export function readPresentationState(dataSet: DataSet): PresentationState | undefined {
  const sopClass = firstString(dataSet, tags.SOPClassUID);
  if (!presentationStateSopClasses.some((one) => one === sopClass)) return undefined;
  const rotation = firstNumber(dataSet, tags.ImageRotation) ?? 0;
  return {
    label: (firstString(dataSet, tags.ContentLabel) ?? '').slice(0, textMax),
    description: (firstString(dataSet, tags.ContentDescription) ?? '').slice(0, textMax),
    images: readSeriesReferences(dataSet),
    windows: itemsOf(dataSet, tags.SoftcopyVOILUTSequence).flatMap(windowOf),
    areas: itemsOf(dataSet, tags.DisplayedAreaSelectionSequence).flatMap(areaOf),
    rotation: rotation === 90 || rotation === 180 || rotation === 270 ? rotation : 0,
    isFlipped: firstString(dataSet, tags.ImageHorizontalFlip) === 'Y',
    isInverse: firstString(dataSet, tags.PresentationLUTShape) === 'INVERSE',
    shutters: shuttersOf(dataSet),
    shutterGrey: Math.min(
      1,
      Math.max(0, (firstNumber(dataSet, tags.ShutterPresentationValue) ?? 0) / 65_535),
    ),
    annotations: itemsOf(dataSet, tags.GraphicAnnotationSequence).map(annotationOf),
    unsupported: unsupportedOf(dataSet),
  };
}

function itemsOf(dataSet: DataSet, tag: number): readonly DataSet[] {
  return sequence(dataSet, tag).slice(0, itemsMax);
}

function imagesOf(item: DataSet): FrameReference[] {
  return readReferences(sequence(item, tags.ReferencedImageSequence));
}

function windowOf(item: DataSet): StateWindow[] {
  const center = firstNumber(item, tags.WindowCenter);
  const width = firstNumber(item, tags.WindowWidth);
  if (center === undefined || width === undefined || !(width > 0)) return [];
  return [{ images: imagesOf(item), center, width }];
}

function areaOf(item: DataSet): DisplayedArea[] {
  const [topLeft] = pairsOf(numbers(item, tags.DisplayedAreaTopLeftHandCorner));
  const [bottomRight] = pairsOf(numbers(item, tags.DisplayedAreaBottomRightHandCorner));
  if (topLeft === undefined || bottomRight === undefined) return [];
  return [{ images: imagesOf(item), topLeft, bottomRight }];
}

function shuttersOf(dataSet: DataSet): Shutter[] {
  const left = firstNumber(dataSet, tags.ShutterLeftVerticalEdge);
  const right = firstNumber(dataSet, tags.ShutterRightVerticalEdge);
  const upper = firstNumber(dataSet, tags.ShutterUpperHorizontalEdge);
  const lower = firstNumber(dataSet, tags.ShutterLowerHorizontalEdge);
  // Rows stand before columns here (PS3.3 C.7.6.11).
  const [row, column] = numbers(dataSet, tags.CenterOfCircularShutter);
  const radius = firstNumber(dataSet, tags.RadiusOfCircularShutter);
  const vertices = pairsOf(numbers(dataSet, tags.VerticesOfThePolygonalShutter));
  const shutters: Shutter[] = [];
  if (left !== undefined && right !== undefined && upper !== undefined && lower !== undefined)
    shutters.push({ shape: 'rectangle', left, right, upper, lower });
  if (row !== undefined && column !== undefined && radius !== undefined && radius > 0)
    shutters.push({ shape: 'circle', row, column, radius });
  if (vertices.length > 2)
    shutters.push({ shape: 'polygon', points: vertices.map(([first, second]) => [second, first] as const) });
  return shutters;
}

function annotationOf(item: DataSet): GraphicAnnotation {
  return {
    images: imagesOf(item),
    graphics: itemsOf(item, tags.GraphicObjectSequence).flatMap(graphicOf),
    texts: itemsOf(item, tags.TextObjectSequence).flatMap(textOf),
  };
}

const graphicTypes = ['POINT', 'POLYLINE', 'INTERPOLATED', 'CIRCLE', 'ELLIPSE'] as const;
/** The fewest points that make one. */
const pointsMin = { POINT: 1, POLYLINE: 2, INTERPOLATED: 2, CIRCLE: 2, ELLIPSE: 4 } as const;

function graphicOf(item: DataSet): GraphicObject[] {
  const type = graphicTypes.find((one) => one === firstString(item, tags.GraphicType));
  const points = pairsOf(numbers(item, tags.GraphicData));
  if (type === undefined || points.length < pointsMin[type]) return [];
  const isFilled = firstString(item, tags.GraphicFilled) === 'Y';
  return [{ type, points, isFilled, units: unitsOf(firstString(item, tags.GraphicAnnotationUnits)) }];
}

function textOf(item: DataSet): TextObject[] {
  const text = (firstString(item, tags.UnformattedTextValue) ?? '').slice(0, textMax);
  const box = [
    ...pairsOf(numbers(item, tags.BoundingBoxTopLeftHandCorner)),
    ...pairsOf(numbers(item, tags.BoundingBoxBottomRightHandCorner)),
  ];
  const anchor = pairsOf(numbers(item, tags.AnchorPoint));
  if (text === '' || (box.length < 2 && anchor.length === 0)) return [];
  return box.length === 2
    ? [{ text, isBox: true, points: box, units: unitsOf(firstString(item, tags.BoundingBoxAnnotationUnits)) }]
    : [
        {
          text,
          isBox: false,
          points: anchor,
          units: unitsOf(firstString(item, tags.AnchorPointAnnotationUnits)),
        },
      ];
}

function unitsOf(text: string | undefined): 'pixel' | 'display' {
  return text === 'DISPLAY' ? 'display' : 'pixel';
}

function pairsOf(values: readonly number[]): (readonly [number, number])[] {
  const pairs: (readonly [number, number])[] = [];
  for (let at = 0; at + 1 < values.length && pairs.length < pointsMax; at += 2) {
    const [first, second] = [values[at] ?? 0, values[at + 1] ?? 0];
    if (Number.isFinite(first) && Number.isFinite(second)) pairs.push([first, second]);
  }
  return pairs;
}

function unsupportedOf(dataSet: DataSet): UnsupportedState[] {
  const has = (tag: number) => sequence(dataSet, tag).length > 0;
  const found: readonly (readonly [UnsupportedState, boolean])[] = [
    ['modalityLut', has(tags.ModalityLUTSequence)],
    [
      'voiLut',
      itemsOf(dataSet, tags.SoftcopyVOILUTSequence).some(
        (item) => sequence(item, tags.VOILUTSequence).length > 0,
      ),
    ],
    ['presentationLut', has(tags.PresentationLUTSequence)],
    ['bitmapShutter', (firstString(dataSet, tags.ShutterShape) ?? '').includes('BITMAP')],
    // Overlay planes are in groups from 6000 to 60FF (PS3.3 C.9.2).
    ['overlays', [...dataSet.elements.keys()].some((tag) => tag >= 0x6000_0000 && tag <= 0x60ff_ffff)],
    ['compoundGraphics', itemsOf(dataSet, tags.GraphicAnnotationSequence).some(hasCompoundsAlone)],
    ['subtraction', has(tags.MaskSubtractionSequence)],
    [
      'trueSize',
      itemsOf(dataSet, tags.DisplayedAreaSelectionSequence).some((item) =>
        ['TRUE SIZE', 'MAGNIFY'].includes(firstString(item, tags.PresentationSizeMode) ?? ''),
      ),
    ],
    ['colourProfile', dataSet.elements.has(tags.ICCProfile)],
  ];
  return found.filter(([, isThere]) => isThere).map(([name]) => name);
}

/** Plain graphics and texts with the same Compound Graphic Instance ID say the same for who draws no compounds (PS3.3 C.10.5.1.3). */
function hasCompoundsAlone(item: DataSet): boolean {
  const idOf = (one: DataSet) => firstNumber(one, tags.CompoundGraphicInstanceID);
  const plain = [...itemsOf(item, tags.GraphicObjectSequence), ...itemsOf(item, tags.TextObjectSequence)].map(
    idOf,
  );
  return itemsOf(item, tags.CompoundGraphicSequence).some((compound) => {
    const id = idOf(compound);
    return id === undefined || !plain.includes(id);
  });
}
