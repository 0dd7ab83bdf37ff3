// Whether the files of a study are there, before the first byte of them is sent: what breaks off half-way tells nobody why.
import { AppError, failure } from '../platform/errors.ts';
import type { Archive } from './archive.ts';
import { isSmallObjectKey, parseObjectKey } from './object-keys.ts';
import { demandStore, ObjectStoreAwayError } from './objects/demand-store.ts';
import { selectFaultsOfObjects } from './scrub/object-faults.store.ts';
import { reportFault, type ScrubDeps } from './scrub/scrub-objects.ts';
import type { StudyFile } from './study-files.ts';
import { isStillKept, type ObjectFault } from './verify-objects.ts';

/** What it takes. */
export type StudyFilesDeps = Pick<ScrubDeps, 'database' | 'clock' | 'log' | 'audit'> & {
  readonly archive: Archive;
};

/** A look at a file takes a fraction of a millisecond, and most of it is waiting. */
const looksAtOnce = 16;

/**
 * Throws `internal` when files are missing or of another size, and `unavailable` when the whole store is away. On a disk
 * each file is looked at, and what is found is logged, audited and told by the doctor; of a bucket, where a look is a request,
 * only what is known already counts.
 */
export async function demandStudyFiles(
  deps: StudyFilesDeps,
  realmId: string,
  files: readonly StudyFile[],
): Promise<void> {
  const { database, archive } = deps;
  const large = files.filter(({ object }) => !isSmallObjectKey(object.object_key));
  const faults = archive.objects.isNear
    ? await lookAtFiles(deps, realmId, large)
    : await selectFaultsOfObjects(
        database.kysely,
        large.map(({ object }) => object.object_key),
      );
  if (faults.length === 0) return;
  throw new AppError(
    'internal',
    `${faults.length} of ${files.length} files are missing or damaged in the archive, so they cannot be handed out together. Who runs the server finds them with lumenbox verify, and brings them back from a backup.`,
  );
}

async function lookAtFiles(
  deps: StudyFilesDeps,
  realmId: string,
  files: readonly StudyFile[],
): Promise<ObjectFault[]> {
  const faults: ObjectFault[] = [];
  for (let start = 0; start < files.length; start += looksAtOnce) {
    const some = files.slice(start, start + looksAtOnce);
    const found = await Promise.all(some.map((file) => lookAtFile(deps, realmId, file)));
    for (const fault of found) if (fault !== undefined) faults.push(fault);
  }
  for (const fault of faults) await reportFault(deps, fault);
  return faults;
}

async function lookAtFile(
  { archive, database }: StudyFilesDeps,
  realmId: string,
  { object }: StudyFile,
): Promise<ObjectFault | undefined> {
  const { id, object_key: objectKey, size_bytes } = object;
  const found = await archive.objects.stat(parseObjectKey(objectKey));
  if (found?.sizeBytes === size_bytes) return undefined;
  // Deleted meanwhile, or replaced: then it is no fault.
  if (!(await isStillKept(database.kysely, 'instances', object))) return undefined;
  if (found === undefined) await demandStore(archive.objects).catch(asUnavailable);
  return { table: 'instances', id, realmId, objectKey, fault: found === undefined ? 'missing' : 'size' };
}

function asUnavailable(error: unknown): never {
  if (!(error instanceof ObjectStoreAwayError)) throw error;
  throw failure.unavailable('The object store is out of reach. Try again later.', error);
}
