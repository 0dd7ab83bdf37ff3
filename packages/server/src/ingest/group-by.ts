// Groups of things that belong together, in an order that is the same in every process.

/** At least one. */
export type NonEmpty<T> = readonly [T, ...T[]];

/** Groups in the order of their keys. */
export function groupBy<T>(items: readonly T[], keyOf: (item: T) => string): NonEmpty<T>[] {
  const groups = new Map<string, [T, ...T[]]>();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [item]);
    else group.push(item);
  }
  return [...groups].sort(([first], [second]) => (first < second ? -1 : 1)).map(([, group]) => group);
}

/** How many there are of each key. */
export function countBy<T>(items: readonly T[], keyOf: (item: T) => string): [string, number][] {
  return groupBy(items, keyOf).map((group) => [keyOf(group[0]), group.length]);
}
