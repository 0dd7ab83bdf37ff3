// What the samples of every language have in common: the call that they make. No language's own words.
import type { Operation } from './operations/define.ts';

/** A call in the terms that every language needs. */
export interface SampleCall {
  readonly method: Operation['method'];
  /** Without the query string. */
  readonly url: string;
  readonly query: readonly (readonly [string, string])[];
  readonly headers: readonly (readonly [string, string])[];
  /** The JSON body; undefined where none is sent. */
  readonly body: Readonly<Record<string, unknown>> | undefined;
  /** The file to send in a form. */
  readonly upload: string | undefined;
  readonly answer: 'json' | 'empty' | 'file';
}

/** The name of the file that a downloading sample writes. */
export const downloadName = 'study.zip';
