// How much of what is coming in may lie in memory, over all senders of a process.

/** A number of bytes that many share. */
export interface MemoryBudget {
  /** Takes bytes; false when they are not to be had. */
  take(bytes: number): boolean;
  /** Gives bytes back. */
  give(bytes: number): void;
}

/** Makes a budget. */
export function createMemoryBudget(bytesMax: number): MemoryBudget {
  let used = 0;
  return {
    take: (bytes) => {
      if (used + bytes > bytesMax) return false;
      used += bytes;
      return true;
    },
    give: (bytes) => {
      used -= bytes;
    },
  };
}

/**
 * A budget for which one waits in line. Whoever holds some of it depends on no sender, and waits for no more of it: one would
 * stop all, itself included.
 */
export interface WaitingBudget {
  readonly bytesMax: number;
  /** Resolves when the bytes are had. Rejects with a `RangeError` when they are more than there are. */
  take(bytes: number): Promise<void>;
  /** Gives bytes back. */
  give(bytes: number): void;
}

/** Makes a budget that is waited for. */
export function createWaitingBudget(bytesMax: number): WaitingBudget {
  const budget = createMemoryBudget(bytesMax);
  const line: { bytes: number; go: () => void }[] = [];
  return {
    bytesMax,
    take: async (bytes) => {
      if (bytes > bytesMax) throw new RangeError('The budget is smaller than that.');
      if (line.length === 0 && budget.take(bytes)) return;
      await new Promise<void>((go) => {
        line.push({ bytes, go });
      });
    },
    give: (bytes) => {
      budget.give(bytes);
      for (let [first] = line; first !== undefined && budget.take(first.bytes); [first] = line) {
        line.shift();
        first.go();
      }
    },
  };
}
