// Opens the store of objects that the configuration names. Nothing else chooses between them.
import { openDirectoryStore } from './directory-store.ts';
import type { ObjectStore } from './object-store.ts';
import type { S3Location } from './s3-store.ts';
import type { SpoolName } from './spool-folder.ts';

/** Where a store is. */
export type ObjectStoreLocation =
  | { readonly kind: 'directory'; readonly dir: string }
  | ({ readonly kind: 's3' } & S3Location);

/** Opens a store; a directory is made when it is not there. */
export async function openObjectStore(
  location: ObjectStoreLocation,
  options: { spoolName?: SpoolName } = {},
): Promise<ObjectStore> {
  if (location.kind === 'directory') return openDirectoryStore({ dir: location.dir, ...options });
  // Loaded where it is used: the SDK costs as much at a start as all the rest.
  const { openS3Store } = await import('./s3-store.ts');
  return openS3Store(location, options);
}
