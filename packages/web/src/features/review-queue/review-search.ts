// What of the review queue is looked at, as it stands in the URL.
import { type DeidentificationReason, deidentificationReasons } from '@lumenbox/contract';
import {
  type PagingSearch,
  type RawSearch,
  readChoice,
  readPaging,
  readText,
  withoutUndefined,
} from '../../shared/url/list-search.ts';

/** What of the queue is looked at. */
export interface ReviewFilter {
  case_id?: string;
  reason?: DeidentificationReason;
}
/** The list's state in the URL. */
export interface ReviewSearch extends PagingSearch, ReviewFilter {}

/** Reads the list's state. */
export function readReviewSearch(raw: RawSearch): ReviewSearch {
  return { ...readPaging(raw), ...readReviewFilter(raw) };
}

/** Reads what of the queue is looked at. */
export function readReviewFilter(raw: RawSearch): ReviewFilter {
  return withoutUndefined({
    case_id: readText(raw.case_id),
    reason: readChoice(raw.reason, deidentificationReasons),
  });
}
