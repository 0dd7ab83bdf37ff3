// The thread that owns one SQLite connection, so that no query ever holds the event loop. It runs statements and nothing else.
import { closeSync, openSync } from 'node:fs';
import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite';
import { parentPort, workerData } from 'node:worker_threads';
import type { WorkAnswer, WorkQuestion } from './placed-work.ts';
import { deleteGuesses, insertGuesses, readStatistics } from './planner-statistics.ts';
import { prepareStatement } from './sqlite-prepare.ts';
import type {
  SqliteAnswer,
  SqliteMessage,
  SqliteQuestion,
  SqliteThreadOptions,
  StatementOptions,
} from './sqlite-thread.ts';
import type { DoneWork } from './sqlite-work.ts';

/** Prepared statements kept; the server has some hundreds of distinct ones. */
const statementsMax = 500;
/** Answers that are ready within so long of each other go in one message. */
const togetherMs = 0.5;
const options = workerData as SqliteThreadOptions;
const port = parentPort;
if (port === null) throw new Error('sqlite-worker.ts runs as a worker thread only.');

if (!options.readOnly) makeFile(options.path);
const database = new DatabaseSync(options.path, {
  readOnly: options.readOnly,
  timeout: options.busyTimeoutMs,
});
database.exec('PRAGMA foreign_keys = ON');
// Nearly every commit that splits a page makes SQLite go through its whole cache once, so the writer's is smaller: what it lacks is
// mapped, or at hand in the system's own cache.
database.exec(`PRAGMA cache_size = ${options.readOnly ? -65_536 : -16_384}`);
// A reader would lose its mappings with every commit of the writer, and map everything anew: that costs more than it saves.
database.exec(`PRAGMA mmap_size = ${options.readOnly ? 0 : 1_073_741_824}`);
database.exec('PRAGMA temp_store = MEMORY');
if (!options.readOnly) {
  database.exec('PRAGMA journal_mode = WAL');
  database.exec('PRAGMA synchronous = FULL');
  database.exec('PRAGMA journal_size_limit = 67108864');
  // 62 MiB, just below the limit above: the pages that every commit changes are carried over once for many commits. What a killed
  // server leaves of it is read again at the next start, in a tenth of a second.
  database.exec('PRAGMA wal_autocheckpoint = 16000');
}

/**
 * A new file is its user's alone, also in a folder that others may look into: SQLite would go by the umask. What it puts beside
 * the file takes over its mode. A file that is there keeps the mode that it has.
 */
function makeFile(path: string): void {
  try {
    closeSync(openSync(path, 'a', 0o600));
  } catch {
    // SQLite meets the same obstacle, and its words for it are known.
  }
}

interface Prepared {
  readonly statement: StatementSync;
  /** Asked once: describing the columns costs more than running most statements. */
  readonly hasRows: boolean;
}

const statements = new Map<string, Prepared>();

function prepared(sql: string): Prepared {
  const known = statements.get(sql);
  if (known !== undefined) return known;
  const statement = prepareStatement(database, sql);
  const made = { statement, hasRows: statement.columns().length > 0 };
  if (statements.size >= statementsMax) statements.delete(statements.keys().next().value ?? '');
  statements.set(sql, made);
  return made;
}

function runStatement(sql: string, parameters: readonly unknown[], options: StatementOptions) {
  if (options.isInTransaction && !database.isTransaction) {
    // A full disk makes SQLite roll back by itself; what happened has been told to the statement that met it.
    if (sql === 'ROLLBACK') return { rows: [], changes: 0 };
    throw new Error('There is no transaction.');
  }
  const { statement, hasRows } = prepared(sql);
  const run = (values: SQLInputValue[]) =>
    hasRows
      ? { rows: statement.all(...values), changes: 0 }
      : { rows: [], changes: Number(statement.run(...values).changes) };
  if (!options.isMany) return run(parameters as SQLInputValue[]);
  const results = (parameters as SQLInputValue[][]).map(run);
  return { rows: results.flatMap(({ rows }) => rows), changes: 0 };
}

function answer({ id, sql, parameters, ...statement }: SqliteQuestion): SqliteAnswer {
  try {
    return { id, ...runStatement(sql, parameters, statement) };
  } catch (error) {
    const { message, errcode } = error as Error & { errcode?: number };
    return { id, error: { message, errcode: errcode ?? 0 } };
  }
}

/** Loaded with the first work or reading. */
let workRunner: Promise<(question: WorkQuestion) => Promise<DoneWork>> | undefined;

function loadWorkRunner() {
  workRunner ??= import('./sqlite-work.ts').then(({ createWorkRunner }) => createWorkRunner(runStatement));
  return workRunner;
}

/** Of fewer rows than this nothing is told to the planner. */
const rowsToldMin = 10_000;

/**
 * For the next start. A planner that knows how small a table is goes through it rather than use its index, and goes on to
 * when the table has grown; without statistics it takes the index, as in a database that is new.
 */
function gatherStatistics(): void {
  if (hasStatistics()) {
    database.exec(deleteGuesses);
    database.exec(readStatistics);
  }
  database.exec('PRAGMA optimize');
  if (!hasStatistics()) return;
  database.exec(`DELETE FROM sqlite_stat1 WHERE CAST(stat AS INTEGER) < ${rowsToldMin}`);
  database.exec(insertGuesses);
}

function hasStatistics(): boolean {
  return database.prepare(`SELECT 1 FROM sqlite_schema WHERE name = 'sqlite_stat1'`).get() !== undefined;
}

async function answerAll(questions: readonly (SqliteQuestion | WorkQuestion)[]): Promise<void> {
  let answers: (SqliteAnswer | WorkAnswer)[] = [];
  let handedOver: ArrayBuffer[] = [];
  let startedAt = performance.now();
  const send = () => {
    port?.postMessage(answers, handedOver);
    answers = [];
    handedOver = [];
    startedAt = performance.now();
  };
  for (const question of questions) {
    if ('module' in question) {
      const done = await (await loadWorkRunner())(question);
      answers.push(done.answer);
      handedOver.push(...done.handedOver);
    } else answers.push(answer(question));
    // Nobody waits for another one's slow statement.
    if (performance.now() - startedAt >= togetherMs) send();
  }
  if (answers.length > 0) send();
}

async function take(message: SqliteMessage): Promise<void> {
  if (message === 'close') {
    if (!options.readOnly) gatherStatistics();
    database.close();
    port?.close();
  } else if ('prepare' in message) {
    await loadWorkRunner();
    await (await import('./sqlite-work.ts')).loadWork(message.prepare);
  } else await answerAll(message);
}

// One message after the other, also where the work of one waits for a module.
let last: Promise<void> = Promise.resolve();
port.on('message', (message: SqliteMessage) => {
  last = last.then(() => take(message));
});
