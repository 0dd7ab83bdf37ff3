// Brings a database to the current schema. Forwards only, under a lock, each migration once.
import { type Kysely, sql } from 'kysely';
import { failure } from '../errors.ts';
import type { Database, Db, DialectName } from './database.ts';
import { insertGuesses, makeStatistics, readStatistics } from './planner-statistics.ts';

/** One step of the schema. The statements are the same for both dialects but for what `Ddl` knows. */
export interface Migration {
  readonly name: string;
  up(ddl: Ddl): Promise<void>;
}

/** Runs schema statements. On PostgreSQL every TEXT column compares by bytes, as on SQLite: one order for both. */
export interface Ddl {
  readonly dialect: DialectName;
  run(...statements: string[]): Promise<void>;
}

/** Any number: it only has to be the same in every process of ours. */
const postgresLockId = 7_152_024;

/**
 * Applies what is missing and gives the names of what it applied. Safe to call from several processes at once. Throws `conflict` for
 * the database of a newer release, whose rows this one would misread.
 */
export async function migrate(database: Database, migrations: readonly Migration[]): Promise<string[]> {
  return database.transaction(async (trx) => {
    const db = trx as Kysely<unknown>;
    if (database.dialect === 'postgres') {
      await liftStatementLimit(trx);
      await sql`SELECT pg_advisory_xact_lock(${postgresLockId})`.execute(db);
    }
    await sql`CREATE TABLE IF NOT EXISTS migrations (name TEXT PRIMARY KEY)`.execute(db);
    const { rows } = await sql<{ name: string }>`SELECT name FROM migrations`.execute(db);
    const applied = new Set(rows.map((row) => row.name));
    const unknown = [...applied].filter((name) => !migrations.some((migration) => migration.name === name));
    if (unknown.length > 0)
      throw failure.conflict(
        `The database is of a newer release (${unknown.sort().join(', ')}). Install that release, or restore a backup of before.`,
      );
    const pending = migrations.filter((migration) => !applied.has(migration.name));
    for (const migration of pending) {
      await migration.up(ddlFor(db, database.dialect));
      await sql`INSERT INTO migrations (name) VALUES (${migration.name})`.execute(db);
    }
    if (database.dialect === 'sqlite')
      for (const statement of [makeStatistics, insertGuesses, readStatistics])
        await sql.raw(statement).execute(db);
    return pending.map((migration) => migration.name);
  });
}

/**
 * Lets statements of this transaction of PostgreSQL take as long as they need: for what an operator waits for, such as a migration of
 * a large table, or another process that is at it.
 */
export async function liftStatementLimit(trx: Db): Promise<void> {
  await sql`SET LOCAL statement_timeout = 0`.execute(trx);
}

/** How a database's schema stands to the migrations of this release, without changing anything. */
export async function readSchemaState(
  database: Database,
  migrations: readonly Migration[],
): Promise<{ pending: string[]; unknown: string[] }> {
  const exists =
    database.dialect === 'sqlite'
      ? sql<{ name: string }>`SELECT name FROM sqlite_schema WHERE type = 'table' AND name = 'migrations'`
      : sql<{ name: string }>`SELECT 'migrations' AS name WHERE to_regclass('migrations') IS NOT NULL`;
  const hasTable = (await exists.execute(database.kysely)).rows.length > 0;
  const { rows } = hasTable
    ? await sql<{ name: string }>`SELECT name FROM migrations ORDER BY name`.execute(database.kysely)
    : { rows: [] };
  const known = migrations.map((migration) => migration.name);
  const applied = rows.map((row) => row.name);
  return {
    pending: known.filter((name) => !applied.includes(name)),
    unknown: applied.filter((name) => !known.includes(name)),
  };
}

function ddlFor(db: Kysely<unknown>, dialect: DialectName): Ddl {
  return {
    dialect,
    run: async (...statements) => {
      for (const statement of statements) {
        const text = dialect === 'postgres' ? statement.replace(/\bTEXT\b/g, 'TEXT COLLATE "C"') : statement;
        await sql.raw(text).execute(db);
      }
    },
  };
}
