// A transaction from its beginning to its end, in whichever thread it runs.
import type { Kysely } from 'kysely';
import type { Db } from './database.ts';
import type { Schema } from './schema.ts';
import { endStatements } from './statement.ts';

/** Runs work in a transaction; commits when it resolves, rolls back when it throws. */
export function runTransaction<T>(kysely: Kysely<Schema>, work: (trx: Db) => Promise<T>): Promise<T> {
  return kysely.transaction().execute(async (trx) => {
    try {
      return await work(trx);
    } finally {
      await endStatements(trx);
    }
  });
}
