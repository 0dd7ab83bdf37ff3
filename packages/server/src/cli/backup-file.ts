// The form of a backup: one tar with a manifest, the database, every object, and a line at the end that proves it whole.
import { createHash } from 'node:crypto';

/** The first file of a backup. */
export interface Manifest {
  readonly format: 'lumenbox-backup';
  readonly version: 1;
  readonly dialect: 'sqlite' | 'postgres';
  readonly migrations: readonly string[];
  readonly created_at: string;
}
/** The last file of a backup. */
export interface Ending {
  readonly objects: number;
  /** SHA-256 of the hashes of all files before it, in their order. */
  readonly sha256: string;
}

/** Names inside a backup. */
export const backupNames = {
  manifest: 'manifest.json',
  sqlite: 'lumenbox.db',
  tables: 'tables/',
  objects: 'objects/',
  ending: 'ending.json',
} as const;

/** Sums up files as they pass, so that both ends of a backup come to the same. */
export interface Seal {
  /** The same bytes, hashed on their way. */
  through(name: string, bytes: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array>;
  digest(): string;
}

/** Makes a seal. */
export function createSeal(): Seal {
  const whole = createHash('sha256');
  return {
    through: async function* (name, bytes) {
      const hash = createHash('sha256');
      for await (const chunk of bytes) {
        hash.update(chunk);
        yield chunk;
      }
      whole.update(`${name}\0${hash.digest('hex')}\n`);
    },
    digest: () => whole.copy().digest('hex'),
  };
}
