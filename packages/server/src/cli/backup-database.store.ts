// Copies a whole database out and in again, every table as it is. Unscoped throughout: a backup is of the installation.
import { type ControlledTransaction, sql } from 'kysely';
import { migrations } from '../../migrations/index.ts';
import {
  type Database,
  type Db,
  liftStatementLimit,
  migrate,
  openDatabase,
  type Schema,
} from '../platform/database/index.ts';

/** Rows that lie in memory at once: small objects are up to 128 KiB each as JSON. */
const rowsPerPage = 100;

/** The names of the migrations that a database has. Unscoped: the schema is the installation's. */
export async function selectMigrations(db: Db): Promise<string[]> {
  const { rows } = await sql<{ name: string }>`SELECT name FROM migrations ORDER BY name`.execute(db);
  return rows.map((row) => row.name);
}

/** Copies a SQLite database into a new file, consistently, while others write. Unscoped: it is the whole database. */
export async function copySqlite(database: Database, path: string): Promise<void> {
  await sql`VACUUM INTO ${path}`.execute(database.kysely);
}

/** Opens the copy of a SQLite database. Unscoped: it is the whole database. */
export function openSqliteCopy(path: string): Database {
  return openDatabase({ dialect: 'sqlite', path });
}

/** Runs `work` on one unchanging view of a PostgreSQL database. Unscoped: it is the whole database. */
export function withSnapshot<T>(database: Database, work: (snapshot: Db) => Promise<T>): Promise<T> {
  return database.kysely
    .transaction()
    .setIsolationLevel('repeatable read')
    .setAccessMode('read only')
    .execute(work);
}

/** PostgreSQL's tables, in the order in which they were made. Unscoped: the schema's. */
export async function selectTables(db: Db): Promise<string[]> {
  const { rows } = await sql<{ name: string }>`
    SELECT c.relname AS name FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE c.relkind = 'r' AND n.nspname = current_schema() AND c.relname <> 'migrations' ORDER BY c.oid`.execute(
    db,
  );
  return rows.map((row) => row.name);
}

/** The rows of a table of a snapshot as lines of JSON, a page at a time. Unscoped: it is the whole table. */
export async function* dumpTable(snapshot: Db, table: string): AsyncIterable<string> {
  await sql`DECLARE backup_rows NO SCROLL CURSOR FOR SELECT row_to_json(t)::text AS line FROM ${sql.table(table)} t`.execute(
    snapshot,
  );
  try {
    for (;;) {
      const page = await sql<{ line: string }>`FETCH ${sql.lit(rowsPerPage)} FROM backup_rows`.execute(
        snapshot,
      );
      if (page.rows.length === 0) return;
      yield page.rows.map(({ line }) => `${line}\n`).join('');
    }
  } finally {
    await sql`CLOSE backup_rows`.execute(snapshot);
  }
}

/** A PostgreSQL database that rows of a backup go into, all in one transaction. */
export interface PostgresRestore {
  isEmpty(): Promise<boolean>;
  /** Makes the schema that the backup was made of, and begins the transaction. */
  begin(migrationNames: readonly string[]): Promise<void>;
  hasTable(table: string): Promise<boolean>;
  /** Adds rows, as lines of JSON that {@link dumpTable} gave. */
  insert(table: string, lines: readonly string[]): Promise<void>;
  commit(): Promise<void>;
  rollback(): Promise<void>;
}

/** Opens a PostgreSQL database for a restore. Unscoped: it is the whole database. */
export async function openPostgresForRestore(url: string): Promise<PostgresRestore> {
  const database = openDatabase({ dialect: 'postgres', url, poolMax: 2 });
  let transaction: ControlledTransaction<Schema> | undefined;
  let references: readonly Reference[] = [];
  const current = () => transaction ?? database.kysely;
  return {
    isEmpty: () => isEmptyDatabase(database.kysely),
    begin: async (names) => {
      await migrate(
        database,
        migrations.filter((migration) => names.includes(migration.name)),
      );
      transaction = await database.kysely.startTransaction().execute();
      await liftStatementLimit(transaction);
      // A server that was started once has left facts of its own installation, which the backup's replace.
      const tables = (await selectTables(transaction)).map((table) => sql.table(table));
      await sql`TRUNCATE ${sql.join(tables)}`.execute(transaction);
      // Tables come in any order: what they refer to is looked at when all of it is there.
      references = await dropReferences(transaction);
      // What the database counts by itself is in the backup, counted.
      for (const table of tables) await sql`ALTER TABLE ${table} DISABLE TRIGGER USER`.execute(transaction);
    },
    hasTable: async (table) => (await selectTables(current())).includes(table),
    insert: (table, lines) => insertLines(current(), table, lines),
    commit: async () => {
      await continueNumbers(current());
      await addReferences(current(), references);
      for (const table of await selectTables(current()))
        await sql`ALTER TABLE ${sql.table(table)} ENABLE TRIGGER USER`.execute(current());
      await transaction?.commit().execute();
      await database.close();
    },
    rollback: async () => {
      if (transaction?.isCommitted === false) await transaction.rollback().execute();
      await database.close();
    },
  };
}

/** A foreign key, and what it is made of. */
interface Reference {
  readonly table: string;
  readonly name: string;
  readonly definition: string;
}

/** Takes all foreign keys away until {@link addReferences}, in the same transaction: nobody sees the schema without them. */
async function dropReferences(db: Db): Promise<Reference[]> {
  const { rows } = await sql<Reference>`
    SELECT t.relname AS "table", c.conname AS name, pg_get_constraintdef(c.oid) AS definition
    FROM pg_constraint c JOIN pg_class t ON t.oid = c.conrelid JOIN pg_namespace n ON n.oid = t.relnamespace
    WHERE c.contype = 'f' AND n.nspname = current_schema() ORDER BY t.relname, c.conname`.execute(db);
  for (const { table, name } of rows)
    await sql`ALTER TABLE ${sql.table(table)} DROP CONSTRAINT ${sql.ref(name)}`.execute(db);
  return rows;
}

async function addReferences(db: Db, references: readonly Reference[]): Promise<void> {
  for (const { table, name, definition } of references)
    await sql`ALTER TABLE ${sql.table(table)} ADD CONSTRAINT ${sql.ref(name)} ${sql.raw(definition)}`.execute(
      db,
    );
}

/** A schema without a realm is as good as none: a server that was started once and stopped leaves that. */
async function isEmptyDatabase(db: Db): Promise<boolean> {
  const tables = await selectTables(db);
  if (!tables.includes('realms')) return true;
  return (await db.selectFrom('realms').select('id').limit(1).execute()).length === 0;
}

async function insertLines(db: Db, table: string, lines: readonly string[]): Promise<void> {
  const name = sql.table(table);
  await sql`INSERT INTO ${name} OVERRIDING SYSTEM VALUE
    SELECT * FROM json_populate_recordset(NULL::${name}, ${`[${lines.join(',')}]`}::json)`.execute(db);
}

/** Lets the numbers that PostgreSQL gives go on behind those that were loaded. */
async function continueNumbers(db: Db): Promise<void> {
  const { rows } = await sql<{ table: string; column: string }>`
    SELECT table_name AS "table", column_name AS "column" FROM information_schema.columns
    WHERE table_schema = current_schema() AND is_identity = 'YES'`.execute(db);
  for (const { table, column } of rows) {
    await sql`SELECT setval(pg_get_serial_sequence(${table}, ${column}),
      (SELECT coalesce(max(${sql.ref(column)}), 0) + 1 FROM ${sql.table(table)}), false)`.execute(db);
  }
}
