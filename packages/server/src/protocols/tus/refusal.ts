// How an error looks over tus, and what tus has statuses of its own for.
import { asBadRequest, type ErrorAnswer } from '../../platform/http/index.ts';

/** A refusal that only tus knows. */
export class TusRefusal extends Error {
  readonly status: number;
  constructor(status: number, message: string) {
    super(message);
    this.name = 'TusRefusal';
    this.status = status;
  }
}

/** Refusals by what is wrong. */
export const refusal = {
  version: () => new TusRefusal(412, 'Say Tus-Resumable: 1.0.0. The server speaks no other version of tus.'),
  checksum: () =>
    new TusRefusal(460, 'The bytes do not have the checksum that came with them. Send them again.'),
} as const;

/** Makes the answer to an error out of what HTTP says of it in general: message, `Retry-After`, faults of others. */
export function tusErrorAnswer(error: unknown, general: (error: unknown) => ErrorAnswer): ErrorAnswer {
  if (error instanceof TusRefusal)
    return { status: error.status, body: { message: error.message }, headers: {} };
  return asBadRequest(general(error));
}
