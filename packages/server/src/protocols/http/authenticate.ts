// Takes the credentials out of an HTTP request, and refuses what another site made a browser send. Whether credentials are good is for `access` to say.
import { timingSafeEqual } from 'node:crypto';
import type { FastifyRequest } from 'fastify';
import { type Caller, type Credentials, sessionCookie } from '../../access/index.ts';
import { failure } from '../../platform/errors.ts';
import type { AdmittedOperation } from './admission.ts';

/** Says who sent a request; `undefined` when it carries no credentials, or none that are good. */
export type Authenticate = (
  request: FastifyRequest,
  operation: AdmittedOperation,
) => Promise<Caller | undefined>;

/** What changes nothing, wherever it is sent from (RFC 9110 9.2.1). */
const safeMethods: ReadonlySet<string> = new Set(['GET', 'OPTIONS']);

/**
 * Makes the function that identifies callers: a bearer key first, else the session's cookie with its CSRF token.
 * `publicUrl` is the address that browsers know, where it is configured.
 */
export function createAuthenticate(
  credentials: Credentials,
  options: { publicUrl: string | undefined },
): Authenticate {
  return async (request, operation) => {
    const isWrite = !safeMethods.has(operation.method);
    const from = { ip: request.ip, requestId: request.id };
    const authorization = request.headers.authorization;
    if (authorization !== undefined) {
      const key = /^Bearer +(\S{1,512})$/i.exec(authorization)?.[1];
      return key === undefined ? undefined : credentials.byKey(key, from);
    }
    if (isWrite && operation.access === 'public') refuseOtherSites(request, options.publicUrl);
    const token = request.cookies[sessionCookie];
    if (token === undefined) return undefined;
    const caller = await credentials.bySession(token, from);
    if (caller !== undefined && isWrite && operation.access !== 'public') demandCsrf(request, caller);
    return caller;
  };
}

function demandCsrf(request: FastifyRequest, caller: Caller): void {
  const sent = request.headers['x-csrf-token'];
  if (typeof sent !== 'string' || caller.csrfToken === undefined || !isSameText(sent, caller.csrfToken))
    throw failure.csrf();
}

function isSameText(one: string, other: string): boolean {
  const [a, b] = [Buffer.from(one), Buffer.from(other)];
  return a.length === b.length && timingSafeEqual(a, b);
}

/**
 * Who signs in, sets up or joins has no CSRF token yet: here the browser's own word on where a request comes from
 * must do (Fetch Metadata, Origin). Programs send neither header and are not refused.
 */
function refuseOtherSites(request: FastifyRequest, publicUrl: string | undefined): void {
  if (request.headers['sec-fetch-site'] === 'cross-site') throw failure.forbidden();
  const { origin } = request.headers;
  if (origin === undefined) return;
  const isOurs = URL.canParse(origin) && [request.host, hostOf(publicUrl)].includes(new URL(origin).host);
  if (!isOurs) throw failure.forbidden();
}

function hostOf(url: string | undefined): string | undefined {
  return url === undefined ? undefined : new URL(url).host;
}
