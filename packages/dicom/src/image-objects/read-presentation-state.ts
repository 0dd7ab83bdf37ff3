// Reads grayscale and colour softcopy presentation states (PS3.3 A.33.1 and A.33.2): how somebody wants images of a study to be seen.
import type { DataSet } from '../data-set/data-set.ts';
import { firstNumber, firstString, numbers, sequence } from '../data-set/values.ts';
import { tags } from '../dictionary/attributes.generated.ts';
import { type GraphicLayer, readLayers, readOverlays, type StateOverlays } from './read-overlays.ts';
import { readStateGreys, type StateGreys } from './read-state-greys.ts';
import {
  type Colour,
  colourOfCielab,
  type FrameReference,
  readReferences,
  readSeriesReferences,
} from './referenced-frames.ts';

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
  /** Of its layer; undefined where that recommends none. */
  readonly colour: Colour | undefined;
  readonly graphics: readonly GraphicObject[];
  readonly texts: readonly TextObject[];
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

/** What a state says and is not shown: tables, shutters and planes where their numbers or bits are not all there. */
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
export interface PresentationState extends StateGreys {
  readonly label: string;
  readonly description: string;
  readonly images: readonly FrameReference[];
  readonly areas: readonly DisplayedArea[];
  /** Clockwise; the flip comes after it (PS3.3 C.10.6). */
  readonly rotation: 0 | 90 | 180 | 270;
  readonly isFlipped: boolean;
  readonly shutters: readonly Shutter[];
  /** What is shut away is seen as this. */
  readonly shutterColour: Colour;
  readonly overlays: StateOverlays;
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
  const { greys, broken } = readStateGreys(dataSet);
  const layers = readLayers(dataSet);
  const overlays = readOverlays(dataSet, layers);
  return {
    ...greys,
    label: (firstString(dataSet, tags.ContentLabel) ?? '').slice(0, textMax),
    description: (firstString(dataSet, tags.ContentDescription) ?? '').slice(0, textMax),
    images: readSeriesReferences(dataSet),
    areas: itemsOf(dataSet, tags.DisplayedAreaSelectionSequence).flatMap(areaOf),
    rotation: rotation === 90 || rotation === 180 || rotation === 270 ? rotation : 0,
    isFlipped: firstString(dataSet, tags.ImageHorizontalFlip) === 'Y',
    shutters: shuttersOf(dataSet),
    shutterColour: shutterColourOf(dataSet),
    overlays,
    annotations: itemsOf(dataSet, tags.GraphicAnnotationSequence).map((item) => annotationOf(item, layers)),
    unsupported: unsupportedOf(dataSet, {
      ...broken,
      bitmapShutter: overlays.isShutterLost,
      overlays: overlays.isPlaneLost,
    }),
  };
}

function itemsOf(dataSet: DataSet, tag: number): readonly DataSet[] {
  return sequence(dataSet, tag).slice(0, itemsMax);
}

function imagesOf(item: DataSet): FrameReference[] {
  return readReferences(sequence(item, tags.ReferencedImageSequence));
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

/** A colour goes before a grey, which is a P-Value of 16 bits (PS3.3 C.7.6.11). */
function shutterColourOf(dataSet: DataSet): Colour {
  const grey = (firstNumber(dataSet, tags.ShutterPresentationValue) ?? 0) / 65_535;
  const part = Math.round(255 * Math.min(1, Math.max(0, grey)));
  return colourOfCielab(dataSet, tags.ShutterPresentationColorCIELabValue) ?? [part, part, part];
}

function annotationOf(item: DataSet, layers: readonly GraphicLayer[]): GraphicAnnotation {
  const layer = firstString(item, tags.GraphicLayer);
  return {
    images: imagesOf(item),
    colour: layers.find(({ name }) => name === layer)?.colour,
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

function unsupportedOf(
  dataSet: DataSet,
  lost: Readonly<Record<(typeof unsupportedStates)[0 | 1 | 2 | 3 | 4], boolean>>,
): UnsupportedState[] {
  const found: readonly (readonly [UnsupportedState, boolean])[] = [
    ...(Object.entries(lost) as [UnsupportedState, boolean][]),
    ['compoundGraphics', itemsOf(dataSet, tags.GraphicAnnotationSequence).some(hasCompoundsAlone)],
    ['subtraction', sequence(dataSet, tags.MaskSubtractionSequence).length > 0],
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
