// The files inside a zip that is spooled: streamed one by one, with limits against archives that are made to harm.
import { Readable } from 'node:stream';
import { crc32 } from 'node:zlib';
import yauzl from 'yauzl';
import { FileFault, type IncomingFile, promisesImages } from './incoming-file.ts';
import type { RejectReason } from './outcome.ts';
import { readSpooled, type SpooledBytes, type SpooledSource } from './spool-store.ts';

/** A file in a zip that was refused by its entry alone. */
export interface RefusedFile {
  readonly name: string;
  readonly refusal: Extract<RejectReason, `zip-${string}` | 'form-broken'>;
  /** How many entries behind it are not read, when nothing more of the zip is. */
  readonly unreadCount: number;
}

/** More files than a study on any medium has. */
const entriesMax = 200_000;
/** Unpacked bytes for one packed byte, judged beyond the first 16 MiB: real images stay far below. */
const ratioMax = 250;
const ratioFreeBytes = 16 * 1024 * 1024;
/** Type bits of a Unix mode in the upper half of the external attributes, and their value for a symbolic link. */
const typeMask = 0o170000;
const symlinkType = 0o120000;

/** The files of a zip, folders left out. Nothing of it is written to a path that the zip names. */
export async function* zipFiles(
  spooled: Pick<SpooledBytes, 'source' | 'sizeBytes'>,
  options: { unpackedBytesMax: number },
): AsyncGenerator<IncomingFile | RefusedFile, void, undefined> {
  const zip = await openZip(spooled);
  if (zip === undefined) {
    yield { name: '', refusal: 'zip-broken', unreadCount: 0 };
    return;
  }
  try {
    let left = zip.entryCount;
    const sums = { unpacked: 0, entries: 0 };
    const entries = zip.eachEntry();
    for (let entry = await nextEntry(entries); entry !== undefined; entry = await nextEntry(entries)) {
      if (entry === 'broken') {
        yield { name: '', refusal: 'zip-broken', unreadCount: left };
        return;
      }
      left -= 1;
      const name = entryName(entry);
      if (name.endsWith('/')) continue;
      sums.entries += 1;
      const refusal = refusalOf(entry, name);
      // What is refused by itself is not unpacked, and says nothing of the others.
      if (refusal === undefined) sums.unpacked += entry.uncompressedSize;
      const end = endOf(sums, { ...options, packed: zip.fileSize });
      if (end !== undefined) {
        yield { name, refusal: end, unreadCount: left };
        return;
      }
      if (refusal !== undefined) yield { name, refusal, unreadCount: 0 };
      else yield { name, bytes: entryBytes(zip, entry), isExpected: promisesImages(name) };
    }
  } finally {
    zip.close();
  }
}

async function openZip({
  source,
  sizeBytes,
}: Pick<SpooledBytes, 'source' | 'sizeBytes'>): Promise<yauzl.ZipFile | undefined> {
  const options = { lazyEntries: true, autoClose: false, decodeStrings: false, validateEntrySizes: true };
  const reader = new SpooledReader(source);
  return yauzl.fromRandomAccessReaderPromise(reader, sizeBytes, options).catch(() => undefined);
}

/** Reads a zip wherever it was spooled, sealed or not. */
class SpooledReader extends yauzl.RandomAccessReader {
  readonly #source: SpooledSource;

  constructor(source: SpooledSource) {
    super();
    this.#source = source;
  }

  override _readStreamForRange(start: number, end: number): Readable {
    return Readable.from(readSpooled(this.#source, start, end), { objectMode: false });
  }
}

async function nextEntry(entries: AsyncIterator<yauzl.Entry>): Promise<yauzl.Entry | 'broken' | undefined> {
  try {
    const next = await entries.next();
    return next.done === true ? undefined : next.value;
  } catch {
    return 'broken';
  }
}

function entryName(entry: yauzl.Entry): string {
  const strict = false;
  return yauzl.getFileNameLowLevel(entry.generalPurposeBitFlag, entry.fileNameRaw, entry.extraFields, strict);
}

/** Why the rest of a zip is not read. */
function endOf(
  sums: { unpacked: number; entries: number },
  limits: { unpackedBytesMax: number; packed: number },
): RefusedFile['refusal'] | undefined {
  if (sums.entries > entriesMax) return 'zip-too-many-entries';
  // Entries that overlap unpack the same bytes again and again: only the sum over all of them tells.
  if (sums.unpacked > ratioFreeBytes && sums.unpacked > limits.packed * ratioMax) return 'zip-ratio';
  return sums.unpacked > limits.unpackedBytesMax ? 'zip-too-large' : undefined;
}

function refusalOf(entry: yauzl.Entry, name: string): RefusedFile['refusal'] | undefined {
  if (yauzl.validateFileName(name) !== null || name.includes('\0')) return 'zip-unsafe-path';
  if (((entry.externalFileAttributes >>> 16) & typeMask) === symlinkType) return 'zip-symlink';
  if (entry.isEncrypted()) return 'zip-encrypted';
  if (!entry.canDecodeFileData()) return 'zip-method-unknown';
  const { uncompressedSize, compressedSize } = entry;
  if (uncompressedSize > ratioFreeBytes && uncompressedSize > compressedSize * ratioMax) return 'zip-ratio';
  return /\.zip$/i.test(name) ? 'zip-nested' : undefined;
}

/** The sizes are those that the entry claims, or reading fails; the checksum is compared at the end. */
async function* entryBytes(zip: yauzl.ZipFile, entry: yauzl.Entry): AsyncIterable<Uint8Array> {
  let sum = 0;
  try {
    for await (const chunk of await zip.openReadStreamPromise(entry)) {
      sum = crc32(chunk as Buffer, sum);
      yield chunk as Buffer;
    }
  } catch {
    throw new FileFault('zip-entry-broken');
  }
  if (sum !== entry.crc32) throw new FileFault('zip-entry-broken');
}
