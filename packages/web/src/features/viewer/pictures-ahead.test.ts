// Pictures of the server before they are wanted: nearest first, a few at a time, and no more than there is room for.
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { PicturesAhead } from './pictures-ahead.ts';

describe('pictures ahead', () => {
  let asked: string[];
  let waiting: Map<string, { resolve(): void; reject(): void }>;
  beforeEach(() => {
    asked = [];
    held = 0;
    waiting = new Map();
    // There is no browser here: what a page's own image does, by hand.
    vi.stubGlobal(
      'Image',
      class {
        src = '';
        complete = true;
        removeAttribute() {
          this.src = '';
        }
        decode() {
          asked.push(this.src);
          return new Promise<void>((resolve, reject) => waiting.set(this.src, { resolve, reject }));
        }
      },
    );
  });
  afterEach(() => {
    vi.unstubAllGlobals();
  });
  const settle = async (address: string, how: 'resolve' | 'reject' = 'resolve') => {
    waiting.get(address)?.[how]();
    await new Promise((done) => setTimeout(done));
  };
  const addressOf = (index: number) => `/frames/${index}`;
  let held: number;
  const open = (count: number, pixels: number) =>
    new PicturesAhead({
      count,
      pixels,
      addressOf,
      onHeld: (now) => {
        held = now;
      },
    });
  /** So many bytes that three pictures have room. */
  const pixelsOfAThird = (64 * 1024 * 1024) / 4 / 3;

  it('come around the one that is seen, three at a time, and the next when one is there', async () => {
    const ahead = open(100, 1);
    ahead.aim(50);
    expect(asked).toEqual(['/frames/50', '/frames/51', '/frames/49']);
    await settle('/frames/51');
    expect(asked.slice(3)).toEqual(['/frames/52']);
    ahead.aim(10);
    await settle('/frames/50');
    expect(asked.slice(4)).toEqual(['/frames/10']);
  });

  it('are no more than there is room for, and go when others are nearer', async () => {
    const ahead = open(100, pixelsOfAThird);
    ahead.aim(0);
    for (const index of [0, 1, 2]) await settle(addressOf(index));
    expect(asked).toEqual(['/frames/0', '/frames/1', '/frames/2']);
    expect(held).toBe(3);
    ahead.aim(50);
    for (const index of [50, 51, 49]) await settle(addressOf(index));
    expect(held).toBe(3);
    expect(asked).toHaveLength(6);
  });

  it('are asked for once when they fail, and not at all when the panel is closed', async () => {
    const ahead = open(4, 1);
    ahead.aim(0);
    await settle('/frames/1', 'reject');
    ahead.aim(0);
    expect(asked.filter((address) => address === '/frames/1')).toHaveLength(1);
    ahead.close();
    await settle('/frames/0');
    expect(held).toBe(0);
    expect(asked).toHaveLength(4);
  });
});
