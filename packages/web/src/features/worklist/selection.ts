// Which studies of the worklist are chosen: one by one, or from the last one to another; kept while one goes from page to page.
import type { WorklistStudy } from '@lumenbox/contract';
import { useRef, useState } from 'react';

/** Nobody looks through more before deleting them, and each is a call of its own. */
export const selectionMax = 200;

type Chosen = ReadonlyMap<string, WorklistStudy>;

/** The chosen studies, and how they are chosen. */
export interface Selection {
  readonly chosen: Chosen;
  /** Turns a row of the page over; with `isRange`, every row from the one turned last takes its state. */
  toggle(index: number, options?: { isRange: boolean }): void;
  /** All rows of the page, or none of them when all are chosen. */
  togglePage(): void;
  clear(): void;
}

/** The selection over the rows of the page that is shown. */
export function useSelection(rows: readonly WorklistStudy[]): Selection {
  const [chosen, setChosen] = useState<Chosen>(new Map());
  const last = useRef<string>(undefined);
  return {
    chosen,
    toggle: (index, { isRange } = { isRange: false }) => {
      const study = rows[index];
      if (study === undefined) return;
      const from = isRange ? rows.findIndex(({ id }) => id === last.current) : -1;
      const turned = from === -1 ? [study] : rows.slice(Math.min(from, index), Math.max(from, index) + 1);
      last.current = study.id;
      setChosen(turn(chosen, turned, !chosen.has(study.id)));
    },
    togglePage: () => setChosen(turn(chosen, rows, !rows.every(({ id }) => chosen.has(id)))),
    clear: () => setChosen(new Map()),
  };
}

/** The studies with others, or without; no more than may be chosen. */
export function turn(chosen: Chosen, turned: readonly WorklistStudy[], isChosen: boolean): Chosen {
  const next = new Map(chosen);
  for (const study of turned) {
    if (!isChosen) next.delete(study.id);
    else if (next.size < selectionMax || next.has(study.id)) next.set(study.id, study);
  }
  return next;
}
