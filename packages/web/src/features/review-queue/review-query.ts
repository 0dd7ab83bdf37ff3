// The review queue as the server has it.
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { api } from '../../shared/api/api.ts';
import { withoutUndefined } from '../../shared/url/list-search.ts';
import type { ReviewFilter, ReviewSearch } from './review-search.ts';

/** A page of what waits. */
export function useReviewList(search: ReviewSearch) {
  return useQuery({
    queryKey: ['review-queue', 'list', search],
    queryFn: ({ signal }) => api.listReviewItems(search, { signal }),
    placeholderData: keepPreviousData,
  });
}

/** How much waits; not asked where this account may not know. */
export function useReviewSummary(options: { isAllowed: boolean; caseId?: string }) {
  const { isAllowed, caseId } = options;
  return useQuery({
    queryKey: ['review-queue', 'summary', caseId ?? ''],
    queryFn: async ({ signal }) =>
      (await api.summarizeReviewQueue(withoutUndefined({ case_id: caseId }), { signal })).data,
    enabled: isAllowed,
  });
}

/** One of what waits, or what was decided of it. */
export function useReviewItem(id: string) {
  return useQuery({
    queryKey: ['review-queue', 'one', id],
    queryFn: async ({ signal }) => (await api.showReviewItem({ id }, { signal })).data,
  });
}

/** Neighbours are known among so many. */
const neighboursMax = 100;

/** The ids of what waits, in their order. */
export function useWaitingIds(filter: ReviewFilter): readonly string[] {
  const list = useReviewList({ ...filter, per_page: neighboursMax });
  return list.data?.data.map(({ id }) => id) ?? [];
}

/** Where a frame's picture is. */
export function pictureAddress(id: string, frame: number): string {
  return `/api/v1/review-queue/${encodeURIComponent(id)}/rendered?frame=${frame}`;
}

/** Where the document inside is. */
export function documentAddress(id: string): string {
  return `/api/v1/review-queue/${encodeURIComponent(id)}/document`;
}

/** The text of the document inside. It stays as it is while it waits, so nothing that happens in the queue has it read again. */
export function useReviewDocument(id: string) {
  return useQuery({
    queryKey: ['review-document', id],
    queryFn: async ({ signal }) => (await api.readReviewDocument({ id }, { signal })).data,
    staleTime: Number.POSITIVE_INFINITY,
  });
}

/** Where the file is. */
export function fileAddress(id: string): string {
  return `/api/v1/review-queue/${encodeURIComponent(id)}/file`;
}
