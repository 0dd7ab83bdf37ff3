// Names of objects: random, never made from UIDs or names, never used twice.
import { newId, newSecret, sha256 } from '../platform/ids.ts';

/** The name of an object in the store. */
export type ObjectKey = string & { readonly __brand: 'ObjectKey' };

/** Objects in one folder. Neighbours in time share a folder, and so the sync of its entries; none grows large. */
const objectsPerFolder = 1000;
const keyPattern = /^[0-9a-f]{2}\/[0-9a-f]{10}\/[0-9a-f]{32}$/;

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

/** A key that comes from the database or from a listing. Throws a `RangeError` when it has not the form of one. */
export function parseObjectKey(text: string): ObjectKey {
  if (!keyPattern.test(text)) throw new RangeError('This is no object key.');
  return text as ObjectKey;
}

/** Says whether a path in the store is an object's. */
export function isObjectKey(text: string): text is ObjectKey {
  return keyPattern.test(text);
}
