// Opens the database: SQLite by default, PostgreSQL by address. Everything else sees one Kysely instance.
import { setTimeout as pause } from 'node:timers/promises';
import { createSecureContext, type SecureContextOptions } from 'node:tls';
import { Kysely, PostgresDialect, type Transaction } from 'kysely';
import pg from 'pg';
import { waitToCommit } from './commit-gate.ts';
import { databaseErrorKind } from './database-error.ts';
import type { PlacedReading, PlacedWork } from './placed-work.ts';
import type { Schema } from './schema.ts';
import { type SqliteConnection, sqliteDialect } from './sqlite-dialect.ts';
import { createQuickReadReport, type QuickReadReport, SqliteQuickReader } from './sqlite-quick-reader.ts';
import { runTransaction } from './transaction.ts';

/** The two dialects that every query must run on. */
export type DialectName = 'sqlite' | 'postgres';

/** The open database. */
export interface Database {
  readonly kysely: Kysely<Schema>;
  readonly dialect: DialectName;
  /**
   * Runs `work` in a transaction; commits when it resolves, rolls back when it throws. A transaction that PostgreSQL
   * ends because it was in the way of another (a deadlock, a failed serialization) is run again a few times, so `work`
   * must do nothing outside of it that may not happen twice: what it makes belongs into its result.
   */
  transaction<T>(work: (trx: Db) => Promise<T>): Promise<T>;
  /**
   * The same for work that is given to where the database is, and gives plain data. With `commitAfter` it is done at once and committed
   * when the promise resolves; when that rejects it is rolled back, and so does this reject. What is not there within half a second is
   * waited for outside of the transaction, and the work is run anew.
   */
  run<Input, Output>(
    work: PlacedWork<Input, Output>,
    input: Input,
    options?: { readonly commitAfter?: Promise<unknown> },
  ): Promise<Output>;
  /** Runs a reading where the database is, and gives what it gives: plain data and bytes. */
  read<Input, Output>(reading: PlacedReading<Input, Output>, input: Input): Promise<Output>;
  /** Makes work or a reading ready to be run, so that the first does not wait for its modules. */
  prepare(placed: PlacedWork<never, unknown> | PlacedReading<never, unknown>): Promise<void>;
  /** What the quick reads of SQLite did that they must not. PostgreSQL's hold no event loop. */
  readonly quickReads: QuickReadReport;
  close(): Promise<void>;
}

/** What a store runs its statements on: the database itself, or a transaction of it. */
export type Db = Kysely<Schema> | Transaction<Schema>;

/** Where the database is. */
export type DatabaseLocation =
  | { dialect: 'sqlite'; path: string }
  | {
      dialect: 'postgres';
      url: string;
      poolMax?: number;
      /** A statement is ended after so long; tests have less patience. */
      statementTimeoutMs?: number;
    };

/** Ten connections serve two cores well; more only queue inside PostgreSQL. */
const poolMaxDefault = 10;
/** No statement of a request takes this long; migrations and restores, which may, lift it for their transaction. */
const statementTimeoutMsDefault = 60_000;
const connectTimeoutMs = 10_000;
/** A transaction that was in the way of another is run so often. */
const runsMax = 5;
/** The longest pause before the second run; it doubles from there. */
const pauseMsFirst = 20;

const parseNumber = (text: string) => Number(text);
const types = new pg.TypeOverrides();
// Counts and sums come as int8 and numeric; ours stay below 2^53.
types.setTypeParser(20, parseNumber);
types.setTypeParser(1700, parseNumber);

