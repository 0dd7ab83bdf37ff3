// The uploads of this tab: they go on while pages change, pause, and are found again. The rules only; what they look like is elsewhere.
import type { Upload } from '@lumenbox/contract';
import { createDropList, type Drop, type DropList, type UploadTarget } from './drop-list.ts';
import { type DropPlan, type PlannedPart, planDrop, type Selection } from './drop-plan.ts';
import {
  createFilesMadeHere,
  type FilesMadeHere,
  type HereEngine,
  type HereState,
} from './files-made-here.ts';
import { followUpload } from './follow-upload.ts';
import type { FormFile } from './form-body.ts';
import { errorOfAnswer, errorOfFiles } from './part-errors.ts';
import { filesOfVerdicts, isZip, type MeasuredFile } from './plan-parts.ts';
import type { PartAnswer } from './send-part.ts';
import { type SendDeps, sendWithRetries } from './send-with-retries.ts';
import type { UploadRecord, UploadRecords } from './upload-records.ts';

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
  makeForm(files: readonly FormFile[], boundary: string): Promise<Blob>;
  /** Opens a case on this computer. */
  openHere(caseId: string): Promise<HereEngine>;
  /** Called whenever the server has taken something in. */
  onTakenIn(target: UploadTarget): void;
}

/** Two at a time keep the line busy while the server writes; more would only share it. */
const lanes = 2;

interface Work {
  readonly id: number;
  readonly target: UploadTarget;
  readonly plan: DropPlan;
  /** Where its files are de-identified before they go. */
  readonly here: FilesMadeHere | undefined;
  /** Ends sending: paused, cancelled, or gone with its account. */
  stop: AbortController;
  /** Ends following as well. */
  readonly gone: AbortController;
  /** Until it is over, the browser keeps what it needs to go on with it. */
  isRemembered: boolean;
  /** How much was sent when it was last written down. */
  rememberedBytes: number;
}

/** Makes the manager. */
export function createUploadManager(deps: UploadManagerDeps) {
  const list = createDropList();
  const works = new Map<number, Work>();
  let nextId = 1;

  const begin = (target: UploadTarget, plan: DropPlan): number => {
    const id = nextId++;
    const work: Work = {
      id,
      target,
      plan,
      here: hereOf(deps, { target, plan, report: (here) => list.update(id, () => ({ here })) }),
      stop: new AbortController(),
      gone: new AbortController(),
      isRemembered: plan.fingerprint !== undefined,
      rememberedBytes: 0,
    };
    works.set(work.id, work);
    list.add(newDrop(work));
    void run(deps, list, work);
    return work.id;
  };
  const forget = (id: number) => {
    works.get(id)?.stop.abort();
    works.get(id)?.gone.abort();
    works.get(id)?.here?.end();
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
      work.here?.end();
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
      const files = filesOfVerdicts(names, filesOf(work));
      list.update(id, () => ({ isHeldAccepted: true }));
      begin(work.target, someOf(work, files, { acceptMismatch: true }));
    },
    /** Sends what stayed on this computer as it is, for the server to clean or to have reviewed: a person has said so. */
    sendStaying(id: number): void {
      const work = works.get(id);
      if (work?.here === undefined) return;
      const staying = work.here.staying();
      const files = filesOf(work).filter(({ path }) => staying.has(path));
      list.update(id, () => ({ isStayingSent: true }));
      begin(work.target, someOf(work, files, { isMadeHere: false }));
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

function filesOf({ plan }: Work): MeasuredFile[] {
  return plan.parts.flatMap((part) => part.files);
}

/** Some files of an upload as one of its own; nothing of it is remembered. */
function someOf(
  { target, plan }: Work,
  files: readonly MeasuredFile[],
  changes: Pick<Selection, 'isMadeHere'> | Pick<Selection, 'acceptMismatch'>,
): DropPlan {
  const own = { files, skippedPaths: new Set<never>(), fingerprint: undefined };
  return planDrop({ ...plan.selection, ...own, ...changes }, { target });
}

function newDrop({ id, target, plan }: Work): Drop {
  return {
    id,
    target,
    state: 'sending',
    filesTotal: plan.filesTotal,
    hasZips: plan.parts.some(({ files }) => files.some(isZip)),
    bytesTotal: plan.bytesTotal,
    bytesSent: 0,
    uploadId: undefined,
    counts: { received: 0, stored: 0, duplicate: 0, rejected: 0, held: 0 },
    verdicts: [],
    error: null,
    isHeldAccepted: false,
    here: plan.selection.isMadeHere === true ? { done: 0, files: [] } : undefined,
    isStayingSent: false,
    notes: plan.selection.notes,
  };
}

function hereOf(
  deps: UploadManagerDeps,
  { target, plan, report }: Pick<Work, 'target' | 'plan'> & { report(state: HereState): void },
): FilesMadeHere | undefined {
  if (plan.selection.isMadeHere !== true || target.kind !== 'case') return undefined;
  return createFilesMadeHere({ parts: plan.parts, open: () => deps.openHere(target.id), report });
}

function remember(deps: UploadManagerDeps, work: Work): void {
  if (!work.isRemembered) return;
  work.rememberedBytes = work.plan.bytesSent();
  deps.records.put(work.plan.record());
}
/** A tab that is closed in the middle of a part leaves what is nearly true: it is written down at each hundredth. */
function rememberProgress(deps: UploadManagerDeps, work: Work): void {
  const { plan, rememberedBytes } = work;
  if (Math.abs(plan.bytesSent() - rememberedBytes) * 100 >= plan.bytesTotal) remember(deps, work);
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
  work.here?.end();
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
      verdicts: upload.files.map((file) => ({ ...file, name: work.here?.pathOf(file.name) ?? file.name })),
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
      const answer = await sendOne(deps, list, work, part).catch(async (error: unknown) => {
        // Whoever has stopped it knows why.
        if (!stop.signal.aborted) failure = await errorOfFiles(deps, error, part);
      });
      if (answer === undefined) return;
      if (answer.kind === 'sent') {
        part.isSent = true;
        remember(deps, work);
      } else if (answer.kind !== 'aborted') failure = await errorOfAnswer(deps, answer, part);
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
  const files = await (work.here?.of(part, stop.signal) ??
    part.files.map(({ path, file }): FormFile => ({ path, file })));
  if (stop.signal.aborted) return { kind: 'aborted' };
  const body = await deps.makeForm(files, plan.boundary);
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
        rememberProgress(deps, work);
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
