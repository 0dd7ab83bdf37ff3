// What a presentation state makes of the values of an image: greys of the screen (PS3.4 N.2). Pure.
import type { LookupTable, PresentationState } from '@lumenbox/dicom';
import type { ViewedImage, Window } from '../image-facts.ts';
import { rangeOf, type WindowFunction, windowFunctionOf, windowOf } from '../windows.ts';
import { isFor } from './state-drawing.ts';

/** How a panel shows an image now. */
export interface ShownGreys {
  readonly window: Window | undefined;
  /** The highest values are black, whatever the image's photometric interpretation. */
  readonly isInverted: boolean;
}
/** The greys of a state, for one image. */
export interface StateGreyscale {
  /**
   * What the panel is set to when the state is applied, in units of the image. Another window on the screen is somebody's own: it goes
   * before the state's tables of the modality and of the values of interest.
   */
  readonly window: Window;
  /** The panel's own drawing makes the same greys of that window. */
  readonly isPlain: boolean;
  /** There is a table in the place of a window, as long as nobody chooses one. */
  isByTable(shown: ShownGreys): boolean;
  /** The panel still has what the state wants of another image, and is to be set to the window above. */
  isOfAnother(shown: ShownGreys): boolean;
  /** From 0 to 255, for values in units of the image. */
  greysOf(values: ArrayLike<number>, shown: ShownGreys): Uint8Array;
}

/** Maps a value to a part of what is to be seen, from 0 to 1. */
type Mapping = (value: number) => number;

/** Undefined for an image that has no values to map: of colours, of fractions, or of more bits than a table has entries for. */
export function greyscaleOf(state: PresentationState, image: ViewedImage): StateGreyscale | undefined {
  if (image.kind !== 'grey' || image.isFloat || image.bitsStored > bitsMax) return undefined;
  const { presentationTable } = state;
  const voi = voiOf(state, image);
  const presentation = presentationTable === undefined ? (part: number) => part : stepsOf(presentationTable);
  const isSet = ({ window }: ShownGreys) => window === undefined || isSame(window, voi.window);
  const isOfAnother = (shown: ShownGreys) =>
    !isSet(shown) && windowsOf(state, image).some((one) => shown.window && isSame(shown.window, one));
  const isOwn = (shown: ShownGreys) => !isSet(shown) && !isOfAnother(shown);
  return {
    isOfAnother,
    window: voi.window,
    isPlain: presentationTable === undefined && voi.isPlain,
    isByTable: (shown) => voi.isTable && !isOwn(shown),
    greysOf: (values, shown) => {
      const seen =
        isOwn(shown) && shown.window !== undefined
          ? windowMapping(shown.window, windowFunctionOf(image))
          : voi.partOf;
      const flip = shown.isInverted ? 255 : 0;
      return mapped(values, image, (value) => greyOf(presentation(seen(value))) ^ flip);
    },
  };
}

/** Beyond, each grey would have to be computed for itself; no modality makes such images. */
const bitsMax = 16;

interface Voi {
  readonly window: Window;
  readonly isPlain: boolean;
  readonly isTable: boolean;
  /** Of a value in units of the image. */
  readonly partOf: Mapping;
}

/** From the image's units to what is to be seen: back to the stored value, to the state's modality, through its window or table. */
function voiOf(state: PresentationState, image: ViewedImage): Voi {
  const modality = modalityOf(state, image);
  const window = state.windows.find((one) => isFor(one, state, image));
  const table = state.voiTables.find((one) => isFor(one, state, image))?.table;
  const isDrawnSo = state.modality.table === undefined && image.voiFunction !== 'SIGMOID';
  if (window !== undefined) {
    const ends = rangeOf(window);
    const seen = windowMapping(window, window.voiFunction);
    return {
      window: modality.windowFor([ends.lower, ends.upper]),
      isPlain: isDrawnSo && window.voiFunction === 'LINEAR' && modality.isRising,
      isTable: state.modality.table !== undefined,
      partOf: (value) => seen(modality.valueOf(value)),
    };
  }
  const placed = table && placedFor(table, modality.ends[0]);
  const seen = placed === undefined ? rangeMapping(...modality.ends) : partsOf(placed);
  return {
    window: modality.windowFor(placed === undefined ? modality.ends : spanOf(placed)),
    isPlain: isDrawnSo && placed === undefined && modality.isRising,
    isTable: placed !== undefined || state.modality.table !== undefined,
    partOf: (value) => seen(modality.valueOf(value)),
  };
}

/** What the panel may have been set to for any image of a state that wants several things of several images, in units of this one. */
function windowsOf(state: PresentationState, image: ViewedImage): Window[] {
  const modality = modalityOf(state, image);
  const spans = [
    ...state.windows.map((one): readonly [number, number] => {
      const { lower, upper } = rangeOf(one);
      return [lower, upper];
    }),
    ...state.voiTables.map(({ table }) => spanOf(placedFor(table, modality.ends[0]))),
    modality.ends,
  ];
  return spans.map((span) => modality.windowFor(span));
}

