// Tar archives as a stream, both ways (POSIX.1-2017 pax, ustar headers; large sizes in base 256 as GNU tar writes them).
// Enough for backups: regular files with short ASCII names.

const blockBytes = 512;
const zeros = Buffer.alloc(blockBytes);
/** A ustar name without prefix; ours are far shorter. */
const nameBytesMax = 100;
/** Eleven octal digits. */
const octalSizeMax = 0o77777777777;

/** A file in a tar. */
export interface TarEntry {
  readonly name: string;
  readonly sizeBytes: number;
  readonly bytes: AsyncIterable<Uint8Array>;
}

/** The bytes of one file of a tar: header, contents, padding. Throws when the contents have another size than said. */
export async function* tarEntry(entry: TarEntry): AsyncIterable<Uint8Array> {
  yield tarHeader(entry);
  let size = 0;
  for await (const chunk of entry.bytes) {
    size += chunk.length;
    yield chunk;
  }
  if (size !== entry.sizeBytes)
    throw new Error(`${entry.name} has ${size} bytes and not ${entry.sizeBytes}.`);
  const padding = paddingOf(size);
  if (padding > 0) yield zeros.subarray(0, padding);
}

/** The end of a tar. */
export function tarEnd(): Uint8Array {
  return Buffer.concat([zeros, zeros]);
}

function paddingOf(size: number): number {
  return (blockBytes - (size % blockBytes)) % blockBytes;
}

function tarHeader({ name, sizeBytes }: TarEntry): Uint8Array {
  const header = Buffer.alloc(blockBytes);
  if (Buffer.byteLength(name) > nameBytesMax) throw new RangeError('The name is too long for a tar.');
  header.write(name, 0);
  header.write('0000600\0', 100);
  header.write('0000000\0', 108);
  header.write('0000000\0', 116);
  if (sizeBytes <= octalSizeMax) header.write(`${sizeBytes.toString(8).padStart(11, '0')}\0`, 124);
  else {
    header.writeUInt8(0x80, 124);
    header.writeBigUInt64BE(BigInt(sizeBytes), 128);
  }
  header.write('00000000000\0', 136);
  header.write('        ', 148);
  header.write('0', 156);
  header.write('ustar\x0000', 257, 'latin1');
  const sum = header.reduce((total, byte) => total + byte, 0);
  header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
  return header;
}

/** A tar that is damaged or not whole. */
export class TarError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'TarError';
  }
}

/** The files of a tar, one after the other; each must be read to its end before the next is asked for. Throws {@link TarError}. */
export async function* readTar(source: AsyncIterable<Uint8Array>): AsyncIterable<TarEntry> {
  const input = createInput(source);
  for (;;) {
    const header = await input.exactly(blockBytes);
    if (header.every((byte) => byte === 0)) return;
    const { name, sizeBytes } = parseHeader(header);
    let left = sizeBytes;
    const bytes = async function* () {
      while (left > 0) {
        const chunk = await input.upTo(left);
        left -= chunk.length;
        yield chunk;
      }
    };
    yield { name, sizeBytes, bytes: bytes() };
    for await (const chunk of bytes()) void chunk;
    await input.exactly(paddingOf(sizeBytes));
  }
}

function parseHeader(header: Buffer): { name: string; sizeBytes: number } {
  const claimed = Number.parseInt(header.toString('latin1', 148, 156), 8);
  const blanked = Buffer.from(header);
  blanked.write('        ', 148);
  const sum = blanked.reduce((total, byte) => total + byte, 0);
  if (claimed !== sum) throw new TarError('A header is damaged.');
  const isBinary = header.readUInt8(124) === 0x80;
  const sizeBytes = isBinary
    ? Number(header.readBigUInt64BE(128))
    : Number.parseInt(header.toString('latin1', 124, 136), 8);
  const isFile = header.toString('latin1', 156, 157) === '0';
  if (!isFile || !Number.isSafeInteger(sizeBytes)) throw new TarError('An entry is no plain file.');
  return { name: header.toString('utf8', 0, nameBytesMax).replace(/\0.*$/s, ''), sizeBytes };
}

interface Input {
  /** Some of the next bytes, at least one. */
  upTo(count: number): Promise<Buffer>;
  /** So many bytes. */
  exactly(count: number): Promise<Buffer>;
}

function createInput(source: AsyncIterable<Uint8Array>): Input {
  const chunks = source[Symbol.asyncIterator]();
  let rest: Buffer = Buffer.alloc(0);
  const upTo = async (count: number): Promise<Buffer> => {
    while (rest.length === 0) {
      const next = await chunks.next();
      if (next.done === true) throw new TarError('It ends before it is complete.');
      rest = Buffer.from(next.value.buffer, next.value.byteOffset, next.value.length);
    }
    const taken = rest.subarray(0, count);
    rest = rest.subarray(taken.length);
    return taken;
  };
  return {
    upTo,
    exactly: async (count) => {
      const parts: Buffer[] = [];
      for (let left = count; left > 0; ) {
        const part = await upTo(left);
        parts.push(part);
        left -= part.length;
      }
      return Buffer.concat(parts);
    },
  };
}
