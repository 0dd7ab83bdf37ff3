// Over 300 lines: the whole table of contents in one place, each entry a line or two.
// The only file that builds and joins the parts: the server's table of contents.
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { FastifyInstance } from 'fastify';
import { migrations } from '../migrations/index.ts';
import product from '../package.json' with { type: 'json' };
import { type Credentials, createCredentials } from './access/index.ts';
import {
  type Archive,
  countFaults,
  createMetadataReader,
  createTieredStore,
  type MetadataReader,
  openObjectStore,
  removeObjects,
  scheduleScrub,
  scheduleSweep,
  scrub,
  sweep,
} from './archive/index.ts';
import { type Audit, createAudit } from './audit/index.ts';
import type { Config } from './config.ts';
import { createAuditEventRoutes } from './features/audit-events/index.ts';
import { createCaseRoutes } from './features/cases/index.ts';
import {
  type ChangeFeed,
  createChangeFeed,
  createChangeRoutes,
  expireChanges,
  scheduleExpireChanges,
} from './features/changes/index.ts';
import { reportCommitment } from './features/commitments/index.ts';
import { createDeidentificationRoutes, resolveCaseProfile } from './features/deidentification/index.ts';
import { rebuildIndexHandler } from './features/imaging-search/index.ts';
import { createInboxRoutes } from './features/inbox/index.ts';
import { createMeasurementRoutes, type StoreMade } from './features/measurements/index.ts';
import { createPatientRoutes, type MergeDeps, type RecordDeps } from './features/patients/index.ts';
import { createPeerRoutes } from './features/peers/index.ts';
import { createRealmRoutes } from './features/realms/index.ts';
import { createReportRoutes, moveReportsOfStudy, reportsOfStudies } from './features/reports/index.ts';
import {
  createPartLines,
  expireUploads,
  forgetResumableOfPatient,
  moveResumableOfPatient,
  scheduleExpiry,
} from './features/resumable-uploads/index.ts';
import { createReviewQueueRoutes } from './features/review-queue/index.ts';
import {
  createStudyRoutes,
  createThumbnailRoutes,
  type MoveDeps,
  moveStudies,
  removeStudiesOfPerson,
  type StudyContentsDeps,
} from './features/studies/index.ts';
import { createTeamRoutes } from './features/teams/index.ts';
import { createTokenRoutes } from './features/tokens/index.ts';
import { createTransferRoutes, sendTransfer } from './features/transfers/index.ts';
import {
  closeAbandoned,
  closeUploadsOfKilledServer,
  createUploadRoutes,
  forgetFilesOfPerson,
  forgetUploadsOfPatient,
  moveUploadsOfPatient,
  moveUploadsOfStudy,
  scheduleCloseAbandoned,
} from './features/uploads/index.ts';
import { createPasswords, createUserRoutes, type Passwords } from './features/users/index.ts';
import {
  awaitQuiet,
  createIngest,
  describeStudy,
  type IngestDeps,
  prepareIngest,
  receiveHeldStudy,
  receiveParts,
  settleStudy,
  storeMade,
  storeReviewed,
} from './ingest/index.ts';
import { createJobEngine, type JobEngine, type JobHandler } from './jobs/index.ts';
import { createPixels, type PixelOptions, type Pixels } from './pixels/index.ts';
import { type Clock, createClock } from './platform/clock.ts';
import {
  type Database,
  type DatabaseLocation,
  migrate,
  openDatabase,
  readSchemaState,
} from './platform/database/index.ts';
import type { Route } from './platform/http/index.ts';
import type { Logger } from './platform/log.ts';
import { createMetrics, type Metrics } from './platform/metrics.ts';
import { createDicomweb } from './protocols/dicomweb/index.ts';
import { createDimseListener, type DimseListener } from './protocols/dimse/index.ts';
import {
  createHttpServer,
  createImagingRoutes,
  errorAnswer,
  registerReference,
} from './protocols/http/index.ts';
import { createTus } from './protocols/tus/index.ts';

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
  const applied = await migrate(database, migrations);
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
  /** Loads what the first instance that comes would wait for. */
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
  const audit = createAudit(foundation);
  const credentials = createCredentials(foundation);
  const passwords = createPasswords();
  const { config, clock, database, log, metrics } = foundation;
  const deps = { database, clock, audit };
  const large = await openObjectStore(config.storage, options);
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
    prepare: () => prepareIngest({ database }),
    startJobs: async () => {
      await scheduleSweep(deps);
      await scheduleScrub(deps, { bytesMax: config.scrubBytes });
      await scheduleCloseAbandoned(deps);
      await scheduleExpiry(deps);
      await scheduleExpireChanges(deps);
      jobs.start();
    },
    routes: createRoutes({ ...deps, config, passwords, ingest, pixels, changes }),
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

