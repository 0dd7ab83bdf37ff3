// Reads and gathers the big endian fields that PDUs are made of (PS3.8 9.3.1). Knows no PDU.

/** Bytes that are no PDU, with the reason that an A-ABORT gives for it (PS3.8 Table 9-26). */
export class PduError extends Error {
  /** One of `abortReasons`. */
  readonly reason: number;

  constructor(message: string, { reason }: { reason: number }) {
    super(message);
    this.name = 'PduError';
    this.reason = reason;
  }
}

/** Reads fields one after the other and refuses to read beyond the end. */
export class FieldReader {
  #offset = 0;
  readonly #bytes: Uint8Array;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  get remaining(): number {
    return this.#bytes.length - this.#offset;
  }

  /** The next bytes, not copied. @throws PduError when there are not so many */
  bytes(length: number): Uint8Array {
    if (length > this.remaining) throw new PduError('A field is longer than what it lies in.', { reason: 6 });
    const start = this.#offset;
    this.#offset += length;
    return this.#bytes.subarray(start, this.#offset);
  }

  uint8(): number {
    return this.bytes(1)[0] ?? 0;
  }

  uint16(): number {
    const [high = 0, low = 0] = this.bytes(2);
    return (high << 8) | low;
  }

  uint32(): number {
    return this.uint16() * 0x10000 + this.uint16();
  }

  /** Characters of ISO 646; whatever else comes is read as Latin-1, so that nothing is lost or grows. */
  text(length: number): string {
    return asciiOf(this.bytes(length));
  }
}

/** The characters of bytes, one each. */
export function asciiOf(bytes: Uint8Array): string {
  let text = '';
  for (const byte of bytes) text += String.fromCharCode(byte);
  return text;
}

/** The bytes of characters, one each; a character beyond Latin-1 becomes a question mark. */
export function bytesOfAscii(text: string): Uint8Array {
  const bytes = new Uint8Array(text.length);
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    bytes[index] = code > 0xff ? 0x3f : code;
  }
  return bytes;
}

export function uint16Bytes(value: number): Uint8Array {
  return Uint8Array.of(value >>> 8, value & 0xff);
}

export function uint32Bytes(value: number): Uint8Array {
  return Uint8Array.of(value >>> 24, (value >>> 16) & 0xff, (value >>> 8) & 0xff, value & 0xff);
}

/** One array of all the pieces. */
export function joined(pieces: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(pieces.reduce((length, piece) => length + piece.length, 0));
  let offset = 0;
  for (const piece of pieces) {
    bytes.set(piece, offset);
    offset += piece.length;
  }
  return bytes;
}
