// Reads overlay planes (PS3.3 C.9.2), the layers that graphics and planes are drawn in (C.10.7, C.11.7), and shutters of bits (C.7.6.15).
import type { DataSet } from '../data-set/data-set.ts';
import { firstNumber, firstString, numbers, sequence, stringValues, valueBytes } from '../data-set/values.ts';
import { tags } from '../dictionary/attributes.generated.ts';
import { type Colour, colourOfCielab } from './referenced-frames.ts';

/** A plane of bits above an image. */
export interface OverlayPlane {
  readonly rows: number;
  readonly columns: number;
  /** Row, then column, of the image that its first bit lies on, from 1. */
  readonly origin: readonly [number, number];
  /** 1 where something is drawn, row by row. */
  readonly bits: Uint8Array;
}
/** A plane that is to be seen, in the colour of its layer. */
export interface ShownOverlay {
  /** From 6000 to 601E. */
  readonly group: number;
  /** Undefined: it is the plane that the image itself has in this group. */
  readonly plane: OverlayPlane | undefined;
  /** Undefined where its layer recommends none. */
  readonly colour: Colour | undefined;
}
/** The planes of a presentation state. */
export interface StateOverlays {
  /** Those that a layer activates (PS3.3 C.11.7), the lowest layer first. */
  readonly shown: readonly ShownOverlay[];
  /** Its bits are shut away (PS3.3 C.7.6.15). */
  readonly shutter: OverlayPlane | undefined;
  /** Whether a plane is to be seen, and a shutter to be closed, whose bits are not all there. */
  readonly isPlaneLost: boolean;
  readonly isShutterLost: boolean;
}
/** A layer (PS3.3 C.10.7). */
export interface GraphicLayer {
  readonly name: string;
  readonly order: number;
  readonly colour: Colour | undefined;
}

/** Planes lie in even groups from 6000 to 601E (PS3.5 7.6). */
const firstGroup = 0x6000;
const groupsMax = 16;
/** No image has longer sides. */
const sideMax = 65_535;
/** More bits are on no image, and a file that claims them may not have memory taken for them. */
const bitsMax = 2 ** 28;
const layersMax = 2000;

/** The elements of a group (PS3.3 C.9.2 and C.11.7). */
const elements = {
  rows: 0x0010,
  columns: 0x0011,
  origin: 0x0050,
  bitsAllocated: 0x0100,
  layer: 0x1001,
  data: 0x3000,
} as const;

/** The planes of a state. Throws nothing: what cannot be read is said to be lost. */
export function readOverlays(dataSet: DataSet, layers: readonly GraphicLayer[]): StateOverlays {
  const active = activeGroups(dataSet).map(({ group, layer }) => ({
    group,
    plane: planeOf(dataSet, group),
    isOfImage: !dataSet.elements.has(tagOf(group, elements.rows)),
    layer: layers.find(({ name }) => name === layer),
  }));
  const isShut = stringValues(dataSet, tags.ShutterShape).includes('BITMAP');
  const shutter = isShut ? planeOf(dataSet, firstNumber(dataSet, tags.ShutterOverlayGroup) ?? 0) : undefined;
  return {
    shown: active
      .toSorted((one, other) => (one.layer?.order ?? 0) - (other.layer?.order ?? 0))
      .filter(({ plane, isOfImage }) => isOfImage || plane !== undefined)
      .map(({ group, plane, layer }) => ({ group, plane, colour: layer?.colour })),
    shutter,
    isPlaneLost: active.some(({ plane, isOfImage }) => plane === undefined && !isOfImage),
    isShutterLost: isShut && shutter === undefined,
  };
}

/** The layers of a state. */
export function readLayers(dataSet: DataSet): GraphicLayer[] {
  return sequence(dataSet, tags.GraphicLayerSequence)
    .slice(0, layersMax)
    .flatMap((item) => {
      const name = firstString(item, tags.GraphicLayer);
      if (name === undefined) return [];
      return [{ name, order: firstNumber(item, tags.GraphicLayerOrder) ?? 0, colour: layerColour(item) }];
    });
}

/** A colour goes before a grey, which is a P-Value of 16 bits (PS3.3 C.10.7). */
function layerColour(item: DataSet): Colour | undefined {
  const colour = colourOfCielab(item, tags.GraphicLayerRecommendedDisplayCIELabValue);
  const grey = firstNumber(item, tags.GraphicLayerRecommendedDisplayGrayscaleValue);
  if (colour !== undefined || grey === undefined) return colour;
  const part = Math.round((255 * Math.min(65_535, Math.max(0, grey))) / 65_535);
  return [part, part, part];
}

/** A group without a layer is in the file for something else, and not to be seen. */
function activeGroups(dataSet: DataSet): { group: number; layer: string }[] {
  return Array.from({ length: groupsMax }, (_, index) => firstGroup + 2 * index).flatMap((group) => {
    const layer = firstString(dataSet, tagOf(group, elements.layer));
    return layer === undefined ? [] : [{ group, layer }];
  });
}

function tagOf(group: number, element: number): number {
  return ((group << 16) | element) >>> 0;
}

function planeOf(dataSet: DataSet, group: number): OverlayPlane | undefined {
  const rows = firstNumber(dataSet, tagOf(group, elements.rows)) ?? 0;
  const columns = firstNumber(dataSet, tagOf(group, elements.columns)) ?? 0;
  const data = dataSet.elements.get(tagOf(group, elements.data));
  const isSized = rows > 0 && columns > 0 && rows <= sideMax && columns <= sideMax;
  const isPacked = (firstNumber(dataSet, tagOf(group, elements.bitsAllocated)) ?? 1) === 1;
  if (!isSized || !isPacked || data === undefined || rows * columns > bitsMax) return undefined;
  const packed = valueBytes(dataSet, data);
  if (packed.length * 8 < rows * columns) return undefined;
  const [row = 1, column = 1] = numbers(dataSet, tagOf(group, elements.origin));
  return { rows, columns, origin: [row, column], bits: unpackBits(packed, rows * columns) };
}

/**
 * Bits as a byte each, from one of them on: the lowest of a byte is the first (PS3.5 8.1.2). In words of big endian files the bytes have
 * changed places, which no answer of ours has.
 */
export function unpackBits(packed: Uint8Array, count: number, first = 0): Uint8Array {
  const bits = new Uint8Array(count);
  for (let at = 0; at < count; at += 1)
    bits[at] = ((packed[(first + at) >> 3] ?? 0) >> ((first + at) & 7)) & 1;
  return bits;
}
