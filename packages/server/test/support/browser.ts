// A browser as the server sees one: a cookie, and the CSRF token that its page keeps.
import type { LightMyRequestResponse } from 'fastify';
import { csrfTokenOf, openSession, sessionCookie } from '../../src/access/index.ts';
import type { TestMember } from './makers.ts';
import type { TestServer } from './test-server.ts';

export type Method = 'GET' | 'POST' | 'PUT' | 'DELETE';

/** A browser with a session. */
export interface Browser {
  readonly token: string;
  readonly csrfToken: string;
  /** Calls an operation below `/api/v1` as the dashboard does. */
  call(method: Method, path: string, body?: object): Promise<LightMyRequestResponse>;
}

/** A browser with the session of a token. */
export function browserWith(server: TestServer, token: string): Browser {
  const csrfToken = csrfTokenOf(token);
  const headers = { cookie: `${sessionCookie}=${token}`, 'x-csrf-token': csrfToken };
  return {
    token,
    csrfToken,
    call: (method, path, body) =>
      server.app.inject({
        method,
        url: `/api/v1${path}`,
        headers,
        ...(body === undefined ? {} : { payload: body }),
      }),
  };
}

/** A browser in which a member is signed in; quicker than signing in, for tests about something else. */
export async function aBrowser(server: TestServer, member: TestMember): Promise<Browser> {
  const { foundation } = server.parts;
  const session = await foundation.database.transaction((trx) => openSession(foundation, trx, member));
  return browserWith(server, session.token);
}

/** The browser that an answer with a session cookie makes. */
export function browserOf(server: TestServer, answer: LightMyRequestResponse): Browser {
  const cookie = answer.cookies.find(({ name }) => name === sessionCookie);
  if (cookie === undefined)
    throw new Error(`The answer ${answer.statusCode} brought no session: ${answer.body}`);
  return browserWith(server, cookie.value);
}

/** Sends a request without any credentials. */
export function anonymously(
  server: TestServer,
  method: Method,
  path: string,
  body?: object,
  headers: Record<string, string> = {},
): Promise<LightMyRequestResponse> {
  return server.app.inject({
    method,
    url: `/api/v1${path}`,
    headers,
    ...(body === undefined ? {} : { payload: body }),
  });
}

/** The names of a realm's audit events, oldest first, once all that waits is written. */
export async function auditNames(server: TestServer, realmId: string | null): Promise<string[]> {
  await server.parts.audit.flush();
  const { kysely } = server.parts.foundation.database;
  const rows = await kysely
    .selectFrom('audit_events')
    .select('event')
    .where('realm_id', realmId === null ? 'is' : '=', realmId)
    .orderBy('id')
    .execute();
  return rows.map((row) => row.event);
}
