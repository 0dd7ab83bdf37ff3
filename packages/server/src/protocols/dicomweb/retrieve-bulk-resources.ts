// Retrieve Transaction for all bulk data, or all pixel data, of a study, a series or an instance (PS3.18 10.4.1.1.5, 10.4.1.1.6): parts
// that are made one after the other, each with the address that the metadata has for it.
import { Readable } from 'node:stream';
import { formatTag, transferSyntaxUids, valueBytes } from '@lumenbox/dicom';
import {
  bulkElements,
  frameBytes,
  frameSource,
  type InstanceLayout,
  parseLayout,
  pixelBytes,
  readStoredHeader,
  type SizedBytes,
  type StoredInstance,
  type StoredObject,
} from '../../archive/index.ts';
import { canTranscode } from '../../pixels/index.ts';
import { AppError, failure } from '../../platform/errors.ts';
import { type MadePart, mixedMultipartAnswer, openedWhenRead } from './bodies.ts';
import type { Answer, Call, Handlers } from './handler.ts';
import { littleEndianPixels, littleEndianValue } from './little-endian.ts';
import { acceptedRanges, isInRange, isOutranked, type MediaRange, notAcceptable } from './media-types.ts';
import {
  bulkDataAddress,
  findObjects,
  instanceOf,
  type ResourceParameters,
  recordReading,
} from './resources.ts';
import { decodedPixels, frameNumbers } from './retrieve-bulk-data.ts';
import { chooseFrameForm, frameTypes } from './retrieve-frames.ts';
import { type TranscodingDeps, transcodedFrame } from './transcoding.ts';
import { frameMediaType } from './transfer-syntaxes.ts';

const octets = 'application/octet-stream';

type BulkResource = 'BulkData' | 'PixelData';
type Name = `retrieve${'Study' | 'Series' | 'Instance'}${BulkResource}`;

/** The handlers of all bulk data and all pixel data. */
export function createBulkResourceHandlers(deps: TranscodingDeps): Handlers<Name> {
  const bulk = (call: AnyCall & { parameters: ResourceParameters }) => retrieveAll(deps, call, 'BulkData');
  const pixels = (call: AnyCall & { parameters: ResourceParameters }) => retrieveAll(deps, call, 'PixelData');
  return {
    retrieveStudyBulkData: bulk,
    retrieveSeriesBulkData: bulk,
    retrieveInstanceBulkData: bulk,
    retrieveStudyPixelData: pixels,
    retrieveSeriesPixelData: pixels,
    retrieveInstancePixelData: pixels,
  };
}

type AnyCall = Pick<Call<'retrieveStudyBulkData'>, 'caller' | 'query' | 'request'>;

/** What is wanted, and of what. */
interface Wanted {
  readonly call: AnyCall & { readonly parameters: ResourceParameters };
  readonly resource: BulkResource;
  readonly objects: readonly StoredObject[];
  /** The transfer syntax in which the pixels of each stored one are had; `undefined` where they are not. */
  readonly syntaxes: ReadonlyMap<string, string | undefined>;
  readonly takesOctets: boolean;
}

async function retrieveAll(
  deps: TranscodingDeps,
  call: Wanted['call'],
  resource: BulkResource,
): Promise<Answer> {
  const objects = await findObjects(deps, call.caller, call.parameters);
  const ranges = acceptedRanges(call).filter(({ type }) => /^(\*|multipart)\/(\*|related)$/.test(type));
  const syntaxes = new Map<string, string | undefined>();
  for (const { transfer_syntax_uid: uid } of objects)
    if (!syntaxes.has(uid)) syntaxes.set(uid, syntaxFor(ranges, uid));
  const wanted = { call, resource, objects, syntaxes, takesOctets: takes(ranges) };
  const isPartial = [...syntaxes.values()].includes(undefined) || (await lacksElements(deps, wanted));
  const parts = partsOf(deps, wanted);
  const first = (await parts.next()).value;
  if (first === undefined) throw isPartial ? notAcceptable() : failure.notFound();
  const details = { [resource.toLowerCase()]: levelOf(call.parameters) };
  for (const studyId of new Set(objects.map((object) => object.study_id)))
    recordReading(deps, call.caller, { event: 'study.read', studyId, details });
  // PS3.18 10.4.3.1: some of it cannot be had in what is accepted.
  return { ...mixedMultipartAnswer(first, parts), ...(isPartial ? { status: 206 } : {}) };
}

const asParts = { type: 'multipart/related', partType: octets } as const;

function syntaxFor(ranges: readonly MediaRange[], stored: string): string | undefined {
  try {
    return chooseFrameForm(ranges, stored).transferSyntaxUid;
  } catch (error) {
    if (isNotAcceptable(error)) return undefined;
    throw error;
  }
}

