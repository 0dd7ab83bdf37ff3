// Quick reads: statements that an index answers whole, a few hundred rows at most. Built once in Kysely's words; on SQLite the
// main thread reads them itself, on PostgreSQL the pool does. Searches, counts and reports are none.
import type { CompiledQuery, Kysely, QueryExecutorProvider } from 'kysely';
import type { Db } from './database.ts';
import { dialectOf } from './dialect-of.ts';
import type { Schema } from './schema.ts';
import { quickReaderOf } from './sqlite-dialect.ts';

/** What a statement is asked with, by name. */
export type QuickParameters = Readonly<Record<string, string | number | null>>;
/** What makes a statement another one: an order, a direction. Closed lists, because each combination is kept. */
export type QuickShape = Readonly<Record<string, string | boolean>>;

/**
 * Reads the rows of a quick statement. Within a transaction it reads what the transaction sees, otherwise what was
 * committed when it is called.
 */
export type QuickRead<P extends QuickParameters, S extends QuickShape | undefined, Row> = (
  db: Db,
  parameters: P,
  ...shape: S extends undefined ? [] : [shape: S]
) => Promise<Row[]>;

/** A query of Kysely's, by its builder or by `sql`. */
interface Compilable<Row> {
  compile(provider: QueryExecutorProvider): CompiledQuery<Row>;
}

/** A statement as it is kept: where the name of a parameter stands, its value goes. */
interface Built {
  readonly name: string;
  readonly sql: string;
  readonly query: CompiledQuery;
  readonly values: readonly Value[];
}

/** A parameter by its name, or a constant of the statement's own. */
interface Value {
  readonly parameter: string | undefined;
  readonly constant: unknown;
}

/** What stands for a parameter while a statement is built. */
class Placeholder {
  readonly parameter: string;
  constructor(parameter: string) {
    this.parameter = parameter;
  }
}

/** Gives a placeholder for any name. */
const placeholders = new Proxy(
  {},
  { get: (_target, name) => (typeof name === 'string' ? new Placeholder(name) : undefined) },
);

/**
 * Declares a quick read. `build` is called once for each shape and dialect, with placeholders: it may put them into the
 * query, and do nothing else with them. It must find its rows by an index, never by going through a table: such a
 * statement runs in a thread, and the server's suite fails on it.
 */
export function quickRead<P extends QuickParameters, Row, S extends QuickShape | undefined = undefined>(
  name: string,
  build: (db: Kysely<Schema>, parameters: P, shape: S) => Compilable<Row>,
): QuickRead<P, S, Row> {
  const kept = new Map<string, Built>();
  return async (db, parameters, ...[shape]) => {
    const key = shape === undefined ? dialectOf(db) : `${dialectOf(db)} ${Object.values(shape).join(' ')}`;
    let built = kept.get(key);
    if (built === undefined) {
      built = buildOnce(name, build(db, placeholders as unknown as P, shape as S).compile(db));
      kept.set(key, built);
    }
    const values = built.values.map(({ parameter, constant }) =>
      parameter === undefined ? constant : parameters[parameter],
    );
    const rows = db.isTransaction ? undefined : quickReaderOf(db)?.read(built, values);
    if (rows !== undefined) return rows as Row[];
    return (await db.executeQuery({ ...built.query, parameters: values })).rows as Row[];
  };
}

function buildOnce(name: string, query: CompiledQuery): Built {
  const values = query.parameters.map((value) =>
    value instanceof Placeholder
      ? { parameter: value.parameter, constant: undefined }
      : { parameter: undefined, constant: value },
  );
  return { name, sql: query.sql, query, values };
}
