// One instance as a metadata part tells of it (PS3.18 10.5.1.4): its data set, read from where the part rests, and which bulk data it names.
import { type DicomJson, DicomXmlError, fromDicomXml } from '@lumenbox/dicom';
import { readSpooled, type SpooledBytes } from '../../ingest/index.ts';
import type { Extent } from './metadata-extents.ts';
import type { InstanceUids } from './store-response.ts';

/** The forms of metadata. */
export type MetadataForm = 'json' | 'xml';

/** An instance of which the metadata is here. */
export interface DescribedInstance {
  readonly place: MetadataPlace;
  readonly uids: InstanceUids | undefined;
  /** Addresses of the bulk data, as they are compared; each once. */
  readonly addresses: ReadonlySet<string>;
  /** Of them that of the pixels, which may come as a part for each frame. */
  readonly pixelAddress: string | undefined;
  readonly frameCount: number;
}

/** Where the metadata of an instance is. */
export interface MetadataPlace {
  readonly part: SpooledBytes;
  readonly extent: Extent;
  readonly form: MetadataForm;
}

/** Metadata of one instance at most. What is larger is no description, and belongs into bulk data. */
export const metadataBytesMax = 16 * 1024 * 1024;
/** The text, what is parsed of it, its elements and their bytes: so many times its size is in memory at once. */
export const metadataMemoryFactor = 4;

/** Float Pixel Data, Double Float Pixel Data, Pixel Data (PS3.3 C.7.6.3, C.7.6.24, C.7.6.25). */
export const pixelKeys = ['7FE00008', '7FE00009', '7FE00010'] as const;

/** Reads metadata; undefined when it is not in its form. Memory for it is the caller's matter. */
export async function readMetadata({ part, extent, form }: MetadataPlace): Promise<DicomJson | undefined> {
  const text = textOfUtf8(await bytesOf(part, extent));
  if (text === undefined) return undefined;
  try {
    if (form === 'json') return JSON.parse(text) as DicomJson;
    // The declaration may name another encoding; then the bytes were not what they were read as.
    const encoding = /^\s*<\?xml[^>]*\sencoding\s*=\s*["']([^"']*)/.exec(text)?.[1] ?? 'utf-8';
    return /^(utf-?8|us-ascii)$/i.test(encoding) ? fromDicomXml(text) : undefined;
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof DicomXmlError) return undefined;
    throw error;
  }
}

function textOfUtf8(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

async function bytesOf(part: SpooledBytes, { start, length }: Extent): Promise<Uint8Array> {
  const bytes = new Uint8Array(length);
  let at = 0;
  for await (const chunk of readSpooled(part.source, start)) {
    const piece = chunk.subarray(0, length - at);
    bytes.set(piece, at);
    at += piece.length;
    if (at === length) break;
  }
  return bytes;
}

/** Looks through metadata for what an instance needs to become whole. `resolve` makes addresses comparable. */
export function describeInstance(
  json: DicomJson,
  place: MetadataPlace,
  resolve: (uri: string) => string,
): DescribedInstance {
  const addresses = new Set<string>();
  for (const uri of bulkDataUris(json)) addresses.add(resolve(uri));
  const pixelUri = pixelKeys.map((key) => json[key]?.BulkDataURI).find((uri) => typeof uri === 'string');
  const frames = Number(textOf(json, '00280008') ?? 1);
  return {
    place,
    uids: uidsOf(json),
    addresses,
    pixelAddress: pixelUri === undefined ? undefined : resolve(pixelUri),
    frameCount: Number.isSafeInteger(frames) && frames > 0 ? frames : 1,
  };
}

/** Every address in a data set and the items in it, in no order; what is not in the form of DICOM JSON is passed over. */
function* bulkDataUris(json: DicomJson): Iterable<string> {
  const open: unknown[] = [json];
  for (let item = open.pop(); item !== undefined; item = open.pop()) {
    if (typeof item !== 'object' || item === null) continue;
    for (const element of Object.values(item as DicomJson)) {
      if (typeof element?.BulkDataURI === 'string') yield element.BulkDataURI;
      if (element?.vr !== 'SQ' || !Array.isArray(element.Value)) continue;
      for (const inside of element.Value) if (inside !== null) open.push(inside);
    }
  }
}

function uidsOf(json: DicomJson): InstanceUids | undefined {
  const [sopClassUid, sopInstanceUid, studyInstanceUid, seriesInstanceUid] = [
    '00080016',
    '00080018',
    '0020000D',
    '0020000E',
  ].map((key) => uidOf(json, key));
  if (sopClassUid === undefined || sopInstanceUid === undefined) return undefined;
  if (studyInstanceUid === undefined || seriesInstanceUid === undefined) return undefined;
  return { sopClassUid, sopInstanceUid, studyInstanceUid, seriesInstanceUid };
}

function uidOf(json: DicomJson, key: string): string | undefined {
  const text = textOf(json, key);
  return text !== undefined && /^[\d.]{1,64}$/.test(text) ? text : undefined;
}

/** The first value of an element. Nobody has checked the form yet. */
function textOf(json: DicomJson, key: string): string | undefined {
  const values: unknown = json[key]?.Value;
  const first: unknown = Array.isArray(values) ? values[0] : undefined;
  return typeof first === 'string' || typeof first === 'number' ? String(first) : undefined;
}
