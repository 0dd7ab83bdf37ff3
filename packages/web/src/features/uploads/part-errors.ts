// Why a part could not be sent: what the server said, or that its files cannot be read any more.
import { ApiError } from '@lumenbox/contract';
import type { PlannedPart } from './drop-plan.ts';
import type { PartAnswer } from './send-part.ts';

/** A file was changed, moved or taken away since it was picked. */
export class FilesGoneError extends Error {
  readonly count: number;
  constructor(count: number) {
    super('Files cannot be read any more.');
    this.name = 'FilesGoneError';
    this.count = count;
  }
}

type Deps = { isReadable(file: Blob): Promise<boolean> };

/** The browser does not say whether the line is broken or a file has changed: reading it again does. */
export async function errorOfAnswer(deps: Deps, answer: PartAnswer, part: PlannedPart): Promise<unknown> {
  if (answer.kind === 'refused')
    return new ApiError(answer.status, answer.message, {}, answer.retryAfterSeconds);
  return errorOfFiles(deps, new TypeError('unreachable'), part);
}

/** The error itself, unless files are gone. */
export async function errorOfFiles(deps: Deps, error: unknown, part: PlannedPart): Promise<unknown> {
  const readable = await Promise.all(part.files.map(({ file }) => deps.isReadable(file)));
  const gone = readable.filter((isReadable) => !isReadable).length;
  return gone > 0 ? new FilesGoneError(gone) : error;
}
