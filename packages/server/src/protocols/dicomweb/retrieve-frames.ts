// Retrieve Transaction for frames (PS3.18 10.4.1.1.4): each a range of its object, as it is stored, native
// in little endian, or transcoded.

import { Readable } from 'node:stream';
import { lookupTransferSyntax } from '@lumenbox/dicom';
import {
  frameBytes,
  frameCountOf,
  frameSource,
  type InstanceLayout,
  parseLayout,
  type SizedBytes,
  type StoredInstance,
} from '../../archive/index.ts';
import { failure } from '../../platform/errors.ts';
import { isKnown } from '../../platform/http/index.ts';
import { sha256 } from '../../platform/ids.ts';
import {
  madeMultipartAnswer,
  memoryBytes,
  multipartAnswer,
  partsOf,
  rangedAnswer,
  singleAnswer,
} from './bodies.ts';
import { cacheHeaders } from './cache-headers.ts';
import type { Answer, Call, Handlers } from './handler.ts';
import { littleEndianPixels } from './little-endian.ts';
import { acceptedRanges, type MediaRange, notAcceptable } from './media-types.ts';
import { findInstance, type ReadingDeps, recordReading } from './resources.ts';
import { frameSyntaxFor, type TranscodingDeps, transcodedFrame } from './transcoding.ts';
import { frameMediaType, isFrameOutranked, takesMediaType } from './transfer-syntaxes.ts';

const octets = 'application/octet-stream';
/** Frames of one request: a client that wants more takes the instance, or asks again. */
export const framesMax = 10_000;

/** The handler of frames. */
export function createFrameHandlers(deps: TranscodingDeps): Handlers<'retrieveFrames'> {
  return { retrieveFrames: (call) => retrieveFrames(deps, call) };
}

async function retrieveFrames(deps: TranscodingDeps, call: Call<'retrieveFrames'>): Promise<Answer> {
  const { caller, parameters } = call;
  const numbers = frameNumbers(parameters.frames);
  const instance = await findInstance(deps, caller, parameters);
  const layout = parseLayout(instance.layout);
  const frameCount = frameCountOf(layout);
  if (numbers.some((number) => number > frameCount)) throw failure.notFound();
  const choice = chooseFrameForm(acceptedRanges(call), instance.transfer_syntax_uid);
  const headers = cacheHeaders(sha256(JSON.stringify(['frames', instance.object_key, numbers, choice])), {
    isWeak: choice.form === 'parts',
  });
  if (isKnown(call.request.headers['if-none-match'], headers.ETag)) return { status: 304, headers };
  recordReading(deps, caller, {
    event: 'study.read',
    studyId: instance.study_id,
    details: { frames: numbers.length },
  });
  const answer =
    choice.transferSyntaxUid === instance.transfer_syntax_uid
      ? storedAnswer(
          call,
          { numbers, frame: (number) => storedFrame(deps, instance, { layout, number }) },
          choice,
        )
      : await transcodedAnswer(deps, instance, { numbers, choice });
  return { ...answer, headers: { ...headers, ...answer.headers } };
}

/** Frames by their numbers, each made when its turn comes. */
export interface StoredFrames {
  readonly numbers: readonly number[];
  /** What they are the whole of, where they are. */
  readonly contentLocation?: string;
  frame(number: number): SizedBytes;
}

/** Frames as they are stored: parts, or alone the only one of a client that wants no parts. */
export function storedAnswer(
  call: Pick<Call<'retrieveFrames'>, 'request'>,
  { numbers, frame, contentLocation }: StoredFrames,
  choice: FrameForm,
): Answer {
  const { type, contentType } = frameTypes(choice.transferSyntaxUid);
  const location = contentLocation === undefined ? {} : { contentLocation };
  const [first] = numbers;
  if (first === undefined || numbers.length > 1)
    return multipartAnswer(
      type,
      partsOf(numbers, (number) => ({ contentType, ...location, bytes: frame(number) })),
    );
  const only = frame(first);
  if (choice.form === 'parts') return multipartAnswer(type, [{ contentType, ...location, bytes: only }]);
  // Players ask for pieces of a film (PS3.18 8.7.3.3.2).
  return type.startsWith('video/')
    ? rangedAnswer(call.request.headers.range, type, only)
    : singleAnswer(contentType, only);
}

