// Loading ahead: nearest first, few at a time, once each, and not without room.
import { describe, expect, it } from 'vitest';
import { Prefetcher } from './prefetcher.ts';

function scene(count: number, { room = Number.POSITIVE_INFINITY } = {}) {
  const ids = Array.from({ length: count }, (_, index) => String(index));
  const asked: string[] = [];
  const loaded = new Set<string>();
  const waiting = new Map<string, { resolve: () => void; reject: () => void }>();
  const prefetcher = new Prefetcher(ids, 0, {
    load: (id) => {
      asked.push(id);
      return new Promise<void>((resolve, reject) => waiting.set(id, { resolve, reject }));
    },
    isLoaded: (id) => loaded.has(id),
    hasRoom: () => loaded.size < room,
    onLoaded: () => undefined,
  });
  const settle = async (id: string, how: 'resolve' | 'reject' = 'resolve') => {
    if (how === 'resolve') loaded.add(id);
    waiting.get(id)?.[how]();
    // What follows a settled promise runs before the message of a channel comes.
    const { port1, port2 } = new MessageChannel();
    await new Promise((done) => {
      port2.onmessage = done;
      port1.postMessage(null);
    });
    port1.close();
  };
  return { prefetcher, asked, loaded, settle };
}

describe('the prefetcher', () => {
  it('asks for three at a time, the nearest first', async () => {
    const { prefetcher, asked, settle } = scene(6);
    prefetcher.aim(2);
    expect(asked).toEqual(['2', '3', '1']);
    await settle('3');
    expect(asked).toEqual(['2', '3', '1', '4']);
  });

  it('follows where somebody looks', async () => {
    const { prefetcher, asked, settle } = scene(100);
    prefetcher.aim(0);
    prefetcher.aim(50);
    await settle('0');
    expect(asked.at(-1)).toBe('50');
  });

  it('asks for nothing twice, and goes on after a failure', async () => {
    const { prefetcher, asked, settle } = scene(4);
    prefetcher.aim(0);
    await settle('1', 'reject');
    prefetcher.aim(1);
    expect(asked).toEqual(['0', '1', '2', '3']);
  });

  it('stops where there is no room, and when it is told to', async () => {
    const full = scene(100, { room: 2 });
    full.prefetcher.aim(0);
    await full.settle('0');
    await full.settle('1');
    await full.settle('2');
    expect(full.asked).toHaveLength(4);
    const stopped = scene(100);
    stopped.prefetcher.aim(0);
    stopped.prefetcher.stop();
    await stopped.settle('0');
    expect(stopped.asked).toHaveLength(3);
  });
});
