// Parts of a Store Transaction that are metadata and bulk data (PS3.18 10.5.1.4): laid aside as they come, in any order; an instance
// is made of them, and goes the way of all, as soon as its parts are here.

import { isForCase, type SpooledBytes, spoolBytes } from '../../ingest/index.ts';
import { sha256 } from '../../platform/ids.ts';
import { assembleInstance } from './assemble-instance.ts';
import { BulkData } from './bulk-data.ts';
import {
  type DescribedInstance,
  describeInstance,
  type MetadataForm,
  type MetadataPlace,
  metadataBytesMax,
  metadataMemoryFactor,
  readMetadata,
} from './described-instance.ts';
import type { IncomingPart } from './incoming-parts.ts';
import { type MediaType, parseMediaType } from './media-types.ts';
import { MetadataExtents } from './metadata-extents.ts';
import { failureReasons } from './store-reasons.ts';
import type { StoreResult } from './store-response.ts';
import {
  addResult,
  failedResult,
  faultResult,
  partsMax,
  type StoreSession,
  start,
  storeInstance,
} from './store-session.ts';

/** The media types of metadata. */
export const metadataForms: ReadonlyMap<string, MetadataForm> = new Map([
  ['application/dicom+json', 'json'],
  ['application/dicom+xml', 'xml'],
]);

/** What a request has sent so far. */
interface Received {
  readonly session: StoreSession;
  readonly bulk: BulkData;
  readonly metadata: SpooledBytes[];
  /** Instances that wait for bulk data, with the places of their results. */
  readonly pending: Map<DescribedInstance, number>;
  readonly resolve: (uri: string) => string;
  readonly isSecret: boolean;
}

/**
 * Takes the parts of a body whose metadata is of the root type; `address` is what relative addresses are relative to. What waits
 * for bulk data at the end fails. Throws what the body throws, after all that was whole has been started; resolves, or rejects,
 * when nothing of it is laid aside any more.
 */
export async function takeDescribedInstances(
  session: StoreSession,
  parts: AsyncIterable<IncomingPart>,
  { rootType, address }: { rootType: string; address: string },
): Promise<void> {
  const { target } = session.destination;
  const received: Received = {
    session,
    bulk: new BulkData(),
    metadata: [],
    pending: new Map(),
    resolve: (uri) => comparableAddress(uri, address),
    // What is on its way into a case still says who it is of.
    isSecret: isForCase(target),
  };
  try {
    await takeParts(received, parts, rootType);
    for (const instance of received.pending.keys()) await startInstance(received, instance);
  } catch (error) {
    for (const instance of received.pending.keys()) await startInstance(received, instance);
    throw error;
  } finally {
    await Promise.all(session.running);
    const unnamed = await received.bulk.end();
    for (const part of received.metadata) await part.release();
    noteUnnamed(session, unnamed);
  }
}

/** Addresses longer than this are remembered as a hash. */
const plainAddressCharacters = 128;

/** Absolute, so that it does not matter which of two names is relative (RFC 3986 5, PS3.18 F.2.6). */
function comparableAddress(uri: string, base: string): string {
  const absolute = URL.parse(uri, base)?.href ?? uri;
  return absolute.length <= plainAddressCharacters ? absolute : sha256(absolute);
}

async function takeParts(
  received: Received,
  parts: AsyncIterable<IncomingPart>,
  rootType: string,
): Promise<void> {
  let count = 0;
  for await (const part of parts) {
    // A part without a type is metadata where that comes first (RFC 2387 3.2), else octets.
    const stated = part.headers.get('content-type') ?? (count === 0 ? rootType : 'application/octet-stream');
    const media = parseMediaType(stated);
    const form = metadataForms.get(media?.type ?? '');
    count += 1;
    if (count > partsMax || media === undefined || media.type === 'application/dicom')
      addResult(received.session, undefined, failureReasons.cannotUnderstand);
    else if (form !== undefined) await takeMetadata(received, part, form);
    else await takeBulkData(received, part, media);
  }
}

async function takeMetadata(received: Received, part: IncomingPart, form: MetadataForm): Promise<void> {
  const { session, isSecret } = received;
  const extents = new MetadataExtents({ extentsMax: partsMax });
  const kept = await spoolBytes(spoolOf(session), part.bytes, {
    bytesMax: session.ingest.bytesMax,
    isSecret,
    onBytes: (chunk) => {
      if (form === 'json') extents.push(chunk);
    },
  });
  if (kept === 'too-large') {
    addResult(session, undefined, failureReasons.outOfResources);
    return;
  }
  received.metadata.push(kept);
  const found = form === 'xml' ? [{ start: 0, length: kept.sizeBytes }] : extents.end();
  if (found === undefined) addResult(session, undefined, failureReasons.cannotUnderstand);
  for (const extent of found ?? []) await takeInstance(received, { part: kept, extent, form });
}

function spoolOf({ ingest: { archive, memory } }: StoreSession) {
  return { objects: archive.objects, memory };
}

/** Reads what an instance needs, and starts it when nothing is missing. */
async function takeInstance(received: Received, place: MetadataPlace): Promise<void> {
  const { session, bulk, pending } = received;
  if (place.extent.length > metadataBytesMax) {
    addResult(session, undefined, failureReasons.outOfResources);
    return;
  }
  const { headers } = session.ingest;
  const memoryBytes = place.extent.length * metadataMemoryFactor;
  await headers.take(memoryBytes);
  let instance: DescribedInstance | undefined;
  try {
    const json = await readMetadata(place);
    if (json !== undefined) instance = describeInstance(json, place, received.resolve);
  } finally {
    headers.give(memoryBytes);
  }
  const position = addResult(session, instance?.uids, failureReasons.cannotUnderstand);
  if (instance === undefined) return;
  pending.set(instance, position);
  if (bulk.expect(instance)) await startInstance(received, instance);
}

async function takeBulkData(received: Received, part: IncomingPart, media: MediaType): Promise<void> {
  const { session, bulk, pending, isSecret } = received;
  const location = part.headers.get('content-location');
  if (location === undefined) {
    addResult(session, undefined, failureReasons.bulkDataMismatch);
    return;
  }
  const { bytesMax } = session.ingest;
  const kept = await spoolBytes(spoolOf(session), part.bytes, { bytesMax, isSecret });
  const bytes = kept === 'too-large' ? undefined : kept;
  for (const instance of bulk.add(received.resolve(location), { media, bytes }))
    if (pending.has(instance)) await startInstance(received, instance);
}

async function startInstance(received: Received, instance: DescribedInstance): Promise<void> {
  const { session, pending } = received;
  const position = pending.get(instance);
  pending.delete(instance);
  if (position !== undefined) await start(session, position, () => storeDescribed(received, instance));
}

async function storeDescribed(received: Received, instance: DescribedInstance): Promise<StoreResult> {
  const { session, bulk, resolve } = received;
  try {
    const assembled = await assembleInstance({ ingest: session.ingest, resolve }, instance, bulk);
    if ('reason' in assembled) return failedResult(instance.uids, assembled.reason);
    try {
      return await storeInstance(session, assembled.bytes, instance.uids);
    } finally {
      assembled.release();
    }
  } catch (error) {
    return faultResult(session, error, instance.uids);
  } finally {
    await bulk.finish(instance);
  }
}

/** The response says so of bulk data that belongs to nothing: it was sent for something, and that is not what was stored. */
function noteUnnamed(session: StoreSession, count: number): void {
  for (let index = 0; index < count && session.results.length < partsMax; index += 1)
    addResult(session, undefined, failureReasons.bulkDataMismatch);
}
