// Asks for the images of a series before they are wanted: nearest first, a few at a time, while there is room.
import { prefetchOrder } from './prefetch-order.ts';

/** Requests at a time: a browser has six connections to a server, and what is looked at needs some of them. */
const runningMax = 3;

/** What the prefetcher asks for and looks at. */
export interface PrefetchDeps {
  load(id: string): Promise<unknown>;
  isLoaded(id: string): boolean;
  hasRoom(): boolean;
  /** After each image that came. */
  onLoaded(): void;
}

/** Works until everything is there, there is no room, or it is stopped. */
export class Prefetcher {
  readonly #ids: readonly string[];
  readonly #deps: PrefetchDeps;
  readonly #asked = new Set<string>();
  #around: number;
  #running = 0;
  #isStopped = false;

  constructor(ids: readonly string[], around: number, deps: PrefetchDeps) {
    this.#ids = ids;
    this.#around = around;
    this.#deps = deps;
  }

  /** Begins, or goes on, around an image. */
  aim(index: number): void {
    this.#around = index;
    while (this.#running < runningMax && this.#startNext());
  }

  stop(): void {
    this.#isStopped = true;
  }

  /** Each image is asked for once: one that failed is told of when it is looked at. */
  #startNext(): boolean {
    if (this.#isStopped || !this.#deps.hasRoom()) return false;
    const id = prefetchOrder(this.#ids.length, this.#around)
      .map((index) => this.#ids[index] as string)
      .find((candidate) => !this.#asked.has(candidate) && !this.#deps.isLoaded(candidate));
    if (id === undefined) return false;
    this.#asked.add(id);
    this.#running += 1;
    this.#deps
      .load(id)
      .then(() => {
        if (!this.#isStopped) this.#deps.onLoaded();
      })
      .catch(() => undefined)
      .finally(() => {
        this.#running -= 1;
        this.aim(this.#around);
      });
    return true;
  }
}
