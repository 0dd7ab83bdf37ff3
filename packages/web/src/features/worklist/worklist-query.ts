// The studies of the whole team, and the worklist's state in the URL.
import { studyStatuses, worklistSorts } from '@lumenbox/contract';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { api } from '../../shared/api/api.ts';
import {
  areDaysReversed,
  type DaysSearch,
  type ListSearch,
  type RawSearch,
  readChoice,
  readDay,
  readList,
  readNumber,
  readText,
  withoutUndefined,
} from '../../shared/url/list-search.ts';

export type WorklistSort = (typeof worklistSorts)[number];
/** What the worklist is narrowed to, as the URL holds it. */
export interface WorklistFilters extends DaysSearch {
  search?: string;
  modality?: string;
  last_days?: number;
  body_part?: string;
  institution?: string;
  status?: (typeof studyStatuses)[number];
  has_report?: (typeof reportFilters)[number];
}
/** The state of the worklist, as the URL holds it; `view` is the saved view that was opened last. */
export interface WorklistSearch extends ListSearch<WorklistSort>, WorklistFilters {
  view?: string;
}

/** With a report, or without; as the API reads it. */
export const reportFilters = ['yes', 'no'] as const;

export const filterKeys = [
  'search',
  'modality',
  'date_from',
  'date_to',
  'last_days',
  'body_part',
  'institution',
  'status',
  'has_report',
] as const;

/** True when not everything is shown. */
export function isNarrowed(search: WorklistSearch): boolean {
  return filterKeys.some((key) => search[key] !== undefined);
}

/** Reads the state of the worklist from a query string. */
export function readWorklistSearch(raw: RawSearch): WorklistSearch {
  return {
    ...readList(raw, worklistSorts),
    ...withoutUndefined({
      search: readText(raw.search),
      modality: readText(raw.modality),
      date_from: readDay(raw.date_from),
      date_to: readDay(raw.date_to),
      last_days: readNumber(raw.last_days, { min: 1, max: 3650, standard: 0 }),
      body_part: readText(raw.body_part),
      institution: readText(raw.institution),
      status: readChoice(raw.status, studyStatuses),
      has_report: readChoice(raw.has_report, reportFilters),
      view: readText(raw.view),
    }),
  };
}

const receivingPollMs = 2_000;

/** The page of the worklist that the URL names. While images arrive, it is asked for again and again. */
export function useWorklist({ view: _opened, ...search }: WorklistSearch) {
  return useQuery({
    queryKey: ['worklist', search],
    queryFn: ({ signal }) =>
      api.listWorklist(
        { ...search, has_report: search.has_report === undefined ? undefined : search.has_report === 'yes' },
        { signal },
      ),
    enabled: !areDaysReversed(search),
    placeholderData: keepPreviousData,
    refetchInterval: (query) =>
      query.state.data?.data.some((study) => study.status === 'receiving') ? receivingPollMs : false,
  });
}
