// Fetches frames from our DICOMweb and hands them to Cornerstone: grey ones as values, colours as the server renders them.
import { cache, Enums, type Types, utilities } from '@cornerstonejs/core';
import { ApiError } from '@lumenbox/contract';
import { guardedFetch } from '../../shared/api/session-gate.ts';
import { frameAddress, nativeFrameType, renderedAddress } from './frame-address.ts';
import { extremesOf, readGreyFrame } from './frame-pixels.ts';
import type { ViewedImage } from './image-facts.ts';
import { findImage } from './image-registry.ts';
import { autoWindow, windowFunctionOf } from './windows.ts';

/** The loader for ids that begin with `lumenbox:`. */
export function loadFrame(imageId: string): { promise: Promise<Types.IImage>; cancelFn: () => void } {
  const controller = new AbortController();
  const image = findImage(imageId);
  const promise =
    image === undefined
      ? Promise.reject(new Error('The viewer was closed.'))
      : loadImage(image, controller.signal);
  const loading = { promise, cancelFn: () => controller.abort() };
  // Put there by ourselves: Cornerstone leaves the failure of what it puts there to nobody.
  if (cache.getImageLoadObject(imageId) === undefined)
    cache.putImageLoadObject(imageId, loading).catch(() => undefined);
  return loading;
}

async function loadImage(image: ViewedImage, signal: AbortSignal): Promise<Types.IImage> {
  return image.kind === 'grey' ? loadGrey(image, signal) : loadPicture(image, signal);
}

async function loadGrey(image: ViewedImage, signal: AbortSignal): Promise<Types.IImage> {
  const response = await request(frameAddress(image), nativeFrameType, signal);
  const values = readGreyFrame(await response.arrayBuffer(), image);
  const window = image.window ?? autoWindow(values, paddingOf(image));
  const { low, high } = extremesOf(values);
  return {
    ...shared(image),
    minPixelValue: low,
    maxPixelValue: high,
    windowCenter: window.center,
    windowWidth: window.width,
    voiLUTFunction: voiFunctions[windowFunctionOf(image)],
    photometricInterpretation: image.photometricInterpretation,
    color: false,
    numberOfComponents: 1,
    dataType: values.constructor.name as Types.PixelDataTypedArrayString,
    sizeInBytes: values.byteLength,
    getPixelData: () => values,
    voxelManager: utilities.VoxelManager.createImageVoxelManager({
      width: image.columns,
      height: image.rows,
      scalarData: values,
      numberOfComponents: 1,
    }),
  };
}

/** What padding is once it is rescaled. */
export function paddingOf({ padding, slope, intercept }: ViewedImage): number | undefined {
  return padding === undefined ? undefined : padding * slope + intercept;
}

const voiFunctions = {
  LINEAR: Enums.VOILUTFunctionType.LINEAR,
  LINEAR_EXACT: Enums.VOILUTFunctionType.LINEAR_EXACT,
  SIGMOID: Enums.VOILUTFunctionType.SAMPLED_SIGMOID,
} as const;

/** Palettes, YCbCr, planes and single bits are the server's matter: it renders them already, and there is one way to do it. */
async function loadPicture(image: ViewedImage, signal: AbortSignal): Promise<Types.IImage> {
  const response = await request(renderedAddress(image), 'image/png', signal);
  const values = await coloursOf(await response.blob(), image);
  return {
    ...shared(image),
    minPixelValue: 0,
    maxPixelValue: 255,
    windowCenter: 128,
    windowWidth: 256,
    voiLUTFunction: Enums.VOILUTFunctionType.LINEAR,
    photometricInterpretation: 'RGB',
    color: true,
    numberOfComponents: 3,
    dataType: 'Uint8Array',
    sizeInBytes: values.byteLength,
    getPixelData: () => values,
    voxelManager: utilities.VoxelManager.createImageVoxelManager({
      width: image.columns,
      height: image.rows,
      scalarData: values,
      numberOfComponents: 3,
    }),
  };
}

async function coloursOf(png: Blob, { rows, columns }: ViewedImage): Promise<Uint8Array> {
  const bitmap = await createImageBitmap(png, { colorSpaceConversion: 'none', premultiplyAlpha: 'none' });
  const canvas = new OffscreenCanvas(columns, rows);
  const context = canvas.getContext('2d', { willReadFrequently: true });
  if (context === null) throw new Error('The browser draws no pictures.');
  // The server makes pixels square that are not; the values here are to stand where the file has them.
  context.drawImage(bitmap, 0, 0, columns, rows);
  bitmap.close();
  const { data } = context.getImageData(0, 0, columns, rows);
  const colours = new Uint8Array(rows * columns * 3);
  for (let from = 0, to = 0; to < colours.length; from += 4, to += 3) {
    colours[to] = data[from] as number;
    colours[to + 1] = data[from + 1] as number;
    colours[to + 2] = data[from + 2] as number;
  }
  return colours;
}

function shared(image: ViewedImage) {
  const [rowPixelSpacing, columnPixelSpacing] = image.spacing ?? [1, 1];
  const { slope, intercept, modality } = image;
  return {
    imageId: image.id,
    slope: 1,
    intercept: 0,
    rows: image.rows,
    columns: image.columns,
    height: image.rows,
    width: image.columns,
    rgba: false,
    rowPixelSpacing,
    columnPixelSpacing,
    invert: image.photometricInterpretation === 'MONOCHROME1',
    isPreScaled: true,
    preScale: {
      enabled: true,
      scaled: true,
      scalingParameters: { rescaleSlope: slope, rescaleIntercept: intercept, modality },
    },
    getCanvas: () => document.createElement('canvas'),
  };
}

async function request(address: string, accept: string, signal: AbortSignal): Promise<Response> {
  const response = await guardedFetch(address, { headers: { Accept: accept }, signal });
  if (response.ok) return response;
  const body = (await response.json().catch(() => ({}))) as { message?: string };
  throw new ApiError(response.status, body.message ?? '', {});
}
