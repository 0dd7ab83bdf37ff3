// The main thread's own connection to SQLite: it reads what an index answers at once, and never writes. What might take
// longer belongs to the threads.
import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite';
import { sqliteError } from './sqlite-error.ts';
import { prepareStatement } from './sqlite-prepare.ts';

/** What quick reads did that they must not. Both stay empty in a server that is well. */
export interface QuickReadReport {
  /** Statements that no index answers whole. They run in a thread. */
  readonly scanning: Set<string>;
  /** How often a statement held the event loop longer than {@link slowMs}. */
  readonly slow: Map<string, number>;
}

/** An empty report. */
export function createQuickReadReport(): QuickReadReport {
  return { scanning: new Set(), slow: new Map() };
}

/** A statement with its name, which says in the report which one it is. */
export interface QuickStatement {
  readonly name: string;
  readonly sql: string;
}

/** A read takes a twentieth of a millisecond; one beyond this is a fault, or the disk's first answer. */
const slowMs = 10;
/** SQLITE_BUSY: somebody recovers the log. A thread may wait for that, the event loop must not. */
const busyCode = 5;

/** A connection that reads in the main thread. Opened when the file is there; until then nothing is read by it. */
export class SqliteQuickReader {
  readonly #path: string;
  #database: DatabaseSync | undefined;
  readonly #prepared = new Map<string, StatementSync | 'scanning'>();
  readonly #report: QuickReadReport;

  constructor(path: string, report: QuickReadReport) {
    this.#path = path;
    this.#report = report;
  }

  /** Opens the connection. The file must be there, and in WAL mode. */
  open(): void {
    this.#database = new DatabaseSync(this.#path, { readOnly: true, timeout: 0 });
    this.#database.exec('PRAGMA cache_size = -32768');
    // Mapped, every commit of another connection costs a reader all its mappings: pages deep in a list took eight times as long.
    this.#database.exec('PRAGMA mmap_size = 0');
  }

  close(): void {
    this.#prepared.clear();
    this.#database?.close();
    this.#database = undefined;
  }

  /** The rows; `undefined` when a thread has to read them. Sees whatever was committed before. Throws {@link DatabaseError}. */
  read(statement: QuickStatement, values: readonly unknown[]): unknown[] | undefined {
    if (this.#database === undefined) return undefined;
    const startedAt = performance.now();
    try {
      const prepared = this.#prepared.get(statement.sql) ?? this.#prepare(this.#database, statement);
      return prepared === 'scanning' ? undefined : prepared.all(...(values as SQLInputValue[]));
    } catch (error) {
      if (((error as { errcode?: number }).errcode ?? 0) % 256 === busyCode) return undefined;
      throw sqliteError(error);
    } finally {
      if (performance.now() - startedAt > slowMs)
        this.#report.slow.set(statement.name, (this.#report.slow.get(statement.name) ?? 0) + 1);
    }
  }

  #prepare(database: DatabaseSync, statement: QuickStatement): StatementSync | 'scanning' {
    const isScan = scans(database, statement.sql);
    if (isScan) this.#report.scanning.add(statement.name);
    const prepared = isScan ? 'scanning' : prepareStatement(database, statement.sql);
    this.#prepared.set(statement.sql, prepared);
    return prepared;
  }
}

/** Says whether SQLite would go through a table, or a whole index of it, and not only through a statement's own rows. */
function scans(database: DatabaseSync, sql: string): boolean {
  const plan = database.prepare(`EXPLAIN QUERY PLAN ${sql}`).all() as { detail: string }[];
  const made = new Set(
    plan
      .map(({ detail }) => /^(?:CO-ROUTINE|MATERIALIZE) (\S+)/.exec(detail)?.[1])
      .filter((name) => name !== undefined),
  );
  return plan.some(({ detail }) => {
    const scanned = /^SCAN (\S+)/.exec(detail)?.[1];
    return scanned !== undefined && detail !== 'SCAN CONSTANT ROW' && !made.has(scanned);
  });
}
