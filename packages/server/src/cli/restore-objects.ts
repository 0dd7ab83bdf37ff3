// Puts the objects of a backup into an empty store, several at a time, each durable before the restore ends.
import { createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { isObjectKey, type ObjectStore } from '../archive/index.ts';
import { TarError } from './tar-stream.ts';

/** Loads objects. */
export interface ObjectLoader {
  /** Reads an object's bytes; resolves when they have been read, which may be before they are durable. */
  load(key: string, object: { sizeBytes: number; bytes: AsyncIterable<Uint8Array> }): Promise<void>;
  /** Resolves when all are durable. Rejects when one could not be written. */
  end(): Promise<void>;
}

/** Objects on their way to disk at the same time: they share syncs. */
const writingMax = 8;
/** Larger ones go through a spool file. */
const memoryBytesMax = 2 * 1024 * 1024;

/** Makes a loader. */
export function createObjectLoader(objects: ObjectStore): ObjectLoader {
  const writing = new Set<Promise<void>>();
  let fault: { error: unknown } | undefined;
  const rethrow = () => {
    if (fault !== undefined) throw fault.error;
  };
  return {
    load: async (key, { sizeBytes, bytes }) => {
      if (!isObjectKey(key)) throw new TarError('It holds an object without a proper name.');
      while (writing.size >= writingMax) await Promise.race(writing);
      rethrow();
      const source =
        sizeBytes <= memoryBytesMax
          ? ({ kind: 'memory', chunks: await gather(bytes) } as const)
          : ({ kind: 'file', path: await spool(objects, bytes) } as const);
      const work = objects
        .put(key, source)
        .catch((error: unknown) => {
          fault ??= { error };
        })
        .finally(() => writing.delete(work));
      writing.add(work);
    },
    end: async () => {
      await Promise.all(writing);
      rethrow();
    },
  };
}

async function gather(bytes: AsyncIterable<Uint8Array>): Promise<Uint8Array[]> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of bytes) chunks.push(chunk);
  return chunks;
}

async function spool(objects: ObjectStore, bytes: AsyncIterable<Uint8Array>): Promise<string> {
  const path = await objects.newSpoolPath();
  await pipeline(Readable.from(bytes), createWriteStream(path, { flags: 'wx', mode: 0o600 }));
  return path;
}
