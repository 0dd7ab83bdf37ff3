// Pictures of the server that are here before they are shown: the nearest first, a few at a time, and no more than there is room for.
import { prefetchOrder } from './prefetch-order.ts';

/** Requests at a time: a browser has six connections to a server, and what is looked at needs some of them. */
const runningMax = 3;
/** Bytes of decoded pictures that a panel holds: devices without WebGL have little memory. */
const heldBytesMax = 64 * 1024 * 1024;

/** The pictures of one series, as elements to be shown: what is held in one is shown without another request. */
export class PicturesAhead {
  readonly #count: number;
  readonly #addressOf: (index: number) => string;
  readonly #onHeld: (count: number) => void;
  readonly #heldMax: number;
  readonly #held = new Map<string, HTMLImageElement>();
  readonly #running = new Set<string>();
  readonly #failed = new Set<string>();
  #around = 0;
  #isClosed = false;

  constructor(series: {
    readonly count: number;
    /** Of one picture. */
    readonly pixels: number;
    /** Of the picture of an image, from 0; another one with another window. */
    addressOf(index: number): string;
    /** Told how many are here, whenever there is one more. */
    onHeld(count: number): void;
  }) {
    this.#count = series.count;
    this.#addressOf = series.addressOf;
    this.#onHeld = series.onHeld;
    this.#heldMax = Math.max(1, Math.floor(heldBytesMax / Math.max(1, series.pixels * 4)));
  }

  /** The picture that is held, or one that is asked for now. */
  pictureOf(address: string): HTMLImageElement {
    const held = this.#held.get(address);
    if (held !== undefined) return held;
    const picture = new Image();
    picture.src = address;
    this.#held.set(address, picture);
    return picture;
  }

  /** Holds the pictures around an image, and lets go of those that are farther away. */
  aim(index: number): void {
    this.#around = index;
    const wanted = this.#wanted();
    for (const address of this.#held.keys()) if (!wanted.includes(address)) this.forget(address);
    this.#start(wanted);
  }

  /** Lets go of one, and gives up a request for it that is still on its way. */
  forget(address: string): void {
    const picture = this.#held.get(address);
    this.#held.delete(address);
    if (picture?.complete === false) picture.removeAttribute('src');
  }

  /** Lets go of all of them. */
  close(): void {
    this.#isClosed = true;
    this.#held.clear();
  }

  #wanted(): string[] {
    return prefetchOrder(this.#count, this.#around).slice(0, this.#heldMax).map(this.#addressOf);
  }

  #start(wanted: readonly string[]): void {
    for (const address of wanted) {
      if (this.#isClosed || this.#running.size >= runningMax) return;
      if (!this.#held.has(address) && !this.#running.has(address) && !this.#failed.has(address))
        void this.#load(address);
    }
  }

  async #load(address: string): Promise<void> {
    this.#running.add(address);
    const picture = new Image();
    picture.src = address;
    try {
      await picture.decode();
      if (this.#isClosed || !this.#wanted().includes(address) || this.#held.has(address)) return;
      this.#held.set(address, picture);
      this.#onHeld(this.#held.size);
    } catch {
      // Told of when it is looked at, and asked for once more then.
      this.#failed.add(address);
    } finally {
      this.#running.delete(address);
      this.#start(this.#wanted());
    }
  }
}
