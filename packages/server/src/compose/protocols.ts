// Builds what listens: the HTTP server and the DIMSE listener, over the parts.
import type { FastifyInstance } from 'fastify';
import product from '../../package.json' with { type: 'json' };
import { createPartLines } from '../features/resumable-uploads/index.ts';
import { awaitQuiet } from '../ingest/index.ts';
import { createDicomweb } from '../protocols/dicomweb/index.ts';
import { createDimseListener, type DimseListener } from '../protocols/dimse/index.ts';
import {
  createHttpServer,
  errorAnswer,
  type HttpServerDeps,
  registerReference,
} from '../protocols/http/index.ts';
import { createTus } from '../protocols/tus/index.ts';
import type { Parts } from './parts.ts';
import { readinessChecks } from './readiness.ts';

/** Builds the HTTP server over the parts; it listens when the caller says so. Without the role `api` it tells only how the process is. */
export function composeHttp(
  parts: Parts,
  options: { dashboardDir: string | undefined },
): Promise<FastifyInstance> {
  const { config, clock, log, metrics } = parts.foundation;
  const isApi = config.roles.includes('api');
  return createHttpServer({
    clock,
    log,
    metrics,
    credentials: parts.credentials,
    routes: isApi ? parts.routes : [],
    readiness: readinessChecks(parts),
    config: { ...config, dashboardDir: isApi ? options.dashboardDir : undefined },
    pages: isApi ? pagesOf(parts) : [],
  });
}

/** What HTTP serves beside the routes of the REST API. */
function pagesOf(parts: Parts): HttpServerDeps['pages'] {
  const { config, clock, log, database } = parts.foundation;
  const dicomweb = createDicomweb({
    database,
    archive: parts.archive,
    metadata: parts.metadata,
    pixels: parts.pixels,
    audit: parts.audit,
    ingest: parts.ingest,
    clock,
    log,
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
  return [
    async (app) => registerReference(app, { publicUrl: config.publicUrl, version: product.version }),
    (app, admission) => dicomweb(app, { log, ...admission, errorAnswer }),
    (app, admission) => tus(app, { log, ...admission, errorAnswer }),
    // A stop waits for requests under way, and these would go on.
    async (app) => void app.addHook('preClose', async () => parts.changes.close()),
  ];
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
