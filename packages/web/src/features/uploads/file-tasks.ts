// What is done with files in a thread of its own: browsers ask the disk, and wait, for every size of a file and every body of one.
import { type FormFile, makeForm } from './form-body.ts';
import { type FileFacts, inspectFile } from './inspect-file.ts';
import type { FoundFile } from './walk-entries.ts';

/** A file whose size is known. */
export interface FileMeasure {
  readonly sizeBytes: number;
  readonly lastModified: number;
}

/** The tasks by name. */
export const fileTasks = {
  measure: async (files: readonly FoundFile[]): Promise<FileMeasure[]> =>
    files.map(({ file }) => ({ sizeBytes: file.size, lastModified: file.lastModified })),
  inspect: (files: readonly FoundFile[]): Promise<FileFacts[]> =>
    Promise.all(files.map(({ path, file }) => inspectFile(path, file))),
  /** The bytes of a form; they stay where they are until they are sent. */
  form: async ({ files, boundary }: { files: readonly FormFile[]; boundary: string }): Promise<Blob> =>
    makeForm(files, boundary),
  isReadable: async (file: Blob): Promise<boolean> => {
    try {
      await file.slice(0, 1).arrayBuffer();
      return true;
    } catch {
      return false;
    }
  },
} as const;

export type FileTasks = typeof fileTasks;
