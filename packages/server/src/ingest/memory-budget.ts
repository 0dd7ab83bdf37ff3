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
