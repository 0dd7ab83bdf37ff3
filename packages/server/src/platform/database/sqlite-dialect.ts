// Kysely's driver for SQLite: one writing thread, several reading ones. Reads never wait for writes (WAL).
import {
  type CompiledQuery,
  type DatabaseConnection,
  type Dialect,
  type Driver,
  type QueryResult,
  SqliteAdapter,
  SqliteIntrospector,
  SqliteQueryCompiler,
} from 'kysely';
import { type CommitGate, createCommitGate } from './commit-gate.ts';
import type { Db } from './database.ts';
import type { PlacedReading, PlacedWork } from './placed-work.ts';
import type { SqliteQuickReader } from './sqlite-quick-reader.ts';
import { type SqliteResult, SqliteThread, type StatementOptions } from './sqlite-thread.ts';

/** Two readers keep a page quick while a long count runs; more gain nothing on small machines. */
const readersDefault = 2;
/** How long a statement waits for another process (the CLI) that writes. */
const busyTimeoutMs = 10_000;

/** Runs statements of one connection, one after the other. */
export interface SqliteExecutor {
  /** How many statements wait. */
  readonly load: number;
  /** @throws DatabaseError */
  run(sql: string, parameters: readonly unknown[], options: StatementOptions): Promise<SqliteResult>;
  /** Only of a thread's. */
  runWork?(module: string, input: unknown, gate: CommitGate | undefined): Promise<unknown>;
  runReading?(module: string, input: unknown): Promise<unknown>;
  prepareWork?(module: string): Promise<void>;
}

const alone: StatementOptions = { isInTransaction: false, isMany: false };

/** Makes the dialect for the one connection that a thread owns. */
export function sqliteDialectOn(executor: SqliteExecutor): Dialect {
  const turns = new Turns();
  const done = async () => undefined;
  const driver: Driver = {
    ...transactionsOfConnections,
    init: done,
    acquireConnection: async () => new SqliteConnection(executor, [executor], turns),
    destroy: done,
  };
  return {
    createAdapter: () => new ThreadedSqliteAdapter(undefined),
    createDriver: () => driver,
    createIntrospector: (db) => new SqliteIntrospector(db),
    createQueryCompiler: () => new SqliteQueryCompiler(),
  };
}

/** How the connections of both kinds of driver begin and end transactions. */
const transactionsOfConnections = {
  beginTransaction: (connection: DatabaseConnection) => (connection as SqliteConnection).begin(),
  commitTransaction: (connection: DatabaseConnection) => (connection as SqliteConnection).end('COMMIT'),
  rollbackTransaction: (connection: DatabaseConnection) => (connection as SqliteConnection).end('ROLLBACK'),
  releaseConnection: async (): Promise<void> => undefined,
};

/** Makes the dialect for a database file. `quickReader` is opened and closed with the threads. */
export function sqliteDialect(options: {
  path: string;
  quickReader: SqliteQuickReader;
  readers?: number;
}): Dialect {
  return {
    createAdapter: () => new ThreadedSqliteAdapter(options.quickReader),
    createDriver: () => new SqliteDriver(options),
    createIntrospector: (db) => new SqliteIntrospector(db),
    createQueryCompiler: () => new SqliteQueryCompiler(),
  };
}

/** Kysely's adapter lets one query run at a time, for drivers with one connection. Ours has several. */
class ThreadedSqliteAdapter extends SqliteAdapter {
  readonly quickReader: SqliteQuickReader | undefined;

  constructor(quickReader: SqliteQuickReader | undefined) {
    super();
    this.quickReader = quickReader;
  }

  override get supportsMultipleConnections(): boolean {
    return true;
  }
}

/** The connection that reads in the main thread; `undefined` on PostgreSQL, and in other threads. */
export function quickReaderOf(db: Db): SqliteQuickReader | undefined {
  const { adapter } = db.getExecutor();
  return adapter instanceof ThreadedSqliteAdapter ? adapter.quickReader : undefined;
}

class SqliteDriver implements Driver {
  readonly #path: string;
  readonly #quickReader: SqliteQuickReader;
  readonly #readerCount: number;
  #writer: SqliteThread | undefined;
  #readers: SqliteThread[] = [];
  readonly #turns = new Turns();

  constructor(options: { path: string; quickReader: SqliteQuickReader; readers?: number }) {
    this.#path = options.path;
    this.#quickReader = options.quickReader;
    this.#readerCount = options.readers ?? readersDefault;
  }

