// Splits a multipart body (RFC 2046 5.1) while it streams: bytes in, heads of parts and pieces of their bodies out. Holds
// no more than a delimiter or one head; knows nothing of what the parts are.

/** A body that is no multipart. The message says what is wrong with it, and nothing of what is in it. */
export class MultipartError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'MultipartError';
  }
}

/** What a parser found. */
export type MultipartEvent =
  | { readonly kind: 'part'; readonly headers: ReadonlyMap<string, string> }
  | { readonly kind: 'data'; readonly bytes: Buffer }
  | { readonly kind: 'part-end' }
  /** The last delimiter: what comes behind it is nobody's. */
  | { readonly kind: 'end' };

/** RFC 2046 5.1.1 ends at 70; Orthanc makes 73, and nobody is harmed by that. */
const boundaryCharactersMax = 200;
/** A head has three short lines; what has more is an attack on memory. */
const headBytesMax = 16 * 1024;
const headLinesMax = 50; // of MIME and of DICOMweb a part has a handful
/** What may stand before the first delimiter: nobody reads it. */
const preambleBytesMax = 64 * 1024;

const crlf = Buffer.from('\r\n');
const headEnd = Buffer.from('\r\n\r\n');
const dash = 0x2d;
const space = 0x20;
const tab = 0x09;

/** Parses one body, chunk by chunk. */
export class MultipartParser {
  private readonly delimiter: Buffer;
  /** A body may begin with its first delimiter: the end of a line in front makes it like all others. */
  private bytes: Buffer = crlf;
  private at = 0;
  private place: 'preamble' | 'delimiter' | 'head' | 'body' | 'epilogue' = 'preamble';
  private isPartOpen = false;
  private preambleBytes = 0;

  /** Throws {@link MultipartError} when the boundary cannot be one. */
  constructor(boundary: string) {
    const isValid = boundary.length <= boundaryCharactersMax && /^[\x20-\x7e]*[\x21-\x7e]$/.test(boundary);
    if (!isValid) throw new MultipartError('The boundary in the Content-Type is missing or not valid.');
    this.delimiter = Buffer.from(`\r\n--${boundary}`, 'latin1');
  }

  /** Whether the last delimiter has been seen. */
  get isEnded(): boolean {
    return this.place === 'epilogue';
  }

  /** Gives the next bytes, once {@link next} has answered `undefined`. They must not be changed afterwards. */
  push(chunk: Buffer): void {
    this.bytes = this.at === this.bytes.length ? chunk : Buffer.concat([this.bytes.subarray(this.at), chunk]);
    this.at = 0;
  }

  /** The next thing in the bytes so far; `undefined` when more are needed. Throws {@link MultipartError}. */
  next(): MultipartEvent | undefined {
    for (;;) {
      const found = this.step();
      if (found !== 'on') return found;
    }
  }

  private step(): MultipartEvent | 'on' | undefined {
    switch (this.place) {
      case 'preamble':
        return this.skipPreamble();
      case 'delimiter':
        return this.passDelimiter();
      case 'head':
        return this.readHead();
      case 'body':
        return this.readBody();
      case 'epilogue':
        this.at = this.bytes.length;
        return undefined;
    }
  }

  private skipPreamble(): 'on' | undefined {
    this.preambleBytes += this.takeToDelimiter().length;
    if (this.preambleBytes > preambleBytesMax)
      throw new MultipartError('The body does not begin with the boundary that its Content-Type names.');
    return this.place === 'preamble' ? undefined : 'on';
  }

  /** What stands before the next delimiter, or as much as surely belongs to none. */
  private takeToDelimiter(): Buffer {
    const { bytes, at, delimiter } = this;
    const found = bytes.indexOf(delimiter, at);
    this.at = found >= 0 ? found : bytes.length - overlapAtEnd(bytes, at, delimiter);
    if (found >= 0) this.place = 'delimiter';
    return bytes.subarray(at, this.at);
  }

  /** What follows a boundary says whether it is one: two dashes, or padding and the end of the line (RFC 2046 5.1.1). */
  private passDelimiter(): MultipartEvent | 'on' | undefined {
    const { bytes, delimiter } = this;
    let next = this.at + delimiter.length;
    const isLast = bytes[next] === dash && bytes[next + 1] === dash;
    while (!isLast && (bytes[next] === space || bytes[next] === tab)) next += 1;
    if (next - this.at > headBytesMax) throw new MultipartError('The line of a boundary is too long.');
    if (next + 2 > bytes.length) return undefined;
    const isNext = bytes[next] === crlf[0] && bytes[next + 1] === crlf[1];
    if (!isLast && !isNext) return this.passFalseDelimiter();
    if (this.isPartOpen) {
      this.isPartOpen = false;
      return { kind: 'part-end' };
    }
    this.at = next;
    this.place = isLast ? 'epilogue' : 'head';
    return isLast ? { kind: 'end' } : 'on';
  }

  /** A text that only begins like the delimiter is part of what it stands in. */
  private passFalseDelimiter(): MultipartEvent | 'on' {
    const start = this.at;
    this.at += this.delimiter.length;
    this.place = this.isPartOpen ? 'body' : 'preamble';
    return this.isPartOpen ? { kind: 'data', bytes: this.bytes.subarray(start, this.at) } : 'on';
  }

  /** Begins at the end of the delimiter's line, so that the blank line behind an empty head is found as well. */
  private readHead(): MultipartEvent | undefined {
    const found = this.bytes.indexOf(headEnd, this.at);
    const size = (found < 0 ? this.bytes.length : found) - this.at;
    if (size > headBytesMax) throw new MultipartError('The head of a part is too long.');
    if (found < 0) return undefined;
    const headers = parseHead(this.bytes.toString('latin1', this.at + crlf.length, found));
    this.at = found + headEnd.length;
    this.place = 'body';
    this.isPartOpen = true;
    return { kind: 'part', headers };
  }

  private readBody(): MultipartEvent | 'on' | undefined {
    const bytes = this.takeToDelimiter();
    if (bytes.length > 0) return { kind: 'data', bytes };
    return this.place === 'body' ? undefined : 'on';
  }
}

/** How many bytes at the end could be the beginning of a delimiter. */
function overlapAtEnd(bytes: Buffer, from: number, delimiter: Buffer): number {
  const first = Math.max(from, bytes.length - delimiter.length + 1);
  for (let at = bytes.indexOf(0x0d, first); at >= 0; at = bytes.indexOf(0x0d, at + 1)) {
    const length = bytes.length - at;
    if (bytes.compare(delimiter, 0, length, at, bytes.length) === 0) return length;
  }
  return 0;
}

/** Header fields by their names in lower case; the first of a name counts. Folded lines are unfolded (RFC 5322 2.2.3). */
function parseHead(text: string): ReadonlyMap<string, string> {
  const headers = new Map<string, string>();
  if (text === '') return headers;
  const lines = text.replace(/\r\n[ \t]+/g, ' ').split('\r\n');
  if (lines.length > headLinesMax) throw new MultipartError('The head of a part has too many lines.');
  for (const line of lines) {
    const colon = line.indexOf(':');
    if (colon <= 0) throw new MultipartError('The head of a part has a line that is no header field.');
    const name = line.slice(0, colon).trim().toLowerCase();
    if (!headers.has(name)) headers.set(name, line.slice(colon + 1).trim());
  }
  return headers;
}
