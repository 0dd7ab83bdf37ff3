// `lumenbox backup`: a consistent copy of database and objects in one file, while the server runs.
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdtemp, rename, rm, stat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Command } from 'commander';
import {
  type Archive,
  countObjects,
  demandStore,
  faultOfOne,
  holdObjects,
  isSmallObjectKey,
  type KeptObject,
  keptObjects,
  type ObjectFault,
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
import { CliError, createCommand, type OutputOptions, printAnswer, printMessage } from './command.ts';
import { faultSentences } from './object-faults.ts';
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
    const { objects, faults } = await holdObjects(parts.foundation, () =>
      writeBackup(parts, place, unfinished),
    );
    await rename(unfinished, path);
    await syncFolder(dirname(path));
    const { size } = await stat(path);
    printAnswer(
      options,
      { path, bytes: size, objects, faults },
      [
        ...faults.map((one) => `FAULT  ${one.id}: ${faultSentences[one.fault]} (${one.object_key})`),
        `${path}: the database and ${objects} objects, ${formatBytes(size)}.`,
      ].join('\n'),
    );
    if (faults.length === 0) return;
    process.exitCode = 1;
    printMessage(
      `${faults.length} objects are missing or damaged; everything else is in the backup. Keep the backups of before: what they have of these is to be had nowhere else.`,
    );
  } finally {
    await rm(place, { recursive: true, force: true });
  }
}

/** What a backup came to. */
interface Sum {
  /** How many objects are in it, those that are harmed among them. */
  readonly objects: number;
  /** What is wrong with objects; those that are missing or cannot be opened are not in it. */
  readonly faults: readonly BackupFault[];
}
interface BackupFault extends Pick<ObjectFault, 'id' | 'fault'> {
  readonly object_key: string;
}

async function writeBackup(parts: Parts, place: string, path: string): Promise<Sum> {
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
): Promise<Sum> {
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

const zeros = Buffer.alloc(64 * 1024);

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
): Promise<Sum> {
  const sum = { objects: 0, faults: [] as BackupFault[] };
  await pipeline(
    Readable.from(tarBytes(parts, { ...options, sum })),
    createWriteStream(options.path, { flags: 'wx', mode: 0o600, highWaterMark: 1024 * 1024 }),
  );
  await syncFile(options.path);
  return sum;
}

async function* tarBytes(
  parts: Parts,
  options: {
    progress: Progress;
    db: Db;
    files: AsyncIterable<NamedFile>;
    sum: { objects: number; faults: BackupFault[] };
  },
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
  const { sum, progress } = options;
  for await (const object of keptObjects(options.db)) {
    const onFault = (fault: BackupFault['fault']) =>
      sum.faults.push({ id: object.id, object_key: object.object_key, fault });
    // Small ones are in the copy of the database.
    const isInside = isSmallObjectKey(object.object_key);
    const file = isInside ? undefined : await objectFile(parts.archive, object, onFault);
    if (file !== undefined) yield* sealed(seal, file);
    if (isInside || file !== undefined) sum.objects += 1;
    progress.add(object.size_bytes);
    progress.count();
  }
  const ending: Ending = { objects: sum.objects, sha256: seal.digest() };
  yield* tarEntry(jsonFile(backupNames.ending, ending));
  yield tarEnd();
}

/** An object as a file of the backup; `undefined` when it is not to be had. One that is harmed keeps nobody from the others. */
async function objectFile(
  archive: Archive,
  object: KeptObject,
  onFault: (fault: BackupFault['fault']) => void,
): Promise<NamedFile | undefined> {
  const { object_key, size_bytes: sizeBytes } = object;
  try {
    const bytes = await archive.open(object_key);
    return {
      name: `${backupNames.objects}${object_key}`,
      sizeBytes,
      bytes: ofSize(bytes, sizeBytes, onFault),
    };
  } catch (error) {
    const fault = faultOfOne(error);
    if (fault === undefined) throw error;
    // A backup without any object is none.
    await demandStore(archive.objects);
    onFault(fault);
    return undefined;
  }
}

/** So many bytes, which the tar has said already: of an object that is shorter the rest is zeros, of a longer one it is left out. */
async function* ofSize(
  bytes: AsyncIterable<Uint8Array>,
  sizeBytes: number,
  onFault: (fault: BackupFault['fault']) => void,
): AsyncIterable<Uint8Array> {
  let left = sizeBytes;
  let fault: BackupFault['fault'] | undefined;
  try {
    for await (const chunk of bytes) {
      if (chunk.length > left) fault = 'size';
      yield chunk.subarray(0, left);
      left -= Math.min(left, chunk.length);
      if (fault !== undefined) break;
    }
    if (left > 0) fault = 'size';
  } catch (error) {
    fault = faultOfOne(error);
    if (fault === undefined) throw error;
  }
  if (fault !== undefined) onFault(fault);
  for (; left > 0; left -= Math.min(left, zeros.length)) yield zeros.subarray(0, left);
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
