// The uploads of this tab: they go on while pages change, pause, and are found again. The rules only; what they look like is elsewhere.
import { ApiError, type Upload } from '@lumenbox/contract';
import { createDropList, type Drop, type DropList, type UploadTarget } from './drop-list.ts';
import { type DropPlan, type PlannedPart, planDrop, type Selection } from './drop-plan.ts';
import { followUpload } from './follow-upload.ts';
import { filesOfVerdicts } from './plan-parts.ts';
import type { PartAnswer } from './send-part.ts';
import { type SendDeps, sendWithRetries } from './send-with-retries.ts';
import type { UploadRecord, UploadRecords } from './upload-records.ts';
import type { FoundFile } from './walk-entries.ts';

/** What the manager is built from. */
export interface UploadManagerDeps extends SendDeps {
  readonly records: UploadRecords;
  /** An upload as the server has it, with all of its files or none. */
  showUpload(id: string, files: 'all' | 'none', signal: AbortSignal): Promise<Upload>;
  /** Gives a part up, and the upload with it. */
  terminate(url: string): Promise<void>;
  /** True for a file that can still be read. */
  isReadable(file: Blob): Promise<boolean>;
  /** Many files as one body. */
  makeForm(files: readonly FoundFile[], boundary: string): Promise<Blob>;
  /** Called whenever the server has taken something in. */
  onTakenIn(target: UploadTarget): void;
}

/** A file was changed, moved or taken away since it was picked. */
export class FilesGoneError extends Error {
  readonly count: number;
  constructor(count: number) {
    super('Files cannot be read any more.');
    this.name = 'FilesGoneError';
    this.count = count;
  }
}

/** Two at a time keep the line busy while the server writes; more would only share it. */
const lanes = 2;

interface Work {
  readonly id: number;
  readonly target: UploadTarget;
  readonly plan: DropPlan;
  /** Ends sending: paused, cancelled, or gone with its account. */
  stop: AbortController;
  /** Ends following as well. */
  readonly gone: AbortController;
  /** Until it is over, the browser keeps what it needs to go on with it. */
  isRemembered: boolean;
}

/** Makes the manager. */
export function createUploadManager(deps: UploadManagerDeps) {
  const list = createDropList();
  const works = new Map<number, Work>();
  let nextId = 1;

  const begin = (target: UploadTarget, plan: DropPlan): number => {
    const work: Work = {
      id: nextId++,
      target,
      plan,
      stop: new AbortController(),
      gone: new AbortController(),
      isRemembered: plan.fingerprint !== undefined,
    };
    works.set(work.id, work);
    list.add(newDrop(work));
    void run(deps, list, work);
    return work.id;
  };
  const forget = (id: number) => {
    works.get(id)?.stop.abort();
    works.get(id)?.gone.abort();
    works.delete(id);
  };
  return {
    snapshot: list.snapshot,
    subscribe: list.subscribe,
    /** Sends files; with a record they go on where that upload stopped. */
    start: (target: UploadTarget, selection: Selection, record?: UploadRecord): number =>
      begin(target, planDrop(selection, { target, record })),
    pause(id: number): void {
      works.get(id)?.stop.abort();
      list.update(id, () => ({ state: 'paused' }));
    },
    /** Goes on with an upload that was paused, or that stopped. */
    goOn(id: number): void {
      const work = works.get(id);
      if (work === undefined || !work.stop.signal.aborted) return;
      work.stop = new AbortController();
      void run(deps, list, work);
    },
    /** Ends an upload for good: what the server has taken in stays, the rest is dropped. */
    async cancel(id: number): Promise<void> {
      const work = works.get(id);
      if (work === undefined) return;
      work.stop.abort();
      list.update(id, () => ({ state: 'cancelled' }));
      forgetRecord(deps, work);
      const url = work.plan.parts.find((part) => part.url !== undefined)?.url;
      if (url !== undefined) await deps.terminate(url).catch(() => undefined);
      await showVerdicts(deps, list, work);
    },
    /** Sends what was held again, as an upload of its own that says that it belongs to this patient all the same. */
    acceptHeld(id: number): void {
      const [drop, work] = [list.snapshot().find((one) => one.id === id), works.get(id)];
      if (drop === undefined || work === undefined) return;
      const names = drop.verdicts.filter(({ outcome }) => outcome === 'held').map(({ name }) => name);
      const files = filesOfVerdicts(
        names,
        work.plan.parts.flatMap((part) => part.files),
      );
      list.update(id, () => ({ isHeldAccepted: true }));
      const selection = {
        ...work.plan.selection,
        files,
        skippedPaths: new Set<never>(),
        fingerprint: undefined,
      };
      begin(work.target, planDrop({ ...selection, acceptMismatch: true }, { target: work.target }));
    },
    dismiss(id: number): void {
      forget(id);
      list.remove(id);
    },
    /** Ends all sending: whoever signs out or changes team leaves nothing running. What is under way can be gone on with. */
    dismissAll(): void {
      for (const id of works.keys()) forget(id);
      list.clear();
    },
  };
}

