// Tasks that a thread of its own does, one answer a request: both ends of the line. The thread begins with the first task.

/** Tasks by name. */
export type Tasks = Readonly<Record<string, (input: never) => Promise<unknown>>>;

interface TaskRequest {
  readonly id: number;
  readonly name: string;
  readonly input: unknown;
}
interface TaskAnswer {
  readonly id: number;
  readonly value?: unknown;
  /** Why it failed. */
  readonly message?: string;
}
interface Waiting {
  resolve(value: unknown): void;
  reject(error: Error): void;
}

/** Answers each task that comes; called once by the thread's program. */
export function answerTasks(tasks: Tasks): void {
  self.onmessage = async ({ data: { id, name, input } }: MessageEvent<TaskRequest>) => {
    let answer: TaskAnswer;
    try {
      answer = { id, value: await tasks[name]?.(input as never) };
    } catch (error) {
      answer = { id, message: error instanceof Error ? error.message : String(error) };
    }
    self.postMessage(answer);
  };
}

/** The page's end of the line. */
export interface TaskThread<T extends Tasks> {
  /** Does a task in the thread. Rejects when it fails, and when the thread ends. */
  run<N extends keyof T & string>(name: N, input: Parameters<T[N]>[0]): ReturnType<T[N]>;
  /** Ends the thread with all that it remembers; the next task starts another. */
  end(): void;
}

/** Makes the page's end. */
export function createTaskThread<T extends Tasks>(start: () => Worker): TaskThread<T> {
  const waiting = new Map<number, Waiting>();
  let worker: Worker | undefined;
  let lastId = 0;
  const end = (message: string) => {
    worker?.terminate();
    worker = undefined;
    for (const { reject } of waiting.values()) reject(new Error(message));
    waiting.clear();
  };
  const begin = (): Worker => {
    const started = start();
    started.onmessage = ({ data }: MessageEvent<TaskAnswer>) => {
      const task = waiting.get(data.id);
      waiting.delete(data.id);
      if (data.message === undefined) task?.resolve(data.value);
      else task?.reject(new Error(data.message));
    };
    started.onerror = (event) => end(event.message);
    return started;
  };
  return {
    run(name, input) {
      worker ??= begin();
      lastId += 1;
      const request: TaskRequest = { id: lastId, name, input };
      const answer = new Promise((resolve, reject) => waiting.set(request.id, { resolve, reject }));
      worker.postMessage(request);
      return answer as ReturnType<T[typeof name]>;
    },
    end: () => end('The thread was ended.'),
  };
}
