// What a handler of an operation is given, and what it answers. Types, and how handlers are declared; no HTTP server here.
import type { Readable } from 'node:stream';
import type { Caller } from '../../access/index.ts';
import type { RequestFacts } from '../../platform/http/index.ts';
import type { LentBlock, LentBlocks } from './lent-blocks.ts';
import type { DicomwebOperationName, DicomwebOperations } from './operations.ts';

type ParameterNames<Path extends string> = Path extends `${string}{${infer Name}}${infer Rest}`
  ? Name | ParameterNames<Rest>
  : never;

/** A call of an operation by somebody who may. */
export interface Call<Name extends DicomwebOperationName> {
  readonly caller: DicomwebOperations[Name]['access'] extends 'public' ? Caller | undefined : Caller;
  /** What the path names, decoded and otherwise as it was sent: nothing says that such an object exists. */
  readonly parameters: { readonly [P in ParameterNames<DicomwebOperations[Name]['path']>]: string };
  readonly query: URLSearchParams;
  readonly request: RequestFacts;
}

/** A body that is opened when it is wanted: not for a HEAD. */
export interface StreamedBody {
  /** `undefined` where nobody knows before its end. */
  readonly sizeBytes: number | undefined;
  /** A stream; or all of it where that is little, or one block after the other: whoever has sent them gives them back. */
  open(): Promise<Readable | LentBlock | LentBlocks>;
}

/** An answer. The status is 200 unless it says otherwise, 204 without a body. */
export interface Answer {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array | StreamedBody;
}

/** Answers the calls of an operation. Throws `AppError`. */
export type Handler<Name extends DicomwebOperationName> = (call: Call<Name>) => Promise<Answer>;

/** The handlers of some operations. */
export type Handlers<Name extends DicomwebOperationName> = {
  readonly [N in Name]: Handler<N>;
};
