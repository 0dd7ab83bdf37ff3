// The uploads of this tab: they go on while pages change. State and rules only; what they look like is elsewhere.
import { ApiError, type UploadFile } from '@lumenbox/contract';
import { type Batch, filesOfVerdicts, makeBatches } from './batches.ts';
import type { BatchAnswer, SendBatch } from './send-batch.ts';
import type { Found, FoundFile } from './walk-entries.ts';

/** Whom the images are for. */
export interface UploadTarget {
  readonly id: string;
  readonly kind: 'patient' | 'case';
  readonly name: string;
}
/** A file's verdict, and the batch in which it was sent. */
export interface Verdict extends UploadFile {
  readonly key: number;
  readonly batch: Batch;
}
export type TransferState = 'sending' | 'finished' | 'cancelled' | 'stopped';
/** One upload as the screen shows it. A new object for every change. */
export interface Transfer {
  readonly id: number;
  readonly target: UploadTarget;
  readonly state: TransferState;
  readonly filesTotal: number;
  readonly filesDone: number;
  readonly bytesTotal: number;
  readonly bytesSent: number;
  readonly verdicts: readonly Verdict[];
  readonly uploadIds: readonly string[];
  /** Why it stopped. */
  readonly error: unknown;
  /** What has not been sent, or was sent without an answer. */
  readonly rest: readonly FoundFile[];
  readonly notes: { systemFiles: number; unreadable: number; isTruncated: boolean };
}

/** What the manager is built from. */
export interface UploadManagerDeps {
  send: SendBatch;
  /** Asks for a new sign-in; true when the batch can be sent again. */
  signInAgain(): Promise<boolean>;
  /** True when the CSRF token has changed meanwhile (another tab signed in). */
  renewToken(): Promise<boolean>;
  /** Called after every batch that was answered. */
  onAnswered(target: UploadTarget): void;
  wait(ms: number, signal: AbortSignal): Promise<void>;
}

/** Two at a time keep the line busy while the server writes; more would only share it. */
const lanes = 2;
const attemptsMax = 5;
const waitMsMax = 30_000;

export type UploadManager = ReturnType<typeof createUploadManager>;

