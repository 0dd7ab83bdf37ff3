// `lumenbox restore`: brings a backup back, into an empty data directory, while no server runs there.
import { createReadStream } from 'node:fs';
import { mkdir, readdir, stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Command } from 'commander';
import { migrations } from '../../migrations/index.ts';
import { type ObjectStore, openObjectStore } from '../archive/index.ts';
import { type Config, readConfig } from '../config.ts';
import { lockDataDir } from '../platform/server-lock.ts';
import { backupNames, createSeal, type Ending, type Manifest, type Seal } from './backup-file.ts';
import { CliError, createCommand, type OutputOptions, printAnswer } from './command.ts';
import { formatBytes, type Progress, showProgress } from './progress-line.ts';
import { openRestoredDatabase, type RestoredDatabase } from './restore-database.ts';
import { createObjectLoader, type ObjectLoader } from './restore-objects.ts';
import { readTar, type TarEntry, TarError } from './tar-stream.ts';

/** Makes the command. */
export function restoreCommand(): Command {
  return createCommand('restore', 'Bring a backup back, into an empty data directory, while no server runs.')
    .argument('<file>', 'the file that `lumenbox backup` made')
    .action((path: string, options: OutputOptions) => restore(resolve(path), options));
}

async function restore(path: string, options: OutputOptions): Promise<void> {
  const found = await stat(path).catch(() => undefined);
  if (found === undefined || found.isDirectory()) throw new CliError(`There is no file ${path}.`);
  const config = readConfig(process.env);
  await mkdir(config.dataDir, { recursive: true, mode: 0o700 });
  const unlock = lockDataDir(config.dataDir);
  const progress = showProgress({ totalBytes: found.size, totalItems: 0, noun: 'objects' });
  try {
    const database = await openRestoredDatabase(config);
    const store = await openObjectStore(config.storage);
    await demandEmpty(config, database, store);
    const ending = await load(path, { database, store, progress });
    printAnswer(
      options,
      { path, objects: ending.objects, bytes: found.size },
      `Restored the database and ${ending.objects} objects (${formatBytes(found.size)}) to ${config.dataDir}. Check them with: lumenbox verify`,
    );
  } finally {
    progress.end();
    unlock();
  }
}

/** What may stand in a data directory that counts as empty: its lock, its configuration and folders of ours. */
const harmless = /^(server\.lock(-journal|-wal|-shm)?|lumenbox\.env|objects|spool)$/;

async function demandEmpty(config: Config, database: RestoredDatabase, store: ObjectStore): Promise<void> {
  const others = (await readdir(config.dataDir)).filter((name) => !harmless.test(name));
  const isTaken = others.length > 0 || !(await isEmpty(store));
  if (!isTaken && (await database.isEmpty())) return;
  await database.giveUp();
  throw new CliError(
    `${isTaken ? `${config.dataDir} or the object store` : 'The database'} is not empty. Restore into an empty one: set LUMENBOX_DATA_DIR to a new directory, with PostgreSQL LUMENBOX_DATABASE_URL to an empty database, and with a bucket LUMENBOX_STORAGE_URL to an empty prefix.`,
  );
}

async function isEmpty(store: ObjectStore): Promise<boolean> {
  for await (const _object of store.list()) return false;
  return true;
}

async function load(
  path: string,
  targets: { database: RestoredDatabase; store: ObjectStore; progress: Progress },
): Promise<Ending> {
  const { database, store, progress } = targets;
  const objects = createObjectLoader(store);
  try {
    const source = counted(createReadStream(path, { highWaterMark: 1024 * 1024 }), progress);
    const ending = await loadEntries(source, { database, objects, progress });
    await objects.end();
    await database.finish();
    return ending;
  } catch (error) {
    await objects.end().catch(() => undefined);
    await database.giveUp();
    // It was empty when this began, so all of it is half of a backup.
    for await (const object of store.list()) await store.delete(object.key);
    await store.clearSpool();
    if (error instanceof TarError || error instanceof SyntaxError)
      throw new CliError(`${path} is damaged, or no backup: ${error.message} Nothing was restored.`);
    throw error;
  }
}

async function* counted(bytes: AsyncIterable<Uint8Array>, progress: Progress): AsyncIterable<Uint8Array> {
  for await (const chunk of bytes) {
    progress.add(chunk.length);
    yield chunk;
  }
}

interface Targets {
  readonly database: RestoredDatabase;
  readonly objects: ObjectLoader;
  readonly progress: Progress;
}

async function loadEntries(source: AsyncIterable<Uint8Array>, targets: Targets): Promise<Ending> {
  const seal = createSeal();
  let isBegun = false;
  let ending: Ending | undefined;
  for await (const entry of readTar(source)) {
    if (ending !== undefined) throw new TarError('Something stands behind its end.');
    if (!isBegun) {
      await targets.database.begin(await readManifest(entry, seal, targets.database));
      isBegun = true;
    } else if (entry.name === backupNames.ending) {
      ending = JSON.parse(await textOf(entry.bytes)) as Ending;
      if (ending.sha256 !== seal.digest()) throw new TarError('Its bytes are not those that were written.');
    } else await loadEntry(entry, seal, targets);
  }
  if (ending === undefined) throw new TarError('It ends before it is complete.');
  return ending;
}

async function loadEntry(entry: TarEntry, seal: Seal, targets: Targets): Promise<void> {
  const bytes = seal.through(entry.name, entry.bytes);
  if (entry.name.startsWith(backupNames.objects)) {
    await targets.objects.load(entry.name.slice(backupNames.objects.length), { ...entry, bytes });
    targets.progress.count();
  } else await targets.database.load(entry.name, bytes);
}

async function readManifest(entry: TarEntry, seal: Seal, database: RestoredDatabase): Promise<Manifest> {
  if (entry.name !== backupNames.manifest) throw new TarError('It does not begin as one.');
  const manifest = JSON.parse(await textOf(seal.through(entry.name, entry.bytes))) as Manifest;
  if (manifest.format !== 'lumenbox-backup' || manifest.version !== 1)
    throw new TarError('Its form is not known here.');
  const known = migrations.map((migration) => migration.name);
  if (!manifest.migrations.every((name) => known.includes(name)))
    throw new CliError(
      'The backup was made by a newer release. Restore it with that release or a newer one.',
    );
  if (manifest.dialect !== database.dialect)
    throw new CliError(
      manifest.dialect === 'postgres'
        ? 'The backup is of a PostgreSQL database. Set LUMENBOX_DATABASE_URL to an empty one.'
        : 'The backup is of a SQLite database. Leave LUMENBOX_DATABASE_URL away.',
    );
  return manifest;
}

/** A manifest is some hundred bytes. */
const textBytesMax = 1024 * 1024;

async function textOf(bytes: AsyncIterable<Uint8Array>): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of bytes) {
    size += chunk.length;
    if (size > textBytesMax) throw new TarError('Its manifest is too long.');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}
