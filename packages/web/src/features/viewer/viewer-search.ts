// What of the viewer stands in its address: the series in the active panel and the image in it.
import { type RawSearch, readNumber, readText, withoutUndefined } from '../../shared/url/list-search.ts';

/** The state of the viewer in the URL. */
export interface ViewerSearch {
  /** The id of a series, as the REST API has it. */
  series?: string;
  /** From 1, in the order in which images are shown. */
  image?: number;
  /** Ids of further studies of the same record that are open beside it, by commas. */
  beside?: string;
}

/** Studies beside the one that is open: with it they fill four panels, and smaller ones show too little. */
export const besideMax = 3;

/** Reads it; what makes no sense is left out. */
export function readViewerSearch(raw: RawSearch): ViewerSearch {
  return withoutUndefined({
    series: readText(raw.series),
    image: readNumber(raw.image, { min: 1, max: 999_999_999, standard: 1 }),
    beside: besideText(besideOf({ beside: readText(raw.beside) })),
  });
}

/** The ids of the studies beside, each once. */
export function besideOf({ beside = '' }: { beside?: string | undefined }): string[] {
  const ids = beside.split(',').filter((part) => idPattern.test(part));
  return [...new Set(ids)].slice(0, besideMax);
}

/** What the address says of them; nothing where there are none. */
export function besideText(ids: readonly string[]): string | undefined {
  return ids.length === 0 ? undefined : ids.join(',');
}

const idPattern = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i;
