// A fresh database for a test file, of the dialect that the run asks for. Real ones both.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { migrations } from '../../migrations/index.ts';
import {
  type Database,
  type DatabaseLocation,
  migrate,
  openDatabase,
} from '../../src/platform/database/index.ts';
import { newId } from '../../src/platform/ids.ts';

/** The dialect of this run. */
export const testDialect = process.env.LUMENBOX_TEST_DIALECT === 'postgres' ? 'postgres' : 'sqlite';

/** A place for a database and everything else of a test server; removed by `remove`. */
export interface TestPlace {
  dataDir: string;
  location: DatabaseLocation;
  /** For the environment of a child process: the address of the database, when it is PostgreSQL. */
  databaseUrl: string | undefined;
  remove(): Promise<void>;
}

/** Makes an empty data directory and, on PostgreSQL, a database cloned from a template that is migrated once a run. */
export async function makeTestPlace(): Promise<TestPlace> {
  const dataDir = mkdtempSync(join(tmpdir(), 'lumenbox-test-'));
  if (testDialect === 'sqlite') {
    return {
      dataDir,
      location: { dialect: 'sqlite', path: join(dataDir, 'lumenbox.db') },
      databaseUrl: undefined,
      remove: async () => rmSync(dataDir, { recursive: true, force: true }),
    };
  }
  const name = `test_${newId().replaceAll('-', '')}`;
  await withAdmin(async (admin) => {
    const template = await ensureTemplate(admin);
    await admin.query(`CREATE DATABASE ${name} TEMPLATE ${template}`);
  });
  const databaseUrl = databaseAddress(name);
  return {
    dataDir,
    location: { dialect: 'postgres', url: databaseUrl, poolMax: 4 },
    databaseUrl,
    remove: async () => {
      rmSync(dataDir, { recursive: true, force: true });
      await withAdmin((admin) => admin.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`));
    },
  };
}

/** Opens a test place's database with the current schema. */
export async function openTestDatabase(place: TestPlace): Promise<Database> {
  const database = openDatabase(place.location);
  await migrate(database, migrations);
  return database;
}

function adminAddress(): string {
  const url = process.env.LUMENBOX_TEST_DATABASE_URL;
  if (url === undefined)
    throw new Error('LUMENBOX_TEST_DATABASE_URL names no PostgreSQL server for the tests.');
  return url;
}

function databaseAddress(name: string): string {
  const url = new URL(adminAddress());
  url.pathname = `/${name}`;
  return url.toString();
}

async function withAdmin<T>(work: (admin: pg.Client) => Promise<T>): Promise<T> {
  const admin = new pg.Client({ connectionString: adminAddress() });
  await admin.connect();
  try {
    // Cloning fails while another clone of the same template is under way: one at a time over all test processes.
    await admin.query('SELECT pg_advisory_lock(77)');
    return await work(admin);
  } finally {
    await admin.end();
  }
}

/** The template's name holds the schema's, so that a changed migration never meets an old template. */
async function ensureTemplate(admin: pg.Client): Promise<string> {
  const name = `template_${process.env.LUMENBOX_TEST_RUN_ID ?? 'run'}`
    .toLowerCase()
    .replace(/[^a-z0-9_]/g, '_');
  const { rowCount } = await admin.query('SELECT 1 FROM pg_database WHERE datname = $1', [name]);
  if (rowCount !== 0) return name;
  await admin.query(`CREATE DATABASE ${name}`);
  const database = openDatabase({ dialect: 'postgres', url: databaseAddress(name), poolMax: 1 });
  await migrate(database, migrations);
  await database.close();
  return name;
}
