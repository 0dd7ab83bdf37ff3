// De-identifies files on disk into new files: twice through each study, first for what its headers say of people, then to
// write. Streams pixels, or has them cleaned frame by frame; never writes over anything. Knows no server, no database, no account.
import { randomBytes } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { type FileHandle, link, mkdir, open, unlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import {
  createHeaderReader,
  createInstanceReader,
  DicomError,
  firstString,
  type HeaderResult,
  readHeader,
  tags,
} from '@lumenbox/dicom';
import {
  type Account,
  type CleanInstance,
  type Deidentifier,
  type Identities,
  mergeIdentities,
  noIdentities,
  type ReviewReason,
  readIdentities,
} from '@lumenbox/dicom/deidentify';
import {
  deidentifyWithPixels,
  isUncleanable,
  type OriginalInstance,
  type PixelSource,
  type Pixels,
  sourceOf,
} from '../pixels/index.ts';
import type { ListedFile } from './import-files.ts';

/** What became of a file. */
export interface FileVerdict {
  readonly input: string;
  readonly verdict: 'cleaned' | 'needs-review' | 'refused' | 'ignored';
  /** Why it needs a person, or was not written. */
  readonly reasons: readonly string[];
  /** Where the result lies; `null` when there is none. */
  readonly output: string | null;
}

/** How to de-identify files. */
export interface FilesOptions {
  readonly deidentifier: Deidentifier;
  readonly pixels: Pixels;
  readonly today: string;
  readonly accepted: readonly ReviewReason[];
  /** A folder for many files, or the file for one. */
  readonly output: { readonly folder: string } | { readonly file: string };
  readonly onFile: (bytes: number) => void;
}

const readChunkBytes = 256 * 1024;

/** De-identifies files one after the other. The second list are accounts of what was written. */
export async function deidentifyFiles(
  files: readonly ListedFile[],
  options: FilesOptions,
): Promise<{ verdicts: FileVerdict[]; accounts: Account[] }> {
  const identities = await gatherIdentities(files);
  const verdicts: FileVerdict[] = [];
  const accounts: Account[] = [];
  for (const file of files) {
    const done = await deidentifyOne(file, { options, identities }).catch((error: unknown) =>
      refusal(file, error),
    );
    if ('account' in done) accounts.push(done.account);
    verdicts.push({ input: file.name, verdict: done.verdict, reasons: done.reasons, output: done.output });
    options.onFile(file.sizeBytes);
  }
  return { verdicts, accounts };
}

/** What the headers of each study say of people. */
async function gatherIdentities(files: readonly ListedFile[]): Promise<ReadonlyMap<string, Identities>> {
  const byStudy = new Map<string, Identities>();
  for (const file of files) {
    const header = await readHeaderOf(file).catch(() => undefined);
    if (header === undefined) continue;
    const study = studyOf(header);
    const found = readIdentities([header.meta, header.dataSet]);
    byStudy.set(study, mergeIdentities(byStudy.get(study) ?? noIdentities, found));
  }
  return byStudy;
}

function studyOf({ dataSet }: HeaderResult): string {
  return firstString(dataSet, tags.StudyInstanceUID) ?? '';
}

async function readHeaderOf(file: ListedFile): Promise<HeaderResult> {
  const reader = createHeaderReader();
  for await (const chunk of readFileBytes(file)) if (reader.push(chunk) === 'done') return reader.result();
  reader.end();
  return reader.result();
}

type Done = Omit<FileVerdict, 'input'> & { account?: Account };
type Work = { options: FilesOptions; identities: ReadonlyMap<string, Identities> };

async function deidentifyOne(
  file: ListedFile,
  { options, identities }: Work,
): Promise<Done & { account?: Account }> {
  const { deidentifier, pixels, today, accepted } = options;
  const header = await readHeaderOf(file);
  const studyIdentities = identities.get(studyOf(header)) ?? noIdentities;
  const original = originalOf(file, header);
  const done = await deidentifyWithPixels({ pixels, deidentifier }, original, {
    today,
    accepted,
    studyIdentities,
  });
  if (done.kind === 'review') {
    const isDirectory = done.reasons.includes('not-an-instance');
    return { verdict: isDirectory ? 'ignored' : 'needs-review', reasons: done.reasons, output: null };
  }
  const output = placeOf(done, options);
  await writeNew(output, done.bytes);
  return { verdict: 'cleaned', reasons: [], output, account: done.account };
}

function originalOf(file: ListedFile, header: HeaderResult): OriginalInstance {
  return {
    header,
    read: (start) => readFileBytes(file, { start }),
    open: () => openSource(file),
  };
}

function readFileBytes(
  file: ListedFile,
  range: { start?: number; end?: number } = {},
): AsyncIterable<Buffer> {
  return createReadStream(file.path, { ...range, highWaterMark: readChunkBytes });
}

/** The places of the frames are found by reading the file once. */
async function openSource(file: ListedFile): Promise<PixelSource> {
  const reader = createInstanceReader();
  for await (const chunk of readFileBytes(file)) reader.push(chunk);
  return sourceOf(reader.end(), {
    key: '',
    sizeBytes: file.sizeBytes,
    read: (start, end) => readFileBytes(file, { start, end: end - 1 }),
  });
}

/** Names of files and folders are often names of people: results are named by their new UIDs. */
function placeOf(done: Pick<CleanInstance, 'head' | 'sopInstanceUid'>, { output }: FilesOptions): string {
  if ('file' in output) return output.file;
  const { dataSet } = readHeader(done.head);
  const uidOf = (tag: number) => firstString(dataSet, tag) ?? 'none';
  return join(
    output.folder,
    uidOf(tags.StudyInstanceUID),
    uidOf(tags.SeriesInstanceUID),
    `${done.sopInstanceUid}.dcm`,
  );
}

/** Writes a file that is not there yet; under another name until it is whole. Rejects with EEXIST when it is there. */
async function writeNew(path: string, bytes: AsyncIterable<Uint8Array>): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  const unfinished = join(dirname(path), `.${randomBytes(8).toString('hex')}.part`);
  const file = await open(unfinished, 'wx', 0o600);
  try {
    try {
      for await (const part of bytes) await writeAll(file, part);
    } finally {
      await file.close();
    }
    await link(unfinished, path);
  } finally {
    await unlink(unfinished);
  }
}

async function writeAll(file: FileHandle, bytes: Uint8Array): Promise<void> {
  let done = 0;
  while (done < bytes.length) done += (await file.write(bytes, done, bytes.length - done)).bytesWritten;
}

/** A file that cannot be read or written is told; a fault of the program is thrown on. */
function refusal(file: ListedFile, error: unknown): Done {
  if (isUncleanable(error)) return { verdict: 'needs-review', reasons: ['pixels-not-cleaned'], output: null };
  if (error instanceof DicomError) {
    const isIgnored = error.reason === 'not-dicom' && !file.isNamed;
    return { verdict: isIgnored ? 'ignored' : 'refused', reasons: [error.reason], output: null };
  }
  const code = (error as { code?: unknown } | null)?.code;
  if (code === 'EEXIST') return { verdict: 'refused', reasons: ['already-there'], output: null };
  if (code === 'EACCES' || code === 'ENOENT' || code === 'EIO')
    return { verdict: 'refused', reasons: ['unreadable'], output: null };
  throw error;
}
