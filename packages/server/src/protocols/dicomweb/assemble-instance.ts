// Makes a Part 10 file of metadata and bulk data (PS3.18 10.5.1.4, PS3.10 7.1): the data set in front of the pixels in memory, the
// pixels as a stream from where they rest. Decides nothing about the instance.
import {
  DicomError,
  type DicomJson,
  DicomJsonError,
  encodeDataSet,
  encodePart10,
  fromDicomJson,
  transferSyntaxUids,
} from '@lumenbox/dicom';
import { type IngestDeps, readSpooled, type SpooledBytes } from '../../ingest/index.ts';
import { type BulkData, type BulkDataPart, isStillImage } from './bulk-data.ts';
import {
  type DescribedInstance,
  metadataBytesMax,
  metadataMemoryFactor,
  pixelKeys,
  readMetadata,
} from './described-instance.ts';
import { imagePixelAttributes, pixelForm, pixelPieces } from './pixel-parts.ts';
import { failureReasons } from './store-reasons.ts';

/** A file that is about to be made. */
export interface AssembledInstance {
  /** Read once. What stands in front of the pixels is in memory until the second piece is asked for. */
  readonly bytes: AsyncIterable<Uint8Array>;
  /** Gives the memory back, however far it was read. */
  release(): void;
}

/** What assembling takes. */
export interface AssemblyDeps {
  readonly ingest: Pick<IngestDeps, 'headers'>;
  readonly resolve: (uri: string) => string;
}

/** Makes the file of an instance; the failure reason when it cannot be made. Throws what reading the spool throws. */
export async function assembleInstance(
  deps: AssemblyDeps,
  instance: DescribedInstance,
  bulk: BulkData,
): Promise<AssembledInstance | { readonly reason: number }> {
  const others = [...instance.addresses].filter((address) => address !== instance.pixelAddress);
  // A picture is nothing but pixels: an icon or a document of that form would be kept as what it is not.
  if (others.some((address) => isStillImage(bulk.partsOf(address)[0]?.media)))
    return { reason: failureReasons.bulkDataMismatch };
  const sizes = others.map((address) => onlyPart(bulk.partsOf(address))?.sizeBytes);
  const pixels = instance.pixelAddress === undefined ? [] : bulk.partsOf(instance.pixelAddress);
  const problem = problemOf(sizes, { pixels, hasPixels: instance.pixelAddress !== undefined });
  if (problem !== undefined) return { reason: problem };
  const textBytes = instance.place.extent.length;
  const memoryBytes =
    textBytes * metadataMemoryFactor + 2 * sizes.reduce<number>((sum, size) => sum + (size ?? 0), 0);
  const { headers } = deps.ingest;
  if (textBytes > metadataBytesMax || memoryBytes > headers.bytesMax)
    return { reason: failureReasons.outOfResources };
  await headers.take(memoryBytes);
  let isHeld = true;
  const release = () => {
    if (isHeld) headers.give(memoryBytes);
    isHeld = false;
  };
  try {
    const made = await makeFile({ deps, instance, bulk, others, pixels });
    if ('reason' in made) release();
    return 'reason' in made ? made : { bytes: streamOf(made, release), release };
  } catch (error) {
    release();
    throw error;
  }
}

/** Bulk data of anything but frames is one part (PS3.18 10.5.1.4). */
function onlyPart([only, ...more]: readonly BulkDataPart[]): SpooledBytes | undefined {
  return more.length === 0 ? only?.bytes : undefined;
}

function problemOf(
  sizes: readonly (number | undefined)[],
  { pixels, hasPixels }: { pixels: readonly BulkDataPart[]; hasPixels: boolean },
): number | undefined {
  if (sizes.includes(undefined) || (hasPixels && pixels.length === 0)) return failureReasons.bulkDataMissing;
  return pixels.some(({ bytes }) => bytes === undefined) ? failureReasons.outOfResources : undefined;
}

interface Work {
  readonly deps: AssemblyDeps;
  readonly instance: DescribedInstance;
  readonly bulk: BulkData;
  readonly others: readonly string[];
  readonly pixels: readonly BulkDataPart[];
}

/** The pieces of a file: bytes that are here, and bytes at rest. */
interface FilePieces {
  readonly head: Uint8Array;
  readonly behind: readonly (Uint8Array | SpooledBytes)[];
}

