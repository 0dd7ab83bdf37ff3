// Many files as one body: a form, whose bytes stay where they are until they are sent. The same files give the same bytes.
import { deidentifiedField } from '@lumenbox/contract';

/** A file of a form. */
export interface FormFile {
  readonly path: string;
  readonly file: Blob;
  /** What was done to it, when it was de-identified here. */
  readonly statement?: string;
}

/** What a form says of its type. */
export function formType(boundary: string): string {
  return `multipart/form-data; boundary=${boundary}`;
}

/** Makes the form of files (RFC 7578). `boundary` must occur in none of them: it is random, and is kept where the upload is. */
export function makeForm(files: readonly FormFile[], boundary: string): Blob {
  const pieces: BlobPart[] = files.flatMap(({ path, file, statement }) => [
    statement === undefined
      ? ''
      : `--${boundary}\r\nContent-Disposition: form-data; name="${deidentifiedField}"\r\n\r\n${statement}\r\n`,
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
