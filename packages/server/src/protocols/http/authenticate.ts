// Takes the credentials out of an HTTP request. Whether they are good is for `access` to say.
import type { Operation } from '@lumenbox/contract';
import type { FastifyRequest } from 'fastify';
import type { Caller } from '../../access/index.ts';
import { failure } from '../../platform/errors.ts';

/** The cookie of a dashboard session. */
export const sessionCookie = 'lumenbox_session';

/** A caller and, for a session, the CSRF token that its writes must carry. */
export interface Identified {
  readonly caller: Caller;
  readonly csrfToken: string | undefined;
}

/** The part of `access` that knows credentials. Both give `undefined` for anything unknown, expired or revoked. */
export interface Credentials {
  byKey(key: string, from: RequestOrigin): Promise<Identified | undefined>;
  bySession(token: string, from: RequestOrigin): Promise<Identified | undefined>;
}
/** Where a request comes from. */
export interface RequestOrigin {
  readonly ip: string;
  readonly requestId: string;
}

/** Says who sent a request; `undefined` when it carries no credentials, or none that are good. */
export type Authenticate = (request: FastifyRequest, operation: Operation) => Promise<Identified | undefined>;

/** Makes the function that identifies callers: a bearer key first, else the session's cookie with its CSRF token. */
export function createAuthenticate(credentials: Credentials): Authenticate {
  return async (request, operation) => {
    const from = { ip: request.ip, requestId: request.id };
    const authorization = request.headers.authorization;
    if (authorization !== undefined) {
      const key = /^Bearer +(\S{1,512})$/i.exec(authorization)?.[1];
      return key === undefined ? undefined : credentials.byKey(key, from);
    }
    const token = request.cookies[sessionCookie];
    if (token === undefined) return undefined;
    const identified = await credentials.bySession(token, from);
    if (identified !== undefined && operation.method !== 'GET' && operation.access !== 'public')
      demandCsrf(request, identified);
    return identified;
  };
}

function demandCsrf(request: FastifyRequest, identified: Identified): void {
  const sent = request.headers['x-csrf-token'];
  if (typeof sent !== 'string' || identified.csrfToken === undefined || sent !== identified.csrfToken)
    throw failure.csrf();
}
