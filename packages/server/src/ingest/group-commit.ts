// Group commit: what is ready at the same moment shares one transaction, and so one sync of the database. What is
// alone does not wait. Knows nothing of what is committed.

/** Commits items in groups. */
export interface GroupCommit<Item, Result> {
  /** Resolves when the item is durable; rejects when it, and not a neighbour, could not be committed. */
  commit(item: Item): Promise<Result>;
}

interface Waiting<Item, Result> {
  readonly item: Item;
  resolve(result: Result): void;
  reject(error: unknown): void;
}

/** Items in one transaction; it bounds how long others wait for the database's one writer. */
const groupMax = 128;
/** An item that another process was in the way of is tried so often. */
const attemptsMax = 5;

/**
 * Makes a group commit over `run`, which commits a group in one transaction and gives a result for each item. When a
 * group fails, its items are committed one by one. `isPassing` says which errors are worth another attempt.
 */
export function createGroupCommit<Item, Result>(deps: {
  run(items: readonly Item[]): Promise<readonly Result[]>;
  isPassing(error: unknown): boolean;
}): GroupCommit<Item, Result> {
  const waiting: Waiting<Item, Result>[] = [];
  let isRunning = false;

  const runAll = async (): Promise<void> => {
    isRunning = true;
    while (waiting.length > 0) await runGroup(deps, waiting.splice(0, groupMax));
    isRunning = false;
  };

  return {
    commit: (item) =>
      new Promise<Result>((resolve, reject) => {
        waiting.push({ item, resolve, reject });
        if (!isRunning) void runAll();
      }),
  };
}

type GroupDeps<Item, Result> = Parameters<typeof createGroupCommit<Item, Result>>[0];

/** Never rejects: each item is told by itself. */
async function runGroup<Item, Result>(
  deps: GroupDeps<Item, Result>,
  group: readonly Waiting<Item, Result>[],
): Promise<void> {
  if (group.length === 1) {
    for (const one of group) await runAlone(deps, one);
    return;
  }
  try {
    const results = await deps.run(group.map(({ item }) => item));
    for (const [index, one] of group.entries()) one.resolve(results[index] as Result);
  } catch {
    for (const one of group) await runAlone(deps, one);
  }
}

async function runAlone<Item, Result>(
  deps: GroupDeps<Item, Result>,
  one: Waiting<Item, Result>,
): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      const [result] = await deps.run([one.item]);
      one.resolve(result as Result);
      return;
    } catch (error) {
      if (attempt >= attemptsMax || !deps.isPassing(error)) {
        one.reject(error);
        return;
      }
    }
  }
}
