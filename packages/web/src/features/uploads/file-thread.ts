// Has file tasks done by the thread, which begins with the first of them.
import type { FileTaskAnswer, FileTaskName, FileTaskRequest, FileTasks } from './file-tasks.ts';

interface Waiting {
  resolve(value: unknown): void;
  reject(error: Error): void;
}

let worker: Worker | undefined;
let lastId = 0;
const waiting = new Map<number, Waiting>();

/** Does a task in the thread. Rejects when it fails. */
export function inFileThread<N extends FileTaskName>(
  name: N,
  input: Parameters<FileTasks[N]>[0],
): ReturnType<FileTasks[N]> {
  worker ??= startWorker();
  lastId += 1;
  const request: FileTaskRequest = { id: lastId, name, input };
  const answer = new Promise((resolve, reject) => waiting.set(request.id, { resolve, reject }));
  worker.postMessage(request);
  return answer as ReturnType<FileTasks[N]>;
}

function startWorker(): Worker {
  const started = new Worker(new URL('./file-tasks.worker.ts', import.meta.url), { type: 'module' });
  started.onmessage = ({ data }: MessageEvent<FileTaskAnswer>) => {
    const task = waiting.get(data.id);
    waiting.delete(data.id);
    if (data.message === undefined) task?.resolve(data.value);
    else task?.reject(new Error(data.message));
  };
  started.onerror = (event) => {
    // The next task starts another.
    worker = undefined;
    for (const { reject } of waiting.values()) reject(new Error(event.message));
    waiting.clear();
  };
  return started;
}
