// Whether a store of objects is there as a whole: before one object is blamed for what the disk or the bucket cannot do.
import { createObjectKeys } from '../object-keys.ts';
import { ObjectMissingError, type ObjectStore } from './object-store.ts';

/** The store as a whole is away, and nothing is known of any object. The cause is what it said, if it said anything. */
export class ObjectStoreAwayError extends Error {
  /** `empty`: it answers, and holds nothing at all, though rows point to objects in it. */
  readonly reason: 'unreachable' | 'empty';
  constructor(reason: 'unreachable' | 'empty', cause?: unknown) {
    super(`The object store is ${reason}.`, cause === undefined ? undefined : { cause });
    this.name = 'ObjectStoreAwayError';
    this.reason = reason;
  }
}

/** A store that is there says of a key that nobody has given that it has nothing under it. Rejects with what it says instead. */
export async function tryReading(objects: ObjectStore): Promise<void> {
  const found = await objects.read(createObjectKeys()()).catch((error: unknown) => {
    if (!(error instanceof ObjectMissingError)) throw error;
    return undefined;
  });
  found?.destroy();
}

/** Throws {@link ObjectStoreAwayError} unless the store can be read and holds something. Only for who knows of an object in it. */
export async function demandStore(objects: ObjectStore): Promise<void> {
  let holdsAnything: boolean;
  try {
    await tryReading(objects);
    holdsAnything = await objects.holdsAnything();
  } catch (error) {
    throw new ObjectStoreAwayError('unreachable', error);
  }
  if (!holdsAnything) throw new ObjectStoreAwayError('empty');
}
