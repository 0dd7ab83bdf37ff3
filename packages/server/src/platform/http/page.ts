// Pages of a list as the API prints them, with links that keep the client's own query.
import type { Page } from '@lumenbox/contract';
import type { RequestFacts } from './route.ts';

/** Where a page lies in its list. */
export interface PageRequest {
  readonly page: number;
  readonly per_page: number;
}

/** The rows to skip and to read for a page. */
export function pageWindow(input: PageRequest): { offset: number; limit: number } {
  return { offset: (input.page - 1) * input.per_page, limit: input.per_page };
}

/** The envelope of a page: rows already in the API's form, and how many there are in all. */
export function presentPage<T>(
  request: RequestFacts,
  input: PageRequest,
  list: { rows: T[]; total: number },
): Page<T> {
  const lastPage = Math.max(1, Math.ceil(list.total / input.per_page));
  const first = (input.page - 1) * input.per_page + 1;
  // A slash at its end means the same, and is not handed on.
  const address = `${request.baseUrl}${request.path.replace(/\/$/, '')}`;
  const link = (page: number) => `${address}?${pageQuery(request.queryString, page)}`;
  const isEmpty = list.rows.length === 0;
  return {
    data: list.rows,
    links: {
      first: link(1),
      last: link(lastPage),
      prev: input.page > 1 ? link(input.page - 1) : null,
      next: input.page < lastPage ? link(input.page + 1) : null,
    },
    meta: {
      current_page: input.page,
      from: isEmpty ? null : first,
      last_page: lastPage,
      per_page: input.per_page,
      to: isEmpty ? null : first + list.rows.length - 1,
      total: list.total,
    },
  };
}

function pageQuery(queryString: string, page: number): string {
  const kept = queryString
    .split('&')
    .filter((pair) => pair !== '' && pair !== 'page' && !pair.startsWith('page='));
  return [...kept, `page=${page}`].join('&');
}
