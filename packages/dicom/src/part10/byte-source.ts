// The bytes that a parser reads, all at once or growing as they arrive. Knows nothing of DICOM.

/** Bytes with a view on them; `isComplete` when no more will come. */
export type ByteSource = { bytes: Uint8Array; view: DataView; isComplete: boolean };

/** A source over bytes that are all there, not copied. */
export function completeSource(bytes: Uint8Array): ByteSource {
  return { bytes, view: viewOf(bytes), isComplete: true };
}

/** A source without bytes so far. */
export function emptySource(): ByteSource {
  return { ...completeSource(new Uint8Array(0)), isComplete: false };
}

/** Lets a source show other bytes: more of the same, never different ones. */
export function showBytes(source: ByteSource, bytes: Uint8Array): void {
  source.bytes = bytes;
  source.view = viewOf(bytes);
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

const firstCapacity = 4096;

/** Bytes that grow by what is really there: never by a length that a file claims. */
export class GrowingBytes {
  private memory = new Uint8Array(0);
  private used = 0;

  get length(): number {
    return this.used;
  }

  /** What has been gathered; valid until the next `append`. */
  get bytes(): Uint8Array {
    return this.memory.subarray(0, this.used);
  }

  append(chunk: Uint8Array): void {
    const needed = this.used + chunk.length;
    if (needed > this.memory.length) {
      const larger = new Uint8Array(Math.max(needed, this.memory.length * 2, firstCapacity));
      larger.set(this.memory.subarray(0, this.used));
      this.memory = larger;
    }
    this.memory.set(chunk, this.used);
    this.used = needed;
  }
}
