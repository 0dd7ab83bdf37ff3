// How far the server is with the files of an upload, as people count them. Pure.
import type { Drop } from './drop-list.ts';
import type { FileHere, HereState } from './files-made-here.ts';

/** Files that were taken in, beside those that were chosen. */
export interface FileProgress {
  readonly done: number;
  readonly chosen: number;
  /** Zip archives are among the chosen: what they hold counts singly once the server has opened them, and nobody knows how much it is. */
  readonly isUnpacked: boolean;
  /** Undefined where nobody can know. */
  readonly percent: number | undefined;
}

/** What stays on this computer. */
export function stayingOf(here: HereState | undefined): readonly FileHere[] {
  return here?.files.filter(({ reasons }) => reasons.length > 0) ?? [];
}

/** Counts the files of an upload. */
export function fileProgress(drop: Pick<Drop, 'counts' | 'filesTotal' | 'hasZips' | 'here'>): FileProgress {
  const done = drop.counts.received;
  const chosen = drop.filesTotal - stayingOf(drop.here).length;
  // An archive may go by another name.
  const isUnpacked = drop.hasZips || done > chosen;
  const percent = isUnpacked || chosen === 0 ? undefined : (done / chosen) * 100;
  return { done, chosen, isUnpacked, percent };
}
