// Sends one batch until it is answered: waits while the server is busy, goes on after a new sign-in, gives up in the end.
import type { Batch } from './batches.ts';
import type { BatchAnswer, SendBatch } from './send-batch.ts';

/** What sending is built from. */
export interface SendDeps {
  send: SendBatch;
  /** Asks for a new sign-in; true when the batch can be sent again. */
  signInAgain(): Promise<boolean>;
  /** True when the CSRF token has changed meanwhile (another tab signed in). */
  renewToken(): Promise<boolean>;
  wait(ms: number, signal: AbortSignal): Promise<void>;
}

/** A server that is away for longer than these waits is for a person to look at. */
const attemptsMax = 5;
const waitMsFirst = 1_000;
/** Longer waits look like a page that has stopped. */
const waitMsMax = 30_000;
const passingStatuses = new Set([429, 502, 503, 504]);

/** Sends a batch. `onBytes` is told how many more bytes count as sent: fewer when an attempt was lost. */
export async function sendWithRetries(
  deps: SendDeps,
  batch: Batch,
  options: {
    patientId: string;
    acceptMismatch: boolean;
    signal: AbortSignal;
    onBytes(difference: number): void;
  },
): Promise<BatchAnswer> {
  const size = batch.reduce((sum, { file }) => sum + file.size, 0);
  for (let attempt = 1; ; attempt++) {
    let counted = 0;
    const count = (bytes: number) => {
      // The form's own framing is sent too; a bar that passes its end helps nobody.
      const sent = Math.min(bytes, size);
      options.onBytes(sent - counted);
      counted = sent;
    };
    const answer = await deps.send(batch, { ...options, onProgress: count });
    count(answer.kind === 'verdicts' ? size : 0);
    const isWorthAnother = attempt < attemptsMax && !options.signal.aborted;
    if (!isWorthAnother || !(await isReadyForAnother(deps, answer, { attempt, signal: options.signal })))
      return answer;
  }
}

/** Waits for what stands in the way; false where nothing will change. */
async function isReadyForAnother(
  deps: SendDeps,
  answer: BatchAnswer,
  { attempt, signal }: { attempt: number; signal: AbortSignal },
): Promise<boolean> {
  if (answer.kind === 'verdicts' || answer.kind === 'cancelled') return false;
  if (answer.kind === 'refused') {
    if (answer.status === 401) return deps.signInAgain();
    if (answer.status === 403) return deps.renewToken();
    if (!passingStatuses.has(answer.status)) return false;
  }
  const askedMs = answer.kind === 'refused' ? (answer.retryAfterSeconds ?? 0) * 1000 : 0;
  await deps.wait(Math.min(askedMs || waitMsFirst * 2 ** (attempt - 1), waitMsMax), signal);
  return !signal.aborted;
}
