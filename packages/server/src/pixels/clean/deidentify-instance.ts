// De-identifies one instance with its pixels: the engine says what is to be done, here it is done. One way for every door, the
// command line included. Fails closed: pixels that cannot be cleaned as the profile wants are for a person.
import { DicomError, type HeaderResult } from '@lumenbox/dicom';
import {
  type CleanInstance,
  createPixelDataPassage,
  type Deidentification,
  type Deidentifier,
  type DoubtfulInstance,
  type InstanceOptions,
  type PixelAbility,
  type PixelBox,
  type ReviewReason,
  reviewReasons,
} from '@lumenbox/dicom/deidentify';
import { PixelError } from '../pixel-error.ts';
import type { PixelSource } from '../pixel-source.ts';
import type { Pixels } from '../pixels.ts';

/** An instance with its identity. */
export interface OriginalInstance {
  readonly header: HeaderResult;
  /** The file's bytes from one of them on. */
  read(start: number): AsyncIterable<Uint8Array>;
  /** The same as a source of frames; only asked for when pixels are to be cleaned or looked at. */
  open(): Promise<PixelSource>;
}

/** A whole instance without identity. */
export interface DeidentifiedFile extends Omit<CleanInstance, 'head'> {
  readonly head: Uint8Array;
  /** The file, to be read once. What {@link isUncleanable} says of its errors: the instance is for a person, and nothing is kept. */
  readonly bytes: AsyncIterable<Uint8Array>;
}

const abilities: readonly PixelAbility[] = ['clean-pixel-data', 'recognize-text'];
/** After the first look another one shows what the first text hid; more that is found then is no text, or too much. */
const looksMax = 3;

type Deps = { readonly pixels: Pixels; readonly deidentifier: Deidentifier };
type Options = Omit<InstanceOptions, 'abilities'>;

/** De-identifies an instance. @throws DicomError as the engine does */
export async function deidentifyWithPixels(
  deps: Deps,
  original: OriginalInstance,
  options: Options,
): Promise<DeidentifiedFile | DoubtfulInstance> {
  const done = deps.deidentifier.deidentify(original.header, { ...options, abilities });
  try {
    const cleaned = await withTextTreated(deps, original, { done, options });
    if (cleaned.kind === 'review') return cleaned;
    return { ...cleaned, bytes: await cleanBytes(deps.pixels, original, cleaned) };
  } catch (error) {
    if (isUncleanable(error)) return done.kind === 'review' ? done : doubtful(done, ['pixels-not-cleaned']);
    throw error;
  }
}

/** Reads text where the profile wants it: for whoever has to look, or to blank it with all else. */
async function withTextTreated(
  deps: Deps,
  original: OriginalInstance,
  { done, options }: { done: Deidentification; options: Options },
): Promise<Deidentification> {
  const { recognition, boxes } = done.pixels;
  const isSeen = options.accepted?.includes('recognized-text') === true;
  if (recognition === 'off' || (recognition === 'review' && isSeen)) return done;
  const source = await original.open();
  if (done.kind === 'review' || recognition === 'review') {
    const found = await deps.pixels.findText(source, { boxes });
    if (done.kind === 'review') return doubtful(done, done.reasons, found.boxes);
    if (!found.isWhole) return doubtful(done, ['pixels-not-cleaned'], found.boxes);
    return found.boxes.length === 0 ? done : doubtful(done, ['recognized-text'], found.boxes);
  }
  const text: PixelBox[] = [];
  for (let look = 1; look <= looksMax; look += 1) {
    const found = await deps.pixels.findText(source, { boxes: [...boxes, ...text] });
    if (!found.isWhole) return doubtful(done, ['pixels-not-cleaned'], found.boxes);
    if (found.boxes.length === 0) return withoutText(deps, original, { options, text });
    text.push(...found.boxes);
  }
  return doubtful(done, ['recognized-text'], text);
}

/** The same once more, to say in its header and its account what was blanked, and that nothing is left. */
function withoutText(
  { deidentifier }: Deps,
  { header }: OriginalInstance,
  { options, text }: { options: Options; text: readonly PixelBox[] },
): Deidentification {
  return deidentifier.deidentify(header, {
    ...options,
    abilities,
    pixelBoxes: [...(options.pixelBoxes ?? []), ...text],
    pixelFacts: { ...options.pixelFacts, burnedInAnnotation: 'NO', isCleaned: true },
  });
}

/**
 * De-identifies an instance that a person has to look at: its header as far as the profile goes, its pixels as they are. `undefined` for
 * what no person can make an instance of. @throws DicomError as the engine does
 */
export function deidentifyForReview(
  deidentifier: Deidentifier,
  original: OriginalInstance,
  options: Pick<InstanceOptions, 'today'>,
): DeidentifiedFile | undefined {
  const done = deidentifier.deidentify(original.header, { ...options, accepted: reviewReasons });
  return done.kind === 'review' ? undefined : { ...done, bytes: passed(original, done.head) };
}

/** Whether an error says that an instance's pixels cannot be cleaned, now or another time. */
export function isUncleanable(error: unknown): boolean {
  if (error instanceof PixelError) return error.reason !== 'busy' && error.reason !== 'closed';
  return error instanceof DicomError && error.reason === 'missing-image-attributes';
}

function doubtful(
  { pixels, account }: Deidentification,
  reasons: readonly ReviewReason[],
  text: readonly PixelBox[] = [],
): DoubtfulInstance {
  return { kind: 'review', reasons, pixels: { ...pixels, boxes: [...pixels.boxes, ...text] }, account };
}

async function cleanBytes(
  pixels: Pixels,
  original: OriginalInstance,
  { head, pixels: { boxes } }: CleanInstance,
): Promise<AsyncIterable<Uint8Array>> {
  if (boxes.length === 0) return passed(original, head);
  const { bytes } = await pixels.cleanInstance(await original.open(), { boxes, head });
  return bytes;
}

async function* passed({ header, read }: OriginalInstance, head: Uint8Array): AsyncIterable<Uint8Array> {
  yield head;
  if (header.pixelData === undefined) return;
  const passage = createPixelDataPassage(header);
  for await (const chunk of read(passage.startOffset)) {
    const bytes = passage.push(chunk);
    if (bytes.length > 0) yield bytes;
  }
  const end = passage.end();
  if (end.length > 0) yield end;
}
