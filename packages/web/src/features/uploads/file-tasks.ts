// What is done with files in a thread of its own: browsers ask the disk, and wait, for every size of a file and every body of one.
import { makeForm } from './form-body.ts';
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
  form: async ({ files, boundary }: { files: readonly FoundFile[]; boundary: string }): Promise<Blob> =>
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
export type FileTaskName = keyof FileTasks;
/** A task as it goes to the thread. */
export interface FileTaskRequest {
  readonly id: number;
  readonly name: FileTaskName;
  readonly input: unknown;
}
/** What came of it. */
export interface FileTaskAnswer {
  readonly id: number;
  readonly value?: unknown;
  /** Why it failed. */
  readonly message?: string;
}