/** What every feature works with. */
type FeatureDeps = Pick<Foundation, 'database' | 'clock'> & { readonly audit: Audit };

/** The work of every kind of job. */
function jobHandlers(
  deps: FeatureDeps & {
    ingest: IngestDeps;
    metadata: MetadataReader;
    log: Logger;
    metrics: Metrics;
    pixels: Pixels;
    tls: Config['dimse']['tls'];
    scrubBytes: number;
  },
): JobHandler[] {
  const { ingest, log } = deps;
  const { objects } = ingest.archive;
  return [
    removeObjects({ ...deps, objects }),
    sweep({ ...deps, objects }),
    scrub({ ...deps, objects, bytesMax: deps.scrubBytes }),
    settleStudy(deps),
    describeStudy({ ...deps, archive: ingest.archive }),
    rebuildIndexHandler({ ...deps, archive: ingest.archive }),
    receiveHeldStudy({ ...ingest, log }),
    reportCommitment(deps),
    sendTransfer({ ...deps, archive: ingest.archive }),
    receiveParts(ingest),
    expireUploads(deps),
    closeAbandoned(deps),
    expireChanges(deps),
  ];
}

/** What features do to each other's rows, each through the other's index. */
function joinFeatures(deps: FeatureDeps): RecordDeps & MergeDeps & MoveDeps & StudyContentsDeps {
  const moveDeps: MoveDeps = {
    clock: deps.clock,
    moveUploadsOfStudy,
    moveReportsOfStudy,
    announceContents: (trx, scope, studyId) => awaitQuiet(trx, deps, scope, studyId),
  };
  return {
    ...deps,
    ...moveDeps,
    reportsOfStudies,
    removePersonStudies: async (trx, scope, personId) => {
      await forgetFilesOfPerson(trx, scope, personId);
      await removeStudiesOfPerson(deps, trx, scope, personId);
    },
    forgetUploads: async (trx, scope, patientId) => {
      await forgetResumableOfPatient(deps, trx, scope, patientId);
      await forgetUploadsOfPatient(trx, scope, patientId);
    },
    moveStudiesOfPerson: (trx, scope, move) => moveStudies(moveDeps, trx, scope, move),
    moveUploadsOfPatient: async (trx, scope, move) => {
      await moveResumableOfPatient(trx, scope, move);
      await moveUploadsOfPatient(trx, scope, move);
    },
  };
}

/** Features make instances; how these are stored is the way in's matter. */
function storeMadeBy(ingest: IngestDeps): StoreMade {
  return async ({ scope, origin }, made) => {
    const outcome = await storeMade(ingest, { scope, origin, ...made });
    return outcome.kind === 'stored' || outcome.reason === null ? 'stored' : 'differs';
  };
}

