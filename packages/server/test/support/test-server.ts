// A whole server in the test's own process: real database, real files, HTTP in memory.
import type { FastifyInstance } from 'fastify';
import { composeHttp, composeParts, openFoundation, type Parts } from '../../src/compose/index.ts';
import { readConfig } from '../../src/config.ts';
import type { PixelOptions } from '../../src/pixels/index.ts';
import { createLogger } from '../../src/platform/log.ts';
import { createTestClock, type TestClock } from './test-clock.ts';
import { makeTestPlace, type TestPlace } from './test-database.ts';

/** A running server and what tests reach into. */
export interface TestServer {
  app: FastifyInstance;
  parts: Parts;
  clock: TestClock;
  dataDir: string;
  /** For commands in processes of their own, beside it. */
  place: TestPlace;
  close(): Promise<void>;
}

/** Starts a server on a fresh database. `environment` overrides configuration. Its end fails when a quick read went through a table. */
export async function startTestServer(
  environment: Record<string, string> = {},
  options: { pixels?: PixelOptions } = {},
): Promise<TestServer> {
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
  const parts = await composeParts(await openFoundation({ config, log, clock }), options);
  const app = await composeHttp(parts, { dashboardDir: undefined });
  await app.ready();
  return {
    app,
    parts,
    clock,
    dataDir: place.dataDir,
    place,
    close: async () => {
      // An answer that a test did not read to its end holds its connection.
      app.server.closeAllConnections();
      await app.close();
      await parts.close();
      await place.remove();
      const { scanning } = parts.foundation.database.quickReads;
      if (scanning.size > 0) throw new Error(`No index answers the quick reads ${[...scanning].join(', ')}.`);
    },
  };
}
