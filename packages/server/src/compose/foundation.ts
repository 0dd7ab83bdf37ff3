// What every part may use: configuration, clock, log, metrics, and the database with its schema brought up to date.
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { migrations } from '../../migrations/index.ts';
import { countFaults } from '../archive/index.ts';
import type { Audit } from '../audit/index.ts';
import type { Config } from '../config.ts';
import { type Clock, createClock } from '../platform/clock.ts';
import {
  type Database,
  type DatabaseLocation,
  migrate,
  openDatabase,
  readSchemaState,
} from '../platform/database/index.ts';
import type { Logger } from '../platform/log.ts';
import { createMetrics, type Metrics } from '../platform/metrics.ts';

/** What every part may use: the world outside, opened once. */
export interface Foundation {
  config: Config;
  clock: Clock;
  log: Logger;
  metrics: Metrics;
  database: Database;
}

/** Opens the data directory and the database and brings the schema up to date. The CLI begins here as well. */
export async function openFoundation(options: {
  config: Config;
  log: Logger;
  clock?: Clock;
}): Promise<Foundation> {
  const { config } = options;
  mkdirSync(config.dataDir, { recursive: true, mode: 0o700 });
  const database = openDatabase(databaseLocation(config));
  const applied = await migrate(database, migrations).catch(async (error: unknown) => {
    // Its threads would keep the process.
    await database.close();
    throw error;
  });
  if (applied.length > 0) options.log.info({ migrations: applied }, 'database.migrated');
  return {
    config,
    clock: options.clock ?? createClock(),
    log: options.log,
    metrics: createMetrics({ withProcess: true, quickReads: database.quickReads }),
    database,
  };
}

function databaseLocation(config: Config): DatabaseLocation {
  return config.databaseUrl === undefined
    ? { dialect: 'sqlite', path: join(config.dataDir, 'lumenbox.db') }
    : { dialect: 'postgres', url: config.databaseUrl };
}

/** How the database's schema stands to this release, with nothing changed; `undefined` when there is no database yet. */
export async function readInstalledSchema(
  config: Config,
): Promise<{ pending: string[]; unknown: string[] } | undefined> {
  const location = databaseLocation(config);
  if (location.dialect === 'sqlite' && !existsSync(location.path)) return undefined;
  const database = openDatabase(location);
  try {
    return await readSchemaState(database, migrations);
  } finally {
    await database.close();
  }
}

/** How many stored objects are known to be missing or damaged; `undefined` when the database has no place to say so yet. */
export async function readKnownFaults(config: Config): Promise<number | undefined> {
  const schema = await readInstalledSchema(config);
  if (schema === undefined) return 0;
  if (schema.pending.length > 0) return undefined;
  const database = openDatabase(databaseLocation(config));
  try {
    return await countFaults(database.kysely);
  } finally {
    await database.close();
  }
}

/** What every feature works with. */
export type FeatureDeps = Pick<Foundation, 'database' | 'clock'> & { readonly audit: Audit };
