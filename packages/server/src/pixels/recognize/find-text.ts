// Where text stands in an instance's frames: pictures made of them in one pool of threads, read in another, and boxes of what
// was read. What the text says goes no further than here.
import {
  isCovered,
  merged,
  type PixelBox,
  type PixelRectangle,
  rectanglesOfFrame,
} from '@lumenbox/dicom/deidentify';
import { blanksOf } from '../clean/frame-blanks.ts';
import { readDisplayFacts } from '../image/display-facts.ts';
import { type DescribedImage, describeImage } from '../image/image-description.ts';
import { PixelError } from '../pixel-error.ts';
import { isDeflated, type PixelSource, readFrame, readSourceHeader } from '../pixel-source.ts';
import type { PixelPool } from '../workers/pixel-pool.ts';
import type { FrameBlanks } from '../workers/pixel-tasks.ts';
import { type PictureLines, textOfPictures } from './text-lines.ts';
import type { TextReader } from './text-reader.ts';

/** What to look for text in. */
export interface FindTextOptions {
  /** Blank while it is looked: what is there is not found. */
  readonly boxes?: readonly PixelBox[];
  /** Frames that are looked at, from the first; default and most {@link framesReadMax}. */
  readonly framesMax?: number;
  readonly signal?: AbortSignal | undefined;
}

/** Where text was found. */
export interface TextFound {
  /** In the frame, or in all where two have it at the same place: what stands still may be missed in one of them. */
  readonly boxes: readonly PixelBox[];
  /** False: the instance has more frames than are looked at, and these are the first ones'. */
  readonly isWhole: boolean;
}

/** Frames that are looked at; at a second or so each, a minute of four processors. A film of more is for a person. */
export const framesReadMax = 64;
/** Frames on their way at once: as many as are read, and the next ones. */
const framesAtOnce = 4;

type Deps = { readonly pool: PixelPool; readonly reader: TextReader };
type Look = {
  readonly source: PixelSource;
  readonly image: DescribedImage;
  readonly facts: ReturnType<typeof readDisplayFacts> | undefined;
  readonly blanks: FrameBlanks['blanks'];
  readonly options: FindTextOptions;
};

/** Looks for text in the frames of an instance. @throws PixelError; DicomError for a file that cannot be read */
export async function findText(
  deps: Deps,
  source: PixelSource,
  options: FindTextOptions,
): Promise<TextFound> {
  if (isDeflated(source)) throw new PixelError('unsupported-transfer-syntax');
  const header = await readSourceHeader(source);
  const image = describeImage(header);
  if (source.frameCount !== image.frameCount)
    throw new PixelError('bad-image-attributes', 'frames are missing');
  const isPalette = image.photometricInterpretation === 'PALETTE COLOR';
  const facts = isPalette ? readDisplayFacts(header.dataSet, image, 0) : undefined;
  const look: Look = { source, image, facts, blanks: blanksOf(header.dataSet, image), options };
  const count = Math.min(image.frameCount, options.framesMax ?? framesReadMax, framesReadMax);
  const found: PixelRectangle[][] = Array.from({ length: count }, () => []);
  let next = 0;
  const work = async (): Promise<void> => {
    for (let index = next++; index < count; index = next++)
      found[index] = await textOfFrame(deps, look, index);
  };
  await Promise.all(Array.from({ length: Math.min(count, framesAtOnce) }, work));
  return { boxes: boxesOf(found), isWhole: image.frameCount === count };
}

async function textOfFrame(
  { pool, reader }: Deps,
  { source, image, facts, blanks, options }: Look,
  index: number,
): Promise<PixelRectangle[]> {
  const { boxes = [], signal } = options;
  const { frame, buffers } = await readFrame(source, index);
  const rectangles = rectanglesOfFrame(boxes, { frame: index + 1, size: image });
  const task = { kind: 'legible', image, frame, rectangles, blanks } as const;
  const made = await pool.run(facts === undefined ? task : { ...task, facts }, { transfer: buffers, signal });
  const read: PictureLines[] = [];
  for (const picture of made.pictures ?? [])
    read.push({ picture, lines: await reader.read(picture.file, { signal }) });
  const found = textOfPictures(read);
  const whole = found.flatMap((one) => rectanglesOfFrame([boxOf(one, 'all')], { frame: 1, size: image }));
  // A blank box has corners, in which a reader may see letters.
  return merged(whole).filter((one) => !isCovered(one, rectangles));
}

/** Boxes of frames as boxes of all where two frames have text at the same place. */
function boxesOf(found: readonly (readonly PixelRectangle[])[]): PixelBox[] {
  const still = merged(
    found.flatMap((rectangles, frame) =>
      rectangles.filter((one) =>
        found.some((others, other) => other !== frame && others.some((another) => meets(one, another))),
      ),
    ),
  );
  return [
    ...still.map((one) => boxOf(one, 'all')),
    ...found.flatMap((rectangles, frame) =>
      rectangles.filter((one) => !isCovered(one, still)).map((one) => boxOf(one, frame + 1)),
    ),
  ];
}

function meets(one: PixelRectangle, other: PixelRectangle): boolean {
  return (
    one.x < other.x + other.width &&
    other.x < one.x + one.width &&
    one.y < other.y + other.height &&
    other.y < one.y + one.height
  );
}

function boxOf(rectangle: PixelRectangle, frame: PixelBox['frame']): PixelBox {
  return { frame, ...rectangle, source: 'recognized-text' };
}
