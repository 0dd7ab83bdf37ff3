// The bytes of one data set on their way from the socket to whoever reads them, with back-pressure and without copies.

/** So much may wait for its reader before the peer is made to wait. */
const waitingBytesMax = 1024 * 1024;
/** Pieces this small are put together with the head: most headers then lie in one piece and are read where they lie. */
const joinedBytesMax = 128 * 1024;

/** The association ended before the data set did. */
export class DataSetCutError extends Error {
  constructor() {
    super('The association ended before its data set.');
    this.name = 'DataSetCutError';
  }
}

/** The data set is longer than whoever reads it takes. */
export class TooManyBytesError extends Error {
  constructor() {
    super('The data set is too long.');
    this.name = 'TooManyBytesError';
  }
}

/** The whole of a short data set. @throws DataSetCutError, TooManyBytesError */
export async function gather(bytes: AsyncIterable<Uint8Array>, bytesMax: number): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of bytes) {
    size += chunk.length;
    if (size > bytesMax) throw new TooManyBytesError();
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** A data set under way. Its reader iterates over it once. */
export class IncomingDataSet implements AsyncIterable<Uint8Array> {
  readonly #pace: { pause(): void; resume(): void };
  #chunks: Uint8Array[] = [];
  #waitingBytes = 0;
  #isPaused = false;
  #state: 'open' | 'whole' | 'cut' | 'unwanted' = 'open';
  #head: Uint8Array | undefined;
  #wake: (() => void) | undefined;

  /** `head` comes before the data set. `pace` stops and starts the peer. */
  constructor(head: Uint8Array, pace: { pause(): void; resume(): void }) {
    this.#head = head;
    this.#pace = pace;
  }

  /** Whether the peer still has to send, and may. */
  get awaitsPeer(): boolean {
    return this.#state === 'open' && !this.#isPaused;
  }

  push(bytes: Uint8Array, { isLast }: { isLast: boolean }): void {
    if (this.#state === 'open') {
      this.#add(bytes);
      if (isLast) this.#state = 'whole';
      else if (this.#waitingBytes > waitingBytesMax && !this.#isPaused) {
        this.#isPaused = true;
        this.#pace.pause();
      }
    }
    this.#notify();
  }

  /** No more comes: whoever reads is told by {@link DataSetCutError}. */
  cut(): void {
    if (this.#state !== 'open') return;
    this.#state = 'cut';
    this.#notify();
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Uint8Array, void> {
    try {
      for (;;) {
        const chunks = this.#take();
        for (const chunk of chunks) yield chunk;
        if (chunks.length > 0) continue;
        if (this.#state === 'whole') return;
        if (this.#state === 'cut') throw new DataSetCutError();
        await new Promise<void>((resolve) => {
          this.#wake = resolve;
        });
      }
    } finally {
      // A reader that stops early does not want the rest: the peer may send it, and it is dropped.
      if (this.#state === 'open') this.#state = 'unwanted';
      this.#take();
    }
  }

  #add(bytes: Uint8Array): void {
    const head = this.#head;
    this.#head = undefined;
    if (head !== undefined && bytes.length <= joinedBytesMax) {
      this.#chunks.push(Buffer.concat([head, bytes]));
    } else {
      if (head !== undefined) this.#chunks.push(head);
      if (bytes.length > 0) this.#chunks.push(bytes);
    }
    this.#waitingBytes += bytes.length;
  }

  /** All that waits. */
  #take(): Uint8Array[] {
    const chunks = this.#chunks;
    this.#chunks = [];
    this.#waitingBytes = 0;
    if (this.#isPaused) {
      this.#isPaused = false;
      this.#pace.resume();
    }
    return chunks;
  }

  #notify(): void {
    const wake = this.#wake;
    this.#wake = undefined;
    wake?.();
  }
}
