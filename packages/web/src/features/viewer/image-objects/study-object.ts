// One object of a study that speaks of its images, fetched and read: a presentation state, a segmentation or a structure set.

import { ApiError } from '@lumenbox/contract';
import {
  type PresentationState,
  readHeader,
  readPresentationState,
  readSegmentation,
  readStructureSet,
  type Segmentation,
  type StructureSet,
} from '@lumenbox/dicom';
import { guardedFetch } from '../../../shared/api/session-gate.ts';
import { boundedBody } from './bounded-body.ts';

/** What an object says; `unknown` where it is none of those that can be drawn. */
export type StudyObject =
  | { readonly kind: 'state'; readonly state: PresentationState }
  | { readonly kind: 'segments'; readonly segmentation: Segmentation }
  | { readonly kind: 'structures'; readonly set: StructureSet }
  | { readonly kind: 'unknown' };

/** A whole body in segments of half a millimetre; more would crowd out the images. */
const bytesMax = 256 * 1024 * 1024;

/** Gets and reads an object. Throws `ApiError` for what the server refuses, and an `Error` for what cannot be read. */
export async function loadObject(address: string, signal: AbortSignal): Promise<StudyObject> {
  const accept = 'application/dicom; transfer-syntax=1.2.840.10008.1.2.1';
  const response = await guardedFetch(address, { headers: { Accept: accept }, signal });
  if (!response.ok) throw new ApiError(response.status, '', {});
  return readObject(await boundedBody(response, bytesMax));
}

/** Reads a file. Throws `DicomError` when it is none. */
export function readObject(bytes: Uint8Array): StudyObject {
  const header = readHeader(bytes);
  const state = readPresentationState(header.dataSet);
  if (state !== undefined) return { kind: 'state', state };
  const set = readStructureSet(header.dataSet);
  if (set !== undefined) return { kind: 'structures', set };
  const segmentation = readSegmentation(bytes, header);
  return segmentation === undefined ? { kind: 'unknown' } : { kind: 'segments', segmentation };
}
