// Where text stands in an instance's frames: pictures made of them in one pool of threads, read in another, and boxes of what
// was read. What the text says goes no further than here.
import {
  clipped,
  isCovered,
  joined,
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
import { type FoundWord, type PictureLines, textOfPictures } from './text-lines.ts';
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
  /** In the frame, or in all where two have it at the same place and one for certain: what stands still may be missed in one of them. */
  readonly boxes: readonly PixelBox[];
  /** False: the instance has more frames than are looked at, and these are the first ones'. */
  readonly isWhole: boolean;
}

/** Frames that are looked at; at a second or so each, a minute of four processors. A film of more is for a person. */
export const framesReadMax = 64;
/** Frames on their way at once: as many as are read, and the next ones. */
const framesAtOnce = 4;

/** Lines of text in a frame, and what may be some. */
type FrameText = {
  readonly certain: readonly PixelRectangle[];
  readonly possible: readonly PixelRectangle[];
};
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
  const found: FrameText[] = Array.from({ length: count }, () => ({ certain: [], possible: [] }));
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
): Promise<FrameText> {
  const { boxes = [], signal } = options;
  const { frame, buffers } = await readFrame(source, index);
  const rectangles = rectanglesOfFrame(boxes, { frame: index + 1, size: image });
  const task = { kind: 'legible', image, frame, rectangles, blanks } as const;
  const made = await pool.run(facts === undefined ? task : { ...task, facts }, { transfer: buffers, signal });
  const read: PictureLines[] = [];
  for (const picture of made.pictures ?? [])
    read.push({ picture, lines: await reader.read(picture.file, { signal }) });
  const found = textOfPictures(read);
  const linesOf = (words: readonly FoundWord[]): PixelRectangle[] => {
    const whole = words.flatMap((word) => clipped(word, image) ?? []);
    const lines = joined(whole, (word, other) => isOfLine(word, other) && isOfLine(other, word));
    // A blank box has corners, in which a reader may see letters.
    return lines.filter((line) => !isCovered(line, rectangles));
  };
  return {
    certain: linesOf(found.filter(({ isCertain }) => isCertain)),
    possible: linesOf(found.filter(({ isCertain }) => !isCertain)),
  };
}

/** Boxes of frames as boxes of all where two frames have text at the same place, and it is certain in one of them. */
function boxesOf(found: readonly FrameText[]): PixelBox[] {
  const meets = (line: PixelRectangle, others: readonly PixelRectangle[]) =>
    others.some((other) => isOfLine(line, other));
  const still = joined(
    found.flatMap(({ certain, possible }, frame) => {
      const rest = found.filter((_, other) => other !== frame);
      return [
        ...certain.filter((line) => rest.some((of) => meets(line, of.certain) || meets(line, of.possible))),
        ...possible.filter((line) => rest.some((of) => meets(line, of.certain))),
      ];
    }),
  );
  return [
    ...still.map((one) => boxOf(one, 'all')),
    ...found.flatMap(({ certain, possible }, frame) =>
      joined([...certain, ...possible].filter((line) => !isCovered(line, still))).map((one) =>
        boxOf(one, frame + 1),
      ),
    ),
  ];
}

/**
 * Whether most of a text's height is another text's too, where they meet: of a text that stands still a reader may see the whole
 * line in one frame, a word of it in the next. What a reader takes for a word in anatomy may be much higher, and is no line of it.
 */
function isOfLine(one: PixelRectangle, other: PixelRectangle): boolean {
  const sharedRows = Math.min(one.y + one.height, other.y + other.height) - Math.max(one.y, other.y);
  const doMeet = one.x <= other.x + other.width && other.x <= one.x + one.width;
  return doMeet && sharedRows * 2 > one.height;
}

function boxOf(rectangle: PixelRectangle, frame: PixelBox['frame']): PixelBox {
  return { frame, ...rectangle, source: 'recognized-text' };
}
