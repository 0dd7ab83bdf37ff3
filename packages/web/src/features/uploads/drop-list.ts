// What is known of the uploads of this tab: immutable values for the screen, and who is told when they change.
import type { Upload, UploadFile } from '@lumenbox/contract';
import type { HereState } from './files-made-here.ts';

/** Whom the images are for: a patient, a case, or whoever the realm's matching rule finds. */
export type UploadTarget =
  | { readonly kind: 'patient' | 'case'; readonly id: string; readonly name: string }
  | { readonly kind: 'match'; readonly name: string };

/** `processing`: every byte is there, and the server is taking the files in. */
export type DropState = 'sending' | 'paused' | 'processing' | 'finished' | 'cancelled' | 'stopped';

/** One upload as the screen shows it. A new object for every change. */
export interface Drop {
  readonly id: number;
  readonly target: UploadTarget;
  readonly state: DropState;
  /** Sent, or to be sent. */
  readonly filesTotal: number;
  /** Among them are zip archives, of which the server makes many files. */
  readonly hasZips: boolean;
  readonly bytesTotal: number;
  readonly bytesSent: number;
  /** What the server calls it, once it knows it. */
  readonly uploadId: string | undefined;
  readonly counts: Upload['counts'];
  /** What became of each file, once all of it is over. */
  readonly verdicts: readonly UploadFile[];
  /** Why it stopped. */
  readonly error: unknown;
  /** Files that were held were sent again, in an upload of their own. */
  readonly isHeldAccepted: boolean;
  /** What was de-identified on this computer, and what stays; undefined for an upload as it is. */
  readonly here: HereState | undefined;
  /** What stayed was sent all the same, in an upload of its own. */
  readonly isStayingSent: boolean;
  /** What was found and is not sent. */
  readonly notes: { readonly skipped: number; readonly unreadable: number; readonly isTruncated: boolean };
}

export type DropList = ReturnType<typeof createDropList>;

/** Makes the list. */
export function createDropList() {
  let drops: readonly Drop[] = [];
  const listeners = new Set<() => void>();
  const replace = (next: readonly Drop[]) => {
    drops = next;
    for (const listener of listeners) listener();
  };
  return {
    add: (drop: Drop) => replace([...drops, drop]),
    update: (id: number, change: (drop: Drop) => Partial<Drop>) =>
      replace(drops.map((drop) => (drop.id === id ? { ...drop, ...change(drop) } : drop))),
    remove: (id: number) => replace(drops.filter((drop) => drop.id !== id)),
    clear: () => replace([]),
    snapshot: () => drops,
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
