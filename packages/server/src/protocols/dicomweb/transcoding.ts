// Instances and frames in transfer syntaxes that they are not stored in (PS3.18 8.7.3): made when they are read.
import { Readable } from 'node:stream';
import { DicomError, lookupTransferSyntax, rewriteHead } from '@lumenbox/dicom';
import {
  type FrameSource,
  frameSource,
  parseLayout,
  readStoredHeader,
  type StoredInstance,
} from '../../archive/index.ts';
import { canTranscode, encodableTransferSyntaxUids, type Pixels } from '../../pixels/index.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Logger } from '../../platform/log.ts';
import { type MediaRange, notAcceptable } from './media-types.ts';
import { orRefused } from './pixel-refusals.ts';
import type { ReadingDeps } from './resources.ts';
import { frameMediaType, takesMediaType } from './transfer-syntaxes.ts';

/** What handing out objects takes, also in other transfer syntaxes. */
export interface TranscodingDeps extends ReadingDeps {
  readonly pixels: Pixels;
  readonly clock: Clock;
  readonly log: Logger;
}

/** The instance in another transfer syntax. Throws `notAcceptable` when its pixels do not go into it. */
export async function transcodedInstance(
  deps: TranscodingDeps,
  instance: StoredInstance,
  transferSyntaxUid: string,
): Promise<Readable> {
  // What has no pixels goes into whatever has no fragments.
  if (parseLayout(instance.layout).pixels === undefined && !isEncapsulated(transferSyntaxUid))
    return Readable.from([await rewritten(deps, instance, transferSyntaxUid)], { objectMode: false });
  const source = frameSource(deps.archive, instance);
  const { bytes } = await orRefused(deps.pixels.transcodeInstance(source, { transferSyntaxUid }));
  return Readable.from(bytes, { objectMode: false });
}

async function rewritten(
  deps: TranscodingDeps,
  instance: StoredInstance,
  transferSyntaxUid: string,
): Promise<Uint8Array> {
  const header = await readStoredHeader(deps.archive, instance);
  try {
    return rewriteHead(header, { transferSyntaxUid, form: 'part10' });
  } catch (error) {
    if (error instanceof DicomError || error instanceof RangeError) throw notAcceptable();
    throw error;
  }
}

function isEncapsulated(transferSyntaxUid: string): boolean {
  return lookupTransferSyntax(transferSyntaxUid)?.encapsulated !== false;
}

/** A frame of an instance by its number, from 1, in another transfer syntax. Throws `notAcceptable` when it does not go into it. */
export async function transcodedFrame(
  deps: TranscodingDeps,
  source: FrameSource,
  { number, transferSyntaxUid }: { number: number; transferSyntaxUid: string },
): Promise<Uint8Array> {
  const options = { frame: number - 1, transferSyntaxUid };
  return (await orRefused(deps.pixels.transcodeFrame(source, options))).bytes;
}

/** Lossless JPEG of first order is what `image/jpeg` is when nothing else is said (PS3.18 Table 8.7.3-2). */
const jpegDefaultUid = '1.2.840.10008.1.2.4.70';
const preferredFirst = [jpegDefaultUid, ...encodableTransferSyntaxUids];

/** The transfer syntax that frames of a stored one can be made into for a media range, of those that may be; `undefined` where there is none. */
export function frameSyntaxFor(
  range: MediaRange,
  stored: string,
  mayBe: (transferSyntaxUid: string) => boolean,
): string | undefined {
  const wanted = range.parameters.get('transfer-syntax');
  return preferredFirst.find(
    (uid) =>
      (wanted === undefined || wanted === '*' || wanted === uid) &&
      // Implicit VR says nothing of frames alone: theirs are the explicit one's.
      lookupTransferSyntax(uid)?.explicit === true &&
      canTranscode(stored, uid) &&
      takesMediaType(range, frameMediaType(uid)) &&
      mayBe(uid),
  );
}
