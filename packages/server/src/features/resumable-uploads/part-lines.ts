// Who is sending for which part in this process: the newer one, and what came of the older one is durable or dropped before.

/** The older of two that send for one part: somebody else goes on. */
export class SupersededError extends Error {
  constructor() {
    super('Another request goes on with the part.');
    this.name = 'SupersededError';
  }
}

/** One that sends. */
export interface PartLine {
  /** True when another one had to give way first: then the part may stand elsewhere. */
  readonly hasWaited: boolean;
  /** The bytes. Throws a {@link SupersededError} as soon as another one comes, also while none arrive. */
  read(bytes: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array>;
  /** Nothing more of it will change the part. */
  close(): void;
}

/** The lines of a process. Between processes the database decides, when bytes are counted. */
export interface PartLines {
  /**
   * Begins one. The one that is there gives way, because its client came back: a line that broke without a word is noticed
   * minutes later.
   */
  open(partId: string): Promise<PartLine>;
  /** Waits for one of which all bytes that will ever come are here, so that who asks hears where the part stands then. */
  settle(partId: string): Promise<void>;
}

interface Entry {
  isSuperseded: boolean;
  hasEnded: boolean;
  supersede: () => void;
  readonly closed: Promise<void>;
}

/** Makes the lines of a process. */
export function createPartLines(): PartLines {
  const entries = new Map<string, Entry>();
  return {
    open: async (partId) => {
      const previous = entries.get(partId);
      const { promise: closed, resolve: tellClosed } = Promise.withResolvers<void>();
      const entry: Entry = { isSuperseded: false, hasEnded: false, supersede: () => undefined, closed };
      entries.set(partId, entry);
      if (previous !== undefined) {
        previous.isSuperseded = true;
        previous.supersede();
        await previous.closed;
      }
      return {
        hasWaited: previous !== undefined,
        read: (bytes) => readLine(entry, bytes),
        close: () => {
          if (entries.get(partId) === entry) entries.delete(partId);
          tellClosed();
        },
      };
    },
    settle: async (partId) => {
      const entry = entries.get(partId);
      if (entry?.hasEnded === true) await entry.closed;
    },
  };
}

async function* readLine(entry: Entry, bytes: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array> {
  const iterator = bytes[Symbol.asyncIterator]();
  try {
    for (;;) {
      if (entry.isSuperseded) throw new SupersededError();
      const next = await nextOrSuperseded(entry, iterator);
      if (next.done === true) return;
      yield next.value;
    }
  } finally {
    entry.hasEnded = true;
    // Not waited for: it may be in the middle of a line on which nothing comes.
    iterator.return?.().catch(() => undefined);
  }
}

function nextOrSuperseded(
  entry: Entry,
  iterator: AsyncIterator<Uint8Array>,
): Promise<IteratorResult<Uint8Array>> {
  return new Promise((resolve, reject) => {
    entry.supersede = () => reject(new SupersededError());
    iterator.next().then(resolve, reject);
  });
}