/** Opens the database at a location. The connection is made with the first statement. */
export function openDatabase(location: DatabaseLocation): Database {
  const quickReads = createQuickReadReport();
  const kysely = new Kysely<Schema>({
    dialect:
      location.dialect === 'sqlite'
        ? sqliteDialect({
            path: location.path,
            quickReader: new SqliteQuickReader(location.path, quickReads),
          })
        : postgresDialect(location),
  });
  return {
    kysely,
    dialect: location.dialect,
    transaction: (work) => {
      const run = () => runTransaction(kysely, work);
      // SQLite waits by itself before a transaction begins, and then nobody is in its way.
      return location.dialect === 'sqlite' ? run() : runAgainWhenBusy(run);
    },
    run: (work, input, { commitAfter } = {}) => {
      const run = (after: Promise<unknown> | undefined) =>
        location.dialect === 'sqlite'
          ? kysely
              .getExecutor()
              .provideConnection((one) => (one as SqliteConnection).runWork(work, input, after))
          : runAgainWhenBusy(() => runWork(kysely, work, { input, after }));
      return commitAfter === undefined ? run(undefined) : runAndCommitAfter(run, commitAfter);
    },
    read: (reading, input) =>
      location.dialect === 'sqlite'
        ? kysely
            .getExecutor()
            .provideConnection((one) => (one as SqliteConnection).runReading(reading, input))
        : reading.read(kysely, input),
    prepare: async (placed) => {
      if (location.dialect !== 'sqlite') return;
      await kysely
        .getExecutor()
        .provideConnection((one) =>
          'read' in placed
            ? (one as SqliteConnection).prepareReading(placed.module)
            : (one as SqliteConnection).prepareWork(placed.module),
        );
    },
    quickReads,
    close: () => kysely.destroy(),
  };
}

async function runWork<Input, Output>(
  kysely: Kysely<Schema>,
  work: PlacedWork<Input, Output>,
  { input, after }: { input: Input; after: Promise<unknown> | undefined },
): Promise<Output> {
  return runTransaction(kysely, async (trx) => {
    const output = await work.run(trx, input);
    if (after !== undefined) await waitToCommit(after);
    return output;
  });
}

async function runAndCommitAfter<T>(
  run: (after: Promise<unknown> | undefined) => Promise<T>,
  after: Promise<unknown>,
): Promise<T> {
  // It may fail before the work comes to listen.
  after.catch(() => undefined);
  try {
    return await run(after);
  } catch (error) {
    // Why it was not committed is what the promise says, if it says anything.
    await after;
    if (databaseErrorKind(error) !== 'late') throw error;
    return run(undefined);
  }
}

/** What was busy was rolled back as a whole. The pauses are random, so that two do not meet again at the same place. */
async function runAgainWhenBusy<T>(run: () => Promise<T>): Promise<T> {
  for (let runs = 1; ; runs++) {
    try {
      return await run();
    } catch (error) {
      if (runs >= runsMax || databaseErrorKind(error) !== 'busy') throw error;
      await pause(Math.random() * pauseMsFirst * 2 ** (runs - 1));
    }
  }
}

function postgresDialect({
  url,
  poolMax = poolMaxDefault,
  statementTimeoutMs = statementTimeoutMsDefault,
}: Extract<DatabaseLocation, { dialect: 'postgres' }>): PostgresDialect {
  checkTlsFiles(url);
  const pool = new pg.Pool({
    connectionString: url,
    max: poolMax,
    types,
    connectionTimeoutMillis: connectTimeoutMs,
    statement_timeout: statementTimeoutMs,
    application_name: 'lumenbox',
  });
  // An idle connection that breaks is replaced by the pool; without a listener it would end the process.
  pool.on('error', () => undefined);
  // One in use that breaks tells its statement; the event beside it would end the process too.
  pool.on('connect', (client) => client.on('error', () => undefined));
  return new PostgresDialect({ pool });
}

/** Throws what is wrong with the files for TLS that an address names. The driver would find it at each connection, and leave that open. */
function checkTlsFiles(url: string): void {
  const { ssl } = new pg.Client({ connectionString: url }) as { ssl?: unknown };
  if (typeof ssl !== 'object' || ssl === null) return;
  // The driver hides the key from who looks over its options.
  const { ca, cert, key } = ssl as SecureContextOptions;
  createSecureContext({ ca, cert, key });
}
