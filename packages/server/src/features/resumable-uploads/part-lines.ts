// Who is sending for which part in this process: the newer one, and what came of the older one is durable or dropped before.
import { type AppError, failure } from '../../platform/errors.ts';

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
  /**
   * The bytes. Throws a {@link SupersededError} as soon as another one comes, also while none arrive, and `unavailable` when the
   * process stops, unless they are of use only as a whole.
   */
  read(bytes: AsyncIterable<Uint8Array>, options: { isAllOrNothing: boolean }): AsyncIterable<Uint8Array>;
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
  /** The process stops: what has come is kept, and no sender is waited for. Who comes later is sent away. */
  stop(): void;
}

interface Entry {
  /** Why nothing more of it is read. */
  cut: Error | undefined;
  isCutAtStop: boolean;
  hasEnded: boolean;
  wake: (cut: Error) => void;
  readonly closed: Promise<void>;
}

/** Makes the lines of a process. */
export function createPartLines(): PartLines {
  const entries = new Map<string, Entry>();
  let isStopping = false;
  return {
    open: async (partId) => {
      const previous = entries.get(partId);
      const { promise: closed, resolve: tellClosed } = Promise.withResolvers<void>();
      const entry: Entry = {
        cut: undefined,
        isCutAtStop: false,
        hasEnded: false,
        wake: () => undefined,
        closed,
      };
      entries.set(partId, entry);
      if (previous !== undefined) {
        cut(previous, new SupersededError());
        await previous.closed;
      }
      return {
        hasWaited: previous !== undefined,
        read: (bytes, { isAllOrNothing }) => {
          entry.isCutAtStop = !isAllOrNothing;
          if (isStopping && entry.isCutAtStop) cut(entry, stopping());
          return readLine(entry, bytes);
        },
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
    stop: () => {
      isStopping = true;
      for (const entry of entries.values()) if (entry.isCutAtStop) cut(entry, stopping());
    },
  };
}

function stopping(): AppError {
  return failure.unavailable('The server stops. Ask later where the upload stands, and go on from there.');
}

function cut(entry: Entry, why: Error): void {
  entry.cut ??= why;
  entry.wake(entry.cut);
}

async function* readLine(entry: Entry, bytes: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array> {
  const iterator = bytes[Symbol.asyncIterator]();
  try {
    for (;;) {
      if (entry.cut !== undefined) throw entry.cut;
      const next = await nextOrCut(entry, iterator);
      if (next.done === true) return;
      yield next.value;
    }
  } finally {
    entry.hasEnded = true;
    // Not waited for: it may be in the middle of a line on which nothing comes.
    iterator.return?.().catch(() => undefined);
  }
}

function nextOrCut(entry: Entry, iterator: AsyncIterator<Uint8Array>): Promise<IteratorResult<Uint8Array>> {
  return new Promise((resolve, reject) => {
    entry.wake = reject;
    iterator.next().then(resolve, reject);
  });
}
