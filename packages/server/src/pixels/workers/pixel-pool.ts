// Threads for work on pixels: as many as there are processors, started when needed, ended when they hang. Knows no pixels.
import { Worker } from 'node:worker_threads';
import { PixelError } from '../pixel-error.ts';
import type { PixelResult, PixelTask, WorkerAnswer, WorkerSettings } from './pixel-tasks.ts';

/** How a pool is made. */
export interface PixelPoolOptions {
  /** Threads at most. */
  readonly threadsMax: number;
  /** Tasks that may wait; the next one is refused. */
  readonly waitingMax: number;
  /** Time for one task, from when a thread that is ready has it. */
  readonly deadlineMs: number;
  /** JavaScript's own memory in a thread; pixels and the codec's memory are outside it. */
  readonly heapMegabytes: number;
  /** The program of a thread. */
  readonly worker: URL;
  /** What threads are started with; asked for when the first one is. */
  readonly settings: () => WorkerSettings;
}

/** How a task is given. */
export interface RunOptions {
  /** Memory that goes to the thread and is gone here. */
  readonly transfer?: readonly ArrayBuffer[];
  readonly signal?: AbortSignal | undefined;
}

interface WaitingTask {
  readonly task: PixelTask;
  readonly transfer: readonly ArrayBuffer[];
  resolve(result: PixelResult): void;
  reject(error: Error): void;
}

interface Thread {
  readonly worker: Worker;
  isReady: boolean;
  running: { readonly task: WaitingTask; timer: NodeJS.Timeout } | undefined;
}

/** A thread loads its program within half a second; on a machine that is busy with other things it may take longer. */
const startMs = 30_000;

/** A pool of threads. */
export class PixelPool {
  readonly #options: PixelPoolOptions;
  readonly #threads = new Set<Thread>();
  readonly #waiting: WaitingTask[] = [];
  #settings: WorkerSettings | undefined;
  #isClosed = false;

  constructor(options: PixelPoolOptions) {
    this.#options = options;
  }

  /**
   * Gives a task to the next free thread.
   *
   * @throws PixelError: the task's own; `deadline-exceeded`, `worker-died`, `busy`, `closed`. The signal's reason, when it aborts
   */
  run(task: PixelTask, options: RunOptions = {}): Promise<PixelResult> {
    const { signal } = options;
    if (this.#isClosed) return Promise.reject(new PixelError('closed'));
    if (signal?.aborted) return Promise.reject(signal.reason as Error);
    if (this.#waiting.length >= this.#options.waitingMax) return Promise.reject(new PixelError('busy'));
    return new Promise((resolve, reject) => {
      const onAbort = () => {
        // A task that runs goes on to its end and is forgotten: ending its thread would cost more than it saves.
        const place = this.#waiting.indexOf(waiting);
        if (place >= 0) this.#waiting.splice(place, 1);
        reject(signal?.reason as Error);
      };
      const settled = () => signal?.removeEventListener('abort', onAbort);
      const waiting: WaitingTask = {
        task,
        transfer: options.transfer ?? [],
        resolve: (result) => {
          settled();
          resolve(result);
        },
        reject: (error) => {
          settled();
          reject(error);
        },
      };
      signal?.addEventListener('abort', onAbort, { once: true });
      this.#waiting.push(waiting);
      this.#distribute();
    });
  }

  /** Ends the threads; what runs or waits fails. */
  async close(): Promise<void> {
    this.#isClosed = true;
    for (const waiting of this.#waiting.splice(0)) waiting.reject(new PixelError('closed'));
    await Promise.all([...this.#threads].map((thread) => this.#end(thread, new PixelError('closed'))));
  }

  #distribute(): void {
    while (this.#waiting.length > 0) {
      const thread = this.#freeThread();
      if (thread === undefined) return;
      this.#start(thread, this.#waiting.shift() as WaitingTask);
    }
  }

  #freeThread(): Thread | undefined {
    for (const thread of this.#threads) if (thread.running === undefined) return thread;
    return this.#threads.size < this.#options.threadsMax ? this.#newThread() : undefined;
  }

  #newThread(): Thread {
    this.#settings ??= this.#options.settings();
    const worker = new Worker(this.#options.worker, {
      workerData: this.#settings,
      resourceLimits: { maxOldGenerationSizeMb: this.#options.heapMegabytes },
    });
    const thread: Thread = { worker, isReady: false, running: undefined };
    worker.on('message', (answer: WorkerAnswer) => {
      if (answer === 'ready') this.#makeReady(thread);
      else this.#settle(thread, answer);
    });
    worker.on('error', (error) =>
      this.#lose(thread, new PixelError('worker-died', error instanceof Error ? error.name : undefined)),
    );
    worker.on('exit', () => this.#lose(thread, new PixelError('worker-died')));
    worker.unref();
    this.#threads.add(thread);
    return thread;
  }

  #start(thread: Thread, task: WaitingTask): void {
    const { deadlineMs } = this.#options;
    thread.running = { task, timer: this.#endLater(thread, thread.isReady ? deadlineMs : startMs) };
    // Only a thread at work keeps the process alive.
    thread.worker.ref();
    thread.worker.postMessage(task.task, task.transfer);
  }

  #makeReady(thread: Thread): void {
    thread.isReady = true;
    if (thread.running === undefined) return;
    clearTimeout(thread.running.timer);
    thread.running.timer = this.#endLater(thread, this.#options.deadlineMs);
  }

  #endLater(thread: Thread, delayMs: number): NodeJS.Timeout {
    return setTimeout(() => {
      void this.#end(thread, new PixelError('deadline-exceeded'));
      this.#distribute();
    }, delayMs);
  }

  #settle(thread: Thread, answer: Exclude<WorkerAnswer, 'ready'>): void {
    const running = this.#stop(thread);
    thread.worker.unref();
    if ('result' in answer) running?.resolve(answer.result);
    else running?.reject(remade(answer.failure));
    this.#distribute();
  }

  /** A thread that is gone by itself takes its task along, and nobody else's. */
  #lose(thread: Thread, error: PixelError): void {
    if (!this.#threads.delete(thread)) return;
    this.#stop(thread)?.reject(error);
    this.#distribute();
  }

  async #end(thread: Thread, error: PixelError): Promise<void> {
    this.#threads.delete(thread);
    this.#stop(thread)?.reject(error);
    await thread.worker.terminate();
  }

  #stop(thread: Thread): WaitingTask | undefined {
    const { running } = thread;
    if (running === undefined) return undefined;
    clearTimeout(running.timer);
    thread.running = undefined;
    return running.task;
  }
}

/** An error as it was in its thread. */
function remade({ reason, message }: Extract<WorkerAnswer, { failure: object }>['failure']): PixelError {
  const error = new PixelError(reason);
  error.message = message;
  return error;
}
