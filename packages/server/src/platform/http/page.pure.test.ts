// Pages: their links keep the client's query, and their numbers are those of the published API.
import { Readable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { pageWindow, presentPage } from './page.ts';
import type { RequestFacts } from './route.ts';

const asked = (queryString: string): RequestFacts => ({
  id: 'r',
  ip: '127.0.0.1',
  headers: {},
  baseUrl: 'https://x.example',
  path: '/api/v1/cases',
  queryString,
  body: Readable.from([]),
});

describe('presentPage', () => {
  it('prints an empty list as the API does', () => {
    expect(presentPage(asked(''), { page: 1, per_page: 25 }, { rows: [], total: 0 })).toEqual({
      data: [],
      links: {
        first: 'https://x.example/api/v1/cases?page=1',
        last: 'https://x.example/api/v1/cases?page=1',
        prev: null,
        next: null,
      },
      meta: { current_page: 1, from: null, last_page: 1, per_page: 25, to: null, total: 0 },
    });
  });

  it('links to its neighbours, keeping the query with the page at its end', () => {
    const page = presentPage(
      asked('page=2&search=a%20b&per_page=10'),
      { page: 2, per_page: 10 },
      { rows: Array.from({ length: 10 }), total: 25 },
    );
    expect(page.links).toEqual({
      first: 'https://x.example/api/v1/cases?search=a%20b&per_page=10&page=1',
      last: 'https://x.example/api/v1/cases?search=a%20b&per_page=10&page=3',
      prev: 'https://x.example/api/v1/cases?search=a%20b&per_page=10&page=1',
      next: 'https://x.example/api/v1/cases?search=a%20b&per_page=10&page=3',
    });
    expect(page.meta).toEqual({ current_page: 2, from: 11, last_page: 3, per_page: 10, to: 20, total: 25 });
  });

  it('has neither first nor last row past the end', () => {
    const page = presentPage(asked('page=9'), { page: 9, per_page: 25 }, { rows: [], total: 30 });
    expect(page.meta).toMatchObject({ current_page: 9, from: null, to: null, last_page: 2, total: 30 });
    expect(page.links.next).toBeNull();
  });

  it('reads the rows of its page and no others', () => {
    expect(pageWindow({ page: 3, per_page: 7 })).toEqual({ offset: 14, limit: 7 });
  });
});
