// The uploads of the team as the server has them.
import type { Upload } from '@lumenbox/contract';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { api } from '../../shared/api/api.ts';
import type { PagingSearch } from '../../shared/url/list-search.ts';

/** How often an upload that is under way is asked for: its counts change without a word of the stream of changes. */
export const runningPollMs = 2_000;

/** Says whether more may become of it. */
export function isRunning(upload: Upload): boolean {
  return upload.status === 'receiving' || upload.status === 'processing';
}

/** A page of uploads, newest first; asked again while one of them is under way. */
export function useUploads(search: PagingSearch, { isAllowed = true }: { isAllowed?: boolean } = {}) {
  return useQuery({
    queryKey: ['uploads', search],
    queryFn: ({ signal }) => api.listUploads(search, { signal }),
    placeholderData: keepPreviousData,
    refetchInterval: (query) => (query.state.data?.data.some(isRunning) ? runningPollMs : false),
    enabled: isAllowed,
  });
}
