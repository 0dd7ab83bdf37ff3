// Keeps what was made last, up to a number of bytes. Objects never change, so nothing in here can become wrong.

/** What is kept; its size counts. */
export interface CachedBytes {
  readonly bytes: Uint8Array;
}

/** Bookkeeping of an entry: its key, the objects around it, its place in the map. */
const entryOverheadBytes = 512;

/** A cache of bytes that gives up what was not asked for the longest. */
export class RenderedCache<Entry extends CachedBytes> {
  readonly #bytesMax: number;
  readonly #entries = new Map<string, Entry>();
  #bytes = 0;

  constructor(options: { readonly bytesMax: number }) {
    this.#bytesMax = options.bytesMax;
  }

  get(key: string): Entry | undefined {
    const entry = this.#entries.get(key);
    if (entry === undefined) return undefined;
    // The order of the map is that of use.
    this.#entries.delete(key);
    this.#entries.set(key, entry);
    return entry;
  }

  /** Keeps an entry, unless it would fill an eighth of the cache alone. */
  set(key: string, entry: Entry): void {
    const size = sizeOf(entry);
    if (size > this.#bytesMax / 8 || this.#entries.has(key)) return;
    this.#entries.set(key, entry);
    this.#bytes += size;
    for (const [oldKey, old] of this.#entries) {
      if (this.#bytes <= this.#bytesMax) return;
      this.#entries.delete(oldKey);
      this.#bytes -= sizeOf(old);
    }
  }

  /** Bytes that are kept. */
  get sizeBytes(): number {
    return this.#bytes;
  }
}

function sizeOf({ bytes }: CachedBytes): number {
  return bytes.byteLength + entryOverheadBytes;
}
