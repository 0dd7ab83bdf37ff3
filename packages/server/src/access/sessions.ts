// The life of a dashboard session: opened with a secret that only the browser keeps, ended by its owner, by time, or by a new password.
import { createHmac } from 'node:crypto';
import { type Clock, formatMillis } from '../platform/clock.ts';
import type { Db } from '../platform/database/index.ts';
import { newId, newSecret, sha256 } from '../platform/ids.ts';
import { deleteEndedSessions, insertSession } from './sessions.store.ts';

/** The cookie that carries a session's secret. */
export const sessionCookie = 'lumenbox_session';

const hourMs = 3_600_000;
/** A session that nobody uses for so long has ended. */
const idleMs = 12 * hourMs;
/** No session lives longer, used or not. */
const lifetimeMs = 30 * 24 * hourMs;
/** 256 bits. */
const secretBytes = 32;

/** A session that was just opened. The token goes into the cookie and is kept nowhere. */
export interface OpenedSession {
  readonly id: string;
  readonly token: string;
}

/** Opens a session in a team, and clears away those of everybody that have ended by themselves. */
export async function openSession(
  deps: { clock: Clock },
  trx: Db,
  holder: { userId: string; teamId: string },
): Promise<OpenedSession> {
  await deleteEndedSessions(trx, { now: deps.clock.now(), seenAfter: idleSince(deps.clock) });
  const session = { id: newId(), token: newSecret(secretBytes) };
  const now = deps.clock.now();
  await insertSession(trx, {
    id: session.id,
    token_hash: sha256(session.token),
    user_id: holder.userId,
    team_id: holder.teamId,
    created_at: now,
    last_seen_at: now,
    expires_at: formatMillis(deps.clock.nowMs() + lifetimeMs),
  });
  return session;
}

/** Sessions last seen before this moment have ended. */
export function idleSince(clock: Clock): string {
  return formatMillis(clock.nowMs() - idleMs);
}

/** The CSRF token of a session: derived from its secret, so that only its own pages can know it and nothing is stored. */
export function csrfTokenOf(token: string): string {
  return createHmac('sha256', token).update('lumenbox csrf').digest('base64url');
}

/** The header that gives the browser a session, or with `undefined` takes it away. `isSecure` when the page came over TLS. */
export function sessionCookieHeader(
  token: string | undefined,
  options: { isSecure: boolean },
): Record<'Set-Cookie', string> {
  const parts = [
    `${sessionCookie}=${token ?? ''}`,
    'Path=/',
    `Max-Age=${token === undefined ? 0 : lifetimeMs / 1000}`,
    'HttpOnly',
    'SameSite=Lax',
  ];
  if (options.isSecure) parts.push('Secure');
  return { 'Set-Cookie': parts.join('; ') };
}
