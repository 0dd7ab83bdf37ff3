// Which of what a reader takes for words are words, and how far their line goes: a reader loses letters that stand on something, and
// never sees where a word ends. Pure.
import type { PixelRectangle } from '@lumenbox/dicom/deidentify';
import type { LegiblePicture } from './legible-picture.ts';
import type { ReadWord } from './text-reader.ts';

/**
 * So certain has the reader to be of a word, by its letters and digits: anatomy reads as short words, and hardly ever as four letters
 * with more than 40 of 100. Of two letters only capitals and digits count: initials, ages.
 */
const confidencesMin = { 2: 90, 3: 78, 4: 60 } as const;
const longConfidenceMin = 52;
/** Words of a line that are less certain count together, when they have so many letters. */
const lineConfidenceMin = 45;
const lineLettersMin = 8;
/** Where some text is certain, what else may be a word in the same frame is likely to be one. */
const possibleConfidenceMin = 35;
/** A gap in a line is at most so wide, by the height of its letters. */
const gapHeights = 1.2;
/** Darker is ink, of black on white. */
const inkMax = 160;
/** Letters reach beyond what is read of them: accents, soft edges. By their height, and in pixels of the frame. */
const marginHeights = 0.25;
const marginPixelsMin = 2;

/** Lines of a picture. */
export interface PictureLines {
  readonly picture: LegiblePicture;
  readonly lines: readonly (readonly ReadWord[])[];
}

/** A box around a word. */
export interface FoundWord extends PixelRectangle {
  /** It is a word by itself or with its line; otherwise it may be one, as anatomy may. */
  readonly isCertain: boolean;
}

/** Boxes around the words of a frame's pictures and all ink that goes on from them, in the frame's pixels. */
export function textOfPictures(read: readonly PictureLines[]): FoundWord[] {
  const isThere = read.some(({ lines }) => lines.some((words) => certainWords(words).length > 0));
  if (!isThere) return [];
  return read.flatMap(({ picture, lines }) =>
    lines.flatMap((words) => {
      const certain = new Set(certainWords(words));
      const taken = new Set([...certain, ...words.filter(isPossibleWord)]);
      return [...taken].map((word) => ({ ...boxAround(word, picture), isCertain: certain.has(word) }));
    }),
  );
}

function certainWords(words: readonly ReadWord[]): readonly ReadWord[] {
  const likely = words.filter(({ confidence }) => confidence >= lineConfidenceMin);
  const letterCount = likely.reduce((sum, { text }) => sum + lettersOf(text), 0);
  return letterCount >= lineLettersMin ? likely : words.filter(isWord);
}

function isPossibleWord({ text, confidence }: ReadWord): boolean {
  return lettersOf(text) >= 2 && confidence >= possibleConfidenceMin;
}

function boxAround(word: ReadWord, picture: LegiblePicture): PixelRectangle {
  const { from, to } = inkAround(word, picture);
  const margin = Math.max(marginPixelsMin, (marginHeights * word.height) / picture.scale);
  return {
    x: from / picture.scale - margin,
    y: word.y / picture.scale - margin,
    width: (to - from) / picture.scale + 2 * margin,
    height: word.height / picture.scale + 2 * margin,
  };
}

function isWord({ text, confidence }: ReadWord): boolean {
  const count = lettersOf(text);
  if (count > 4) return confidence >= longConfidenceMin;
  if (count === 2) return /[\p{Lu}\p{N}]{2}/u.test(text) && confidence >= confidencesMin[2];
  return (count === 3 || count === 4) && confidence >= confidencesMin[count];
}

function lettersOf(text: string): number {
  return [...text.matchAll(/[\p{L}\p{N}]/gu)].length;
}

/** How far ink goes on to both sides of a word, in its rows. */
function inkAround(word: ReadWord, picture: LegiblePicture): { from: number; to: number } {
  const gapMax = Math.ceil(word.height * gapHeights);
  const reach = (start: number, step: 1 | -1): number => {
    let end = start;
    for (
      let column = start, gap = 0;
      gap <= gapMax && column >= 0 && column < picture.width;
      column += step
    ) {
      if (hasInk(picture, word, column)) {
        end = column;
        gap = 0;
      } else gap += 1;
    }
    return end;
  };
  return { from: reach(word.x, -1), to: reach(word.x + word.width - 1, 1) + 1 };
}

function hasInk(
  { file, width, height }: LegiblePicture,
  { y, height: rows }: ReadWord,
  column: number,
): boolean {
  const start = file.length - width * height;
  for (let row = Math.max(0, y); row < Math.min(height, y + rows); row += 1)
    if ((file[start + row * width + column] as number) < inkMax) return true;
  return false;
}
