// What this browser remembers of uploads that are not over, so that they can go on after their tab was closed: what the server
// calls them and a hash of the files. No names, of patients or of files.
import { z } from 'zod';

const Record = z.object({
  /** What tells the upload from others of this account: the server finds its parts by it. */
  group: z.string(),
  userId: z.string(),
  teamId: z.string(),
  /** The patient or case; null: whoever the matching rule finds. */
  targetId: z.string().nullable(),
  acceptMismatch: z.boolean(),
  fingerprint: z.string(),
  filesTotal: z.number(),
  bytesTotal: z.number(),
  /** Places of files that are not sent, among all that were picked, in the order of sending. */
  skipped: z.array(z.number()),
  /** Where each part is on the server; null until it was begun. */
  partUrls: z.array(z.string().nullable()),
  bytesSent: z.number(),
  startedAt: z.number(),
});
/** An upload that is not over. */
export type UploadRecord = z.output<typeof Record>;

/** Where records are kept. */
export interface UploadRecords {
  list(): readonly UploadRecord[];
  /** Writes a record anew. Nothing happens where the browser keeps nothing. */
  put(record: UploadRecord): void;
  remove(group: string): void;
  subscribe(listener: () => void): () => void;
}

const storageKey = 'lumenbox.uploads';
/** Nobody has more uploads stopped at once; the oldest is forgotten. */
const recordsMax = 20;
/** The server gives such an upload up sooner, unless it is told otherwise. */
const ageMsMax = 30 * 24 * 3_600_000;

/** Makes the records over a storage of the browser. */
export function createUploadRecords(storage: Pick<Storage, 'getItem' | 'setItem'>): UploadRecords {
  const listeners = new Set<() => void>();
  let known = read(storage);
  const write = (records: readonly UploadRecord[]) => {
    known = records.slice(-recordsMax);
    try {
      storage.setItem(storageKey, JSON.stringify(known));
    } catch {
      // Storage may be full or blocked: then an upload lives as long as its tab.
    }
    for (const listener of listeners) listener();
  };
  // Another tab may have written meanwhile.
  const others = (group: string) => read(storage).filter((record) => record.group !== group);
  return {
    list: () => known,
    put: (record) => write([...others(record.group), record]),
    remove: (group) => write(others(group)),
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

function read(storage: Pick<Storage, 'getItem'>): readonly UploadRecord[] {
  try {
    const parsed = z.array(Record).safeParse(JSON.parse(storage.getItem(storageKey) ?? '[]'));
    return parsed.success ? parsed.data.filter(({ startedAt }) => Date.now() - startedAt < ageMsMax) : [];
  } catch {
    return [];
  }
}
