// Over 300 lines: every promise of one engine, with one setup.
// The job engine on a real database: once in effect, whatever happens to workers.
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { z } from 'zod';
import { planOf, recordStatements } from '../../test/support/query-plans.ts';
import { createTestClock } from '../../test/support/test-clock.ts';
import {
  makeTestPlace,
  openTestDatabase,
  type TestPlace,
  testDialect,
} from '../../test/support/test-database.ts';
import type { Database } from '../platform/database/index.ts';
import { failure } from '../platform/errors.ts';
import { createLogger } from '../platform/log.ts';
import { createMetrics } from '../platform/metrics.ts';
import { createJobEngine, defineJob, enqueueJob, handleJob, handleJobs, type JobEngine } from './index.ts';

const addJob = defineJob({
  kind: 'test.add',
  version: 1,
  payload: z.object({ name: z.string() }),
  attemptsMax: 3,
  timeoutMs: 60_000,
});

let place: TestPlace;
let database: Database;
const clock = createTestClock();
const log = createLogger({ level: 'silent', isTerminal: false });
beforeEach(async () => {
  place = await makeTestPlace();
  database = await openTestDatabase(place);
});
afterEach(async () => {
  await database.close();
  await place.remove();
});

type Run = (payload: { name: string }, signal: AbortSignal) => Promise<void>;
type GiveUp = (payload: { name: string }) => Promise<void>;
const engineOf = (run: Run, concurrency = 2, giveUp?: GiveUp): JobEngine =>
  createJobEngine(
    {
      database,
      clock,
      log,
      metrics: createMetrics({ withProcess: false }),
      handlers: [handleJob(addJob, run, giveUp)],
    },
    { concurrency },
  );
const enqueue = (name: string, options = {}) =>
  database.transaction((trx) => enqueueJob(trx, { clock }, addJob, { name }, options));
const jobs = () => database.kysely.selectFrom('jobs').selectAll().orderBy('id').execute();

/** A promise that the test settles. */
function aGate() {
  let open: () => void = () => undefined;
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { opened, open };
}

