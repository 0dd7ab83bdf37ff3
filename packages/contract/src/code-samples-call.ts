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
  /** The file to send. */
  readonly upload: SampleUpload | undefined;
  /** What comes back; `events` is a stream that is read while it goes on. */
  readonly answer: 'json' | 'empty' | 'file' | 'events';
  /** The name of the file that a downloading sample writes. */
  readonly downloadName: string;
}

/** A file that a sample sends: in a form, or as the body, of the media type of one file. */
export interface SampleUpload {
  readonly path: string;
  readonly mediaType: string;
  readonly isInForm: boolean;
}
