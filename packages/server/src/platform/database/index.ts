// What the rest of the server may use of the database.
export { type Database, type DatabaseLocation, type Db, type DialectName, openDatabase } from './database.ts';
export { DatabaseError, type DatabaseErrorKind, databaseErrorKind } from './database-error.ts';
export { dialectOf } from './dialect-of.ts';
export { type Ddl, type Migration, migrate, readSchemaState } from './migrate.ts';
export type * from './schema.ts';
