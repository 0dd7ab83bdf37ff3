// The studies of the whole team, and the worklist's state in the URL.
import { studyStatuses, worklistSorts } from '@lumenbox/contract';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { api } from '../../shared/api/api.ts';
import {
  type ListSearch,
  type RawSearch,
  readChoice,
  readDay,
  readList,
  readText,
  withoutUndefined,
} from '../../shared/url/list-search.ts';

export type WorklistSort = (typeof worklistSorts)[number];
/** The state of the worklist, as the URL holds it. */
export interface WorklistSearch extends ListSearch<WorklistSort> {
  search?: string;
  modality?: string;
  date_from?: string;
  date_to?: string;
  body_part?: string;
  institution?: string;
  status?: (typeof studyStatuses)[number];
  has_report?: (typeof reportFilters)[number];
}

/** With a report, or without; as the API reads it. */
export const reportFilters = ['yes', 'no'] as const;

/** Reads the state of the worklist from a query string. */
export function readWorklistSearch(raw: RawSearch): WorklistSearch {
  return {
    ...readList(raw, worklistSorts),
    ...withoutUndefined({
      search: readText(raw.search),
      modality: readText(raw.modality),
      date_from: readDay(raw.date_from),
      date_to: readDay(raw.date_to),
      body_part: readText(raw.body_part),
      institution: readText(raw.institution),
      status: readChoice(raw.status, studyStatuses),
      has_report: readChoice(raw.has_report, reportFilters),
    }),
  };
}

const receivingPollMs = 2_000;

/** The page of the worklist that the URL names. While images arrive, it is asked for again and again. */
export function useWorklist(search: WorklistSearch) {
  return useQuery({
    queryKey: ['worklist', search],
    queryFn: ({ signal }) =>
      api.listWorklist(
        { ...search, has_report: search.has_report === undefined ? undefined : search.has_report === 'yes' },
        { signal },
      ),
    placeholderData: keepPreviousData,
    refetchInterval: (query) =>
      query.state.data?.data.some((study) => study.status === 'receiving') ? receivingPollMs : false,
  });
}
