// What the database would do for the statements that ran: tests look for those that read a table from end to end.
import { sql } from 'kysely';
import pg from 'pg';
import { vi } from 'vitest';
import type { Database } from '../../src/platform/database/index.ts';
import { SqliteThread } from '../../src/platform/database/sqlite-thread.ts';
import { testDialect } from './test-database.ts';

/** Statements, with the parameters of their first run. */
export type Statements = ReadonlyMap<string, readonly unknown[]>;

/** Whose statements are looked at: a server of a test, or a database alone. */
interface Planned {
  readonly parts: { readonly foundation: { readonly database: Database } };
}

/** Notes the statements of a kind that run from now on, until the mocks are restored. */
export function recordStatements(kind: RegExp = /^\s*(select|with)\b/i): Statements {
  const seen = new Map<string, readonly unknown[]>();
  const note = (text: string, parameters: readonly unknown[]) => {
    if (kind.test(text) && !seen.has(text)) seen.set(text, parameters);
  };
  if (testDialect === 'sqlite') {
    const { run } = SqliteThread.prototype;
    vi.spyOn(SqliteThread.prototype, 'run').mockImplementation(function record(this: SqliteThread, ...call) {
      const [text, parameters, options] = call;
      note(text, options?.isMany === true ? (parameters[0] as unknown[]) : parameters);
      return run.apply(this, call);
    });
    return seen;
  }
  const { query } = pg.Client.prototype;
  vi.spyOn(pg.Client.prototype, 'query').mockImplementation(function record(
    this: pg.Client,
    ...call: unknown[]
  ) {
    const [first, second] = call;
    const { text, values } = (typeof first === 'string' ? { text: first, values: second } : first) as {
      text: string;
      values?: unknown[];
    };
    note(text, values ?? []);
    return (query as (...parameters: unknown[]) => unknown).apply(this, call) as never;
  });
  return seen;
}

/**
 * The steps of the plan of a statement, as the database words them. PostgreSQL is told not to read tables from end to end: with few
 * rows it always would, and so it does only where no index serves.
 */
export async function planOf(
  server: Planned,
  text: string,
  parameters: readonly unknown[],
): Promise<string[]> {
  const { database } = server.parts.foundation;
  return database.transaction(async (trx) => {
    const explain = async <Row>(word: string) => {
      const query = { ...sql<Row>`SELECT 1`.compile(trx), sql: `${word} ${text}`, parameters };
      return (await trx.executeQuery<Row>(query)).rows;
    };
    if (testDialect === 'sqlite')
      return (await explain<{ detail: string }>('EXPLAIN QUERY PLAN')).map(({ detail }) => detail);
    await sql`SET LOCAL enable_seqscan = off`.execute(trx);
    return (await explain<{ 'QUERY PLAN': string }>('EXPLAIN')).map((row) => row['QUERY PLAN']);
  });
}

/**
 * The steps of a statement that read a table or an index from end to end, or make an index for once. `madeByStatement` says what
 * SQLite scans without fault: rows that a parameter lists, or that the statement itself has made.
 */
export async function fullScans(
  server: Planned,
  [text, parameters]: readonly [string, readonly unknown[]],
  madeByStatement: RegExp,
): Promise<string[]> {
  const steps = await planOf(server, text, parameters);
  if (testDialect === 'postgres') return steps.filter((step) => step.includes('Seq Scan on'));
  return steps.filter((step) => {
    if (step.includes('AUTOMATIC')) return true;
    const scanned = /^SCAN (.*)$/.exec(step)?.[1];
    return scanned !== undefined && !madeByStatement.test(scanned);
  });
}

/** The statements that go through a whole realm, each with its steps that do: by an index that they know nothing of but the realm. */
export async function realmWalksAmong(
  server: Planned,
  statements: Statements,
): Promise<[string, string[]][]> {
  const walks: [string, string[]][] = [];
  for (const [text, parameters] of statements) {
    const steps = await planOf(server, text, parameters);
    const found = steps.filter((step) => /^SEARCH .* \(realm_id=\?\)$/.test(step));
    if (found.length > 0) walks.push([text, found]);
  }
  return walks;
}

/** The statements that scan, each with its steps that do. */
export async function scansAmong(
  server: Planned,
  statements: Statements | readonly (readonly [string, readonly unknown[]])[],
  madeByStatement: RegExp,
): Promise<[string, string[]][]> {
  const scans: [string, string[]][] = [];
  for (const statement of statements) {
    const found = await fullScans(server, statement, madeByStatement);
    if (found.length > 0) scans.push([statement[0], found]);
  }
  return scans;
}
