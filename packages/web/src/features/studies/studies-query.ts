// The studies of a patient or case, and their list's state in the URL.
import { studySorts } from '@lumenbox/contract';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { api } from '../../shared/api/api.ts';
import {
  type ListSearch,
  type RawSearch,
  readDay,
  readList,
  readText,
  withoutUndefined,
} from '../../shared/url/list-search.ts';

export type StudySort = (typeof studySorts)[number];
/** The state of the list, as the URL holds it; `study` is the one whose series are open. */
export interface StudiesSearch extends ListSearch<StudySort> {
  modality?: string;
  date_from?: string;
  date_to?: string;
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
    placeholderData: (previous, query) =>
      query?.queryKey[1] === patientId ? keepPreviousData(previous) : undefined,
    refetchInterval: (query) =>
      query.state.data?.data.some((study) => study.status === 'receiving') ? receivingPollMs : false,
  });
}