/** Makes the manager. */
export function createUploadManager(deps: UploadManagerDeps) {
  let transfers: readonly Transfer[] = [];
  let nextId = 1;
  let nextKey = 1;
  const listeners = new Set<() => void>();
  const cancels = new Map<number, AbortController>();

  function update(id: number, change: (transfer: Transfer) => Partial<Transfer>): void {
    transfers = transfers.map((transfer) =>
      transfer.id === id ? { ...transfer, ...change(transfer) } : transfer,
    );
    for (const listener of listeners) listener();
  }

  function start(target: UploadTarget, found: Found): number {
    const id = nextId++;
    const { files, ...notes } = found;
    transfers = [
      ...transfers,
      {
        id,
        target,
        state: 'sending',
        filesTotal: files.length,
        filesDone: 0,
        bytesTotal: totalBytes(files),
        bytesSent: 0,
        verdicts: [],
        uploadIds: [],
        error: null,
        rest: files,
        notes,
      },
    ];
    void run(id, { target, batches: makeBatches(files), acceptMismatch: false });
    return id;
  }

  async function run(
    id: number,
    work: { target: UploadTarget; batches: readonly Batch[]; acceptMismatch: boolean },
  ): Promise<void> {
    const cancel = new AbortController();
    cancels.set(id, cancel);
    update(id, () => ({ state: 'sending', error: null }));
    const queue = [...work.batches];
    let failure: unknown;
    const lane = async () => {
      for (let batch = queue.shift(); batch !== undefined; batch = queue.shift()) {
        if (cancel.signal.aborted || failure !== undefined) return;
        const answer = await sendWithRetries(id, batch, { ...work, signal: cancel.signal });
        if (answer.kind === 'verdicts') take(id, batch, answer.upload);
        else if (answer.kind !== 'cancelled') failure = errorOf(answer);
        deps.onAnswered(work.target);
      }
    };
    await Promise.all(Array.from({ length: lanes }, lane));
    cancels.delete(id);
    const state = cancel.signal.aborted ? 'cancelled' : failure === undefined ? 'finished' : 'stopped';
    update(id, () => ({ state, error: failure ?? null }));
  }

  async function sendWithRetries(
    id: number,
    batch: Batch,
    work: { target: UploadTarget; acceptMismatch: boolean; signal: AbortSignal },
  ): Promise<BatchAnswer> {
    const size = totalBytes(batch);
    for (let attempt = 1; ; attempt++) {
      let counted = 0;
      const count = (bytes: number) => {
        // The form's own framing is sent too; a bar that passes its end helps nobody.
        const sent = Math.min(bytes, size);
        update(id, (transfer) => ({ bytesSent: transfer.bytesSent + sent - counted }));
        counted = sent;
      };
      const answer = await deps.send(batch, {
        patientId: work.target.id,
        acceptMismatch: work.acceptMismatch,
        signal: work.signal,
        onProgress: count,
      });
      count(answer.kind === 'verdicts' ? size : 0);
      if (!(await isWorthAnother(answer, attempt, work.signal))) return answer;
    }
  }

  async function isWorthAnother(answer: BatchAnswer, attempt: number, signal: AbortSignal): Promise<boolean> {
    if (signal.aborted || attempt >= attemptsMax || answer.kind === 'verdicts' || answer.kind === 'cancelled')
      return false;
    if (answer.kind === 'refused') {
      if (answer.status === 401) return deps.signInAgain();
      if (answer.status === 403) return deps.renewToken();
      if (answer.status !== 429 && answer.status !== 502 && answer.status !== 503 && answer.status !== 504)
        return false;
    }
    const asked = answer.kind === 'refused' ? answer.retryAfterSeconds : undefined;
    await deps.wait(Math.min(asked === undefined ? 500 * 2 ** attempt : asked * 1000, waitMsMax), signal);
    return !signal.aborted;
  }

  function take(id: number, batch: Batch, upload: { id: string; files: readonly UploadFile[] }): void {
    const verdicts = upload.files.map((file) => ({ ...file, key: nextKey++, batch }));
    const sent = new Set(batch);
    update(id, (transfer) => ({
      filesDone: Math.min(transfer.filesDone + batch.length, transfer.filesTotal),
      verdicts: [...transfer.verdicts, ...verdicts],
      uploadIds: [...transfer.uploadIds, upload.id],
      rest: transfer.rest.filter((found) => !sent.has(found)),
    }));
  }

  /** Sends what was held again, this time saying that it belongs to this patient all the same. */
  function acceptHeld(id: number): void {
    const transfer = transfers.find((candidate) => candidate.id === id);
    if (transfer === undefined || transfer.state === 'sending') return;
    const held = transfer.verdicts.filter((verdict) => verdict.outcome === 'held');
    const batches = [...new Set(held.map((verdict) => verdict.batch))];
    const files = batches.flatMap((batch) =>
      filesOfVerdicts(
        held.filter((verdict) => verdict.batch === batch).map((verdict) => verdict.name),
        batch,
      ),
    );
    const sentAgain = new Set(files);
    const heldAgain = new Set(held.map((verdict) => verdict.key));
    update(id, (current) => ({
      verdicts: current.verdicts.filter((verdict) => !heldAgain.has(verdict.key)),
      filesDone: current.filesDone - sentAgain.size,
      bytesSent: current.bytesSent - totalBytes(files),
      rest: [...current.rest, ...files],
    }));
    void run(id, { target: transfer.target, batches: makeBatches(files), acceptMismatch: true });
  }

  /** Sends what got no answer again. */
  function sendRest(id: number): void {
    const transfer = transfers.find((candidate) => candidate.id === id);
    if (transfer === undefined || transfer.state === 'sending') return;
    void run(id, { target: transfer.target, batches: makeBatches(transfer.rest), acceptMismatch: false });
  }

  return {
    start,
    acceptHeld,
    sendRest,
    cancel: (id: number) => cancels.get(id)?.abort(),
    dismiss(id: number): void {
      cancels.get(id)?.abort();
      transfers = transfers.filter((transfer) => transfer.id !== id);
      for (const listener of listeners) listener();
    },
    dismissAll(): void {
      for (const cancel of cancels.values()) cancel.abort();
      transfers = [];
      for (const listener of listeners) listener();
    },
    snapshot: () => transfers,
    subscribe(listener: () => void): () => void {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

function totalBytes(files: readonly FoundFile[]): number {
  return files.reduce((sum, { file }) => sum + file.size, 0);
}

function errorOf(answer: BatchAnswer): unknown {
  if (answer.kind === 'refused')
    return new ApiError(answer.status, answer.message, {}, answer.retryAfterSeconds);
  return new TypeError('unreachable');
}

/** How many verdicts of a transfer someone should look at. */
export function problemCount(verdicts: readonly UploadFile[]): number {
  return verdicts.filter(isProblem).length;
}
/** Rejected and held files need somebody's attention. */
export function isProblem(verdict: UploadFile): boolean {
  return verdict.outcome === 'rejected' || verdict.outcome === 'held';
}
