// Work that goes to where the database is: SQLite's threads run whole transactions, and whole readings, for two messages instead of
// two for each statement, and beside the main thread. On PostgreSQL they run like any other.
import type { CommitGate } from './commit-gate.ts';
import type { Db } from './database.ts';

/**
 * The work of a transaction. `module` is where it stands: the thread imports it and takes its export `work`. What it is given and
 * gives goes between threads: plain data, maps and bytes. Everything else that it needs it makes itself.
 */
export interface PlacedWork<Input, Output> {
  readonly module: string;
  run(trx: Db, input: Input): Promise<Output>;
}

/**
 * The same for what only reads, each statement by itself: its export is `reading`.
 */
export interface PlacedReading<Input, Output> {
  readonly module: string;
  read(db: Db, input: Input): Promise<Output>;
  /** Memory of what it gives that goes to the other thread itself, and not a copy of it. */
  handsOver?(output: Output): readonly ArrayBuffer[];
}

/** What a thread is told of it. */
export interface WorkQuestion {
  readonly id: number;
  readonly module: string;
  readonly kind: 'work' | 'reading';
  readonly input: unknown;
  /** Where the transaction waits before it is committed. */
  readonly gate: CommitGate | undefined;
}

/** What comes of it. */
export type WorkAnswer =
  | { readonly id: number; readonly output: unknown }
  | { readonly id: number; readonly failure: WorkFailure };

/** An error on its way between threads, where classes do not go. */
export type WorkFailure =
  | { readonly kind: 'database'; readonly reason: string; readonly message: string }
  | {
      readonly kind: 'application';
      readonly code: string;
      readonly message: string;
      readonly details: unknown;
    }
  | {
      readonly kind: 'other';
      readonly name: string;
      readonly message: string;
      readonly stack: string | undefined;
    };
