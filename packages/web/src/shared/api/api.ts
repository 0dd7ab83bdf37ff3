// The one client of the REST API and the one cache of its answers.
import {
  ApiError,
  type Client,
  createClient,
  type OperationName,
  type Operations,
  type PathParameters,
} from '@lumenbox/contract';
import { QueryClient } from '@tanstack/react-query';
import { currentCsrfToken, guardedFetch } from './session-gate.ts';

type InputOf<Name extends OperationName> = Parameters<Client[Name]>[0];
/** The client's types; an operation without fields takes its path's parameters and nothing else. */
type Api = {
  [Name in OperationName]: (
    input: string extends keyof InputOf<Name> ? PathParameters<Operations[Name]> : InputOf<Name>,
    options?: Parameters<Client[Name]>[1],
  ) => ReturnType<Client[Name]>;
};

/** The typed client: same origin, session cookie, CSRF token. */
export const api = createClient({ csrfToken: currentCsrfToken, fetch: guardedFetch }) as unknown as Api;

/** Answers that will not change by asking again. */
function isFinal(error: unknown): boolean {
  return error instanceof ApiError && error.status < 500 && error.status !== 429;
}

const staleMs = 5_000;
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
