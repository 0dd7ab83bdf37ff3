// Retrieve Transaction for bulk data (PS3.18 10.4.1.1.5): the value of one element, named by its tags, whole or in ranges.

import { Readable } from 'node:stream';
import { type DataSet, formatTag, transferSyntaxUids, valueBytes } from '@lumenbox/dicom';
import {
  frameBytes,
  frameCountOf,
  frameSource,
  type InstanceLayout,
  parseLayout,
  pixelBytes,
  readStoredHeader,
  type SizedBytes,
  type StoredInstance,
} from '../../archive/index.ts';
import { canTranscode } from '../../pixels/index.ts';
import { failure } from '../../platform/errors.ts';
import { madeMultipartAnswer, multipartAnswer, rangedAnswer } from './bodies.ts';
import type { Answer, Call, Handlers } from './handler.ts';
import { littleEndianPixels, littleEndianValue } from './little-endian.ts';
import { acceptedRanges, negotiate } from './media-types.ts';
import { bulkDataAddress, findInstance, type ReadingDeps, recordReading } from './resources.ts';
import { chooseFrameForm, storedAnswer, transcodedAnswer } from './retrieve-frames.ts';
import { type TranscodingDeps, transcodedFrame } from './transcoding.ts';
import { frameMediaType } from './transfer-syntaxes.ts';

const { explicitLittleEndian } = transferSyntaxUids;
const octets = 'application/octet-stream';
/** Tag and item number of each sequence around an element, and its own tag: so deep nothing of the standard nests. */
const pathPartsMax = 64;

/** The handler of bulk data. */
export function createBulkDataHandlers(deps: TranscodingDeps): Handlers<'retrieveBulkData'> {
  return { retrieveBulkData: (call) => retrieveBulkData(deps, call) };
}

async function retrieveBulkData(deps: TranscodingDeps, call: Call<'retrieveBulkData'>): Promise<Answer> {
  const path = call.parameters.path.toUpperCase();
  const instance = await findInstance(deps, call.caller, call.parameters);
  const layout = parseLayout(instance.layout);
  const { pixels } = layout;
  const isPixels = pixels !== undefined && path === formatTag(pixels.tag);
  const details = { bulkdata: path };
  const contentLocation = bulkDataAddress(call.request, instance) + path;
  if (isPixels && pixels.length === null) {
    const answer = await compressedPixels(deps, call, { instance, layout, contentLocation });
    recordReading(deps, call.caller, { event: 'study.read', studyId: instance.study_id, details });
    return answer;
  }
  const bytes = isPixels
    ? littleEndianPixels(instance, {
        layout,
        bytes: pixelBytes(deps.archive, instance, layout) as SizedBytes,
      })
    : await elementBytes(deps, instance, path);
  if (bytes === undefined) throw failure.notFound();
  recordReading(deps, call.caller, { event: 'study.read', studyId: instance.study_id, details });
  const offers = [{ type: octets }, { type: 'multipart/related', partType: octets }];
  return negotiate(acceptedRanges(call), offers).type === octets
    ? rangedAnswer(call.request.headers.range, octets, bytes)
    : multipartAnswer(octets, [{ contentType: octets, contentLocation, bytes }]);
}

/** As the frames are to be had: one behind the other as octets, else each in its media type; a video in ranges. */
async function compressedPixels(
  deps: TranscodingDeps,
  call: Call<'retrieveBulkData'>,
  {
    instance,
    layout,
    contentLocation,
  }: { instance: StoredInstance; layout: InstanceLayout; contentLocation: string },
): Promise<Answer> {
  const stored = instance.transfer_syntax_uid;
  const choice = chooseFrameForm(acceptedRanges(call), stored);
  const numbers = frameNumbers(layout);
  if (
    frameMediaType(choice.transferSyntaxUid) === octets &&
    numbers.length > 0 &&
    canTranscode(stored, explicitLittleEndian)
  ) {
    const open = () => decodedPixels(deps, instance, numbers.length);
    return choice.form === 'parts'
      ? madeMultipartAnswer(octets, [
          async () => ({ contentType: octets, contentLocation, bytes: await open() }),
        ])
      : { headers: { 'Content-Type': octets }, body: { sizeBytes: undefined, open } };
  }
  if (choice.transferSyntaxUid === stored) {
    const frame = (number: number) => frameBytes(deps.archive, instance, { layout, number }) as SizedBytes;
    return storedAnswer(call, { numbers, frame, contentLocation }, choice);
  }
  return transcodedAnswer(deps, instance, { numbers, choice, contentLocation });
}

/** The native value of compressed pixels, decoded as it is read: the first frame with the opening, which may still refuse. */
export async function decodedPixels(
  deps: TranscodingDeps,
  instance: StoredInstance,
  frameCount: number,
): Promise<Readable> {
  const source = frameSource(deps.archive, instance);
  const frame = (number: number) =>
    transcodedFrame(deps, source, { number, transferSyntaxUid: explicitLittleEndian });
  const first = await frame(1);
  const inTurn = async function* () {
    yield first;
    for (let number = 2; number <= frameCount; number++) yield await frame(number);
  };
  return Readable.from(inTurn(), { objectMode: false });
}

/** All of them. The layout is the bound: it holds so many as the way in has found. */
export function frameNumbers(layout: InstanceLayout): number[] {
  return Array.from({ length: frameCountOf(layout) }, (_, index) => index + 1);
}

async function elementBytes(
  deps: ReadingDeps,
  instance: StoredInstance,
  path: string,
): Promise<SizedBytes | undefined> {
  const parts = path.split('/', pathPartsMax + 1);
  if (parts.length > pathPartsMax || parts.length % 2 === 0) return undefined;
  let dataSet: DataSet | undefined = (await readStoredHeader(deps.archive, instance)).dataSet;
  for (let at = 0; at + 2 < parts.length; at += 2)
    dataSet = elementOf(dataSet, parts[at])?.items?.[
      /^\d{1,9}$/.test(parts[at + 1] ?? '') ? Number(parts[at + 1]) : -1
    ];
  const element = elementOf(dataSet, parts.at(-1));
  if (dataSet === undefined || element === undefined || element.items !== undefined) return undefined;
  const value = littleEndianValue(valueBytes(dataSet, element), {
    vr: element.vr,
    bigEndian: dataSet.bigEndian,
  });
  return {
    sizeBytes: value.length,
    open: async (part) => {
      const piece = part === undefined ? value : value.subarray(part.start, part.start + part.length);
      return Readable.from([piece], { objectMode: false });
    },
  };
}

function elementOf(dataSet: DataSet | undefined, tag: string | undefined) {
  return /^[0-9A-F]{8}$/.test(tag ?? '') ? dataSet?.elements.get(Number.parseInt(tag ?? '', 16)) : undefined;
}
