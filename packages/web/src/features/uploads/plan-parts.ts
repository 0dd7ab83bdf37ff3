// Cuts the files of a drop into parts that are sent one by one, and finds the files that verdicts speak of. Pure.
import type { FileMeasure } from './file-tasks.ts';
import type { FoundFile } from './walk-entries.ts';

/** A file of a drop with its size, which is asked for once. */
export interface MeasuredFile extends FoundFile, FileMeasure {}

/** The files of one part: small enough that the first are taken in while others are sent. */
const partFilesMax = 500;
/** One file may be larger and then travels alone. A line that breaks costs nothing that was sent. */
const partBytesMax = 64 * 1024 * 1024;

/** One part's worth of files. */
export type PartFiles = readonly MeasuredFile[];

/** The order in which files are sent: the same whichever way they were picked, so that an upload can be found again. */
export function inSendingOrder<F extends FoundFile>(files: readonly F[]): F[] {
  return files.toSorted((one, other) => (one.path < other.path ? -1 : one.path > other.path ? 1 : 0));
}

/** Cuts files into parts, in their order. The same files give the same parts. */
export function planParts(
  files: readonly MeasuredFile[],
  limits: { files?: number; bytes?: number } = {},
): PartFiles[] {
  const filesMax = limits.files ?? partFilesMax;
  const bytesMax = limits.bytes ?? partBytesMax;
  const parts: MeasuredFile[][] = [];
  let current: MeasuredFile[] = [];
  let bytes = 0;
  for (const found of files) {
    const isFull = current.length >= filesMax || bytes + found.sizeBytes > bytesMax;
    if (isFull && current.length > 0) {
      parts.push(current);
      current = [];
      bytes = 0;
    }
    current.push(found);
    bytes += found.sizeBytes;
  }
  if (current.length > 0) parts.push(current);
  return parts;
}

/** What tells one choice of files from every other: a hash of paths, sizes and times of change. Nothing can be read out of it. */
export async function fingerprintOf(files: readonly MeasuredFile[]): Promise<string> {
  const lines = inSendingOrder(files).map(
    ({ path, sizeBytes, lastModified }) => `${path}\0${sizeBytes}\0${lastModified}`,
  );
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(lines.join('\n')));
  return [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** A zip archive by its name, of which the server makes many files. */
export function isZip({ path }: Pick<FoundFile, 'path'>): boolean {
  return /\.zip$/i.test(path);
}

/**
 * The files that have to be sent again so that the named verdicts are decided anew. A verdict's name is the file's path, or
 * the path of a zip followed by that of an entry in it. A name that matches nothing brings all files back: what is there
 * already is a duplicate and does no harm.
 */
export function filesOfVerdicts<F extends FoundFile>(names: readonly string[], files: readonly F[]): F[] {
  const byPath = new Map(files.map((found) => [found.path, found]));
  const zips = files.filter(isZip);
  const wanted = new Set<F>();
  for (const name of names) {
    const found = byPath.get(name) ?? zips.find(({ path }) => name.startsWith(`${path}/`));
    if (found === undefined) return [...files];
    wanted.add(found);
  }
  return files.filter((found) => wanted.has(found));
}