async function makeFile(work: Work): Promise<FilePieces | { readonly reason: number }> {
  const { instance, pixels } = work;
  const json = await readMetadata(instance.place);
  if (json === undefined) return { reason: failureReasons.cannotUnderstand };
  const key = instance.pixelAddress === undefined ? undefined : pixelKeyOf(json);
  const form = await pixelForm(pixels, { key, frameCount: instance.frameCount });
  if ('reason' in form) return form;
  const bulkData = await loadBulkData(work);
  try {
    const described = imagePixelAttributes(form.codestream);
    const whole = withoutPixels({ ...described, ...asUtf8(json) }, key);
    const elements = fromDicomJson(whole, { bulkData: (uri) => bulkData.get(work.deps.resolve(uri)) });
    const pixelTag = key === undefined ? Number.POSITIVE_INFINITY : Number.parseInt(key, 16);
    const isBehind = ({ tag }: { readonly tag: number | string }) => (tag as number) > pixelTag;
    const head = encodePart10({
      transferSyntaxUid: form.transferSyntaxUid,
      elements: elements.filter((element) => !isBehind(element)),
    });
    if (key === undefined) return { head, behind: [] };
    const tail = encodeDataSet(elements.filter(isBehind), {
      transferSyntaxUid: transferSyntaxUids.explicitLittleEndian,
      characterSets: ['ISO_IR 192'],
    });
    return { head, behind: [...pixelPieces(pixels, { key, vr: json[key]?.vr, form }), tail] };
  } catch (error) {
    if (error instanceof DicomJsonError || error instanceof DicomError)
      return { reason: failureReasons.cannotUnderstand };
    throw error;
  }
}

function pixelKeyOf(json: DicomJson): (typeof pixelKeys)[number] | undefined {
  return pixelKeys.find((key) => typeof json[key]?.BulkDataURI === 'string');
}

function withoutPixels(json: DicomJson, key: string | undefined): DicomJson {
  return key === undefined ? json : Object.fromEntries(Object.entries(json).filter(([name]) => name !== key));
}

const characterSetKey = '00080005';

/** Texts of metadata are Unicode whatever it says (PS3.18 F.2): a set that could not hold them would lose some. */
function asUtf8(json: DicomJson): DicomJson {
  const plain = withoutCharacterSets(json);
  return json[characterSetKey] === undefined
    ? plain
    : { ...plain, [characterSetKey]: { vr: 'CS', Value: ['ISO_IR 192'] } };
}

/** Items come after their sequence's depth was checked by nobody: what is too deep stays, for the reader to refuse. */
function withoutCharacterSets(json: DicomJson, depth = 0): DicomJson {
  const entries = Object.entries(json)
    .filter(([name]) => name !== characterSetKey)
    .map(([name, element]) => {
      if (element?.vr !== 'SQ' || !Array.isArray(element.Value) || depth > sequenceDepthMax)
        return [name, element];
      const items = element.Value.map((item) =>
        typeof item === 'object' && item !== null && !Array.isArray(item)
          ? withoutCharacterSets(item as DicomJson, depth + 1)
          : item,
      );
      return [name, { ...element, Value: items }];
    });
  return Object.fromEntries(entries) as DicomJson;
}

/** As deep as data sets are read (`fromDicomJson`). */
const sequenceDepthMax = 100;

async function loadBulkData({ bulk, others }: Work): Promise<ReadonlyMap<string, Uint8Array>> {
  const loaded = new Map<string, Uint8Array>();
  for (const address of others) {
    const part = onlyPart(bulk.partsOf(address));
    if (part !== undefined) loaded.set(address, await bytesOf(part));
  }
  return loaded;
}

async function bytesOf(part: SpooledBytes): Promise<Uint8Array> {
  const bytes = new Uint8Array(part.sizeBytes);
  let at = 0;
  for await (const chunk of readSpooled(part.source)) {
    bytes.set(chunk, at);
    at += chunk.length;
  }
  return bytes;
}

async function* streamOf({ head, behind }: FilePieces, release: () => void): AsyncIterable<Uint8Array> {
  yield head;
  // Whoever asks for more has laid the head aside: what it was made in is free for the next one.
  release();
  for (const piece of behind)
    if (piece instanceof Uint8Array) yield piece;
    else yield* readSpooled(piece.source);
}