function newDrop({ id, target, plan }: Work): Drop {
  return {
    id,
    target,
    state: 'sending',
    filesTotal: plan.filesTotal,
    bytesTotal: plan.bytesTotal,
    bytesSent: 0,
    uploadId: undefined,
    counts: { received: 0, stored: 0, duplicate: 0, rejected: 0, held: 0 },
    verdicts: [],
    error: null,
    isHeldAccepted: false,
    notes: plan.selection.notes,
  };
}

function remember(deps: UploadManagerDeps, work: Work): void {
  if (work.isRemembered) deps.records.put(work.plan.record());
}
function forgetRecord(deps: UploadManagerDeps, work: Work): void {
  work.isRemembered = false;
  deps.records.remove(work.plan.group);
}

/** Sends what is left of an upload, then follows it until the server has taken all of it in. */
async function run(deps: UploadManagerDeps, list: DropList, work: Work): Promise<void> {
  const { id, stop } = work;
  list.update(id, () => ({ state: 'sending', error: null }));
  remember(deps, work);
  const over = new AbortController();
  const signal = AbortSignal.any([stop.signal, over.signal]);
  const following = followUpload({ ...deps, list, signal }, work).catch(() => undefined);
  const failure = await sendAll(deps, list, work);
  over.abort();
  await following;
  if (stop.signal.aborted && failure === undefined) return;
  if (failure !== undefined) {
    stop.abort();
    list.update(id, () => ({ state: 'stopped', error: failure }));
    return;
  }
  list.update(id, () => ({ state: 'processing' }));
  forgetRecord(deps, work);
  await showVerdicts(deps, list, work);
}

/** Waits until the upload is over, and shows what became of each file. */
async function showVerdicts(deps: UploadManagerDeps, list: DropList, work: Work): Promise<void> {
  const signal = work.gone.signal;
  try {
    await followUpload({ ...deps, list, signal }, work);
    if (work.plan.uploadId === undefined) return;
    const upload = await deps.showUpload(work.plan.uploadId, 'all', signal);
    list.update(work.id, ({ state }) => ({
      verdicts: upload.files,
      counts: upload.counts,
      state: state === 'cancelled' ? state : upload.status === 'complete' ? 'finished' : 'stopped',
    }));
  } catch (error) {
    if (!signal.aborted) list.update(work.id, () => ({ state: 'stopped', error }));
  }
}

/** Sends every part that is not there yet, a few at a time. Gives why it stopped early, or undefined. */
async function sendAll(deps: UploadManagerDeps, list: DropList, work: Work): Promise<unknown> {
  const { id, plan, stop } = work;
  const queue = plan.parts.filter((part) => !part.isSent);
  let failure: unknown;
  const lane = async () => {
    for (let part = queue.shift(); part !== undefined; part = queue.shift()) {
      if (stop.signal.aborted || failure !== undefined) return;
      const answer = await sendOne(deps, list, work, part);
      if (answer.kind === 'sent') {
        part.isSent = true;
        remember(deps, work);
      } else if (answer.kind !== 'aborted') failure = await errorOf(deps, answer, part);
    }
  };
  await Promise.all(Array.from({ length: lanes }, lane));
  list.update(id, () => ({ bytesSent: plan.bytesSent() }));
  return failure;
}

async function sendOne(
  deps: UploadManagerDeps,
  list: DropList,
  work: Work,
  part: PlannedPart,
): Promise<PartAnswer> {
  const { id, plan, stop } = work;
  const body = await deps.makeForm(
    part.files.map(({ path, file }) => ({ path, file })),
    plan.boundary,
  );
  const metadata = plan.metadataOf(part);
  return sendWithRetries(
    deps,
    { body, metadata, url: part.url },
    {
      signal: stop.signal,
      onBytes: (bytes) => {
        // The form's own framing is sent too; a bar that passes its end helps nobody.
        part.sentBytes = Math.round((bytes / Math.max(1, body.size)) * part.sizeBytes);
        list.update(id, () => ({ bytesSent: plan.bytesSent() }));
      },
      onKnown: ({ url, uploadId }) => {
        plan.uploadId ??= uploadId;
        if (uploadId !== undefined) list.update(id, () => ({ uploadId }));
        if (url === undefined || part.url === url) return;
        part.url = url;
        remember(deps, work);
      },
    },
  );
}

/** The browser does not say whether the line is broken or a file has changed: reading it again does. */
async function errorOf(deps: UploadManagerDeps, answer: PartAnswer, part: PlannedPart): Promise<unknown> {
  if (answer.kind === 'refused')
    return new ApiError(answer.status, answer.message, {}, answer.retryAfterSeconds);
  const readable = await Promise.all(part.files.map(({ file }) => deps.isReadable(file)));
  const gone = readable.filter((isReadable) => !isReadable).length;
  return gone > 0 ? new FilesGoneError(gone) : new TypeError('unreachable');
}
