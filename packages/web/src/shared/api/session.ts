// Who is signed in, in which team, and what that allows.
import { ApiError, type Permission, type Session } from '@lumenbox/contract';
import { queryOptions, useQuery } from '@tanstack/react-query';
import { api, queryClient } from './api.ts';
import { keepCsrfToken } from './session-gate.ts';

/** The session, or null when nobody is signed in. */
export const sessionQuery = queryOptions({
  queryKey: ['session'],
  queryFn: async (): Promise<Session | null> => {
    try {
      return adopt((await api.showSession({})).data);
    } catch (error) {
      if (error instanceof ApiError && error.status === 401) return null;
      throw error;
    }
  },
  staleTime: 30_000,
});

function adopt(session: Session): Session {
  keepCsrfToken(session.csrf_token);
  return session;
}

/** Takes over a session that an answer brought: sign-in, set-up, another team, another name. */
export function adoptSession(session: Session): void {
  queryClient.setQueryData(sessionQuery.queryKey, adopt(session));
}

/** Forgets everything that the last account saw. */
export function forgetSession(): void {
  keepCsrfToken(null);
  queryClient.clear();
  queryClient.setQueryData(sessionQuery.queryKey, null);
}

/** Drops every cached answer but the session: they belong to another team. */
export function forgetTeamData(): void {
  queryClient.removeQueries({ predicate: (query) => query.queryKey[0] !== 'session' });
}

/** The session below the signed-in part of the app. Throws above it. */
export function useSession(): Session {
  const { data } = useQuery(sessionQuery);
  if (!data) throw new Error('There is no session here.');
  return data;
}

/** Says whether the current role allows something. */
export function useMay(): (permission: Permission) => boolean {
  const { data } = useQuery(sessionQuery);
  return (permission) => data?.permissions.includes(permission) ?? false;
}
