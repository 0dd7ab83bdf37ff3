// Has file tasks done by their thread.
import type { FileTasks } from './file-tasks.ts';
import { createTaskThread } from './task-thread.ts';

const thread = createTaskThread<FileTasks>(
  () => new Worker(new URL('./file-tasks.worker.ts', import.meta.url), { type: 'module' }),
);

/** Does a task in the thread. Rejects when it fails. */
export const inFileThread = thread.run;
