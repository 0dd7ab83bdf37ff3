// Sends one part until it is there: waits while the line or the server is away, goes on after a new sign-in, gives up in the end.
import type { PartAnswer, PartToSend, SendOptions, SendPart } from './send-part.ts';

/** What sending is built from. */
export interface SendDeps {
  send: SendPart;
  /** Asks for a new sign-in; true when the part can be sent again. */
  signInAgain(): Promise<boolean>;
  /** True when the CSRF token has changed meanwhile (another tab signed in). */
  renewToken(): Promise<boolean>;
  /** Waits so long, or until there is a line again. */
  wait(ms: number, signal: AbortSignal): Promise<void>;
}

/** A server that is away for longer than these waits, with nothing coming through, is for a person to look at. */
const attemptsMax = 12;
const waitMsFirst = 1_000;
/** An upload that is over says 409 however often it is asked. */
const conflictsMax = 3;
/** Longer waits look like a page that has stopped. */
const waitMsMax = 30_000;
/** Busy, or in the way of itself: 409 is a part that another request has moved on, and is asked for anew. */
const passingStatuses = new Set([409, 429, 460, 502, 503, 504]);

/** Sends a part from where it stands; a new attempt asks the server where that is. */
export async function sendWithRetries(
  deps: SendDeps,
  part: PartToSend,
  options: SendOptions,
): Promise<PartAnswer> {
  let { url } = part;
  let attempts = 0;
  let bestBytes = 0;
  let conflicts = 0;
  for (;;) {
    const answer = await deps.send(
      { ...part, url },
      {
        signal: options.signal,
        onBytes: (bytes) => {
          // A line over which something comes is worth any number of attempts.
          if (bytes > bestBytes) attempts = 0;
          bestBytes = Math.max(bestBytes, bytes);
          options.onBytes(bytes);
        },
        onKnown: (known) => {
          url = known.url ?? url;
          options.onKnown(known);
        },
      },
    );
    attempts += 1;
    if (answer.kind === 'refused' && answer.status === 409) conflicts += 1;
    if (attempts >= attemptsMax || conflicts >= conflictsMax || options.signal.aborted) return answer;
    if (!(await isReadyForAnother(deps, answer, { attempts, signal: options.signal }))) return answer;
  }
}

/** Waits for what stands in the way; false where nothing will change. */
async function isReadyForAnother(
  deps: SendDeps,
  answer: PartAnswer,
  { attempts, signal }: { attempts: number; signal: AbortSignal },
): Promise<boolean> {
  if (answer.kind === 'sent' || answer.kind === 'aborted') return false;
  if (answer.kind === 'refused') {
    if (answer.status === 401) return deps.signInAgain();
    if (answer.status === 403) return deps.renewToken();
    if (!passingStatuses.has(answer.status)) return false;
  }
  const askedMs = answer.kind === 'refused' ? (answer.retryAfterSeconds ?? 0) * 1000 : 0;
  await deps.wait(Math.min(askedMs || waitMsFirst * 2 ** (attempts - 1), waitMsMax), signal);
  return !signal.aborted;
}
