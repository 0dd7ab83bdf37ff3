// What is known of the uploads of this tab: immutable values for the screen, and who is told when they change.
import type { UploadFile } from '@lumenbox/contract';
import type { Batch } from './batches.ts';
import type { FoundFile } from './walk-entries.ts';

/** Whom the images are for. */
export interface UploadTarget {
  readonly id: string;
  readonly kind: 'patient' | 'case';
  readonly name: string;
}
/** A file's verdict, and the batch in which it was sent. */
export interface Verdict extends UploadFile {
  readonly key: number;
  readonly batch: Batch;
}
export type TransferState = 'sending' | 'finished' | 'cancelled' | 'stopped';
/** One upload as the screen shows it. A new object for every change. */
export interface Transfer {
  readonly id: number;
  readonly target: UploadTarget;
  readonly state: TransferState;
  readonly filesTotal: number;
  readonly filesDone: number;
  readonly bytesTotal: number;
  readonly bytesSent: number;
  readonly verdicts: readonly Verdict[];
  /** Why it stopped. */
  readonly error: unknown;
  /** What has not been sent, or was sent without an answer. */
  readonly rest: readonly FoundFile[];
  readonly notes: { systemFiles: number; unreadable: number; isTruncated: boolean };
}

export type TransferList = ReturnType<typeof createTransferList>;

/** Makes the list. */
export function createTransferList() {
  let transfers: readonly Transfer[] = [];
  const listeners = new Set<() => void>();
  const replace = (next: readonly Transfer[]) => {
    transfers = next;
    for (const listener of listeners) listener();
  };
  return {
    add: (transfer: Transfer) => replace([...transfers, transfer]),
    update: (id: number, change: (transfer: Transfer) => Partial<Transfer>) =>
      replace(
        transfers.map((transfer) => (transfer.id === id ? { ...transfer, ...change(transfer) } : transfer)),
      ),
    remove: (id: number) => replace(transfers.filter((transfer) => transfer.id !== id)),
    clear: () => replace([]),
    /** A transfer that is not sending, so that something can be begun with it. */
    idle: (id: number) => transfers.find((transfer) => transfer.id === id && transfer.state !== 'sending'),
    snapshot: () => transfers,
    subscribe(listener: () => void): () => void {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

/** How many verdicts somebody should look at. */
export function problemCount(verdicts: readonly UploadFile[]): number {
  return verdicts.filter(isProblem).length;
}
/** Rejected and held files need somebody's attention. */
export function isProblem(verdict: UploadFile): boolean {
  return verdict.outcome === 'rejected' || verdict.outcome === 'held';
}
