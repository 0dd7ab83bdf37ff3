// The values of a grey frame in its own units, fetched where the panel has only a picture of them.
import { ApiError } from '@lumenbox/contract';
import { guardedFetch } from '../../../shared/api/session-gate.ts';
import { frameAddress, nativeFrameType } from '../frame-address.ts';
import { type GreyValues, readGreyFrame } from '../frame-pixels.ts';
import type { ViewedImage } from '../image-facts.ts';

/** Gets the values. Throws `ApiError` for what the server refuses, and an `Error` for too few octets. */
export async function greyValuesOf(image: ViewedImage, signal: AbortSignal): Promise<GreyValues> {
  const response = await guardedFetch(frameAddress(image), { headers: { Accept: nativeFrameType }, signal });
  if (!response.ok) throw new ApiError(response.status, '', {});
  return readGreyFrame(await response.arrayBuffer(), image);
}
