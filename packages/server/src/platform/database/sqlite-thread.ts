// The main thread's end of a SQLite worker: sends statements, receives rows.
import { Worker } from 'node:worker_threads';
import type { CommitGate } from './commit-gate.ts';
import { DatabaseError } from './database-error.ts';
import type { WorkAnswer, WorkQuestion } from './placed-work.ts';
import { sqliteError } from './sqlite-error.ts';
import { unpackFailure } from './work-failure.ts';

export interface SqliteThreadOptions {
  path: string;
  readOnly: boolean;
  busyTimeoutMs: number;
}
export interface SqliteQuestion extends StatementOptions {
  id: number;
  sql: string;
  parameters: readonly unknown[];
}
export interface StatementOptions {
  /** Belongs to a transaction, and must not run without it. */
  isInTransaction: boolean;
  /** The parameters are rows of parameters: the statement runs once for each. */
  isMany: boolean;
}
export type SqliteAnswer =
  | { id: number; rows: unknown[]; changes: number }
  | { id: number; error: { message: string; errcode: number } };
export interface SqliteResult {
  rows: unknown[];
  changes: number;
}

/** What a thread is told: statements and work to be answered, modules to be loaded, the end. */
export type SqliteMessage =
  | readonly (SqliteQuestion | WorkQuestion)[]
  | { readonly prepare: string }
  | 'close';

interface Waiting {
  resolve(result: SqliteResult | { output: unknown }): void;
  reject(error: Error): void;
}

/** One SQLite connection in a thread of its own. Statements are answered in the order in which they were sent. */
export class SqliteThread {
  readonly #worker: Worker;
  readonly #waiting = new Map<number, Waiting>();
  readonly #exited: Promise<void>;
  #nextId = 1;
  #unsent: (SqliteQuestion | WorkQuestion)[] = [];
  #failure: Error | undefined;

  constructor(options: SqliteThreadOptions) {
    this.#worker = new Worker(new URL('./sqlite-worker.ts', import.meta.url), { workerData: options });
    this.#worker.on('message', (answers: readonly (SqliteAnswer | WorkAnswer)[]) => {
      for (const answer of answers) this.#settle(answer);
    });
    this.#worker.on('error', (error) => this.#fail(failureOf(error)));
    this.#exited = new Promise((resolve) => {
      this.#worker.once('exit', () => {
        this.#fail(new DatabaseError('closed', 'The database connection is closed.'));
        resolve();
      });
    });
  }

  /** How many statements wait for this thread. */
  get load(): number {
    return this.#waiting.size;
  }

  /** Runs one statement. Throws {@link DatabaseError}. */
  async run(sql: string, parameters: readonly unknown[], options: StatementOptions): Promise<SqliteResult> {
    return (await this.#ask({ sql, parameters, ...options })) as SqliteResult;
  }

  /** Runs the work of a module in a transaction, and commits behind a gate. Throws what the work throws, and {@link DatabaseError}. */
  async runWork(module: string, input: unknown, gate: CommitGate | undefined): Promise<unknown> {
    return ((await this.#ask({ kind: 'work', module, input, gate })) as { output: unknown }).output;
  }

  /** Runs the reading of a module. Throws what it throws, and {@link DatabaseError}. */
  async runReading(module: string, input: unknown): Promise<unknown> {
    const question = { kind: 'reading', module, input, gate: undefined } as const;
    return ((await this.#ask(question)) as { output: unknown }).output;
  }

  /** Loads the module of work or of a reading that will come. */
  async prepareWork(module: string): Promise<void> {
    this.#worker.postMessage({ prepare: module } satisfies SqliteMessage);
  }

  #ask(
    question: Omit<SqliteQuestion, 'id'> | Omit<WorkQuestion, 'id'>,
  ): Promise<SqliteResult | { output: unknown }> {
    if (this.#failure !== undefined) return Promise.reject(this.#failure);
    const id = this.#nextId++;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
      this.#unsent.push({ id, ...question });
      // What is asked in one turn of the event loop goes in one message: waking a thread costs more than most statements.
      if (this.#unsent.length === 1) setImmediate(() => this.#send());
    });
  }

  #send(): void {
    const questions = this.#unsent;
    this.#unsent = [];
    if (questions.length === 0) return;
    try {
      this.#worker.postMessage(questions);
    } catch (error) {
      // A parameter that no thread can be given: nobody else's statement went with it.
      for (const question of questions) this.#sendAlone(question, error);
    }
  }

  #sendAlone(question: SqliteQuestion | WorkQuestion, failure: unknown): void {
    try {
      this.#worker.postMessage([question]);
    } catch {
      this.#waiting.get(question.id)?.reject(failure instanceof Error ? failure : new Error(String(failure)));
      this.#waiting.delete(question.id);
    }
  }

  /** Finishes what was sent, closes the connection and ends the thread. */
  async close(): Promise<void> {
    this.#send();
    if (this.#failure === undefined) this.#worker.postMessage('close');
    await this.#exited;
  }

  #settle(answer: SqliteAnswer | WorkAnswer): void {
    const waiting = this.#waiting.get(answer.id);
    this.#waiting.delete(answer.id);
    if ('failure' in answer) waiting?.reject(unpackFailure(answer.failure));
    else if ('error' in answer) waiting?.reject(sqliteError(answer.error));
    else waiting?.resolve(answer);
  }

  #fail(error: Error): void {
    this.#failure ??= error;
    for (const waiting of this.#waiting.values()) waiting.reject(error);
    this.#waiting.clear();
  }
}

/** Why a thread ended: mostly that it could not open the database. */
function failureOf(error: unknown): Error {
  if ((error as { code?: unknown } | null)?.code === 'ERR_SQLITE_ERROR') return sqliteError(error);
  return error instanceof Error ? error : new Error(String(error));
}
