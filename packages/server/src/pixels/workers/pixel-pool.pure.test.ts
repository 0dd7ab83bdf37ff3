// The pool of threads: a task that hangs or kills its thread fails by name, and nobody else notices.
import { afterEach, describe, expect, it } from 'vitest';
import { compileModule } from '../codecs/web-assembly.ts';
import { PixelPool, type PixelPoolOptions } from './pixel-pool.ts';
import type { PixelTask } from './pixel-tasks.ts';

/** The shortest module that there is: its magic number and version. */
const emptyModule = compileModule(Uint8Array.of(0, 0x61, 0x73, 0x6d, 1, 0, 0, 0));
const pools: PixelPool[] = [];
afterEach(async () => {
  await Promise.all(pools.splice(0).map((pool) => pool.close()));
});

function aPool(options: Partial<PixelPoolOptions> = {}): PixelPool {
  const pool = new PixelPool({
    threadsMax: 2,
    waitingMax: 8,
    deadlineMs: 60_000,
    heapMegabytes: 32,
    worker: new URL('./misbehaving-worker.ts', import.meta.url),
    settings: () => ({ codecModule: emptyModule, codecMemoryBytesMax: 0 }),
    ...options,
  });
  pools.push(pool);
  return pool;
}

const behaviour = (letter: string): PixelTask => ({
  kind: 'inflate',
  file: new TextEncoder().encode(letter),
});
const [well, hang, die, fault, refuse, greedy] = [...'whdtrm'].map(behaviour) as [
  PixelTask,
  PixelTask,
  PixelTask,
  PixelTask,
  PixelTask,
  PixelTask,
];
const one = { bytes: Uint8Array.of(1) };

describe('a pool of threads', () => {
  it('ends a task that hangs at its deadline, and does others meanwhile and after', async () => {
    const pool = aPool({ deadlineMs: 1000 });
    const hanging = pool.run(hang);
    const others = Promise.all(Array.from({ length: 6 }, () => pool.run(well)));
    await expect(hanging).rejects.toMatchObject({ reason: 'deadline-exceeded' });
    await expect(others).resolves.toEqual(Array.from({ length: 6 }, () => one));
  });

  it('has a new thread after each one of them hung at once', async () => {
    const pool = aPool({ deadlineMs: 300 });
    const hanging = [pool.run(hang), pool.run(hang)].map((task) => task.catch((error) => error.reason));
    expect(await Promise.all(hanging)).toEqual(['deadline-exceeded', 'deadline-exceeded']);
    await expect(pool.run(well)).resolves.toEqual(one);
  });

  it.each([
    ['ends its thread', die],
    ['throws', fault],
    ['uses up its memory', greedy],
  ])('loses only the task that %s', async (_name, task) => {
    const pool = aPool({ threadsMax: 1 });
    const dying = pool.run(task);
    const next = pool.run(well);
    await expect(dying).rejects.toMatchObject({ reason: 'worker-died' });
    await expect(next).resolves.toEqual(one);
  });

  it('gives a task’s own error as it was, and keeps the thread', async () => {
    const pool = aPool({ threadsMax: 1 });
    await expect(pool.run(refuse)).rejects.toMatchObject({
      reason: 'decode-failed',
      message: 'This is no code.',
    });
    await expect(pool.run(well)).resolves.toEqual(one);
  });

  it('refuses what would wait behind too many', async () => {
    const pool = aPool({ threadsMax: 1, waitingMax: 1 });
    const running = pool.run(hang).catch((error) => error.reason);
    const waiting = pool.run(well).catch((error) => error.reason);
    await expect(pool.run(well)).rejects.toMatchObject({ reason: 'busy' });
    await pool.close();
    expect(await Promise.all([running, waiting])).toEqual(['closed', 'closed']);
    await expect(pool.run(well)).rejects.toMatchObject({ reason: 'closed' });
  });

  it('lets go of a task whose caller goes away, waiting or running', async () => {
    const pool = aPool({ threadsMax: 1 });
    const leaving = new AbortController();
    const tasks = [hang, well].map((task) => pool.run(task, { signal: leaving.signal }));
    const reasons = Promise.all(tasks.map((task) => task.catch((error) => error.name)));
    leaving.abort();
    expect(await reasons).toEqual(['AbortError', 'AbortError']);
    await expect(pool.run(well, { signal: AbortSignal.abort() })).rejects.toMatchObject({
      name: 'AbortError',
    });
  });
});
