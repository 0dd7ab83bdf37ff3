// Which dialect a statement will run on: for the few places in platform and stores where the two differ.
import { PostgresAdapter } from 'kysely';
import type { Db, DialectName } from './database.ts';

/** The dialect of a database or of a transaction of it. */
export function dialectOf(db: Db): DialectName {
  return db.getExecutor().adapter instanceof PostgresAdapter ? 'postgres' : 'sqlite';
}
