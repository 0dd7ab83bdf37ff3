// What the planner is told of an index that nobody has measured. By itself, for SQLite's thread, which loads nothing else.

/** A table as large as they may become, and one tenth of it in a realm, as `sqlite_stat1` has it. */
export const untoldStatistics = '1000000 100000';
