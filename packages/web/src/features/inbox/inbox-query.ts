// The inbox as the server has it.
import type { HeldStudy } from '@lumenbox/contract';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { api } from '../../shared/api/api.ts';
import type { PagingSearch } from '../../shared/url/list-search.ts';

const assigningPollMs = 1_500;

/** A page of the inbox; asked again while images go to their patients. */
export function useInbox(search: PagingSearch) {
  return useQuery({
    queryKey: ['inbox', search],
    queryFn: ({ signal }) => api.listHeldStudies(search, { signal }),
    placeholderData: keepPreviousData,
    refetchInterval: (query) => (query.state.data?.data.some(isAssigning) ? assigningPollMs : false),
  });
}

/** Says whether the images are on their way to a patient. */
export function isAssigning(held: HeldStudy): boolean {
  return held.state === 'assigning';
}

/** How much waits for a decision; not asked where this account may not know. */
export function useHeldCount({ isAllowed }: { isAllowed: boolean }) {
  return useQuery({
    queryKey: ['inbox', 'count'],
    queryFn: async ({ signal }) => (await api.listHeldStudies({ per_page: 1 }, { signal })).meta.total,
    enabled: isAllowed,
  });
}
