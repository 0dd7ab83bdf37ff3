// Retrieve Transaction for frames (PS3.18 10.4.1.1.4): each a range of its object, in the media type that it is stored in,
// or native little endian.

import { lookupTransferSyntax } from '@lumenbox/dicom';
import { frameBytes, type SizedBytes, type StoredInstance } from '../../archive/index.ts';
import { failure } from '../../platform/errors.ts';
import { multipartAnswer, rangedAnswer, singleAnswer } from './bodies.ts';
import type { Answer, Call, Handlers } from './handler.ts';
import { littleEndianPixels } from './little-endian.ts';
import { acceptedRanges, type MediaRange, notAcceptable } from './media-types.ts';
import { findInstance, type ReadingDeps, recordReading } from './resources.ts';
import { frameMediaType, takesMediaType } from './transfer-syntaxes.ts';

const octets = 'application/octet-stream';
/** Frames of one request: a client that wants more takes the instance, or asks again. */
const framesMax = 10_000;

/** The handler of frames. */
export function createFrameHandlers(deps: ReadingDeps): Handlers<'retrieveFrames'> {
  return { retrieveFrames: (call) => retrieveFrames(deps, call) };
}

async function retrieveFrames(deps: ReadingDeps, call: Call<'retrieveFrames'>): Promise<Answer> {
  const { caller, parameters, request } = call;
  const numbers = frameNumbers(parameters.frames);
  const instance = await findInstance(deps, caller, parameters);
  const frames = numbers.map((number) => storedFrame(deps, instance, number));
  const form = chooseForm(acceptedRanges(call), instance.transfer_syntax_uid);
  if (form === undefined) throw notAcceptable();
  recordReading(deps, caller, {
    event: 'study.read',
    studyId: instance.study_id,
    details: { frames: frames.length },
  });
  const type = frameMediaType(instance.transfer_syntax_uid);
  const contentType = type === octets ? octets : `${type}; transfer-syntax=${instance.transfer_syntax_uid}`;
  const [only] = frames;
  if (form === 'parts' || only === undefined || frames.length > 1)
    return multipartAnswer(
      type,
      frames.map((bytes) => ({ contentType, bytes })),
    );
  // Players ask for pieces of a film (PS3.18 8.7.3.3.2).
  return type.startsWith('video/')
    ? rangedAnswer(request.headers.range, type, only)
    : singleAnswer(contentType, only);
}

/** A list of numbers, from 1, with commas between them. Throws `validation`. */
function frameNumbers(text: string): number[] {
  const numbers = text
    .split(',', framesMax + 1)
    .map((part) => (/^[1-9]\d{0,8}$/.test(part) ? Number(part) : 0));
  if (numbers.length > framesMax)
    throw failure.validation({ frames: [`At most ${framesMax} frames at once.`] });
  if (numbers.includes(0))
    throw failure.validation({ frames: ['Frames are named by their numbers, from 1.'] });
  return numbers;
}

function storedFrame(deps: ReadingDeps, instance: StoredInstance, number: number): SizedBytes {
  const bytes = frameBytes(deps.archive, instance, number);
  if (bytes === undefined) throw failure.notFound();
  return littleEndianPixels(instance, bytes);
}

/**
 * How frames are handed out as they are stored; `undefined` where nobody takes them so. Compressed frames go to whoever
 * takes their media type, or octets in any transfer syntax, which is how viewers ask for whatever there is.
 */
function chooseForm(ranges: readonly MediaRange[], stored: string): 'parts' | 'single' | undefined {
  const type = frameMediaType(stored);
  const isEncapsulated = lookupTransferSyntax(stored)?.encapsulated === true;
  for (const range of ranges) {
    if (range.quality === 0) continue;
    const wanted = range.parameters.get('transfer-syntax');
    const isSyntax = wanted === undefined || wanted === '*' || wanted === stored || !isEncapsulated;
    const isAnyway = isEncapsulated && (wanted === '*' || wanted === stored) && takesMediaType(range, octets);
    if ((isSyntax && takesMediaType(range, type)) || isAnyway) return 'parts';
    if (isSyntax && (range.type === type || range.type === `${type.split('/')[0]}/*`)) return 'single';
  }
  return undefined;
}
