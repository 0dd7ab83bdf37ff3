// Statements whose text never changes, for the few paths where building them anew costs more than running them. Those that
// are begun in one turn travel together, also inside a transaction. Everything else is written with Kysely.
import { CompiledQuery, type DatabaseConnection } from 'kysely';
import type { Db } from './database.ts';
import { dialectOf } from './dialect-of.ts';
import { SqliteConnection } from './sqlite-dialect.ts';

/**
 * Runs a statement; `?` stands for a parameter in both dialects. Statements of a transaction run in the order in which
 * they were begun, and begun with `Promise.all` they cost SQLite's thread one message: measured, Kysely takes 50 µs to
 * write a statement of ten columns and 60 µs go by for each message.
 */
export async function runStatement<Row>(
  db: Db,
  text: string,
  parameters: readonly unknown[],
): Promise<Row[]> {
  const query = CompiledQuery.raw(textFor(db, text), [...parameters]);
  const result = await onConnection(db, (connection) => connection.executeQuery<Row>(query));
  return result.rows;
}

/** What an insert of rows does with those that are there already, and what it gives of those that it writes. */
export interface InsertRowsOptions {
  /** Columns of the constraint that lets a row be passed over. */
  readonly unlessThere?: readonly string[];
  /** Or what is done in its place, as SQL has it behind `ON CONFLICT`. */
  readonly whenThere?: string;
  /** Columns that are given of the rows that were written. Default: none. */
  readonly returning?: readonly string[];
}

/** Inserts rows of one form, inside a transaction, with one statement that is prepared once whatever their number. */
export async function insertRows<Row>(
  trx: Db,
  table: string,
  rows: readonly object[],
  options: InsertRowsOptions = {},
): Promise<Row[]> {
  const [first] = rows;
  if (first === undefined) return [];
  const columns = Object.keys(first);
  const isPostgres = dialectOf(trx) === 'postgres';
  const text = insertText({ table, columns, isPostgres, ...options });
  const added = await onConnection(trx, async (connection) => {
    if (connection instanceof SqliteConnection)
      return connection.executeMany(
        text,
        rows.map((row) => columns.map((column) => (row as Record<string, unknown>)[column])),
      );
    return (await connection.executeQuery(CompiledQuery.raw(text, [jsonRows(rows)]))).rows;
  });
  return added as Row[];
}

function insertText(
  options: InsertRowsOptions & { table: string; columns: readonly string[]; isPostgres: boolean },
): string {
  const { table, isPostgres, unlessThere, whenThere, returning = [] } = options;
  const columns = options.columns.map((column) => `"${column}"`).join(', ');
  const source = isPostgres
    ? `SELECT ${columns} FROM json_populate_recordset(NULL::"${table}", $1::json)`
    : `VALUES (${options.columns.map(() => '?').join(', ')})`;
  const resolution = unlessThere === undefined ? whenThere : `(${unlessThere.join(', ')}) DO NOTHING`;
  const conflict = resolution === undefined ? '' : ` ON CONFLICT ${resolution}`;
  const given = returning.map((column) => `"${column}"`).join(', ');
  return `INSERT INTO "${table}" (${columns}) ${source}${conflict}${given === '' ? '' : ` RETURNING ${given}`}`;
}

/** Rows as PostgreSQL reads them. */
function jsonRows(rows: readonly object[]): string {
  return JSON.stringify(
    rows.map((row) =>
      Object.fromEntries(Object.entries(row).map(([column, value]) => [column, jsonValue(value)])),
    ),
  );
}

/** Half a surrogate pair is no text in JSON, and bytes are written in hexadecimal. */
function jsonValue(value: unknown): unknown {
  if (typeof value === 'string') return value.toWellFormed();
  return value instanceof Uint8Array ? `\\x${Buffer.from(value).toString('hex')}` : value;
}

/** The condition that a column is one of some texts, with one parameter for any number of them. */
export function isOneOf(
  db: Db,
  column: string,
  values: readonly string[],
): { text: string; parameter: unknown } {
  return dialectOf(db) === 'postgres'
    ? { text: `${column} = ANY(?::text[])`, parameter: values }
    : { text: `${column} IN (SELECT value FROM json_each(?))`, parameter: JSON.stringify(values) };
}

const numbered = new Map<string, string>();
/** The server has some dozens of such statements; a mistake must not fill the memory. */
const numberedMax = 1000;

function textFor(db: Db, text: string): string {
  if (dialectOf(db) !== 'postgres') return text;
  const known = numbered.get(text);
  if (known !== undefined) return known;
  let number = 0;
  const made = text.replaceAll('?', () => `$${++number}`);
  if (numbered.size < numberedMax) numbered.set(text, made);
  return made;
}

interface TransactionState {
  readonly connection: Promise<DatabaseConnection>;
  /** PostgreSQL's client wants one statement after the other. */
  last: Promise<unknown>;
}

/** Transactions under way. Kysely itself lets one statement of a transaction be under way at a time. */
const transactions = new WeakMap<Db, TransactionState | 'ended'>();

/**
 * Lets no further statement into a transaction that is about to end, and waits for those under way: of several that were
 * begun together one may have failed, and what follows the others must not run without the transaction.
 */
export async function endStatements(trx: Db): Promise<void> {
  const state = transactions.get(trx);
  transactions.set(trx, 'ended');
  if (state !== undefined && state !== 'ended') await state.last.catch(() => undefined);
}

async function onConnection<T>(db: Db, run: (connection: DatabaseConnection) => Promise<T>): Promise<T> {
  if (!db.isTransaction) return db.getExecutor().provideConnection(run);
  let state = transactions.get(db);
  if (state === 'ended') throw new Error('The transaction has ended.');
  if (state === undefined) {
    const connection = db.getExecutor().provideConnection((one) => Promise.resolve(one));
    state = { connection, last: connection };
    transactions.set(db, state);
  }
  const connection = await state.connection;
  if (connection instanceof SqliteConnection) return run(connection);
  // Behind one that failed nothing runs: PostgreSQL would refuse it.
  const work = state.last.then(() => {
    if (transactions.get(db) === 'ended') throw new Error('The transaction has ended.');
    return run(connection);
  });
  state.last = work;
  return work;
}
