// What a disk says when nothing more can be written, in the words of the domain.
import { failure } from '../platform/errors.ts';

/** Codes of a disk that is full, broken, or has no more open files to give. */
const storageCodes: ReadonlySet<unknown> = new Set(['ENOSPC', 'EDQUOT', 'EIO', 'EROFS', 'EMFILE', 'ENFILE']);

/** Throws an error of the storage as `unavailable`, and any other as it is. */
export function storageFault(error: unknown): never {
  if (!storageCodes.has((error as { code?: unknown } | null)?.code)) throw error;
  throw failure.unavailable('The images cannot be stored at the moment. Send them again later.', error);
}
