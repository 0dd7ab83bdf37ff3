// Where the server has the frames of a study: addresses of its DICOMweb, and what is asked of it.
import type { ViewedImage, Window } from './image-facts.ts';
import { windowFunctionOf } from './windows.ts';

/** Frames as they are, in little endian: the server takes every compression off (docs/decisions/0011). */
export const nativeFrameType = 'application/octet-stream; transfer-syntax=1.2.840.10008.1.2.1';

/** The address of a study or of a series of it. */
export function seriesAddress(studyUid: string, seriesUid: string): string {
  return `/dicomweb/studies/${studyUid}/series/${seriesUid}`;
}

/** The study of an image. */
export function studyUidOf(image: Pick<ViewedImage, 'id'>): string {
  return partsOf(image.id)[0] ?? '';
}

/** The address of an instance. */
export function instanceAddress(image: Pick<ViewedImage, 'id'>): string {
  const [study = '', series = '', instance = ''] = partsOf(image.id);
  return `${seriesAddress(study, series)}/instances/${instance}`;
}

/** The address of a frame. */
export function frameAddress(image: Pick<ViewedImage, 'id'>): string {
  return `${instanceAddress(image)}/frames/${partsOf(image.id)[3] ?? '1'}`;
}

/** The address of a frame as a picture: with the window, where one is wanted. */
export function renderedAddress(image: ViewedImage, window?: Window): string {
  const address = `${frameAddress(image)}/rendered`;
  if (window === undefined) return address;
  const name = windowFunctionOf(image) === 'LINEAR_EXACT' ? 'linear-exact' : 'linear';
  return `${address}?window=${round(window.center, window.width)},${round(window.width, window.width)},${name}`;
}

function partsOf(id: string): string[] {
  return id.slice(id.indexOf(':') + 1).split('/');
}

/** Thousandths, and of narrow windows their thousandth: nobody sees more. */
function round(value: number, width: number): string {
  const decimals = Math.min(20, Math.max(3, 3 - Math.floor(Math.log10(width))));
  return String(Number(value.toFixed(decimals)));
}

/** What is downloaded of a study or series, as a zip. A link sends no header; the query says what is wanted (PS3.18 8.3.3.1). */
export function zipOf(address: string): string {
  return `${address}?accept=application%2Fzip`;
}
