// `lumenbox backup`: a consistent copy of database and objects in one file, while the server runs.
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdtemp, rename, rm, stat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Command } from 'commander';
import {
  countObjects,
  holdObjects,
  isSmallObjectKey,
  keptObjects,
  syncFile,
  syncFolder,
} from '../archive/index.ts';
import type { Parts } from '../compose/index.ts';
import type { Db } from '../platform/database/index.ts';
import {
  copySqlite,
  dumpTable,
  openSqliteCopy,
  selectMigrations,
  selectTables,
  withSnapshot,
} from './backup-database.store.ts';
import { backupNames, createSeal, type Ending, type Manifest, type Seal } from './backup-file.ts';
import { CliError, createCommand, type OutputOptions, printAnswer } from './command.ts';
import { formatBytes, type Progress, showProgress } from './progress-line.ts';
import { tarEnd, tarEntry } from './tar-stream.ts';
import { withParts } from './with-parts.ts';

/** Makes the command. */
export function backupCommand(): Command {
  return createCommand('backup', 'Copy the database and all objects into one file, while the server runs.')
    .requiredOption('--to <file>', 'the new file')
    .action((options: OutputOptions & { to: string }) => withParts((parts) => backUp(parts, options)));
}

async function backUp(parts: Parts, options: OutputOptions & { to: string }): Promise<void> {
  const path = resolve(options.to);
  if ((await stat(path).catch(() => undefined)) !== undefined)
    throw new CliError(`${path} is there already. Choose another name, or remove it.`);
  const place = await mkdtemp(join(dirname(path), '.lumenbox-backup-')).catch(() => {
    throw new CliError(`The folder ${dirname(path)} is not there, or nothing can be written in it.`);
  });
  try {
    const unfinished = join(place, 'backup.tar');
    const sum = await holdObjects(parts.foundation, () => writeBackup(parts, place, unfinished));
    await rename(unfinished, path);
    await syncFolder(dirname(path));
    const { size } = await stat(path);
    printAnswer(
      options,
      { path, bytes: size, objects: sum.objects },
      `${path}: the database and ${sum.objects} objects, ${formatBytes(size)}.`,
    );
  } finally {
    await rm(place, { recursive: true, force: true });
  }
}

async function writeBackup(parts: Parts, place: string, path: string): Promise<Ending> {
  const { database } = parts.foundation;
  const total = await countObjects(database.kysely);
  const progress = showProgress({ ...total, noun: 'objects' });
  try {
    return database.dialect === 'sqlite'
      ? await backUpSqlite(parts, { place, path, progress })
      : await withSnapshot(database, (snapshot) => {
          const files = tableFiles(snapshot, place);
          return writeTar(parts, { path, progress, db: snapshot, files });
        });
  } finally {
    progress.end();
  }
}

async function backUpSqlite(
  parts: Parts,
  options: { place: string; path: string; progress: Progress },
): Promise<Ending> {
  const copyPath = join(options.place, 'copy.db');
  await copySqlite(parts.foundation.database, copyPath);
  const file = await wholeFile(backupNames.sqlite, copyPath);
  const copy = openSqliteCopy(copyPath);
  try {
    return await writeTar(parts, { ...options, db: copy.kysely, files: listOf(file) });
  } finally {
    await copy.close();
  }
}

interface NamedFile {
  readonly name: string;
  readonly sizeBytes: number;
  readonly bytes: AsyncIterable<Uint8Array>;
}

async function* listOf(file: NamedFile): AsyncIterable<NamedFile> {
  yield file;
}

async function wholeFile(name: string, path: string): Promise<NamedFile> {
  return { name, sizeBytes: (await stat(path)).size, bytes: createReadStream(path) };
}

/** Each table as lines of JSON. A tar says the size of a file before its bytes, so each is written beside it first. */
async function* tableFiles(snapshot: Db, place: string): AsyncIterable<NamedFile> {
  for (const table of await selectTables(snapshot)) {
    const path = join(place, 'table.jsonl');
    await pipeline(Readable.from(dumpTable(snapshot, table)), createWriteStream(path, { mode: 0o600 }));
    yield await wholeFile(`${backupNames.tables}${table}.jsonl`, path);
  }
}

async function writeTar(
  parts: Parts,
  options: { path: string; progress: Progress; db: Db; files: AsyncIterable<NamedFile> },
): Promise<Ending> {
  const ending: { value: Ending } = { value: { objects: 0, sha256: '' } };
  await pipeline(
    Readable.from(tarBytes(parts, { ...options, ending })),
    createWriteStream(options.path, { flags: 'wx', mode: 0o600, highWaterMark: 1024 * 1024 }),
  );
  await syncFile(options.path);
  return ending.value;
}

async function* tarBytes(
  parts: Parts,
  options: { progress: Progress; db: Db; files: AsyncIterable<NamedFile>; ending: { value: Ending } },
): AsyncIterable<Uint8Array> {
  const { clock, database } = parts.foundation;
  const seal = createSeal();
  const manifest: Manifest = {
    format: 'lumenbox-backup',
    version: 1,
    dialect: database.dialect,
    migrations: await selectMigrations(options.db),
    created_at: clock.now(),
  };
  yield* sealed(seal, jsonFile(backupNames.manifest, manifest));
  for await (const file of options.files) yield* sealed(seal, file);
  let objects = 0;
  for await (const object of keptObjects(options.db)) {
    // Small ones are in the copy of the database.
    if (!isSmallObjectKey(object.object_key)) {
      const name = `${backupNames.objects}${object.object_key}`;
      const bytes = await parts.archive.open(object.object_key);
      yield* sealed(seal, { name, sizeBytes: object.size_bytes, bytes });
    }
    objects += 1;
    options.progress.add(object.size_bytes);
    options.progress.count();
  }
  options.ending.value = { objects, sha256: seal.digest() };
  yield* tarEntry(jsonFile(backupNames.ending, options.ending.value));
  yield tarEnd();
}

function sealed(seal: Seal, file: NamedFile): AsyncIterable<Uint8Array> {
  return tarEntry({ ...file, bytes: seal.through(file.name, file.bytes) });
}

function jsonFile(name: string, value: unknown): NamedFile {
  const text = Buffer.from(`${JSON.stringify(value)}\n`);
  const bytes = async function* () {
    yield text;
  };
  return { name, sizeBytes: text.length, bytes: bytes() };
}