/** Frames by their numbers, from 1, in another transfer syntax. Throws `notAcceptable` when they do not go into it. */
export async function transcodedAnswer(
  deps: TranscodingDeps,
  instance: StoredInstance,
  {
    numbers,
    choice,
    contentLocation,
  }: Pick<StoredFrames, 'numbers' | 'contentLocation'> & { readonly choice: FrameForm },
): Promise<Answer> {
  const { form, transferSyntaxUid } = choice;
  const { type, contentType } = frameTypes(transferSyntaxUid);
  const location = contentLocation === undefined ? {} : { contentLocation };
  const source = frameSource(deps.archive, instance);
  const [only] = numbers;
  if (only !== undefined && numbers.length === 1) {
    const bytes = memoryBytes(await transcodedFrame(deps, source, { number: only, transferSyntaxUid }));
    return form === 'parts'
      ? multipartAnswer(type, [{ contentType, ...location, bytes }])
      : singleAnswer(contentType, bytes);
  }
  return madeMultipartAnswer(
    type,
    numbers.map((number) => async () => {
      const bytes = await transcodedFrame(deps, source, { number, transferSyntaxUid });
      return { contentType, ...location, bytes: Readable.from([bytes], { objectMode: false }) };
    }),
  );
}

/** The media type of frames of a transfer syntax, and what a part of them says of itself. */
export function frameTypes(transferSyntaxUid: string): { type: string; contentType: string } {
  const type = frameMediaType(transferSyntaxUid);
  return { type, contentType: type === octets ? octets : `${type}; transfer-syntax=${transferSyntaxUid}` };
}

/** A list of numbers, from 1, with commas between them. Throws `validation`. */
export function frameNumbers(text: string): number[] {
  const numbers = text
    .split(',', framesMax + 1)
    .map((part) => (/^[1-9]\d{0,8}$/.test(part) ? Number(part) : 0));
  if (numbers.length > framesMax)
    throw failure.validation({ frames: [`At most ${framesMax} frames at once.`] });
  if (numbers.includes(0))
    throw failure.validation({ frames: ['Frames are named by their numbers, from 1.'] });
  return numbers;
}

function storedFrame(
  deps: ReadingDeps,
  instance: StoredInstance,
  { layout, number }: { layout: InstanceLayout; number: number },
): SizedBytes {
  const bytes = frameBytes(deps.archive, instance, { layout, number });
  if (bytes === undefined) throw failure.notFound();
  return littleEndianPixels(instance, { layout, bytes });
}

/** In which form frames are handed out: the stored transfer syntax, or another one. */
export interface FrameForm {
  readonly form: 'parts' | 'single';
  readonly transferSyntaxUid: string;
}

/** What the client wants most of what there is of a stored transfer syntax, or can be made. Throws `notAcceptable`. */
export function chooseFrameForm(ranges: readonly MediaRange[], stored: string): FrameForm {
  for (const range of ranges) {
    if (range.quality === 0) continue;
    const mayBe = (form: FrameForm['form']) => (transferSyntaxUid: string) =>
      !isFrameOutranked(range, { form, transferSyntaxUid }, ranges);
    const form = storedForm(range, stored);
    if (form !== undefined && mayBe(form)(stored)) return { form, transferSyntaxUid: stored };
    const asParts = frameSyntaxFor(range, stored, mayBe('parts'));
    if (asParts !== undefined) return { form: 'parts', transferSyntaxUid: asParts };
    const parameters = new Map([...range.parameters, ['type', range.type]]);
    const ofOne = { ...range, type: 'multipart/related', parameters };
    const asOne = frameSyntaxFor(ofOne, stored, mayBe('single'));
    if (asOne !== undefined) return { form: 'single', transferSyntaxUid: asOne };
  }
  throw notAcceptable();
}

/**
 * How frames are handed out as they are stored; `undefined` where nobody takes them so. Compressed frames go to whoever
 * takes their media type, or octets in any transfer syntax, which is how viewers ask for whatever there is.
 */
function storedForm(range: MediaRange, stored: string): FrameForm['form'] | undefined {
  const type = frameMediaType(stored);
  const isEncapsulated = lookupTransferSyntax(stored)?.encapsulated === true;
  const wanted = range.parameters.get('transfer-syntax');
  // Native frames are the same in every native transfer syntax.
  const isNativeWanted = wanted === undefined || lookupTransferSyntax(wanted)?.encapsulated !== true;
  const isSyntax =
    wanted === undefined || wanted === '*' || wanted === stored || (!isEncapsulated && isNativeWanted);
  const isAnyway = isEncapsulated && (wanted === '*' || wanted === stored) && takesMediaType(range, octets);
  if ((isSyntax && takesMediaType(range, type)) || isAnyway) return 'parts';
  if (isSyntax && (range.type === type || range.type === `${type.split('/')[0]}/*`)) return 'single';
  return undefined;
}
