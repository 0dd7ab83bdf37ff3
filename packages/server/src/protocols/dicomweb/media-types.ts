// Media types as requests state them (RFC 9110 8.3 and 12.5.1, PS3.18 8.7): parsed, and matched with what can be given.
import { AppError } from '../../platform/errors.ts';

/** A media type with its parameters; names are in lower case, values as they were sent without their quotes. */
export interface MediaType {
  /** `application/dicom`, `multipart/related`, or a range: `image/*`. */
  readonly type: string;
  readonly parameters: ReadonlyMap<string, string>;
}

/** A media range of an Accept header. */
export interface MediaRange extends MediaType {
  /** 0 to 1; 0: not acceptable. */
  readonly quality: number;
}

/** Something that can be given. */
export interface Offer {
  /** `application/dicom+json`. */
  readonly type: string;
  /** Of a multipart offer: the type of its parts. */
  readonly partType?: string;
}

/** Browsers send a dozen; a bound on what is matched. */
const rangesMax = 50;
/** Clients send the same few headers all day. Forgotten together when they are more. */
const rememberedMax = 500;
const remembered = new Map<string, readonly MediaRange[]>();

/**
 * The media ranges of a request, the most wanted first: those of the query parameter `accept`, which stands above the
 * header (PS3.18 8.3.3.1), else those of the header; all that there is, where neither says anything.
 */
export function acceptedRanges(call: {
  query: URLSearchParams;
  request: { headers: { accept?: string | undefined } };
}): readonly MediaRange[] {
  const asked = call.query.size === 0 ? null : call.query.get('accept');
  return parseAccept(asked?.replace(plusOfType, '$1+') ?? call.request.headers.accept);
}

/** Few clients encode the plus of `dicom+json`, and forms make spaces of it: within a media type there are none. */
const plusOfType = /(\/[\w.-]+) (?=\w)/g;

/** Parses an Accept header. What is no media range is passed over. */
export function parseAccept(header: string | undefined): readonly MediaRange[] {
  const text = header === undefined || header.trim() === '' ? '*/*' : header;
  const known = remembered.get(text);
  if (known !== undefined) return known;
  const ranges = splitOutsideQuotes(text, ',')
    .slice(0, rangesMax)
    .flatMap((part) => rangeOf(part))
    // Array.sort is stable: what is wanted equally stays in the client's order (PS3.18 8.7.5 leaves the choice to us).
    .sort((first, second) => second.quality - first.quality);
  if (remembered.size >= rememberedMax) remembered.clear();
  remembered.set(text, ranges);
  return ranges;
}

function rangeOf(text: string): MediaRange[] {
  const media = parseMediaType(text);
  if (media === undefined) return [];
  const stated = Number(media.parameters.get('q') ?? 1);
  const quality = Number.isFinite(stated) ? Math.min(1, Math.max(0, stated)) : 1;
  return [{ ...media, quality }];
}

/** Parses one media type, as Content-Type states it; `undefined` when it is none. */
export function parseMediaType(text: string | undefined): MediaType | undefined {
  const [first = '', ...rest] = splitOutsideQuotes(text ?? '', ';');
  const type = first.trim().toLowerCase();
  if (!/^[\w!#$&^.+*-]+\/[\w!#$&^.+*-]+$/.test(type)) return undefined;
  const parameters = new Map<string, string>();
  for (const part of rest) {
    const at = part.indexOf('=');
    if (at < 0) continue;
    const name = part.slice(0, at).trim().toLowerCase();
    if (!parameters.has(name)) parameters.set(name, unquoted(part.slice(at + 1).trim()));
  }
  return { type, parameters };
}

function unquoted(value: string): string {
  return value.length >= 2 && value.startsWith('"') && value.endsWith('"')
    ? value.slice(1, -1).replace(/\\(.)/g, '$1')
    : value;
}

/** Parts between separators that stand in no quoted string. */
function splitOutsideQuotes(text: string, separator: string): string[] {
  if (!text.includes('"')) return text.split(separator);
  const parts: string[] = [];
  let start = 0;
  let isQuoted = false;
  for (let at = 0; at < text.length; at++) {
    const sign = text[at];
    if (sign === '"') isQuoted = !isQuoted;
    else if (sign === '\\' && isQuoted) at += 1;
    else if (sign === separator && !isQuoted) {
      parts.push(text.slice(start, at));
      start = at + 1;
    }
  }
  parts.push(text.slice(start));
  return parts;
}

/** Whether a range holds an offer. `multipart/related` without a type of its parts holds every multipart offer. */
export function isInRange(range: MediaType, offer: Offer): boolean {
  if (!isTypeInRange(range.type, offer.type)) return false;
  const partRange = range.parameters.get('type');
  if (range.type !== 'multipart/related' || partRange === undefined) return true;
  return offer.partType !== undefined && isTypeInRange(partRange.toLowerCase(), offer.partType);
}

function isTypeInRange(range: string, type: string): boolean {
  if (range === type || range === '*/*') return true;
  return range.endsWith('/*') && type.startsWith(range.slice(0, -1));
}

/**
 * Whether another range says of an offer more exactly that it is wanted less, or not at all: that one counts then
 * (RFC 9110 12.5.1).
 */
export function isOutranked(range: MediaRange, offer: Offer, ranges: readonly MediaRange[]): boolean {
  return ranges.some((other) => {
    if (other.quality >= range.quality) return false;
    const own = exactness(range, offer);
    return own > 0 && exactness(other, offer) > own;
  });
}

/** How exactly a range names an offer; 0 where it does not. */
function exactness(range: MediaRange, offer: Offer): number {
  if (!isInRange(range, offer)) {
    // Who refuses a type wants no parts of it either, unless parts are named.
    const { partType } = offer;
    return range.quality === 0 && partType !== undefined && isTypeInRange(range.type, partType) ? 2 : 0;
  }
  if (range.type === '*/*') return 1;
  if (range.type.endsWith('/*')) return 3;
  const partRange = range.type === 'multipart/related' ? range.parameters.get('type') : undefined;
  if (partRange === undefined) return 4;
  return partRange.endsWith('/*') ? 5 : 6;
}

/**
 * The offer that the client wants most; among equals the client's first, and in a range our first. Throws
 * `notAcceptable` (PS3.18 8.7.5) when it wants none of them.
 */
export function negotiate<O extends Offer>(accept: string | readonly MediaRange[], offers: readonly O[]): O {
  const ranges = typeof accept === 'string' ? parseAccept(accept) : accept;
  for (const range of ranges) {
    if (range.quality === 0) continue;
    const offer = offers.find((one) => isInRange(range, one) && !isOutranked(range, one, ranges));
    if (offer !== undefined) return offer;
  }
  throw notAcceptable();
}

/** The refusal of a request that accepts nothing of what there is. */
export function notAcceptable(
  message = 'The resource is not available in a media type that is accepted.',
): AppError {
  return new AppError('notAcceptable', message);
}
