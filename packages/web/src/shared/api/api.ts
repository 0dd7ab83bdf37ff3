// The one client of the REST API and the one cache of its answers.
import { ApiError, createClient } from '@lumenbox/contract';
import { QueryClient } from '@tanstack/react-query';
import { currentCsrfToken, guardedFetch } from './session-gate.ts';

/** The typed client: same origin, session cookie, CSRF token. */
export const api = createClient({ csrfToken: currentCsrfToken, fetch: guardedFetch });

/** Answers that will not change by asking again. */
function isFinal(error: unknown): boolean {
  return error instanceof ApiError && error.status < 500 && error.status !== 429;
}

const staleMs = 5_000;
/** A read that failed three times is told, with a button to try again. */
const retriesMax = 2;

export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: staleMs,
      retry: (failures, error) => !isFinal(error) && failures < retriesMax,
      retryDelay: (failures) => Math.min(500 * 2 ** failures, 4_000),
    },
    mutations: { retry: false },
  },
});
