// Overlay planes of an image (PS3.3 C.9.2), which only a presentation state shows: what the metadata say of them, and their bits.
import { ApiError } from '@lumenbox/contract';
import { type OverlayPlane, unpackBits } from '@lumenbox/dicom';
import { guardedFetch } from '../../shared/api/session-gate.ts';
import { type JsonDataSet, numberOf, numbersOf } from './dicom-json.ts';
import { instanceAddress } from './frame-address.ts';
import type { ViewedImage } from './image-facts.ts';

/** What the metadata say of a plane. */
export interface OverlayFacts {
  /** From 6000 to 601E. */
  readonly group: number;
  readonly rows: number;
  readonly columns: number;
  /** Row, then column, of the image that its first bit lies on, from 1. */
  readonly origin: readonly [number, number];
  /** Undefined: one for every frame of the image. */
  readonly frames: number | undefined;
  /** The frame of the image that its first one is for, from 1. */
  readonly firstFrame: number;
}

/** Planes lie in even groups from 6000 to 601E (PS3.5 7.6). */
const groups = Array.from({ length: 16 }, (_, index) => 0x6000 + 2 * index);
/** More bits are on no image. */
const bitsMax = 2 ** 28;

/** The planes of an image. Those within the pixels, which are retired, are none. */
export function readOverlayFacts(dataSet: JsonDataSet): OverlayFacts[] {
  return groups.flatMap((group): OverlayFacts[] => {
    const tagOf = (element: string) => `${group.toString(16).toUpperCase()}${element}`;
    const [rows = 0, columns = 0] = [numberOf(dataSet, tagOf('0010')), numberOf(dataSet, tagOf('0011'))];
    const isThere = dataSet[tagOf('3000')] !== undefined && rows > 0 && columns > 0;
    if (!isThere || rows * columns > bitsMax) return [];
    const [row = 1, column = 1] = numbersOf(dataSet, tagOf('0050'));
    const frames = numberOf(dataSet, tagOf('0015'));
    const firstFrame = numberOf(dataSet, tagOf('0051')) ?? 1;
    return [{ group, rows, columns, origin: [row, column], frames, firstFrame }];
  });
}

/** The frame, from 0, of an image's plane that is for the image; undefined where there is none. */
export function overlayFrameOf(
  { overlays, frame }: Pick<ViewedImage, 'overlays' | 'frame'>,
  group: number,
): { facts: OverlayFacts; index: number } | undefined {
  const facts = overlays?.find((one) => one.group === group);
  if (facts === undefined) return undefined;
  if (facts.frames === undefined) return { facts, index: 0 };
  const index = frame - facts.firstFrame;
  return index >= 0 && index < facts.frames ? { facts, index } : undefined;
}

/** Gets the bits of a plane of an image. Throws `ApiError` for what the server refuses, and an `Error` for too few bits. */
export async function loadOverlay(
  image: ViewedImage,
  { facts, index }: { readonly facts: OverlayFacts; readonly index: number },
  signal: AbortSignal,
): Promise<OverlayPlane> {
  const { group, rows, columns, origin } = facts;
  const address = `${instanceAddress(image)}/bulkdata/${group.toString(16).toUpperCase()}3000`;
  const response = await guardedFetch(address, { headers: { Accept: 'application/octet-stream' }, signal });
  if (!response.ok) throw new ApiError(response.status, '', {});
  const packed = new Uint8Array(await response.arrayBuffer());
  const count = rows * columns;
  if (packed.length * 8 < (index + 1) * count) throw new Error('The overlay plane is not all there.');
  return { rows, columns, origin, bits: unpackBits(packed, count, index * count) };
}
