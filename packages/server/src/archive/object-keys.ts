// Names of objects: random, never made from UIDs or names, never used twice.
import { newId, newSecret, sha256 } from '../platform/ids.ts';

/** The name of an object in the store. */
export type ObjectKey = string & { readonly __brand: 'ObjectKey' };

/** Objects in one folder. Neighbours in time share a folder, and so the sync of its entries; none grows large. */
const objectsPerFolder = 1000;
const keyPattern = /^(?:[0-9a-f]{2}\/[0-9a-f]{10}|small)\/[0-9a-f]{32}$/;
/** Where the key says that the object lies in the database. */
const smallPrefix = 'small/';

/** Makes the function that names objects: 256 folders of random folders of {@link objectsPerFolder} objects. */
export function createObjectKeys(): () => ObjectKey {
  let folder = '';
  let used = objectsPerFolder;
  return () => {
    if (used >= objectsPerFolder) {
      const random = sha256(newSecret(32));
      folder = `${random.slice(0, 2)}/${random.slice(2, 12)}`;
      used = 0;
    }
    used += 1;
    return `${folder}/${newId().replaceAll('-', '')}` as ObjectKey;
  };
}

/** Names an object that lies in the database. */
export function newSmallObjectKey(): ObjectKey {
  return `${smallPrefix}${newId().replaceAll('-', '')}` as ObjectKey;
}

/** Says whether an object lies in the database, by its key alone: nothing has to be looked up for the others. */
export function isSmallObjectKey(key: string): boolean {
  return key.startsWith(smallPrefix);
}

/** When an object in the database got its key, in milliseconds since 1970: its key is a UUIDv7 (RFC 9562 5.7). */
export function smallObjectMadeMs(key: ObjectKey): number {
  return Number.parseInt(key.slice(smallPrefix.length, smallPrefix.length + 12), 16);
}

/** A key that comes from the database or from a listing. Throws a `RangeError` when it has not the form of one. */
export function parseObjectKey(text: string): ObjectKey {
  if (!keyPattern.test(text)) throw new RangeError('This is no object key.');
  return text as ObjectKey;
}

/** Says whether a path in the store is an object's. */
export function isObjectKey(text: string): text is ObjectKey {
  return keyPattern.test(text);
}
