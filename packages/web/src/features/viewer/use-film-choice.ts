// Where a series holds films beside its pictures: which of the two each panel shows. Pictures, until somebody wants the films.
import { useState } from 'react';

/** What panels show of such series. */
export interface FilmChoice {
  isOfFilms(panel: number, series: string | undefined): boolean;
  choose(options: { panel: number; series: string; isOfFilms: boolean }): void;
}

const noChoice: ReadonlySet<string> = new Set();
const keyOf = (panel: number, series: string) => `${panel} ${series}`;

/** The choices, from the opening of the room on. */
export function useFilmChoice(): FilmChoice {
  const [chosen, setChosen] = useState(noChoice);
  return {
    isOfFilms: (panel, series) => series !== undefined && chosen.has(keyOf(panel, series)),
    choose: ({ panel, series, isOfFilms }) => {
      const next = new Set(chosen);
      if (isOfFilms) next.add(keyOf(panel, series));
      else next.delete(keyOf(panel, series));
      setChosen(next);
    },
  };
}
