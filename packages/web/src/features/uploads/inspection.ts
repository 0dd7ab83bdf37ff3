// Has files looked at by a worker, some at a time, and tells what was found so far. What cannot be looked at is sent all the same.
import { createFindings, type Findings } from './findings.ts';
import type { InspectAnswer, InspectRequest } from './inspect-files.worker.ts';
import type { FoundFile } from './walk-entries.ts';

/** Enough to keep the disk busy, few enough that the numbers move. */
const filesAtOnce = 64;

/** One look at files. */
export interface Inspection {
  snapshot(): Findings;
  subscribe(listener: () => void): () => void;
  stop(): void;
}

/** Begins to look at files. */
export function inspectFiles(files: readonly FoundFile[]): Inspection {
  const findings = createFindings();
  const listeners = new Set<() => void>();
  let sum = findings.sum();
  let at = 0;
  const worker = new Worker(new URL('./inspect-files.worker.ts', import.meta.url), { type: 'module' });
  const next = () => {
    const some = files.slice(at, at + filesAtOnce);
    if (some.length === 0) worker.terminate();
    else worker.postMessage({ files: some } satisfies InspectRequest);
  };
  worker.onmessage = ({ data }: MessageEvent<InspectAnswer>) => {
    for (const [index, facts] of data.facts.entries()) {
      const found = files[at + index];
      if (found !== undefined) findings.add(found, facts);
    }
    at += data.facts.length;
    sum = findings.sum();
    for (const listener of listeners) listener();
    next();
  };
  worker.onerror = () => worker.terminate();
  next();
  return {
    snapshot: () => sum,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    stop: () => worker.terminate(),
  };
}
