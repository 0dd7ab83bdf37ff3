// What a route of a feature looks like. It knows operations and services; how a request is read is the protocol's matter.
import type { IncomingHttpHeaders } from 'node:http';
import type { Readable } from 'node:stream';
import type { AnswerOf, InputOf, OperationName, Operations, PathParameters } from '@lumenbox/contract';

/** What of a request a route may see. */
export interface RequestFacts {
  readonly id: string;
  readonly ip: string;
  readonly headers: IncomingHttpHeaders;
  /** The server's address as the client knows it, without a slash at the end. */
  readonly baseUrl: string;
  /** The path that was asked for, without the query string. */
  readonly path: string;
  /** The query string as the client sent it, without the question mark. */
  readonly queryString: string;
  /** The body as it comes, for operations that take files. */
  readonly body: Readable;
}

/** An answer that is more than a JSON body with the operation's usual status. */
export interface Reply {
  readonly kind: 'reply';
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  /** A body that is no JSON, in memory or as it comes. */
  readonly bytes?: Uint8Array;
  readonly stream?: Readable;
}

/** Makes an answer with a status, headers or a stream of its own. */
export function reply(parts: Omit<Reply, 'kind'>): Reply {
  return { kind: 'reply', ...parts };
}

type CallerOf<N extends OperationName, C> = Operations[N]['access'] extends 'public' ? C | undefined : C;
/** A call before its input is read: enough to find what it is about. */
export interface Call<N extends OperationName, C> {
  readonly caller: CallerOf<N, C>;
  readonly parameters: PathParameters<Operations[N]>;
  readonly request: RequestFacts;
}
/** A call with its validated input and the object that it is about. */
export interface FullCall<N extends OperationName, C, T> extends Call<N, C> {
  readonly input: InputOf<Operations[N]>;
  readonly target: T;
}

/** A route as the protocol mounts it, its exact types forgotten. */
export interface Route {
  readonly name: OperationName;
  readonly target: ((call: Call<OperationName, never>) => Promise<unknown>) | undefined;
  readonly handle: (call: FullCall<OperationName, never, unknown>) => Promise<unknown>;
}

/** The definition of a route. `target` finds the object first: an unknown id is a 404 whatever the input is. */
export interface RouteDefinition<N extends OperationName, C, T> {
  target?: (call: Call<N, C>) => Promise<T>;
  handle(call: FullCall<N, C, T>): Promise<AnswerOf<Operations[N]> | Reply>;
}

/** Makes the function that declares routes for callers of type `C`. */
export function createRoute<C>() {
  return <N extends OperationName, T = undefined>(name: N, definition: RouteDefinition<N, C, T>): Route =>
    ({ name, target: definition.target, handle: definition.handle }) as unknown as Route;
}
