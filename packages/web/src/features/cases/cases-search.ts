// The state of the cases' list, as the URL holds it.
import { caseSorts } from '@lumenbox/contract';
import {
  type ListSearch,
  type RawSearch,
  readFlag,
  readList,
  readText,
  withoutUndefined,
} from '../../shared/url/list-search.ts';

export type CaseSort = (typeof caseSorts)[number];
/** The state of the list, as the URL holds it. */
export interface CasesSearch extends ListSearch<CaseSort> {
  search?: string;
  archived?: true;
}
/** Reads the state of the list from a query string. */
export function readCasesSearch(raw: RawSearch): CasesSearch {
  return {
    ...readList(raw, caseSorts),
    ...withoutUndefined({ search: readText(raw.search), archived: readFlag(raw.archived) }),
  };
}
