// Files of originals that are on their way into a case: encrypted with a key that lives in memory and dies with the process, so that a
// disk, a backup or a crash never shows them.
import { createReadStream } from 'node:fs';
import { type Seal, sealedStart, unseal } from '../platform/seal.ts';

/** An encrypted file, with what opens it. */
export interface SealedFile {
  readonly kind: 'sealed';
  readonly path: string;
  readonly seal: Seal;
}

/** The bytes of a sealed file, from one of them on, up to and without another. */
export async function* openSealed(
  { path, seal }: SealedFile,
  start = 0,
  end = Number.POSITIVE_INFINITY,
): AsyncIterable<Uint8Array> {
  if (end <= start) return;
  yield* unseal(seal, createReadStream(path, { start: sealedStart(start), end: end - 1 }), start);
}
