// Who is signed in, in which team, and what that allows.
import { ApiError, type Permission, type Session } from '@lumenbox/contract';
import { queryOptions } from '@tanstack/react-query';
import { createContext, useContext } from 'react';
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

/** The session that is known, asked for when none is. */
export function readSession(): Promise<Session | null> {
  return queryClient.query({ ...sessionQuery, staleTime: 'static' });
}

/** Tabs of a browser have one session: what one changes of it, the others read again at once, before anything is sent in a wrong team. */
const otherTabs = new BroadcastChannel('lumenbox-session');
otherTabs.addEventListener('message', () => {
  if (knownTeamId !== undefined) void queryClient.invalidateQueries({ queryKey: sessionQuery.queryKey });
});

let knownTeamId: string | undefined;

/** Answers in the cache belong to the team in which they were given; the team may have changed in another tab. */
function adopt(session: Session): Session {
  if (knownTeamId !== undefined && knownTeamId !== session.team.id) forgetTeamData();
  knownTeamId = session.team.id;
  keepCsrfToken(session.csrf_token);
  return session;
}

/** Takes over a session that an answer brought: sign-in, set-up, another team, another name. */
export function adoptSession(session: Session): void {
  queryClient.setQueryData(sessionQuery.queryKey, adopt(session));
  otherTabs.postMessage('changed');
}

/** Forgets everything that the last account saw. */
export function forgetSession(): void {
  keepCsrfToken(null);
  knownTeamId = undefined;
  forgetTeamData();
  queryClient.setQueryData(sessionQuery.queryKey, null);
}

/** Drops every cached answer but the session. */
function forgetTeamData(): void {
  queryClient.removeQueries({ predicate: (query) => query.queryKey[0] !== 'session' });
}

/**
 * The session as the frame gives it to all that stands in it. Pages read it here and not from the cache, which
 * is emptied by signing out while they are still on the screen.
 */
export const SessionContext = createContext<Session | null>(null);

/** The session below the signed-in part of the app. Throws above it. */
export function useSession(): Session {
  const session = useContext(SessionContext);
  if (session === null) throw new Error('There is no session here.');
  return session;
}

/** Says whether the current role allows something. */
export function useMay(): (permission: Permission) => boolean {
  const { permissions } = useSession();
  return (permission) => permissions.includes(permission);
}
