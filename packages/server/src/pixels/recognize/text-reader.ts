// The only file that knows tesseract.js: reads printed text in pictures, in threads of its own that start with the first picture and
// end when there is nothing to read. The data of the language comes with the product: nothing is fetched.
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Worker } from 'node:worker_threads';
import type { Worker as Tesseract } from 'tesseract.js';
import { PixelError } from '../pixel-error.ts';

/** A word as it was read, in pixels of the picture. It names somebody, perhaps: it never goes into a log or a receipt. */
export interface ReadWord {
  readonly text: string;
  /** How certain the reader is, 0 to 100. */
  readonly confidence: number;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Reads text. */
export interface TextReader {
  /** The lines of a picture. @throws PixelError `deadline-exceeded`, `worker-died`, `busy`, `closed`; the signal's reason */
  read(picture: Uint8Array, options?: { readonly signal?: AbortSignal | undefined }): Promise<ReadWord[][]>;
  /** Ends the threads; what is being read fails. */
  close(): Promise<void>;
}

/** How to read. */
export interface TextReaderOptions {
  /** Each takes some 200 megabytes while it reads. */
  readonly threadsMax: number;
  /** For one picture, the start of a thread included. */
  readonly deadlineMs: number;
  /** A thread that has had nothing to read for this long ends. */
  readonly idleMs: number;
  /** Pictures that may wait. */
  readonly waitingMax: number;
}

interface Thread {
  tesseract: Promise<Tesseract> | undefined;
  isBusy: boolean;
  idle: NodeJS.Timeout | undefined;
}

/** As if it were printed on paper: without it the reader guesses, and says so aloud. */
const dotsPerInch = '300';

/** Makes a reader; nothing starts before it is asked. */
export function createTextReader(options: TextReaderOptions): TextReader {
  const threads: Thread[] = Array.from({ length: options.threadsMax }, () => ({
    tesseract: undefined,
    isBusy: false,
    idle: undefined,
  }));
  const waiting: ((thread: Thread | undefined) => void)[] = [];
  let isClosed = false;
  const closing = Promise.withResolvers<never>();
  closing.promise.catch(() => undefined);

  const take = (): Promise<Thread | undefined> | Thread => {
    const free =
      threads.find(({ isBusy, tesseract }) => !isBusy && tesseract !== undefined) ??
      threads.find(({ isBusy }) => !isBusy);
    if (free !== undefined) {
      free.isBusy = true;
      return free;
    }
    if (waiting.length >= options.waitingMax) throw new PixelError('busy');
    return new Promise((resolve) => waiting.push(resolve));
  };
  const give = (thread: Thread): void => {
    thread.isBusy = false;
    const next = waiting.shift();
    if (next !== undefined) {
      thread.isBusy = true;
      next(thread);
    } else if (thread.tesseract !== undefined) {
      thread.idle = setTimeout(() => void end(thread), options.idleMs);
      thread.idle.unref();
    }
  };

  return {
    async read(picture, { signal } = {}) {
      if (isClosed) throw new PixelError('closed');
      signal?.throwIfAborted();
      const thread = await take();
      if (thread === undefined) throw new PixelError('closed');
      clearTimeout(thread.idle);
      try {
        return await withDeadline([readWith(thread, picture), closing.promise], options.deadlineMs);
      } catch (error) {
        // What a thread was doing when it failed is not known: the next picture gets a new one.
        await end(thread);
        throw error instanceof PixelError ? error : new PixelError('worker-died');
      } finally {
        give(thread);
      }
    },
    async close() {
      isClosed = true;
      closing.reject(new PixelError('closed'));
      for (const next of waiting.splice(0)) next(undefined);
      await Promise.all(threads.map(end));
    },
  };
}

async function readWith(thread: Thread, picture: Uint8Array): Promise<ReadWord[][]> {
  thread.tesseract ??= start();
  const tesseract = await thread.tesseract;
  const { data } = await tesseract.recognize(Buffer.from(picture), {}, { text: false, blocks: true });
  const lines = (data.blocks ?? []).flatMap(({ paragraphs }) => paragraphs.flatMap((one) => one.lines));
  return lines.map(({ words }) =>
    words.map(({ text, confidence, bbox: { x0, y0, x1, y1 } }) => ({
      text,
      confidence,
      x: x0,
      y: y0,
      width: x1 - x0,
      height: y1 - y0,
    })),
  );
}

async function start(): Promise<Tesseract> {
  const { default: library } = await import('tesseract.js');
  const data = import.meta.resolve('@tesseract.js-data/eng/4.0.0_best_int/eng.traineddata.gz');
  const tesseract = await library.createWorker('eng', library.OEM.LSTM_ONLY, {
    langPath: dirname(fileURLToPath(data)),
    cacheMethod: 'none',
    gzip: true,
    // Failures come as rejections too; without this the library would throw them at the process.
    errorHandler: () => undefined,
  });
  await tesseract.setParameters({
    // Scattered over the picture, in no order.
    tessedit_pageseg_mode: library.PSM.SPARSE_TEXT,
    user_defined_dpi: dotsPerInch,
  });
  // A thread that dies is told by its event alone, which would end the process if nobody listened; the deadline ends the wait.
  (tesseract as unknown as { worker: Worker }).worker.on('error', () => undefined);
  return tesseract;
}

async function end(thread: Thread): Promise<void> {
  const { tesseract } = thread;
  thread.tesseract = undefined;
  clearTimeout(thread.idle);
  await (await tesseract?.catch(() => undefined))?.terminate();
}

async function withDeadline<T>(works: readonly Promise<T>[], deadlineMs: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const deadline = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new PixelError('deadline-exceeded')), deadlineMs);
  });
  try {
    return await Promise.race([...works, deadline]);
  } finally {
    clearTimeout(timer);
  }
}
