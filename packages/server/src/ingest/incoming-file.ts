// Files as they come in, one after the other: their names, their first bytes, and when they have been read.

/** A file of an upload. Its bytes are read once, before the next file is asked for. */
export interface IncomingFile {
  /** As the sender calls it, with folders. A text; never used as a path. */
  readonly name: string;
  readonly bytes: AsyncIterable<Uint8Array>;
  /** The sender says that this is DICOM, or a zip: then something else is refused, and not passed over. */
  readonly isExpected: boolean;
  /** Store it also when it names another person than the record does. Default: as the upload says. */
  readonly acceptMismatch?: boolean;
  /** The sender says that it is de-identified already: what was done to it, as it came. */
  readonly statement?: string;
  /** It waits in the inbox: the hash of its bytes there. */
  readonly heldSha256?: string;
}

/** The bytes of one file cannot be had; the others of its upload can. */
export class FileFault extends Error {
  readonly reason: 'zip-entry-broken' | 'unreadable';
  constructor(reason: 'zip-entry-broken' | 'unreadable') {
    super(`The bytes of the file cannot be had: ${reason}.`);
    this.name = 'FileFault';
    this.reason = reason;
  }
}

/** Where the prefix of a DICOM file ends (PS3.10 7.1): enough to tell what a file is. */
const headBytes = 132;

/** The first bytes of a file, as many as there are up to 132, and the whole of it. */
export async function peek(
  bytes: AsyncIterable<Uint8Array>,
): Promise<{ head: Uint8Array; whole: AsyncIterable<Uint8Array> }> {
  const rest = bytes[Symbol.asyncIterator]();
  const chunks: Uint8Array[] = [];
  let size = 0;
  let isEnded = false;
  while (size < headBytes && !isEnded) {
    const next = await rest.next();
    if (next.done === true) isEnded = true;
    else {
      chunks.push(next.value);
      size += next.value.length;
    }
  }
  const head = Buffer.concat(chunks.map((chunk) => chunk.subarray(0, headBytes))).subarray(0, headBytes);
  return { head, whole: joined(chunks, rest) };
}

async function* joined(
  chunks: readonly Uint8Array[],
  rest: AsyncIterator<Uint8Array>,
): AsyncIterable<Uint8Array> {
  let isEnded = false;
  try {
    yield* chunks;
    for (let next = await rest.next(); next.done !== true; next = await rest.next()) yield next.value;
    isEnded = true;
  } finally {
    if (!isEnded) await rest.return?.();
  }
}

/** Says whether a file begins as a zip, and is not DICOM with a zip in its preamble. */
export function isZip(head: Uint8Array): boolean {
  const text = Buffer.from(head).toString('latin1');
  return (text.startsWith('PK\x03\x04') || text.startsWith('PK\x05\x06')) && text.slice(128) !== 'DICM';
}

/** What systems leave beside files. */
const litter = /(^|\/)(\.DS_Store|Thumbs\.db|ehthumbs\.db|desktop\.ini|\._[^/]*)$|(^|\/)__MACOSX\//i;

/** Says whether a file is litter of an operating system. */
export function isLitter(name: string): boolean {
  return litter.test(name);
}

/** Says whether a file's name promises DICOM, or a zip. */
export function promisesImages(name: string): boolean {
  return /\.(dcm|dicom|dic|ima|zip)$/i.test(name);
}
