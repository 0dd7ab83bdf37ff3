// The studies of a patient or case, and their list's state in the URL.
import { type Study, studySorts } from '@lumenbox/contract';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { api } from '../../shared/api/api.ts';
import {
  areDaysReversed,
  type DaysSearch,
  type ListSearch,
  type RawSearch,
  readDay,
  readList,
  readText,
  withoutUndefined,
} from '../../shared/url/list-search.ts';

export type StudySort = (typeof studySorts)[number];
/** The state of the list, as the URL holds it; `study` is the one whose series are open. */
export interface StudiesSearch extends ListSearch<StudySort>, DaysSearch {
  modality?: string;
  study?: string;
}
/** Reads the state of the list from a query string. */
export function readStudiesSearch(raw: RawSearch): StudiesSearch {
  return {
    ...readList(raw, studySorts),
    ...withoutUndefined({
      modality: readText(raw.modality),
      date_from: readDay(raw.date_from),
      date_to: readDay(raw.date_to),
      study: readText(raw.study),
    }),
  };
}

const receivingPollMs = 2_000;

/** The page of studies that the URL names. While images arrive, it is asked for again and again. */
export function useStudies(patientId: string, search: StudiesSearch) {
  const { study: _open, ...filters } = search;
  return useQuery({
    queryKey: ['studies', patientId, filters],
    queryFn: ({ signal }) => api.listStudies({ patient_id: patientId, ...filters }, { signal }),
    enabled: !areDaysReversed(search),
    placeholderData: (previous, query) =>
      query?.queryKey[1] === patientId ? keepPreviousData(previous) : undefined,
    refetchInterval: (query) =>
      query.state.data?.data.some((study) => study.status === 'receiving') ? receivingPollMs : false,
  });
}

/** The list's longest page. */
const timelineMax = 100;

/** The studies along time, whatever page is listed: the newest hundred that the filters let through, and how many there are. */
export function useTimeline(
  patientId: string,
  search: StudiesSearch,
  listed: ReturnType<typeof useStudies>['data'],
): { studies: readonly Study[]; total: number } {
  const total = listed?.meta.total ?? 0;
  const rows = listed?.data ?? [];
  const { modality, date_from, date_to } = search;
  const query = withoutUndefined({ modality, date_from, date_to });
  const all = useQuery({
    queryKey: ['studies', patientId, 'timeline', query],
    queryFn: ({ signal }) =>
      api.listStudies(
        { patient_id: patientId, ...query, sort: 'study_date', direction: 'desc', per_page: timelineMax },
        { signal },
      ),
    // One page that holds them all needs no second question.
    enabled: total > rows.length,
    placeholderData: (previous, last) =>
      last?.queryKey[1] === patientId ? keepPreviousData(previous) : undefined,
  });
  return { studies: total > rows.length ? (all.data?.data ?? []) : rows, total };
}

/** The study that the URL names, where it is not on the page that is listed: a link leads to it all the same. */
export function useStudyElsewhere(
  patientId: string,
  studyId: string | undefined,
  rows: readonly Study[] | undefined,
): Study | undefined {
  const isElsewhere = studyId !== undefined && rows?.every(({ id }) => id !== studyId) === true;
  const one = useQuery({
    queryKey: ['studies', patientId, 'one', studyId],
    queryFn: ({ signal }) => api.showStudy({ patient_id: patientId, study_id: studyId ?? '' }, { signal }),
    enabled: isElsewhere,
    retry: false,
  });
  return isElsewhere ? one.data?.data : undefined;
}
