// How the files of one upload are sent: in which parts, as which bytes, and what is remembered of it. No network.
import type { UploadTarget } from './drop-list.ts';
import { formType } from './form-body.ts';
import { inSendingOrder, type MeasuredFile, type PartFiles, planParts } from './plan-parts.ts';
import type { UploadRecord } from './upload-records.ts';

/** Files that somebody has decided to send. */
export interface Selection {
  /** All that were picked. */
  readonly files: readonly MeasuredFile[];
  /** Paths of those of them that are not sent. */
  readonly skippedPaths: ReadonlySet<string>;
  readonly acceptMismatch: boolean;
  /** They are de-identified on this computer, before anything is sent. */
  readonly isMadeHere?: boolean;
  /** What they are found again by; undefined where nothing is remembered. */
  readonly fingerprint: string | undefined;
  readonly account: { readonly userId: string; readonly teamId: string };
  readonly notes: { readonly skipped: number; readonly unreadable: number; readonly isTruncated: boolean };
}

/** One part, and how far it is. */
export interface PlannedPart {
  readonly number: number;
  readonly files: PartFiles;
  readonly sizeBytes: number;
  sentBytes: number;
  isSent: boolean;
  url: string | undefined;
}

/** The plan of one upload. */
export interface DropPlan {
  readonly group: string;
  readonly selection: Selection;
  readonly parts: readonly PlannedPart[];
  readonly filesTotal: number;
  readonly bytesTotal: number;
  readonly fingerprint: string | undefined;
  /** What the server calls the upload, once it is known. */
  uploadId: string | undefined;
  bytesSent(): number;
  /** What ends the files in a part's form: random, so that no file holds it, and the same whenever it is sent. */
  readonly boundary: string;
  /** What the server is told of a part, by tus' names. */
  metadataOf(part: PlannedPart): Readonly<Record<string, string>>;
  /** What is remembered, as it stands now. */
  record(): UploadRecord;
}

/** Plans an upload; with a record the same parts as then, and where they are. */
export function planDrop(
  selection: Selection,
  { target, record }: { target: UploadTarget; record?: UploadRecord | undefined },
): DropPlan {
  const all = inSendingOrder(selection.files);
  const skipped = record?.skipped ?? placesOf(all, selection.skippedPaths);
  const skippedPlaces = new Set(skipped);
  const files = all.filter((_, place) => !skippedPlaces.has(place));
  const group = record?.group ?? crypto.randomUUID();
  const boundary = `lumenbox-${group}`;
  const acceptMismatch = record?.acceptMismatch ?? selection.acceptMismatch;
  const parts = planParts(files).map((some, index) => newPart(some, index, record));
  const startedAt = record?.startedAt ?? Date.now();
  const bytesTotal = parts.reduce((sum, part) => sum + part.sizeBytes, 0);
  const bytesSent = () =>
    parts.reduce((sum, part) => sum + (part.isSent ? part.sizeBytes : part.sentBytes), 0);
  const targetId = target.kind === 'match' ? null : target.id;
  return {
    group,
    selection,
    parts,
    filesTotal: files.length,
    bytesTotal,
    fingerprint: selection.fingerprint,
    uploadId: undefined,
    bytesSent,
    boundary,
    metadataOf: (part) => ({
      filename: `part ${part.number}`,
      filetype: formType(boundary),
      group,
      part: String(part.number),
      parts: String(parts.length),
      ...(targetId === null ? {} : { patient_id: targetId }),
      ...(acceptMismatch ? { accept_mismatch: 'true' } : {}),
    }),
    record: () => ({
      group,
      ...selection.account,
      targetId,
      acceptMismatch,
      fingerprint: selection.fingerprint ?? '',
      filesTotal: files.length,
      bytesTotal,
      skipped: [...skipped],
      partUrls: parts.map((part) => part.url ?? null),
      bytesSent: bytesSent(),
      startedAt,
    }),
  };
}

function placesOf(files: readonly MeasuredFile[], paths: ReadonlySet<string>): number[] {
  return files.flatMap(({ path }, place) => (paths.has(path) ? [place] : []));
}

function newPart(files: PartFiles, index: number, record: UploadRecord | undefined): PlannedPart {
  const number = index + 1;
  return {
    number,
    files,
    sizeBytes: files.reduce((sum, file) => sum + file.sizeBytes, 0),
    sentBytes: 0,
    // Asking costs one request, and tells which upload the part belongs to.
    isSent: false,
    url: record?.partUrls[index] ?? undefined,
  };
}
