// The thread's side of a transaction's work: a Kysely of its own over the connection that the thread owns, with nothing in between.
import { Kysely } from 'kysely';
import { passCommitGate } from './commit-gate.ts';
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

const loaded = new Map<string, PlacedWork<unknown, unknown>>();

/** Loads the module of work, once: asking the loader again for one that it has costs more than a statement. */
export async function loadWork(module: string): Promise<PlacedWork<unknown, unknown>> {
  const known = loaded.get(module);
  if (known !== undefined) return known;
  const { work } = (await import(module)) as { work: PlacedWork<unknown, unknown> };
  loaded.set(module, work);
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
  return async ({ id, work: module, input, gate }) => {
    try {
      const work = await loadWork(module);
      const output = await runTransaction(kysely, async (trx) => {
        const result = await work.run(trx, input);
        if (gate !== undefined) passCommitGate(gate);
        return result;
      });
      return { id, output };
    } catch (error) {
      return { id, failure: packFailure(error) };
    }
  };
}
