// Scrolls a stack as fast as its images come. The engine shows nothing of an image that is no longer the wanted one when it has come,
// so a wheel that turns faster than images are loaded would show none until it stands: here one is shown before the next is asked for.
import type { StackViewport } from '@cornerstonejs/core';

/** What is scrolled. */
export interface ScrolledStack {
  readonly count: number;
  /** The image that is wanted now, from 0. */
  index(): number;
  /** Shows an image; resolves when it is there, rejects when it cannot be shown. */
  show(index: number): Promise<unknown>;
}

/** An image that takes longer than this keeps nobody from going on. */
const patienceMs = 250;
/** A hidden page paints no frames. */
const frameMsMax = 100;

/** Goes to the image that was asked for last, by way of those that can be shown meanwhile. */
export class StackScroller {
  readonly #stack: ScrolledStack;
  #aim: number | undefined;
  #isGoing = false;
  #isStopped = false;

  constructor(stack: ScrolledStack) {
    this.#stack = stack;
  }

  /** Goes to an image; one beyond the ends is the last or the first. */
  scrollTo(index: number): void {
    this.#aim = Math.min(Math.max(0, index), this.#stack.count - 1);
    if (!this.#isGoing) void this.#go();
  }

  /** Goes so many images further than what was asked for last; beyond the ends only in a loop. */
  scrollBy(count: number, isLoop: boolean): void {
    const next = (this.#aim ?? this.#stack.index()) + count;
    const length = this.#stack.count;
    this.scrollTo(isLoop ? ((next % length) + length) % length : next);
  }

  /** Asks for nothing any more. */
  stop(): void {
    this.#isStopped = true;
  }

  async #go(): Promise<void> {
    this.#isGoing = true;
    while (this.#aim !== undefined && !this.#isStopped) {
      const next = this.#aim;
      this.#aim = undefined;
      // What cannot be shown is said by an event of the engine.
      const there = this.#stack.show(next).catch(() => undefined);
      await Promise.race([there, after(patienceMs)]);
      await nextFrame();
    }
    this.#isGoing = false;
  }
}

/** Scrolls a viewport; the engine's own tools, the wheel among them, come here too. */
export function scrollerOf(viewport: StackViewport, count: number): StackScroller {
  const scroller = new StackScroller({
    count,
    index: () => viewport.getTargetImageIdIndex(),
    show: (index) => viewport.setImageIdIndex(index),
  });
  viewport.scroll = (by, _waits, isLoop = false) => scroller.scrollBy(by, isLoop);
  return scroller;
}

function after(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

/** Resolves when what was drawn has had its frame. */
function nextFrame(): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, frameMsMax);
    requestAnimationFrame(() => {
      clearTimeout(timer);
      resolve();
    });
  });
}