  async init(): Promise<void> {
    this.#writer = new SqliteThread({ path: this.#path, readOnly: false, busyTimeoutMs });
    // The first statement makes the file and switches it to WAL before any reader opens it.
    await this.#writer.run('SELECT 1', [], alone);
    this.#readers = Array.from(
      { length: this.#readerCount },
      () => new SqliteThread({ path: this.#path, readOnly: true, busyTimeoutMs }),
    );
    this.#quickReader.open();
  }

  async acquireConnection(): Promise<DatabaseConnection> {
    if (this.#writer === undefined) throw new Error('The SQLite driver is not initialised.');
    return new SqliteConnection(this.#writer, this.#readers, this.#turns);
  }

  beginTransaction = transactionsOfConnections.beginTransaction;
  commitTransaction = transactionsOfConnections.commitTransaction;
  rollbackTransaction = transactionsOfConnections.rollbackTransaction;
  releaseConnection = transactionsOfConnections.releaseConnection;

  async destroy(): Promise<void> {
    this.#quickReader.close();
    await Promise.all(this.#readers.map((reader) => reader.close()));
    await this.#writer?.close();
  }
}

/** A connection as Kysely sees it: it takes the writer only for as long as it writes. */
export class SqliteConnection implements DatabaseConnection {
  readonly #writer: SqliteExecutor;
  readonly #readers: readonly SqliteExecutor[];
  readonly #turns: Turns;
  #endTurn: (() => void) | undefined;
  #begun: Promise<unknown> | undefined;
  #isEnded = false;

  constructor(writer: SqliteExecutor, readers: readonly SqliteExecutor[], turns: Turns) {
    this.#writer = writer;
    this.#readers = readers;
    this.#turns = turns;
  }

  /** The transaction begins with its first statement: they go to the thread together. */
  async begin(): Promise<void> {
    this.#endTurn = await this.#turns.take();
    this.#begun = this.#writer.run('BEGIN IMMEDIATE', [], alone);
    // Whoever runs a statement is told.
    this.#begun.catch(() => undefined);
  }

  async end(statement: 'COMMIT' | 'ROLLBACK'): Promise<void> {
    try {
      // What could not begin need not end.
      if (statement === 'COMMIT' || (await this.#hasBegun())) await this.#runInside(statement, []);
    } catch (error) {
      // A COMMIT that fails (disk full) leaves the transaction open; it must not leak into the next one.
      if (statement === 'COMMIT') await this.#writer.run('ROLLBACK', [], alone).catch(() => undefined);
      throw error;
    } finally {
      this.#endTurn?.();
      this.#endTurn = undefined;
      this.#isEnded = true;
    }
  }

  async executeQuery<R>(query: CompiledQuery): Promise<QueryResult<R>> {
    const result = await this.#run(query);
    const rows = result.rows as R[];
    return { rows, numAffectedRows: BigInt(result.changes > 0 ? result.changes : rows.length) };
  }

  /** Runs a statement of a transaction for each row of parameters, with one message for all; gives all rows that come of it. */
  async executeMany(text: string, parameterRows: readonly (readonly unknown[])[]): Promise<unknown[]> {
    if (this.#endTurn === undefined) throw new Error('Rows are inserted inside a transaction.');
    return (await this.#runInside(text, parameterRows, true)).rows;
  }

  /** Has the thread run a transaction's work, from its beginning to its end. */
  async runWork<Input, Output>(
    work: PlacedWork<Input, Output>,
    input: Input,
    commitAfter: Promise<unknown> | undefined,
  ): Promise<Output> {
    const endTurn = await this.#turns.take();
    try {
      const gate = commitAfter && createCommitGate(commitAfter);
      return (await this.#writer.runWork?.(work.module, input, gate)) as Output;
    } finally {
      endTurn();
    }
  }

  /** Has a reading thread run a reading whole. */
  async runReading<Input, Output>(reading: PlacedReading<Input, Output>, input: Input): Promise<Output> {
    return (await leastBusy(this.#readers).runReading?.(reading.module, input)) as Output;
  }

  async prepareWork(module: string): Promise<void> {
    await this.#writer.prepareWork?.(module);
  }

  async prepareReading(module: string): Promise<void> {
    await Promise.all(this.#readers.flatMap((reader) => reader.prepareWork?.(module) ?? []));
  }

  #hasBegun(): Promise<boolean> {
    return (this.#begun ?? Promise.reject()).then(
      () => true,
      () => false,
    );
  }

  async #runInside(text: string, parameters: readonly unknown[], isMany = false): Promise<SqliteResult> {
    const options = { isInTransaction: true, isMany };
    // The thread answers in order: when there is no transaction, why it could not begin comes first.
    const [, result] = await Promise.all([this.#begun, this.#writer.run(text, parameters, options)]);
    return result;
  }

  async #run(query: CompiledQuery): Promise<SqliteResult> {
    if (this.#isEnded) throw new Error('The transaction has ended.');
    if (this.#endTurn !== undefined) return this.#runInside(query.sql, query.parameters);
    if (isRead(query)) return leastBusy(this.#readers).run(query.sql, query.parameters, alone);
    const endTurn = await this.#turns.take();
    try {
      return await this.#writer.run(query.sql, query.parameters, alone);
    } finally {
      endTurn();
    }
  }

  // biome-ignore lint/correctness/useYield: rows come in pages; the interface asks for the method.
  async *streamQuery<R>(): AsyncIterableIterator<QueryResult<R>> {
    throw new Error('Rows are read in pages, never streamed.');
  }
}

function isRead(query: CompiledQuery): boolean {
  return (
    query.query.kind === 'SelectQueryNode' ||
    (query.query.kind === 'RawNode' && /^\s*(select|with|explain)\b/i.test(query.sql))
  );
}

function leastBusy(readers: readonly SqliteExecutor[]): SqliteExecutor {
  const [first, ...others] = readers;
  if (first === undefined) throw new Error('The SQLite driver has no reading thread.');
  return others.reduce((best, reader) => (reader.load < best.load ? reader : best), first);
}

/** Writers take turns, first come, first served: SQLite has one writer. */
class Turns {
  #last: Promise<void> = Promise.resolve();

  async take(): Promise<() => void> {
    const before = this.#last;
    let done: () => void = () => undefined;
    this.#last = new Promise((resolve) => {
      done = resolve;
    });
    await before;
    return done;
  }
}
