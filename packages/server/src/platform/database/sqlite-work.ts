// The thread's side of work and readings: a Kysely of its own over the connection that the thread owns, with nothing in between.
import { Kysely } from 'kysely';
import { passCommitGate } from './commit-gate.ts';
import type { PlacedReading, PlacedWork, WorkAnswer, WorkQuestion } from './placed-work.ts';
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

/** What a module of work or of a reading exports. */
interface Placed {
  readonly work?: PlacedWork<unknown, unknown>;
  readonly reading?: PlacedReading<unknown, unknown>;
}

const loaded = new Map<string, Placed>();

/** Loads a module, once: asking the loader again for one that it has costs more than a statement. */
export async function loadWork(module: string): Promise<Placed> {
  const known = loaded.get(module);
  if (known !== undefined) return known;
  const placed = (await import(module)) as Placed;
  loaded.set(module, placed);
  return placed;
}

/** What comes of work, and the memory that goes with it. */
export interface DoneWork {
  readonly answer: WorkAnswer;
  readonly handedOver: readonly ArrayBuffer[];
}

/** Makes what runs work in the thread. */
export function createWorkRunner(runStatement: RunStatement): (question: WorkQuestion) => Promise<DoneWork> {
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
  return async ({ id, kind, module, input, gate }) => {
    try {
      const { work, reading } = await loadWork(module);
      if (kind === 'reading') {
        const output = await reading?.read(kysely, input);
        return { answer: { id, output }, handedOver: reading?.handsOver?.(output) ?? [] };
      }
      const output = await runTransaction(kysely, async (trx) => {
        const result = await work?.run(trx, input);
        if (gate !== undefined) passCommitGate(gate);
        return result;
      });
      return { answer: { id, output }, handedOver: [] };
    } catch (error) {
      return { answer: { id, failure: packFailure(error) }, handedOver: [] };
    }
  };
}
