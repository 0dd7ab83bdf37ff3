// Brings the database of a backup back: SQLite as the file that it is, PostgreSQL table by table.
import { createWriteStream } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { syncFile, syncFolder } from '../archive/index.ts';
import type { Config } from '../config.ts';
import { openPostgresForRestore, type PostgresRestore } from './backup-database.store.ts';
import { backupNames, type Manifest } from './backup-file.ts';
import { TarError } from './tar-stream.ts';

/** A database that a backup goes into. */
export interface RestoredDatabase {
  readonly dialect: 'sqlite' | 'postgres';
  isEmpty(): Promise<boolean>;
  begin(manifest: Manifest): Promise<void>;
  /** Takes one of the database's files in the backup. */
  load(name: string, bytes: AsyncIterable<Uint8Array>): Promise<void>;
  /** Lets what was loaded be seen, durably. */
  finish(): Promise<void>;
  /** Takes away what was loaded. */
  giveUp(): Promise<void>;
}

/** Opens the database that the configuration names. */
export async function openRestoredDatabase(config: Config): Promise<RestoredDatabase> {
  return config.databaseUrl === undefined
    ? sqliteFile(config.dataDir)
    : postgresTables(await openPostgresForRestore(config.databaseUrl));
}

/** Under another name until all of the backup is there: a server that starts in between finds no database at all. */
function sqliteFile(dataDir: string): RestoredDatabase {
  const path = join(dataDir, 'lumenbox.db');
  const unfinished = `${path}.restoring`;
  let isLoaded = false;
  return {
    dialect: 'sqlite',
    // The directory was looked at, and the database is in it.
    isEmpty: async () => true,
    begin: async () => undefined,
    load: async (name, bytes) => {
      if (name !== backupNames.sqlite) throw new TarError('It holds a file that is not known here.');
      await pipeline(Readable.from(bytes), createWriteStream(unfinished, { flags: 'wx', mode: 0o600 }));
      isLoaded = true;
    },
    finish: async () => {
      if (!isLoaded) throw new TarError('It holds no database.');
      await syncFile(unfinished);
      await rename(unfinished, path);
      await syncFolder(dataDir);
    },
    giveUp: () => rm(unfinished, { force: true }),
  };
}

/** Rows that are sent in one statement: small objects are up to 128 KiB each. */
const rowsPerStatement = 100;

/** All tables in one transaction, which ends with the backup. */
function postgresTables(database: PostgresRestore): RestoredDatabase {
  return {
    dialect: 'postgres',
    isEmpty: database.isEmpty,
    begin: ({ migrations }) => database.begin(migrations),
    load: async (name, bytes) => {
      const table = /^tables\/(\w+)\.jsonl$/.exec(name)?.[1];
      if (table === undefined || !(await database.hasTable(table)))
        throw new TarError('It holds a file that is not known here.');
      let lines: string[] = [];
      for await (const line of createInterface({ input: Readable.from(bytes) })) {
        lines.push(line);
        if (lines.length < rowsPerStatement) continue;
        await database.insert(table, lines);
        lines = [];
      }
      if (lines.length > 0) await database.insert(table, lines);
    },
    finish: database.commit,
    giveUp: database.rollback,
  };
}
