// The thread that owns one SQLite connection, so that no query ever holds the event loop. It runs statements and nothing else.
import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite';
import { parentPort, workerData } from 'node:worker_threads';
import type { SqliteAnswer, SqliteQuestion, SqliteThreadOptions } from './sqlite-thread.ts';

/** Prepared statements kept; the server has some hundreds of distinct ones. */
const statementsMax = 500;
/** Answers that are ready within so long of each other go in one message. */
const togetherMs = 0.5;
const options = workerData as SqliteThreadOptions;
const port = parentPort;
if (port === null) throw new Error('sqlite-worker.ts runs as a worker thread only.');

const database = new DatabaseSync(options.path, {
  readOnly: options.readOnly,
  timeout: options.busyTimeoutMs,
});
database.exec('PRAGMA foreign_keys = ON');
database.exec('PRAGMA cache_size = -65536');
// A reader would lose its mappings with every commit of the writer, and map everything anew: that costs more than it saves.
database.exec(`PRAGMA mmap_size = ${options.readOnly ? 0 : 1_073_741_824}`);
database.exec('PRAGMA temp_store = MEMORY');
if (!options.readOnly) {
  database.exec('PRAGMA journal_mode = WAL');
  database.exec('PRAGMA synchronous = FULL');
  database.exec('PRAGMA journal_size_limit = 67108864');
}

const statements = new Map<string, StatementSync>();

function prepared(sql: string): StatementSync {
  const known = statements.get(sql);
  if (known !== undefined) return known;
  const statement = database.prepare(sql);
  if (statements.size >= statementsMax) statements.delete(statements.keys().next().value ?? '');
  statements.set(sql, statement);
  return statement;
}

function answer(question: SqliteQuestion): SqliteAnswer {
  const { id, sql, parameters, isInTransaction, isMany } = question;
  try {
    if (isInTransaction && !database.isTransaction) throw new Error('There is no transaction.');
    const statement = prepared(sql);
    const hasRows = statement.columns().length > 0;
    const run = (values: SQLInputValue[]) =>
      hasRows
        ? { rows: statement.all(...values), changes: 0 }
        : { rows: [], changes: Number(statement.run(...values).changes) };
    if (!isMany) return { id, ...run(parameters as SQLInputValue[]) };
    const results = (parameters as SQLInputValue[][]).map(run);
    return { id, rows: results.flatMap(({ rows }) => rows), changes: 0 };
  } catch (error) {
    const { message, errcode } = error as Error & { errcode?: number };
    return { id, error: { message, errcode: errcode ?? 0 } };
  }
}

/** Of fewer rows than this nothing is told to the planner. */
const rowsToldMin = 10_000;

/**
 * For the next start. A planner that knows how small a table is goes through it rather than use its index, and goes on to
 * when the table has grown; without statistics it takes the index, as in a database that is new.
 */
function gatherStatistics(): void {
  database.exec('PRAGMA optimize');
  if (database.prepare(`SELECT 1 FROM sqlite_schema WHERE name = 'sqlite_stat1'`).get() === undefined) return;
  database.exec(`DELETE FROM sqlite_stat1 WHERE CAST(stat AS INTEGER) < ${rowsToldMin}`);
}

port.on('message', (questions: readonly SqliteQuestion[] | 'close') => {
  if (questions === 'close') {
    if (!options.readOnly) gatherStatistics();
    database.close();
    port.close();
    return;
  }
  let answers: SqliteAnswer[] = [];
  let startedAt = performance.now();
  for (const question of questions) {
    answers.push(answer(question));
    // Nobody waits for another one's slow statement.
    if (performance.now() - startedAt < togetherMs) continue;
    port.postMessage(answers);
    answers = [];
    startedAt = performance.now();
  }
  if (answers.length > 0) port.postMessage(answers);
});
