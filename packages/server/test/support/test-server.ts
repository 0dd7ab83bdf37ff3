// A whole server in the test's own process: real database, real files, HTTP in memory.
import type { FastifyInstance } from 'fastify';
import { composeHttp, composeParts, openFoundation, type Parts } from '../../src/compose.ts';
import { readConfig } from '../../src/config.ts';
import { type Clock, createClock, formatMicros } from '../../src/platform/clock.ts';
import { createLogger } from '../../src/platform/log.ts';
import { makeTestPlace } from './test-database.ts';

/** A clock that a test moves. */
export interface TestClock extends Clock {
  advance(ms: number): void;
}

/** The machine's clock plus what the test has added. */
export function createTestClock(): TestClock {
  const clock = createClock();
  let offsetMs = 0;
  const nowMicros = () =>
    Date.parse(clock.now()) * 1000 + Number(clock.now().slice(23, 26)) + offsetMs * 1000;
  return {
    nowMs: () => Math.floor(nowMicros() / 1000),
    now: () => formatMicros(nowMicros()),
    advance: (ms) => {
      offsetMs += ms;
    },
  };
}

/** A running server and what tests reach into. */
export interface TestServer {
  app: FastifyInstance;
  parts: Parts;
  clock: TestClock;
  dataDir: string;
  close(): Promise<void>;
}

/** Starts a server on a fresh database. `environment` overrides configuration. */
export async function startTestServer(environment: Record<string, string> = {}): Promise<TestServer> {
  const place = await makeTestPlace();
  const clock = createTestClock();
  const config = readConfig({
    LUMENBOX_DATA_DIR: place.dataDir,
    LUMENBOX_DATABASE_URL: place.databaseUrl,
    LUMENBOX_LOG_LEVEL: 'silent',
    LUMENBOX_RATE_LIMIT: '0',
    ...environment,
  });
  const log = createLogger({ level: config.logLevel, isTerminal: false });
  const parts = await composeParts(await openFoundation({ config, log, clock }));
  const app = await composeHttp(parts, { dashboardDir: undefined });
  await app.ready();
  return {
    app,
    parts,
    clock,
    dataDir: place.dataDir,
    close: async () => {
      await app.close();
      await parts.close();
      await place.remove();
    },
  };
}
