// The uploads of this tab: they go on while pages change. The rules only; what they look like is elsewhere.
import { ApiError, type UploadFile } from '@lumenbox/contract';
import { type Batch, filesOfVerdicts, makeBatches } from './batches.ts';
import type { BatchAnswer } from './send-batch.ts';
import { type SendDeps, sendWithRetries } from './send-with-retries.ts';
import { createTransferList, type Transfer, type TransferList, type UploadTarget } from './transfer-list.ts';
import type { Found, FoundFile } from './walk-entries.ts';

/** What the manager is built from. */
export interface UploadManagerDeps extends SendDeps {
  /** Called after every batch that was answered. */
  onAnswered(target: UploadTarget): void;
}

/** Two at a time keep the line busy while the server writes; more would only share it. */
const lanes = 2;

interface Work {
  readonly target: UploadTarget;
  readonly batches: readonly Batch[];
  readonly acceptMismatch: boolean;
}

/** Makes the manager. */
export function createUploadManager(deps: UploadManagerDeps) {
  const list = createTransferList();
  const cancels = new Map<number, AbortController>();
  let nextId = 1;

  async function run(id: number, work: Work): Promise<void> {
    const cancel = new AbortController();
    cancels.set(id, cancel);
    list.update(id, () => ({ state: 'sending', error: null }));
    const failure = await sendAll(deps, list, { id, work, signal: cancel.signal });
    cancels.delete(id);
    const state = cancel.signal.aborted ? 'cancelled' : failure === undefined ? 'finished' : 'stopped';
    list.update(id, () => ({ state, error: failure ?? null }));
  }

  return {
    snapshot: list.snapshot,
    subscribe: list.subscribe,
    start(target: UploadTarget, found: Found): number {
      const id = nextId++;
      list.add(newTransfer(id, target, found));
      void run(id, { target, batches: makeBatches(found.files), acceptMismatch: false });
      return id;
    },
    /** Sends what was held again, this time saying that it belongs to this patient all the same. */
    acceptHeld(id: number): void {
      const transfer = list.idle(id);
      if (transfer === undefined) return;
      const files = forgetHeld(list, transfer);
      void run(id, { target: transfer.target, batches: makeBatches(files), acceptMismatch: true });
    },
    /** Sends what got no answer again. */
    sendRest(id: number): void {
      const transfer = list.idle(id);
      if (transfer === undefined) return;
      void run(id, { target: transfer.target, batches: makeBatches(transfer.rest), acceptMismatch: false });
    },
    cancel: (id: number) => cancels.get(id)?.abort(),
    dismiss(id: number): void {
      cancels.get(id)?.abort();
      list.remove(id);
    },
    dismissAll(): void {
      for (const cancel of cancels.values()) cancel.abort();
      list.clear();
    },
  };
}

function newTransfer(id: number, target: UploadTarget, { files, ...notes }: Found): Transfer {
  return {
    id,
    target,
    state: 'sending',
    filesTotal: files.length,
    filesDone: 0,
    bytesTotal: totalBytes(files),
    bytesSent: 0,
    verdicts: [],
    error: null,
    rest: files,
    notes,
  };
}

/** Sends every batch, a few at a time. Gives why it stopped early, or undefined. */
async function sendAll(
  deps: UploadManagerDeps,
  list: TransferList,
  { id, work, signal }: { id: number; work: Work; signal: AbortSignal },
): Promise<unknown> {
  const queue = [...work.batches];
  let failure: unknown;
  const lane = async () => {
    for (let batch = queue.shift(); batch !== undefined; batch = queue.shift()) {
      if (signal.aborted || failure !== undefined) return;
      const answer = await sendWithRetries(deps, batch, {
        patientId: work.target.id,
        acceptMismatch: work.acceptMismatch,
        signal,
        onBytes: (difference) =>
          list.update(id, (transfer) => ({ bytesSent: transfer.bytesSent + difference })),
      });
      if (answer.kind === 'verdicts') keepVerdicts(list, id, { batch, files: answer.upload.files });
      else if (answer.kind !== 'cancelled') failure = errorOf(answer);
      deps.onAnswered(work.target);
    }
  };
  await Promise.all(Array.from({ length: lanes }, lane));
  return failure;
}

function keepVerdicts(
  list: TransferList,
  id: number,
  { batch, files }: { batch: Batch; files: readonly UploadFile[] },
): void {
  const sent = new Set(batch);
  list.update(id, ({ verdicts, filesDone, filesTotal, rest }) => {
    const firstKey = (verdicts.at(-1)?.key ?? -1) + 1;
    return {
      verdicts: [...verdicts, ...files.map((file, index) => ({ ...file, key: firstKey + index, batch }))],
      filesDone: Math.min(filesDone + batch.length, filesTotal),
      rest: rest.filter((found) => !sent.has(found)),
    };
  });
}

/** Takes back the verdicts of held files. Gives the files that have to be sent again. */
function forgetHeld(list: TransferList, transfer: Transfer): FoundFile[] {
  const held = transfer.verdicts.filter((verdict) => verdict.outcome === 'held');
  const batches = [...new Set(held.map((verdict) => verdict.batch))];
  const files = batches.flatMap((batch) => {
    const names = held.filter((verdict) => verdict.batch === batch).map((verdict) => verdict.name);
    return [...filesOfVerdicts(names, batch)];
  });
  list.update(transfer.id, (current) => ({
    verdicts: current.verdicts.filter((verdict) => verdict.outcome !== 'held'),
    filesDone: current.filesDone - files.length,
    bytesSent: current.bytesSent - totalBytes(files),
    rest: [...current.rest, ...files],
  }));
  return files;
}

function totalBytes(files: readonly FoundFile[]): number {
  return files.reduce((sum, { file }) => sum + file.size, 0);
}

function errorOf(answer: BatchAnswer): unknown {
  if (answer.kind === 'refused')
    return new ApiError(answer.status, answer.message, {}, answer.retryAfterSeconds);
  return new TypeError('unreachable');
}
