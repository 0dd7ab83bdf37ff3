// The words of a document with tags, as who reads it sees them: a lexer that takes away tags, comments and declarations, and puts nothing in
// their place. It believes no document type, fetches nothing, and goes through the text once, whatever the text is.
import { WordLines } from './word-lines.ts';

/** The words, and what was met on the way. */
export interface MarkupWords {
  /** A line for each block; cells of a row are parted by tabs. */
  readonly words: string;
  readonly isWhole: boolean;
  readonly hasDocumentType: boolean;
  readonly hasEmbeddedData: boolean;
  readonly isWellFormed: boolean;
}

/** Something that begins with `<`. */
interface Piece {
  readonly kind: 'nothing' | 'data' | 'document-type' | 'tag' | 'broken';
  /** The position behind it. */
  readonly end: number;
}

/** Tags within a word or a line: of the narrative of HL7 CDA, and of HTML. All others begin a line. */
const inline: ReadonlySet<string> = new Set(
  'content sub sup linkhtml footnoteref a abbr b big code em font i s small span strong tt u'.split(' '),
);
const cells: ReadonlySet<string> = new Set(['td', 'th']);
/** Base64 of fewer characters is shown: it is no picture, and what calls itself so may be words. */
const embeddedCharactersMin = 500;

/** Ten times the tags of a book: more of them hold nobody up. */
const piecesMax = 200_000;
/** Quotes, brackets and comments of one tag or document type. */
const signsMax = 10_000;

/** The words of a document, up to a length. */
export function markupWords(text: string, charactersMax: number): MarkupWords {
  const lines = new WordLines(charactersMax);
  const met = { hasDocumentType: false, hasEmbeddedData: false, isWellFormed: true };
  let isEncoded = false;
  for (let at = 0, pieces = 0; at < text.length && lines.isWhole; pieces += 1) {
    if (pieces === piecesMax) lines.isWhole = false;
    const next = text.indexOf('<', at);
    const start = next === -1 ? text.length : next;
    const plain = text.slice(at, start);
    if (!(isEncoded && isData(plain))) lines.add(resolved(plain));
    if (start === text.length) break;
    const piece = pieceAt(text, start);
    const written = text.slice(start, piece.end);
    isEncoded = false;
    if (piece.kind === 'document-type') met.hasDocumentType = true;
    else if (piece.kind === 'tag') {
      part(lines, written);
      isEncoded = /\srepresentation\s*=\s*["']?b64\b/i.test(written);
      met.hasEmbeddedData ||= isEncoded;
    } else if (piece.kind === 'data') lines.add(written.slice(dataStart.length, -dataEnd.length));
    else if (piece.kind === 'broken') {
      met.isWellFormed = false;
      lines.add(written);
    }
    at = piece.end;
  }
  return { words: lines.text(), isWhole: lines.isWhole, ...met };
}

const dataStart = '<![CDATA[';
const dataEnd = ']]>';
const tagSigns = /["'>]/g;
const documentTypeSigns = /["'>[\]]|<!--/g;

/**
 * What begins at a `<`. Without an end it breaks all the rest, which is shown as it is: so nothing hides behind it, and nothing is looked
 * for twice.
 */
function pieceAt(text: string, start: number): Piece {
  const begins = (beginning: string) => text.startsWith(beginning, start);
  if (begins('<!--')) return upTo(text, { kind: 'nothing', from: start + 4, mark: '-->' });
  if (begins(dataStart)) return upTo(text, { kind: 'data', from: start + dataStart.length, mark: dataEnd });
  if (begins('<?')) return upTo(text, { kind: 'nothing', from: start + 2, mark: '?>' });
  if (begins('<!') && /^<!doctype\b/i.test(text.slice(start, start + 10)))
    return closed(text, { kind: 'document-type', from: start + 2, signs: documentTypeSigns });
  if (!isNameStart(text.charCodeAt(begins('</') ? start + 2 : start + 1)))
    return { kind: 'broken', end: start + 1 };
  const tag = closed(text, { kind: 'tag', from: start + 1, signs: tagSigns });
  // No value holds one (XML 1.0 2.3): a quote is missing, and words stand where a value seems to be.
  return text.slice(start + 1, tag.end).includes('<') ? { ...tag, kind: 'broken' } : tag;
}

/** XML 1.0 2.3, but that beyond ASCII anything will do. */
function isNameStart(code: number): boolean {
  const lower = code | 0x20;
  return (lower >= 0x61 && lower <= 0x7a) || code === 0x5f || code === 0x3a || code > 0x7f;
}

function upTo(
  text: string,
  { kind, from, mark }: Pick<Piece, 'kind'> & { from: number; mark: string },
): Piece {
  const found = text.indexOf(mark, from);
  return found === -1 ? { kind: 'broken', end: text.length } : { kind, end: found + mark.length };
}

/** A tag, or a document type (XML 1.0 2.8), ends at the first `>` outside of the quotes, brackets and comments in it. */
function closed(
  text: string,
  { kind, from, signs }: Pick<Piece, 'kind'> & { from: number; signs: RegExp },
): Piece {
  const broken: Piece = { kind: 'broken', end: text.length };
  let depth = 0;
  signs.lastIndex = from;
  for (let count = 0; count < signsMax; count += 1) {
    const [sign] = signs.exec(text) ?? [];
    if (sign === undefined) return broken;
    if (sign === '>' && depth === 0) return { kind, end: signs.lastIndex };
    if (sign === '[') depth += 1;
    else if (sign === ']') depth -= 1;
    else if (sign !== '>') {
      const close = sign === '<!--' ? '-->' : sign;
      const found = text.indexOf(close, signs.lastIndex);
      if (found === -1) return broken;
      signs.lastIndex = found + close.length;
    }
  }
  return broken;
}

/** Parts what stands before a tag from what stands behind it, as the tag does. */
function part(lines: WordLines, tag: string): void {
  const name = (/^<\/?(?:[^\s<>/:]{1,80}:)?([^\s<>/:]{1,80})/.exec(tag)?.[1] ?? '').toLowerCase();
  if (inline.has(name)) return;
  lines.separate(cells.has(name) ? '\t' : '\n');
}

function isData(text: string): boolean {
  return text.length >= embeddedCharactersMin && /^[A-Za-z0-9+/=\s]+$/.test(text);
}

const entities: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

/** The text with characters for their numbers and for the five entities of XML itself. Others stay as they are written. */
function resolved(text: string): string {
  if (!text.includes('&')) return text;
  return text.replace(
    /&(?:#(\d{1,20})|#x([\da-fA-F]{1,20})|(amp|lt|gt|quot|apos));/g,
    (written, decimal?: string, hexadecimal?: string, name?: string) =>
      name === undefined
        ? (characterOf(Number.parseInt(decimal ?? hexadecimal ?? '', decimal === undefined ? 16 : 10)) ??
          written)
        : (entities[name] as string),
  );
}

function characterOf(code: number): string | undefined {
  const isSurrogate = code >= 0xd800 && code <= 0xdfff;
  return code >= 1 && code <= 0x10ffff && !isSurrogate ? String.fromCodePoint(code) : undefined;
}
