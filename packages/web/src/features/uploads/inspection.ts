// Has files measured and looked at, some at a time, and tells what was found so far.
import { inFileThread } from './file-thread.ts';
import { createFindings, type Findings } from './findings.ts';
import { fingerprintOf, type MeasuredFile } from './plan-parts.ts';
import type { FoundFile } from './walk-entries.ts';

/** Enough to keep the disk busy, few enough that the numbers move. */
const filesAtOnce = 64;
/** Sizes are quicker. */
const measuredAtOnce = 500;

/** What is known of picked files. */
export interface Inspected {
  readonly findings: Findings;
  /** All files with their sizes, and what they are found again by; undefined until the last is measured. */
  readonly measured: { readonly files: readonly MeasuredFile[]; readonly fingerprint: string } | undefined;
}
/** One look at files. */
export interface Inspection {
  snapshot(): Inspected;
  subscribe(listener: () => void): () => void;
  stop(): void;
}

/** Begins to look at files: first their sizes, then what they are. */
export function inspectFiles(files: readonly FoundFile[]): Inspection {
  const findings = createFindings();
  const listeners = new Set<() => void>();
  let isStopped = false;
  let seen: Inspected = { findings: findings.sum(), measured: undefined };
  const tell = (change: Partial<Inspected>) => {
    seen = { ...seen, ...change };
    for (const listener of listeners) listener();
  };
  const measure = async () => {
    const measured: MeasuredFile[] = [];
    for (let at = 0; at < files.length && !isStopped; at += measuredAtOnce) {
      const some = files.slice(at, at + measuredAtOnce);
      const sizes = await inFileThread('measure', some);
      for (const [index, size] of sizes.entries()) measured.push({ ...(some[index] as FoundFile), ...size });
    }
    if (!isStopped) tell({ measured: { files: measured, fingerprint: await fingerprintOf(measured) } });
  };
  const look = async () => {
    for (let at = 0; at < files.length && !isStopped; at += filesAtOnce) {
      const some = files.slice(at, at + filesAtOnce);
      const facts = await inFileThread('inspect', some);
      for (const [index, one] of facts.entries()) findings.add(some[index] as FoundFile, one);
      tell({ findings: findings.sum() });
    }
  };
  // Without the thread nothing can be sent, and the dialog says for ever that it looks: a closed one ends it.
  void measure()
    .then(look)
    .catch(() => undefined);
  return {
    snapshot: () => seen,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    stop: () => {
      isStopped = true;
    },
  };
}