/** Whether parts of octets are taken, which is what everything but pixels comes as. */
function takes(ranges: readonly MediaRange[]): boolean {
  return ranges.some(
    (range) => range.quality > 0 && isInRange(range, asParts) && !isOutranked(range, asParts, ranges),
  );
}

/** Whether something is left out because it is no pixels. Headers are read for it only where nobody takes octets. */
async function lacksElements(deps: TranscodingDeps, wanted: Wanted): Promise<boolean> {
  const { call, resource, objects, takesOctets } = wanted;
  if (resource === 'PixelData' || takesOctets) return false;
  for (const object of objects) {
    const instance = await instanceOf(deps, call.caller, { object, parameters: call.parameters });
    const { dataSet } = await readStoredHeader(deps.archive, instance);
    if (bulkElements(dataSet).next().done === false) return true;
  }
  return false;
}

function levelOf({ series, instance }: ResourceParameters): string {
  if (instance !== undefined) return 'instance';
  return series === undefined ? 'study' : 'series';
}

async function* partsOf(deps: TranscodingDeps, wanted: Wanted): AsyncGenerator<MadePart, undefined> {
  const { call, resource, objects, syntaxes, takesOctets } = wanted;
  for (const object of objects) {
    const transferSyntaxUid = syntaxes.get(object.transfer_syntax_uid);
    const hasElements = resource === 'BulkData' && takesOctets;
    if (transferSyntaxUid === undefined && !hasElements) continue;
    const instance = await instanceOf(deps, call.caller, { object, parameters: call.parameters });
    const address = bulkDataAddress(call.request, instance);
    if (hasElements) yield* elementParts(deps, instance, address);
    if (transferSyntaxUid !== undefined) yield* pixelParts(deps, instance, { address, transferSyntaxUid });
  }
}

async function* elementParts(
  { archive }: TranscodingDeps,
  instance: StoredInstance,
  address: string,
): AsyncGenerator<MadePart, void> {
  const { dataSet: whole } = await readStoredHeader(archive, instance);
  for (const { tagPath, dataSet, element } of bulkElements(whole)) {
    const { vr } = element;
    const value = littleEndianValue(valueBytes(dataSet, element), { vr, bigEndian: dataSet.bigEndian });
    const bytes = Readable.from([value], { objectMode: false });
    yield { contentType: octets, contentLocation: address + tagPath, bytes };
  }
}

/**
 * The pixels of an instance: one native value, or its frames. What is no good for the form that was asked for comes as it is stored, and says
 * so: one bad instance must not take its neighbours along, nor be left out unseen.
 */
async function* pixelParts(
  deps: TranscodingDeps,
  instance: StoredInstance,
  { address, transferSyntaxUid }: { address: string; transferSyntaxUid: string },
): AsyncGenerator<MadePart, void> {
  const layout = parseLayout(instance.layout);
  const { pixels } = layout;
  if (pixels === undefined) return;
  const stored = instance.transfer_syntax_uid;
  const numbers = frameNumbers(layout);
  const part = (contentType: string, bytes: Readable): MadePart => ({
    contentType,
    contentLocation: address + formatTag(pixels.tag),
    bytes,
  });
  if (pixels.length !== null && transferSyntaxUid === stored) {
    const bytes = pixelBytes(deps.archive, instance, layout) as SizedBytes;
    yield part(octets, openedWhenRead(littleEndianPixels(instance, { layout, bytes })));
    return;
  }
  const isDecodable = numbers.length > 0 && canTranscode(stored, transferSyntaxUids.explicitLittleEndian);
  if (isDecodable && frameMediaType(transferSyntaxUid) === octets) {
    const native = await ifAcceptable(decodedPixels(deps, instance, numbers.length));
    if (native !== undefined) {
      yield part(octets, native);
      return;
    }
  }
  const source = frameSource(deps.archive, instance);
  for (const number of numbers) {
    const isMade = transferSyntaxUid !== stored && frameMediaType(transferSyntaxUid) !== octets;
    const made = isMade
      ? await ifAcceptable(transcodedFrame(deps, source, { number, transferSyntaxUid }))
      : undefined;
    yield made === undefined
      ? part(frameTypes(stored).contentType, storedFrame(deps, instance, { layout, number }))
      : part(frameTypes(transferSyntaxUid).contentType, Readable.from([made], { objectMode: false }));
  }
}

function storedFrame(
  { archive }: TranscodingDeps,
  instance: StoredInstance,
  { layout, number }: { layout: InstanceLayout; number: number },
): Readable {
  const bytes = frameBytes(archive, instance, { layout, number }) as SizedBytes;
  return openedWhenRead(littleEndianPixels(instance, { layout, bytes }));
}

async function ifAcceptable<T>(made: Promise<T>): Promise<T | undefined> {
  try {
    return await made;
  } catch (error) {
    if (isNotAcceptable(error)) return undefined;
    throw error;
  }
}

function isNotAcceptable(error: unknown): boolean {
  return error instanceof AppError && error.code === 'notAcceptable';
}