/** From the first value of a table to the last. */
function spanOf({ first, entries }: LookupTable): readonly [number, number] {
  return [first, first + entries.length - 1];
}

/** What a state makes of an image's stored values, and where that lies in the image's own units. */
interface Modality {
  readonly valueOf: Mapping;
  /** The smallest and the largest value that there may be. */
  readonly ends: readonly [number, number];
  /** Higher values of the image are higher ones of the state. */
  readonly isRising: boolean;
  /** The window of the image that spans values of the state. */
  windowFor(ends: readonly [number, number]): Window;
}

function modalityOf(state: PresentationState, image: ViewedImage): Modality {
  const { slope, intercept } = state.modality;
  const [low, high] = storable(image);
  const storedOf = (value: number) => Math.round((value - image.intercept) / image.slope);
  const inImage = (stored: number) => stored * image.slope + image.intercept;
  const table = state.modality.table && placedFor(state.modality.table, low);
  if (table !== undefined)
    return {
      valueOf: (value: number) => entryAt(table, storedOf(value)),
      ends: [0, 2 ** table.bits - 1],
      isRising: true,
      // Values of a table lie anywhere in the image's units: the window spans what the table is of.
      windowFor: () => windowBetween(...(spanOf(table).map(inImage) as [number, number]), image),
    };
  const [one, other] = [low * slope + intercept, high * slope + intercept];
  return {
    valueOf: (value: number) => storedOf(value) * slope + intercept,
    ends: [Math.min(one, other), Math.max(one, other)],
    isRising: slope * image.slope > 0,
    windowFor: ([from, to]) =>
      windowBetween(inImage((from - intercept) / slope), inImage((to - intercept) / slope), image),
  };
}

function windowBetween(one: number, other: number, image: ViewedImage): Window {
  return windowOf({ lower: Math.min(one, other), upper: Math.max(one, other) }, windowFunctionOf(image));
}

function storable({ bitsStored, isSigned }: ViewedImage): readonly [number, number] {
  const count = 2 ** bitsStored;
  return isSigned ? [-count / 2, count / 2 - 1] : [0, count - 1];
}

/** Where a table is of values that may be negative, its first one is signed, though it may be written as if it were not (PS3.3 C.11.1.1). */
function placedFor(table: LookupTable, lowest: number): LookupTable {
  return lowest < 0 && table.first > 0x7fff ? { ...table, first: table.first - 0x1_0000 } : table;
}

function entryAt({ first, entries }: LookupTable, value: number): number {
  return entries[Math.min(Math.max(Math.round(value) - first, 0), entries.length - 1)] ?? 0;
}

function partsOf(table: LookupTable): Mapping {
  const most = 2 ** table.bits - 1;
  return (value) => entryAt(table, value) / most;
}

/** The whole of what is seen lies over the whole of a table of the presentation (PS3.3 C.11.6.1.1). */
function stepsOf(table: LookupTable): Mapping {
  const parts = partsOf({ ...table, first: 0 });
  return (part) => parts(Math.min(1, Math.max(0, part)) * (table.entries.length - 1));
}

/** PS3.3 C.11.2.1.2 and C.11.2.1.3. */
function windowMapping(window: Window, voiFunction: WindowFunction): Mapping {
  const { center, width } = window;
  if (voiFunction === 'SIGMOID') return (value) => 1 / (1 + Math.exp((-4 * (value - center)) / width));
  const { lower, upper } = rangeOf(window, voiFunction);
  return rangeMapping(lower, upper);
}

/** A range without width is a threshold. */
function rangeMapping(low: number, high: number): Mapping {
  if (!(high > low)) return (value) => (value > low ? 1 : 0);
  return (value) => (value - low) / (high - low);
}

function greyOf(part: number): number {
  return Math.round(255 * Math.min(1, Math.max(0, part)));
}

/** What a panel says of its window is what it was set to, but for the last digits. */
function isSame(one: Window, other: Window): boolean {
  const near = 1e-3 * other.width;
  return Math.abs(one.center - other.center) <= near && Math.abs(one.width - other.width) <= near;
}

/** Each value that may occur is mapped once. */
function mapped(values: ArrayLike<number>, image: ViewedImage, greyFor: Mapping): Uint8Array {
  const { slope, intercept } = image;
  const [low, high] = storable(image);
  const greys = new Uint8Array(high - low + 1);
  for (let stored = low; stored <= high; stored += 1)
    greys[stored - low] = greyFor(stored * slope + intercept);
  const all = new Uint8Array(values.length);
  for (let at = 0; at < all.length; at += 1)
    all[at] = greys[Math.round(((values[at] as number) - intercept) / slope) - low] ?? 0;
  return all;
}
