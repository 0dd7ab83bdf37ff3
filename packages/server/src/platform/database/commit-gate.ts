// What holds a transaction's commit back until something outside of the database is durable. The thread that runs the transaction
// waits at the gate; the main thread opens it.
import { DatabaseError } from './database-error.ts';

/** The gate's state, in memory that both threads see. */
export type CommitGate = Int32Array<SharedArrayBuffer>;

const shut = 0;
const open = 1;
const failed = 2;

/** So long a transaction waits before its commit: nobody else writes meanwhile. */
export const gateMsMax = 500;

/** Makes a gate that opens when a promise resolves. A transaction whose promise rejects is rolled back. */
export function createCommitGate(opens: Promise<unknown>): CommitGate {
  const gate = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
  const tell = (state: number) => {
    Atomics.store(gate, 0, state);
    Atomics.notify(gate, 0);
  };
  opens.then(
    () => tell(open),
    () => tell(failed),
  );
  return gate;
}

/** Waits at a gate, and holds the thread. Throws a {@link DatabaseError} of kind `late` when it does not open in time, or never will. */
export function passCommitGate(gate: CommitGate): void {
  Atomics.wait(gate, 0, shut, gateMsMax);
  if (Atomics.load(gate, 0) !== open) throw notInTime();
}

/** The same for a transaction of the main thread. */
export async function waitToCommit(opens: Promise<unknown>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(notInTime()), gateMsMax);
  });
  try {
    await Promise.race([opens, late]);
  } finally {
    clearTimeout(timer);
  }
}

function notInTime(): DatabaseError {
  return new DatabaseError('late', 'What the transaction waited for was not there in time.');
}
