// What a stack shows while somebody scrolls faster than its images come.
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { StackScroller } from './stack-scroller.ts';

describe('scrolling a stack', () => {
  let shown: number[];
  let come: (() => void)[];
  let scroller: StackScroller;
  beforeEach(() => {
    vi.stubGlobal('requestAnimationFrame', (call: () => void) => queueMicrotask(call));
    shown = [];
    come = [];
    scroller = new StackScroller({
      count: 100,
      index: () => shown.at(-1) ?? 0,
      show: (index) => {
        shown.push(index);
        return new Promise<void>((resolve) => come.push(resolve));
      },
    });
  });
  const settle = () => new Promise((resolve) => setTimeout(resolve));
  const arrive = async () => {
    come.shift()?.();
    await settle();
  };

  it('shows an image before it asks for the next, and then goes to the last that was wanted', async () => {
    for (let turn = 0; turn < 10; turn++) scroller.scrollBy(1, false);
    expect(shown).toEqual([1]);
    await arrive();
    expect(shown).toEqual([1, 10]);
    scroller.scrollBy(1, false);
    scroller.scrollTo(50);
    scroller.scrollBy(-2, false);
    await arrive();
    expect(shown).toEqual([1, 10, 48]);
    await arrive();
    expect(shown).toEqual([1, 10, 48]);
  });

  it('stays within its ends, or begins again', async () => {
    scroller.scrollTo(1000);
    await arrive();
    scroller.scrollBy(1, true);
    await arrive();
    scroller.scrollBy(-1, false);
    await arrive();
    scroller.scrollBy(-1, true);
    expect(shown).toEqual([99, 0, 0, 99]);
  });

  it('goes on when an image does not come, and not when it is stopped', async () => {
    vi.useFakeTimers();
    try {
      scroller.scrollTo(3);
      scroller.scrollTo(7);
      await vi.advanceTimersByTimeAsync(1000);
      expect(shown).toEqual([3, 7]);
      scroller.scrollTo(9);
      scroller.stop();
      await vi.advanceTimersByTimeAsync(1000);
      expect(shown).toEqual([3, 7, 9]);
      scroller.scrollTo(11);
      await vi.advanceTimersByTimeAsync(1000);
      expect(shown).toEqual([3, 7, 9]);
    } finally {
      vi.useRealTimers();
    }
  });
});
