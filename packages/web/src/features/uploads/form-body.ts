// Many files as one body: a form, whose bytes stay where they are until they are sent. The same files give the same bytes.
import type { FoundFile } from './walk-entries.ts';

/** What a form says of its type. */
export function formType(boundary: string): string {
  return `multipart/form-data; boundary=${boundary}`;
}

/** Makes the form of files (RFC 7578). `boundary` must occur in none of them: it is random, and is kept where the upload is. */
export function makeForm(files: readonly FoundFile[], boundary: string): Blob {
  const pieces: BlobPart[] = files.flatMap(({ path, file }) => [
    `--${boundary}\r\nContent-Disposition: form-data; name="files"; filename="${escapeName(path)}"\r\nContent-Type: application/octet-stream\r\n\r\n`,
    file,
    '\r\n',
  ]);
  return new Blob([...pieces, `--${boundary}--\r\n`]);
}

/** As browsers write the names of files in forms: what would end the name is escaped. */
function escapeName(path: string): string {
  return path.replace(/\r\n?|\n/g, '%0D%0A').replaceAll('"', '%22');
}