/** The routes of the REST API. */
function createRoutes(
  deps: FeatureDeps & {
    config: Config;
    passwords: Passwords;
    ingest: IngestDeps;
    pixels: Pixels;
    changes: ChangeFeed;
  },
): readonly Route[] {
  const { config, ingest } = deps;
  const joined = joinFeatures(deps);
  return [
    ...createUserRoutes(deps),
    ...createTeamRoutes(deps),
    ...createRealmRoutes({ ...deps, resolveCaseProfile }),
    ...createTokenRoutes(deps),
    ...createPeerRoutes({ ...deps, tls: config.dimse.tls }),
    ...createAuditEventRoutes(deps),
    ...createChangeRoutes(deps),
    ...createCaseRoutes(joined),
    ...createPatientRoutes(joined),
    ...createStudyRoutes(joined),
    ...createReportRoutes({ ...deps, archive: ingest.archive }),
    ...createMeasurementRoutes({ ...deps, archive: ingest.archive, storeMade: storeMadeBy(ingest) }),
    ...createThumbnailRoutes({ ...deps, archive: ingest.archive }),
    ...createUploadRoutes(deps),
    ...createInboxRoutes(deps),
    ...createReviewQueueRoutes({
      ...deps,
      archive: ingest.archive,
      storeReviewed: (bytes, reviewed) => storeReviewed(ingest, bytes, reviewed),
    }),
    ...createDeidentificationRoutes({ ...deps, archive: ingest.archive }),
    ...createTransferRoutes({ ...deps, tls: config.dimse.tls }),
    ...createImagingRoutes({ ...deps, archive: ingest.archive, bytesMax: config.maxUploadBytes }),
  ];
}

/** Builds the HTTP server over the parts; it listens when the caller says so. */
export function composeHttp(
  parts: Parts,
  options: { dashboardDir: string | undefined },
): Promise<FastifyInstance> {
  const { config, clock, log, metrics, database } = parts.foundation;
  const dicomweb = createDicomweb({
    database,
    archive: parts.archive,
    metadata: parts.metadata,
    pixels: parts.pixels,
    audit: parts.audit,
    ingest: parts.ingest,
    clock,
    announceContents: (trx, scope, studyId) => awaitQuiet(trx, { clock }, scope, studyId),
  });
  const tus = createTus({
    database,
    clock,
    audit: parts.audit,
    archive: parts.archive,
    lines: createPartLines(),
    limits: {
      bytesMax: config.maxUploadBytes,
      realmBytesMax: config.unfinished.bytesMax,
      expiryMs: config.unfinished.hours * 3_600_000,
    },
  });
  return createHttpServer({
    clock,
    log,
    metrics,
    credentials: parts.credentials,
    routes: parts.routes,
    readiness: [
      {
        name: 'database',
        check: async () =>
          void (await database.kysely.selectFrom('installation').select('key').limit(1).execute()),
      },
    ],
    config: { ...config, dashboardDir: options.dashboardDir },
    pages: [
      async (app) => registerReference(app, { publicUrl: config.publicUrl, version: product.version }),
      (app, admission) => dicomweb(app, { log, ...admission, errorAnswer }),
      (app, admission) => tus(app, { log, ...admission, errorAnswer }),
      // A stop waits for requests under way, and these would go on.
      async (app) => void app.addHook('preClose', async () => parts.changes.close()),
    ],
  });
}

/** Builds the DIMSE listener over the parts; it listens when the caller says so. */
export function composeDimse(parts: Parts): DimseListener {
  const { config } = parts.foundation;
  const { host, port, tlsListener, tls, privateSopClasses } = config.dimse;
  return createDimseListener(
    {
      ...parts.foundation,
      audit: parts.audit,
      ingest: parts.ingest,
      archive: parts.archive,
      pixels: parts.pixels,
      tls,
      privateSopClasses: new Set(privateSopClasses),
    },
    {
      plain: { host, port },
      tls: tlsListener && {
        host: tlsListener.host,
        port: tlsListener.port,
        files: { ...tlsListener, authorities: tls.authorities },
      },
    },
  );
}
