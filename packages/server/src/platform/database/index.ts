// What the rest of the server may use of the database.
export { type Database, type DatabaseLocation, type Db, type DialectName, openDatabase } from './database.ts';
export {
  DatabaseError,
  type DatabaseErrorKind,
  databaseErrorKind,
  isDatabaseAway,
} from './database-error.ts';
export { dialectOf } from './dialect-of.ts';
export { type Ddl, liftStatementLimit, type Migration, migrate, readSchemaState } from './migrate.ts';
export type { PlacedReading, PlacedWork } from './placed-work.ts';
export { type QuickRead, quickRead } from './quick-read.ts';
export {
  applyListChanges,
  blockRowsUsual,
  orderOf,
  type RankedChange,
  type RankedDirection,
  type RankedKey,
  type RankedList,
  reaches,
} from './ranked-list.ts';
export { checkList, rebuildList } from './ranked-list-repair.ts';
export { type RankedPiece, readRankedPage } from './ranked-page.ts';
export type * from './schema.ts';
export { sqliteError } from './sqlite-error.ts';
export type { QuickReadReport } from './sqlite-quick-reader.ts';
export { type InsertRowsOptions, insertRows, isOneOf, runStatement } from './statement.ts';
export { planSearch, type SearchPlan } from './text-search.ts';
export { fewRowsUsual, indexText, unindexText } from './text-search-index.ts';
export type { TextList } from './text-search-lookup.ts';
export { jsonTexts } from './text-search-lookup.ts';
export { readSearchedPage } from './text-search-page.ts';
export { checkTextIndex, rebuildTextIndex } from './text-search-repair.ts';
export { cheapestOf } from './text-search-ways.ts';
export { type TlsFault, tlsFaultOf } from './tls-fault.ts';
