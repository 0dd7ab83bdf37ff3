// What a server cannot work without, and how each part is asked whether it is there. Nothing is left behind.
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { tryReading } from '../archive/index.ts';
import type { ReadinessCheck } from '../protocols/http/index.ts';
import type { Parts } from './parts.ts';

/** An empty file can be made on a disk that is full; this cannot. */
const probeBytes = Buffer.alloc(4096);

/** The parts, by the names by which they are told. */
export function readinessChecks({ foundation, archive }: Parts): ReadinessCheck[] {
  const { config, database } = foundation;
  return [
    {
      name: 'database',
      check: async () =>
        void (await database.kysely.selectFrom('installation').select('key').limit(1).execute()),
    },
    { name: 'data directory', check: () => tryWriting(join(config.dataDir, `.ready-${process.pid}`)) },
    {
      name: 'object store',
      check:
        config.storage.kind === 'directory'
          ? async () => tryWriting(await archive.objects.newSpoolPath())
          : () => tryReading(archive.objects),
    },
  ];
}

async function tryWriting(path: string): Promise<void> {
  try {
    await writeFile(path, probeBytes, { mode: 0o600 });
  } finally {
    await rm(path, { force: true });
  }
}
