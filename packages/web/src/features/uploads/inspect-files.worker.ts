// Looks at files in a thread of its own, so that the page stays quick while ten thousand headers are read.
import { type FileFacts, inspectFile } from './inspect-file.ts';

/** Files to look at: each with its path. */
export interface InspectRequest {
  readonly files: readonly { readonly path: string; readonly file: File }[];
}
/** What they are, in the same order. */
export interface InspectAnswer {
  readonly facts: readonly FileFacts[];
}

self.onmessage = async ({ data }: MessageEvent<InspectRequest>) => {
  const facts = await Promise.all(data.files.map(({ path, file }) => inspectFile(path, file)));
  const answer: InspectAnswer = { facts };
  self.postMessage(answer);
};
