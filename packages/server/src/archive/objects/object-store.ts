// What a store of objects must do. An object is bytes under a key: written once, never changed, read in ranges.
import type { Readable } from 'node:stream';
import type { ObjectKey } from '../object-keys.ts';

/**
 * The bytes of a new object: in memory, in pieces one behind the other, or in a file of the store's own spool folder,
 * which `put` takes away.
 */
export type ObjectSource =
  | { readonly kind: 'memory'; readonly chunks: readonly Uint8Array[] }
  | { readonly kind: 'file'; readonly path: string };

/** An object as a listing shows it. */
export interface ListedObject {
  readonly key: ObjectKey;
  readonly sizeBytes: number;
  /** Milliseconds since 1970. */
  readonly modifiedMs: number;
}

/** Bytes from `start`, `length` of them. */
export interface ByteRange {
  readonly start: number;
  readonly length: number;
}

/** A store of objects. */
export interface ObjectStore {
  /** Whether an object of a few megabytes is put within milliseconds, so that a transaction may wait for it. */
  readonly isNear: boolean;
  /** Writes an object. When it resolves the object survives a power cut. Rejects when the key is taken. */
  put(key: ObjectKey, source: ObjectSource): Promise<void>;
  /** An object's bytes, or a range of them. Rejects with {@link ObjectMissingError} before the first byte when there is none. */
  read(key: ObjectKey, range?: ByteRange): Promise<Readable>;
  /**
   * Fills memory with an object's bytes from `start` on: one step instead of a stream's many. Rejects with {@link ObjectMissingError},
   * and with a `RangeError` when the object ends before the memory is full.
   */
  fill(key: ObjectKey, start: number, target: Uint8Array): Promise<void>;
  /** An object's size; `undefined` when there is none. */
  stat(key: ObjectKey): Promise<{ sizeBytes: number } | undefined>;
  /** Removes an object; nothing happens when there is none. */
  delete(key: ObjectKey): Promise<void>;
  /** Whether anything is kept there, or ever was: a disk that is not mounted, or a bucket of another name, holds nothing. */
  holdsAnything(): Promise<boolean>;
  /** Every object, in no order. Objects that come or go meanwhile may be missing. */
  list(): AsyncIterable<ListedObject>;
  /** A path for a file that {@link ObjectStore.put} can take: in the same file system where there is one. */
  newSpoolPath(): Promise<string>;
  /** Removes the spool files that a store of this name left when its process died. No other must be at work under it. */
  clearSpool(): Promise<void>;
  /** Removes spool files and empty folders that nobody has touched since then: what a crash left. Gives their number. */
  tidy(options: { olderThanMs: number }): Promise<number>;
}

/** Fills memory from a stream. Throws a `RangeError` when that ends before. */
export async function fillFrom(stream: Readable, target: Uint8Array): Promise<void> {
  let at = 0;
  for await (const chunk of stream as AsyncIterable<Uint8Array>) {
    target.set(chunk, at);
    at += chunk.length;
  }
  if (at < target.length) throw endsEarly();
}

/** What is said of an object that is shorter than its row says. */
export function endsEarly(): RangeError {
  return new RangeError('The object ends before its time.');
}

/** There is no object under this key. */
export class ObjectMissingError extends Error {
  readonly key: ObjectKey;
  constructor(key: ObjectKey) {
    super(`There is no object ${key}.`);
    this.name = 'ObjectMissingError';
    this.key = key;
  }
}
