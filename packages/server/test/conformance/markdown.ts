// How the conformance statement writes tables, names and quantities. Knows nothing of DICOM but how a UID's name is found.
import { formatTag, lookupTag, sopClassName, type Tag } from '@lumenbox/dicom';

/** A table; cells are Markdown. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

export const code = (text: string): string => `\`${text}\``;

export const codes = (texts: readonly string[]): string => texts.map(code).join(', ');

/** A list in prose. */
export function listed(texts: readonly string[]): string {
  return texts.length < 2 ? texts.join('') : `${texts.slice(0, -1).join(', ')} and ${texts.at(-1)}`;
}

/** `(0010,0010)` */
export function tagText(tag: Tag): string {
  const digits = formatTag(tag);
  return `(${digits.slice(0, 4)},${digits.slice(4)})`;
}

/** `Patient's Name` is `PatientName` here: keywords say the same, and are what clients send. */
export function keywordOf(tag: Tag): string {
  return lookupTag(tag)?.keyword ?? tagText(tag);
}

/** `A700H` */
export const statusText = (status: number): string =>
  `${status.toString(16).toUpperCase().padStart(4, '0')}H`;

/** Milliseconds as people read them. */
export const seconds = (ms: number): string => `${ms / 1000} s`;

/** Bytes as people read them. */
export const mebibytes = (bytes: number): string =>
  bytes < 1024 * 1024 ? `${bytes / 1024} KiB` : `${bytes / (1024 * 1024)} MiB`;

/** `65,535` */
export const number = (value: number): string => value.toLocaleString('en-US');

/** What PS3.6 calls a storage class; the UID where it has no name. */
export const className = (uid: string): string => sopClassName(uid) ?? uid;
