// Who may come in over HTTP: credentials, limit of requests, permission. Every protocol on this server asks here, and none asks twice.
import type { Socket } from 'node:net';
import type { Operation } from '@lumenbox/contract';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { type Caller, demand } from '../../access/index.ts';
import { failure } from '../../platform/errors.ts';
import type { RequestFacts } from '../../platform/http/index.ts';
import type { Authenticate } from './authenticate.ts';
import type { RateState } from './rate-limit.ts';

/** What of an operation decides who may call it. */
export type AdmittedOperation = Pick<Operation, 'access'> & { readonly method: string };

/** The door of the HTTP server. */
export interface Admission {
  /**
   * Identifies the caller and checks limits and permission; `undefined` is somebody unknown at a public operation.
   * Throws what stands in the way: `unauthenticated`, `csrf`, `tooManyRequests`, `forbidden`.
   */
  admit(
    operation: AdmittedOperation,
    request: FastifyRequest,
    response: FastifyReply,
  ): Promise<Caller | undefined>;
  /**
   * Looks again at who sends a request whose body was waited for, because much can be taken away while one is; gives the
   * caller as it is now. Throws `unauthenticated`, `forbidden`.
   */
  confirm(operation: AdmittedOperation, request: FastifyRequest, caller: Caller): Promise<Caller>;
  /** What of a request those behind the door may see. */
  factsOf(request: FastifyRequest): RequestFacts;
}

/** Makes the door. `publicUrl` is the address that links start with; undefined: the one that the client used. */
export function createAdmission(deps: {
  authenticate: Authenticate;
  countRequest(key: string): RateState | undefined;
  publicUrl: string | undefined;
}): Admission {
  const limitRate = (key: string, response: FastifyReply): void => {
    const state = deps.countRequest(key);
    if (state === undefined) return;
    response.header('X-RateLimit-Limit', state.limit).header('X-RateLimit-Remaining', state.remaining);
    if (state.isExceeded) throw failure.tooManyRequests(state.resetSeconds, state);
  };
  return {
    admit: async (operation, request, response) => {
      const caller = await deps.authenticate(request, operation);
      if (caller === undefined && operation.access !== 'public') throw failure.unauthenticated();
      const tokenId = caller?.origin.actor.tokenId ?? null;
      if (tokenId !== null) limitRate(tokenId, response);
      if (caller !== undefined) demandAccess(caller, operation.access);
      waitWhileWorking(request, response);
      return caller;
    },
    confirm: async (operation, request, caller) => {
      const now = await deps.authenticate(request, operation);
      // What was typed for one realm must not land in another: a session can be moved meanwhile.
      if (now === undefined || now.scope.realmId !== caller.scope.realmId) throw failure.unauthenticated();
      demandAccess(now, operation.access);
      return now;
    },
    factsOf: (request) => {
      const [path = '', ...query] = (request.raw.url ?? '').split('?');
      return {
        id: request.id,
        ip: request.ip,
        headers: request.headers,
        baseUrl: deps.publicUrl ?? `${request.protocol}://${request.host || addressOf(request)}`,
        path,
        queryString: query.join('?'),
        body: request.raw,
      };
    },
  };
}

/** Where a client of HTTP/1.0 reached us, which need not say so. */
function addressOf({ raw: { socket } }: FastifyRequest): string {
  const { localAddress = '127.0.0.1', localPort = 80 } = socket;
  return `${localAddress.includes(':') ? `[${localAddress}]` : localAddress}:${localPort}`;
}

function demandAccess(caller: Caller, access: Operation['access']): void {
  if (access === 'public' || access === 'any') return;
  if (access !== 'account') demand(caller, access);
  else if (caller.sessionId === undefined) throw failure.forbidden();
}

/**
 * Once all of a request is here, its answer may take its time to be made, before it begins and between its pieces. Cut off is a client
 * that leaves the rest of a request, or bytes of the answer, where they are: nothing has moved then for as long as the server has
 * patience.
 */
function waitWhileWorking(request: FastifyRequest, response: FastifyReply): void {
  response.raw.on('timeout', (socket: Socket) => {
    if (!request.raw.complete || socket.writableLength > 0) socket.destroy();
  });
}
