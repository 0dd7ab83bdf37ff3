// Cuts a list of files into requests, and finds the files that a request's verdicts speak of.
import type { FoundFile } from './walk-entries.ts';

/** A request with more parts takes longer to answer than people like to wait for its verdicts. */
const batchFilesMax = 100;
/** A lost connection costs at most so much; one file may be larger and then travels alone. */
const batchBytesMax = 64 * 1024 * 1024;

/** One request's worth of files. */
export type Batch = readonly FoundFile[];

/** Cuts files into batches, in their order. */
export function makeBatches(
  files: readonly FoundFile[],
  limits: { files?: number; bytes?: number } = {},
): Batch[] {
  const filesMax = limits.files ?? batchFilesMax;
  const bytesMax = limits.bytes ?? batchBytesMax;
  const batches: FoundFile[][] = [];
  let current: FoundFile[] = [];
  let bytes = 0;
  for (const found of files) {
    const isFull = current.length >= filesMax || bytes + found.file.size > bytesMax;
    if (isFull && current.length > 0) {
      batches.push(current);
      current = [];
      bytes = 0;
    }
    current.push(found);
    bytes += found.file.size;
  }
  if (current.length > 0) batches.push(current);
  return batches;
}

/**
 * The files that have to be sent again so that the named verdicts are decided anew. A verdict's name is the
 * file's path, or the path of a zip followed by that of an entry in it. Names that match nothing bring back
 * the whole batch: what is there already is a duplicate and does no harm.
 */
export function filesOfVerdicts(names: readonly string[], batch: Batch): Batch {
  const byPath = new Map(batch.map((found) => [found.path, found]));
  const wanted = new Set<FoundFile>();
  for (const name of names) {
    const found =
      byPath.get(name) ??
      batch.find((candidate) => name.startsWith(candidate.path)) ??
      onlyOneNamed(name, batch);
    if (found === undefined) return batch;
    wanted.add(found);
  }
  return batch.filter((found) => wanted.has(found));
}

function onlyOneNamed(name: string, batch: Batch): FoundFile | undefined {
  const matching = batch.filter((found) => found.path.split('/').at(-1) === name);
  return matching.length === 1 ? matching[0] : undefined;
}