describe('the job engine', () => {
  it('runs a job once and forgets it', async () => {
    const names: string[] = [];
    const engine = engineOf(async ({ name }) => void names.push(name));
    await enqueue('a');
    expect(await engine.runDue()).toBe(1);
    expect(await engine.runDue()).toBe(0);
    expect(names).toEqual(['a']);
    expect(await jobs()).toEqual([]);
  });

  it('knows nothing of a job whose transaction failed', async () => {
    const failing = database.transaction(async (trx) => {
      await enqueueJob(trx, { clock }, addJob, { name: 'a' });
      throw new Error('no');
    });
    await expect(failing).rejects.toThrow('no');
    expect(await jobs()).toEqual([]);
  });

  it('waits until a job is due', async () => {
    const names: string[] = [];
    const engine = engineOf(async ({ name }) => void names.push(name));
    const later = new Date(clock.nowMs() + 5000).toISOString().replace('Z', '000Z');
    await enqueue('later', { runAt: later });
    expect(await engine.runDue()).toBe(0);
    clock.advance(5001);
    expect(await engine.runDue()).toBe(1);
    expect(names).toEqual(['later']);
  });

  it('keeps one waiting job a key, at the later of two moments', async () => {
    const at = (ms: number) => new Date(clock.nowMs() + ms).toISOString().replace('Z', '000Z');
    await enqueue('first', { uniqueKey: 'k', runAt: at(1000) });
    const later = at(9000);
    await enqueue('second', { uniqueKey: 'k', runAt: later });
    await enqueue('third', { uniqueKey: 'k' });
    await enqueue('other', { uniqueKey: 'l' });
    const rows = await jobs();
    expect(rows.map((row) => row.unique_key)).toEqual(['test.add:k', 'test.add:l']);
    expect(rows[0]?.run_at).toBe(later);
  });

  it('runs a job again that was enqueued while its like ran', async () => {
    const names: string[] = [];
    const engine = engineOf(async ({ name }) => {
      names.push(name);
      if (names.length === 1) await enqueue('again', { uniqueKey: 'k' });
    });
    await enqueue('first', { uniqueKey: 'k' });
    expect(await engine.runDue()).toBe(2);
    expect(names).toEqual(['first', 'again']);
  });

  it('keeps a recurring job at the earlier of two moments, so that starting again does not put it off', async () => {
    const at = (delayMs: number) => new Date(clock.nowMs() + delayMs).toISOString().replace('Z', '000Z');
    const [soon, sooner, late] = [at(5000), at(1000), at(9000)];
    for (const runAt of [soon, late, sooner])
      await enqueue('recurring', { uniqueKey: 'r', runAt, whenWaiting: 'earlier' });
    expect((await jobs()).map((row) => row.run_at)).toEqual([sooner]);
  });

  it('tries a failed job again, later and later, and gives it up with its reason', async () => {
    let runs = 0;
    const engine = engineOf(async () => {
      runs += 1;
      throw Object.assign(new Error('Ada Lovelace could not be written'), {
        code: 'ENOSPC',
        syscall: 'write',
      });
    });
    await enqueue('a');
    const moments: number[] = [];
    for (let attempt = 1; attempt <= 3; attempt++) {
      expect(await engine.runDue()).toBe(1);
      const [row] = await jobs();
      moments.push(Date.parse(row?.run_at ?? '') - clock.nowMs());
      clock.advance(3_600_000);
    }
    expect(runs).toBe(3);
    expect(moments[1]).toBeGreaterThan(moments[0] ?? 0);
    expect(await engine.runDue()).toBe(0);
    // The reason is a code: messages may quote what nobody should read here.
    expect(await jobs()).toMatchObject([{ state: 'dead', attempts: 3, last_error: 'ENOSPC write' }]);
  });

  it('lets a waiting like stand for a job that failed', async () => {
    const names: string[] = [];
    const engine = engineOf(async ({ name }) => {
      names.push(name);
      if (name === 'newer') return;
      await enqueue('newer', { uniqueKey: 'k' });
      throw failure.unavailable('Not now.');
    });
    await enqueue('older', { uniqueKey: 'k' });
    expect(await engine.runDue()).toBe(2);
    expect(names).toEqual(['older', 'newer']);
    expect(await jobs()).toEqual([]);
  });

  it('gives a job to one of two workers', async () => {
    const runs: string[] = [];
    const workers = [
      engineOf(async ({ name }) => void runs.push(name)),
      engineOf(async ({ name }) => void runs.push(name)),
    ];
    await Promise.all(Array.from({ length: 40 }, (_, index) => enqueue(`job ${index}`)));
    await Promise.all(workers.map((worker) => worker.runDue()));
    expect(runs.toSorted()).toEqual(Array.from({ length: 40 }, (_, index) => `job ${index}`).toSorted());
  });

  it('runs a job again whose worker died, and lets the dead one change nothing more', async () => {
    const gate = aGate();
    const began = aGate();
    const dying = engineOf(async () => {
      began.open();
      await gate.opened;
    });
    await enqueue('a');
    const lost = dying.runDue();
    await began.opened;
    const runs: string[] = [];
    const other = engineOf(async ({ name }) => {
      runs.push(name);
      throw failure.unavailable('Not now.');
    });
    expect(await other.runDue()).toBe(0);
    clock.advance(61_000);
    expect(await other.runDue()).toBe(1);
    expect(runs).toEqual(['a']);
    gate.open();
    await lost;
    // The first worker came back to a job that is no longer its own.
    expect(await jobs()).toMatchObject([{ state: 'waiting', attempts: 2 }]);
  });

  it('lets nobody have a job whose worker lives, however long it takes', async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
    const gate = aGate();
    const began = aGate();
    const slow = engineOf(async () => {
      began.open();
      await gate.opened;
    });
    await enqueue('a');
    const run = slow.runDue();
    await began.opened;
    const other = engineOf(async () => {
      throw new Error('It was run by two at once.');
    });
    const leasedUntil = async () => (await jobs())[0]?.leased_until ?? '';
    for (let round = 0; round < 3; round++) {
      clock.advance(50_000);
      const before = await leasedUntil();
      await vi.advanceTimersByTimeAsync(15_000);
      await expect.poll(leasedUntil, { timeout: 30_000 }).not.toBe(before);
      expect(await other.runDue()).toBe(0);
    }
    vi.useRealTimers();
    gate.open();
    expect(await run).toBe(1);
    expect(await jobs()).toEqual([]);
  });

  it('takes over at once what the workers of a killed server held, when told that they are dead', async () => {
    await enqueue('a');
    const lease = { state: 'running', attempts: 1, lease: 'dead' } as const;
    const leased_until = '2999-01-01T00:00:00.000000Z';
    await database.kysely
      .updateTable('jobs')
      .set({ ...lease, leased_until })
      .execute();
    const names: string[] = [];
    const engine = engineOf(async ({ name }) => void names.push(name));
    expect(await engine.runDue()).toBe(0);
    await engine.takeOver();
    clock.advance(1);
    expect(await engine.runDue()).toBe(1);
    expect(names).toEqual(['a']);
  });

  it('begins no more of a kind at once than it may, and others meanwhile', async () => {
    const gate = aGate();
    const began: string[] = [];
    const longJob = defineJob({ ...addJob, kind: 'test.long', atOnceMax: 1 });
    const engine = createJobEngine(
      {
        database,
        clock,
        log,
        metrics: createMetrics({ withProcess: false }),
        handlers: [
          handleJob(longJob, async ({ name }) => {
            began.push(name);
            await gate.opened;
          }),
          handleJob(addJob, async ({ name }) => void began.push(name)),
        ],
      },
      { concurrency: 3 },
    );
    for (const name of ['long 1', 'long 2'])
      await database.transaction((trx) => enqueueJob(trx, { clock }, longJob, { name }));
    await enqueue('short');
    engine.start();
    await expect.poll(() => began, { timeout: 30_000 }).toEqual(['long 1', 'short']);
    gate.open();
    await expect.poll(() => began, { timeout: 30_000 }).toEqual(['long 1', 'short', 'long 2']);
    await engine.stop();
  });

  describe('with a kind of which several make one run', () => {
    const togetherJob = defineJob({ ...addJob, kind: 'test.together', togetherMax: 3 });
    const runs: string[][] = [];
    const engineTogether = (run: (names: string[]) => Promise<void>): JobEngine => {
      runs.length = 0;
      const handler = handleJobs(togetherJob, async (payloads) => {
        const names = payloads.map(({ name }) => name);
        runs.push(names);
        await run(names);
      });
      const metrics = createMetrics({ withProcess: false });
      return createJobEngine({ database, clock, log, metrics, handlers: [handler] });
    };
    const enqueueAll = async (names: readonly string[], options = {}) => {
      for (const name of names)
        await database.transaction((trx) => enqueueJob(trx, { clock }, togetherJob, { name }, options));
    };

    it('runs as many of those that are due as it takes, and leaves those that are not', async () => {
      const engine = engineTogether(async () => undefined);
      const later = new Date(clock.nowMs() + 5000).toISOString().replace('Z', '000Z');
      await enqueueAll(['late'], { runAt: later });
      await enqueueAll(['a', 'b', 'c', 'd', 'e']);
      expect(await engine.runDue()).toBe(5);
      expect(runs.map((names) => names.toSorted())).toEqual([
        ['a', 'b', 'c'],
        ['d', 'e'],
      ]);
      expect((await jobs()).map(({ payload }) => payload)).toEqual(['{"name":"late"}']);
    });

    it('tries each by itself after one has failed, so that only that one is tried on', async () => {
      const engine = engineTogether(async (names) => {
        if (names.includes('bad')) throw failure.unavailable('Not now.');
      });
      await enqueueAll(['a', 'bad', 'c']);
      expect(await engine.runDue()).toBe(3);
      clock.advance(3_600_000);
      await enqueueAll(['d', 'e']);
      expect(await engine.runDue()).toBe(5);
      const [first, ...others] = runs;
      expect(first?.toSorted()).toEqual(['a', 'bad', 'c']);
      expect(others.map((names) => names.toSorted().join()).toSorted()).toEqual(['a', 'bad', 'c', 'd,e']);
      expect(await jobs()).toMatchObject([{ payload: '{"name":"bad"}', attempts: 2 }]);
    });

    it('lets another worker have each of those whose worker died', async () => {
      const gate = aGate();
      const began = aGate();
      const dying = engineTogether(async () => {
        began.open();
        await gate.opened;
      });
      await enqueueAll(['a', 'b', 'c']);
      const lost = dying.runDue();
      await began.opened;
      clock.advance(61_000);
      const other = engineTogether(async () => undefined);
      expect(await other.runDue()).toBe(3);
      expect(runs.map((names) => names.join()).toSorted()).toEqual(['a', 'b', 'c']);
      gate.open();
      await lost;
      expect(await jobs()).toEqual([]);
    });

    it('gives each to one of two workers', async () => {
      const names = Array.from({ length: 40 }, (_, index) => `job ${index}`);
      await enqueueAll(names);
      const done: string[] = [];
      const workers = [1, 2].map(() => engineTogether(async (some) => void done.push(...some)));
      await Promise.all(workers.map((worker) => worker.runDue()));
      expect(done.toSorted()).toEqual(names.toSorted());
    });
  });

  it('looks for what is due of one kind at a time, in an index: however much waits, it goes through none of it', async () => {
    const names: string[] = [];
    const engine = engineOf(async ({ name }) => void names.push(name));
    await Promise.all(Array.from({ length: 20 }, (_, index) => enqueue(`job ${index}`)));
    const statements = recordStatements(/^\s*(select|with|update)\b.*\bjobs\b/is);
    await engine.runDue();
    vi.restoreAllMocks();
    const plans = await Promise.all(
      [...statements].map(([text, parameters]) =>
        planOf({ parts: { foundation: { database } } }, text, parameters),
      ),
    );
    const searches = plans
      .flat()
      .filter((step) =>
        testDialect === 'sqlite' ? step.includes('jobs_due') : /Index Cond.*state/.test(step),
      );
    expect(searches.length).toBeGreaterThan(1);
    // What runs is little, and may be gone through.
    const isOfAllKinds = (step: string) => !step.includes('kind') && !step.includes("'running'");
    expect(searches.filter(isOfAllKinds)).toEqual([]);
    expect(plans.flat().filter((step) => step.includes('MULTI-INDEX OR'))).toEqual([]);
  });

  it('gives up a job that kills its workers', async () => {
    await enqueue('a');
    await database.kysely
      .updateTable('jobs')
      .set({ state: 'running', attempts: 3, lease: 'dead', leased_until: clock.now() })
      .execute();
    clock.advance(1000);
    const engine = engineOf(async () => {
      throw new Error('It was run once more.');
    });
    await engine.runDue();
    expect(await jobs()).toMatchObject([{ state: 'dead', last_error: 'unavailable: Its workers died.' }]);
  });

  it('puts in order what a dead job leaves behind, again when that could not be done, and says then that it is dead', async () => {
    const given: string[] = [];
    const failing = async () => {
      throw failure.unavailable('Not now.');
    };
    const engine = engineOf(failing, 2, async ({ name }) => {
      given.push(name);
      if (given.length === 1) throw failure.unavailable('Not now.');
    });
    await enqueue('a');
    for (let round = 0; round < 6; round += 1) {
      await engine.runDue();
      clock.advance(3_600_000);
    }
    expect(given).toEqual(['a', 'a']);
    expect(await jobs()).toMatchObject([{ state: 'dead' }]);
  });

  it('gives a job back at a stop as if its run had not begun, on its last try too', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const began = aGate();
    const run: Run = async (_payload, signal) => {
      began.open();
      await new Promise((_resolve, reject) => {
        signal.addEventListener('abort', () => reject(signal.reason));
      });
    };
    const given: string[] = [];
    const engine = engineOf(run, 2, async ({ name }) => void given.push(name));
    await enqueue('a');
    await database.kysely.updateTable('jobs').set({ attempts: 2 }).execute();
    engine.start();
    await began.opened;
    const stopped = engine.stop();
    await vi.advanceTimersByTimeAsync(10_000);
    vi.useRealTimers();
    await stopped;
    expect(await jobs()).toMatchObject([{ state: 'waiting', attempts: 2 }]);
    expect(given).toEqual([]);
  });

  it('is woken at once by a job of its own process', async () => {
    const done = aGate();
    const engine = engineOf(async () => done.open());
    engine.start();
    await enqueue('a');
    await done.opened;
    await engine.stop();
    expect(await jobs()).toEqual([]);
  });

  it('lets running jobs end when it is stopped, and takes no others', async () => {
    const began = aGate();
    const gate = aGate();
    const runs: string[] = [];
    const engine = engineOf(async ({ name }) => {
      began.open();
      await gate.opened;
      runs.push(name);
    }, 1);
    await enqueue('a');
    await enqueue('b');
    engine.start();
    await began.opened;
    const stopped = engine.stop();
    gate.open();
    await stopped;
    expect(runs).toEqual(['a']);
    expect(await jobs()).toMatchObject([{ state: 'waiting', payload: '{"name":"b"}' }]);
  });
});
