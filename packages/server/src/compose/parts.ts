// Builds the domain and joins its parts: everything but the protocols.
import { type Credentials, createCredentials } from '../access/index.ts';
import {
  type Archive,
  createMetadataReader,
  createTieredStore,
  type MetadataReader,
  openObjectStore,
} from '../archive/index.ts';
import { type Audit, createAudit } from '../audit/index.ts';
import { type ChangeFeed, createChangeFeed } from '../features/changes/index.ts';
import { prepareSearch } from '../features/imaging-search/index.ts';
import { prepareRecordSearch } from '../features/patients/index.ts';
import { prepareWorklist } from '../features/studies/index.ts';
import { closeUploadsOfKilledServer } from '../features/uploads/index.ts';
import { createPasswords, type Passwords } from '../features/users/index.ts';
import { createIngest, type IngestDeps, prepareIngest } from '../ingest/index.ts';
import { createJobEngine, type JobEngine } from '../jobs/index.ts';
import { createPixels, type PixelOptions, type Pixels } from '../pixels/index.ts';
import type { Route } from '../platform/http/index.ts';
import type { Foundation } from './foundation.ts';
import { jobHandlers, scheduleRecurring } from './jobs.ts';
import { createRoutes } from './routes.ts';

/** The parts that the protocols and the CLI work with. */
export interface Parts {
  foundation: Foundation;
  audit: Audit;
  credentials: Credentials;
  passwords: Passwords;
  archive: Archive;
  metadata: MetadataReader;
  ingest: IngestDeps;
  jobs: JobEngine;
  pixels: Pixels;
  changes: ChangeFeed;
  routes: readonly Route[];
  /** Removes what a killed server left. For a server that holds the lock of its data directory, before it listens. */
  clearLeftovers(): Promise<void>;
  /** Loads what the first instance that comes, and the first search, would wait for. */
  prepare(): Promise<void>;
  /** Begins to run jobs, and makes sure that the recurring ones are due: the role `worker`. */
  startJobs(): Promise<void>;
  /** Writes what waits, lets running jobs end, and closes the database. */
  close(): Promise<void>;
}

/** Builds the domain: everything but the protocols. */
export async function composeParts(
  foundation: Foundation,
  options: { spoolName?: 'server' | 'command'; pixels?: PixelOptions } = {},
): Promise<Parts> {
  const { config, clock, database, log, metrics } = foundation;
  const large = await openObjectStore(config.storage, options).catch(async (error: unknown) => {
    // Its threads would keep the process.
    await database.close();
    throw error;
  });
  const audit = createAudit(foundation);
  const credentials = createCredentials(foundation);
  const passwords = createPasswords();
  const deps = { database, clock, audit };
  const objects = createTieredStore({ large, database });
  const pixels = createPixels(options.pixels);
  const ingest = createIngest({ ...deps, objects, metrics, pixels, bytesMax: config.maxUploadBytes });
  const { archive } = ingest;
  const changes = createChangeFeed(foundation);
  const baseUrl = `${config.publicUrl ?? `http://${config.host}:${config.port}`}/dicomweb`;
  const metadata = createMetadataReader({ ...deps, archive, baseUrl });
  const jobs = createJobEngine({
    ...deps,
    log,
    metrics,
    handlers: jobHandlers({
      ...deps,
      ingest,
      metadata,
      log,
      metrics,
      pixels,
      tls: config.dimse.tls,
      scrubBytes: config.scrubBytes,
    }),
  });
  return {
    foundation,
    audit,
    credentials,
    passwords,
    archive,
    metadata,
    ingest,
    jobs,
    pixels,
    changes,
    clearLeftovers: async () => {
      // Beside a PostgreSQL database other servers may be at work: there the jobs clear up, in their time.
      const isAlone = database.dialect === 'sqlite';
      if (isAlone || config.storage.kind === 's3') await objects.clearSpool();
      if (!isAlone) return;
      await closeUploadsOfKilledServer({ ...deps, log });
      await jobs.takeOver();
    },
    prepare: async () => {
      await prepareIngest({ database });
      await prepareSearch({ database });
      await prepareRecordSearch({ database });
      await prepareWorklist({ database });
    },
    startJobs: async () => {
      await scheduleRecurring(deps, { scrubBytes: config.scrubBytes });
      jobs.start();
    },
    routes: createRoutes({ ...deps, log, config, passwords, ingest, pixels, changes }),
    close: async () => {
      try {
        changes.close();
        await jobs.stop();
        await pixels.close();
        await credentials.close();
        await audit.close();
      } finally {
        await database.close();
      }
    },
  };
}
