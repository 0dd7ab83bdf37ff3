// What a person can read of a text document before it is let pass: its words, and its source as it is. Nothing is followed, fetched or
// put in the place of something else.
import { decodeDocument } from './document-encoding.ts';
import { type EncapsulatedDocument, isMarkup } from './encapsulated-document.ts';
import { markupWords } from './markup-words.ts';

/** What a reader has to know of what is shown. */
export const documentNotes = [
  /** There are more words than are shown. */
  'words-cut',
  /** The source goes on behind what is shown. */
  'source-cut',
  /** It has a document type, which is not followed: an entity that it declares stands among the words by its name. */
  'document-type',
  /** It holds data in base64, such as a picture or another document. */
  'embedded-data',
  /** Tags are broken, and stand among the words from there on. */
  'malformed',
  /** It names an encoding that is not known, and was read as UTF-8. */
  'unknown-encoding',
  /** Some bytes are none of its encoding. */
  'undecodable',
] as const;

/** One of them. */
export type DocumentNote = (typeof documentNotes)[number];

/** A document as text. */
export interface DocumentText {
  /** What stands between its tags, a line for each block; `undefined` when it has no tags: then the source is what is read. */
  readonly words: string | undefined;
  readonly source: string;
  readonly encoding: string;
  readonly notes: readonly DocumentNote[];
}

/** Of each of the two: a book of a hundred pages, which a browser lays out in a moment. */
const charactersMax = 250_000;
/** What is decoded at all: words are looked for behind the end of the source that is shown, behind pictures in base64. */
const bytesMax = 8 * 1024 * 1024;

/** Reads a document, whatever is in it. */
export function readDocumentText({ mediaType, charset, bytes }: EncapsulatedDocument): DocumentText {
  const isCut = bytes.length > bytesMax;
  const hasTags = isMarkup(mediaType);
  const decoded = decodeDocument(bytes.subarray(0, bytesMax), { charset, isMarkup: hasTags, isCut });
  const { text, encoding } = decoded;
  const found = hasTags ? markupWords(text, charactersMax) : undefined;
  const source = beginningOf(text, charactersMax);
  const isNoted: Record<DocumentNote, boolean> = {
    'words-cut': found !== undefined && (isCut || !found.isWhole),
    'source-cut': isCut || source.length < text.length,
    'document-type': found?.hasDocumentType === true,
    'embedded-data': found?.hasEmbeddedData === true,
    // Where it was cut it breaks off by our doing.
    malformed: found?.isWellFormed === false && !isCut,
    'unknown-encoding': !decoded.isEncodingKnown,
    undecodable: !decoded.isSound,
  };
  return { words: found?.words, source, encoding, notes: documentNotes.filter((note) => isNoted[note]) };
}

/** The beginning of a text, which never ends within a character. */
function beginningOf(text: string, length: number): string {
  const last = text.charCodeAt(length - 1);
  const isTorn = text.length > length && last >= 0xd800 && last < 0xdc00;
  return text.slice(0, isTorn ? length - 1 : length);
}
