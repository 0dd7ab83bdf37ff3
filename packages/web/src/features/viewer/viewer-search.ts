// What of the viewer stands in its address: the series in the active panel and the image in it.
import { type RawSearch, readNumber, readText, withoutUndefined } from '../../shared/url/list-search.ts';

/** The state of the viewer in the URL. */
export interface ViewerSearch {
  /** The id of a series, as the REST API has it. */
  series?: string;
  /** From 1, in the order in which images are shown. */
  image?: number;
}

/** Reads it; what makes no sense is left out. */
export function readViewerSearch(raw: RawSearch): ViewerSearch {
  return withoutUndefined({
    series: readText(raw.series),
    image: readNumber(raw.image, { min: 1, max: 999_999_999, standard: 1 }),
  });
}
