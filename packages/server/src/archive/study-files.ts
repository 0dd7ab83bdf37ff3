// The files of a study as a file-set on a medium (PS3.10 8): short names, a DICOMDIR, and the files as they are handed out.
import { PassThrough, Readable } from 'node:stream';
import {
  createHeaderReader,
  type DicomdirFile,
  DicomError,
  directoryHeaderOf,
  encodeDicomdir,
} from '@lumenbox/dicom';
import yazl from 'yazl';
import type { RealmScope } from '../access/index.ts';
import type { Db } from '../platform/database/index.ts';
import type { Archive } from './archive.ts';
import { selectSeriesOfStudies } from './instance-index.store.ts';
import { selectInstancesOfSeries } from './ordered-instances.store.ts';
import { type FileOfInstance, objectBytes } from './read-instance.ts';

/** A file of a study. */
export interface StudyFile {
  /** Components of at most eight characters, for instance `DICOM`, `ST00001`, `SE00002`, `IM00117`. */
  readonly path: readonly string[];
  readonly object: FileOfInstance & { readonly id: string };
}

const pageSize = 1000;

/**
 * The files of a study, or of one series of it, series by series, in the order of their numbers. Of several studies on
 * a medium, `number` is its place.
 */
export async function listStudyFiles(
  db: Db,
  scope: RealmScope,
  which: { studyId: string; seriesInstanceUid?: string | undefined; number?: number },
): Promise<StudyFile[]> {
  const { studyId, seriesInstanceUid, number = 1 } = which;
  const files: StudyFile[] = [];
  const ofStudy = await selectSeriesOfStudies(db, scope, [studyId]);
  const wanted =
    seriesInstanceUid === undefined
      ? ofStudy
      : ofStudy.filter((series) => series.series_instance_uid === seriesInstanceUid);
  for (const [index, series] of wanted.entries()) {
    const folder = ['DICOM', numbered('ST', number), numbered('SE', index + 1)];
    let count = 0;
    for (let isLast = false; !isLast; ) {
      const options = { seriesId: series.id, offset: count, limit: pageSize };
      const page = await selectInstancesOfSeries(db, scope, options);
      for (const row of page) {
        count += 1;
        const path = [...folder, numbered('IM', count)];
        files.push({ path, object: row });
      }
      isLast = page.length < pageSize;
    }
  }
  return files;
}

function numbered(prefix: string, number: number): string {
  return `${prefix}${String(number).padStart(5, '0')}`;
}

/** Gathers what a DICOMDIR says of files, from their bytes as they pass. */
export interface DirectoryWriter {
  /** The bytes of a file, unchanged, read for the directory on their way. */
  through(path: readonly string[], bytes: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array>;
  /** The DICOMDIR of all files that have passed. */
  encode(): Uint8Array;
}

/** Makes a directory writer. */
export function createDirectoryWriter(): DirectoryWriter {
  const files: DicomdirFile[] = [];
  return {
    through: async function* (path, bytes) {
      const reader = createHeaderReader();
      let isReading = true;
      for await (const chunk of bytes) {
        if (isReading) isReading = unlessRefused(() => reader.push(chunk)) === 'more';
        yield chunk;
      }
      if (isReading) unlessRefused(() => reader.end());
      const header = unlessRefused(() => reader.result());
      if (header !== undefined) files.push({ path, header: directoryHeaderOf(header) });
    },
    encode: () => encodeDicomdir(files),
  };
}

/** What an older release took and a newer one cannot read is handed out all the same, without a line in the directory. */
function unlessRefused<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (error instanceof DicomError) return undefined;
    throw error;
  }
}

/** A zip of files with a DICOMDIR, made while it is read: stored, not compressed, zip64 where it is needed. */
export function zipStudyFiles(deps: { archive: Archive }, files: readonly StudyFile[]): Readable {
  const zip = new yazl.ZipFile();
  const output = new PassThrough();
  const directory = createDirectoryWriter();
  let source: Readable | undefined;
  // Whoever reads the zip goes away: the file that is being read is closed, and no other is opened.
  output.on('close', () => source?.destroy());
  zip.on('error', (error: Error) => output.destroy(error));
  const lazily = (path: string, options: { size?: number }, open: () => Promise<Readable>): void =>
    zip.addReadStreamLazy(path, { compress: false, ...options }, (give) => {
      if (output.destroyed) return;
      open().then(
        (stream) => {
          source = stream;
          if (output.destroyed) stream.destroy();
          stream.on('error', (error) => output.destroy(error));
          give(null, stream);
        },
        (error: unknown) => output.destroy(error instanceof Error ? error : new Error(String(error))),
      );
    });
  for (const { path, object } of files) {
    const file = objectBytes(deps.archive, object);
    lazily(path.join('/'), { size: file.sizeBytes }, async () =>
      Readable.from(directory.through(path, await file.open()), { objectMode: false }),
    );
  }
  lazily('DICOMDIR', {}, async () =>
    Readable.from(
      once(() => directory.encode()),
      { objectMode: false },
    ),
  );
  zip.end();
  zip.outputStream.pipe(output);
  return output;
}

async function* once(make: () => Uint8Array): AsyncIterable<Uint8Array> {
  yield make();
}
