// The program of the thread in which a file of this computer is tried.
import { previewHere } from './preview-here.ts';
import { answerTasks } from './task-thread.ts';

const tasks = {
  preview: ({ file, ofCase }: { file: Blob; ofCase: Parameters<typeof previewHere>[1] }) =>
    previewHere(file, ofCase),
} as const;
export type PreviewTasks = typeof tasks;

answerTasks(tasks);
