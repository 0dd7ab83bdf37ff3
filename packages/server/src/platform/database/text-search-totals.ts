// Totals of searches for several words, remembered by the process: the first page of such a search counts, its other pages
// and the next search do not. Nothing here expires: the changes noted since bring a total up to date, and keep it exact.
import type { Db } from './database.ts';
import { changesKept, type ListCounts, sumOf } from './text-search-counts.ts';
import type { TextList } from './text-search-lookup.ts';

/** A total, and the position of the last change in it. */
export interface KnownTotal {
  readonly total: number;
  readonly position: number;
}

/** So many totals are remembered of a database; the oldest go first. Each takes some hundred bytes. */
const totalsMax = 2000;
const totalsOf = new WeakMap<Db, Map<string, KnownTotal>>();

const keyOf = (list: TextList, words: readonly string[]) =>
  [list.realmId, list.name, ...[...words].sort()].join('\n');

/** What is remembered, of whatever moment. */
export function recallTotal(db: Db, list: TextList, words: readonly string[]): KnownTotal | undefined {
  return totalsOf.get(db)?.get(keyOf(list, words));
}

/** Remembers a total, in place of an older one. */
export function rememberTotal(db: Db, list: TextList, words: readonly string[], known: KnownTotal): void {
  const totals = totalsOf.get(db) ?? new Map<string, KnownTotal>();
  totalsOf.set(db, totals);
  const key = keyOf(list, words);
  totals.delete(key);
  totals.set(key, known);
  const [oldest] = totals.keys();
  if (totals.size > totalsMax && oldest !== undefined) totals.delete(oldest);
}

/** A remembered total as of now. `undefined` when more has changed since than is kept. */
export function updateTotal(
  known: KnownTotal,
  counts: ListCounts,
  words: readonly string[],
): KnownTotal | undefined {
  const behind = counts.position - known.position;
  // Another statement may have seen a later moment than this one.
  if (behind < 0 || behind > changesKept) return undefined;
  const since = counts.changes.filter(({ position }) => position > known.position);
  const added = sumOf(since, (text) => words.every((word) => text.includes(word)));
  return { total: known.total + added, position: counts.position };
}
