// The thread's side of a transaction's work: a Kysely of its own over the connection that the thread owns, with nothing in between.
import { Kysely } from 'kysely';
import type { PlacedWork, WorkAnswer, WorkQuestion } from './placed-work.ts';
import type { Schema } from './schema.ts';
import { sqliteDialectOn } from './sqlite-dialect.ts';
import { sqliteError } from './sqlite-error.ts';
import type { StatementOptions } from './sqlite-thread.ts';
import { runTransaction } from './transaction.ts';
import { packFailure } from './work-failure.ts';

/** Runs a statement on the thread's connection. @throws DatabaseError */
export type RunStatement = (
  sql: string,
  parameters: readonly unknown[],
  options: StatementOptions,
) => { rows: unknown[]; changes: number };

/** Loads the module of work. */
export async function loadWork(module: string): Promise<PlacedWork<unknown, unknown>> {
  const { work } = (await import(module)) as { work: PlacedWork<unknown, unknown> };
  return work;
}

/** Makes what runs work in the thread. */
export function createWorkRunner(
  runStatement: RunStatement,
): (question: WorkQuestion) => Promise<WorkAnswer> {
  const executor = {
    load: 0,
    run: async (...statement: Parameters<RunStatement>) => {
      try {
        return runStatement(...statement);
      } catch (error) {
        throw sqliteError(error);
      }
    },
  };
  const kysely = new Kysely<Schema>({ dialect: sqliteDialectOn(executor) });
  return async ({ id, work: module, input }) => {
    try {
      const work = await loadWork(module);
      return { id, output: await runTransaction(kysely, (trx) => work.run(trx, input)) };
    } catch (error) {
      return { id, failure: packFailure(error) };
    }
  };
}
