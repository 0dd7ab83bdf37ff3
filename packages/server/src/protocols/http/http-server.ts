// The HTTP server: hooks that every request passes, the REST routes, health, metrics, and the dashboard's files.
import { randomUUID } from 'node:crypto';
import { type IncomingMessage, maxHeaderSize } from 'node:http';
import type { Socket } from 'node:net';
import compress from '@fastify/compress';
import cookie from '@fastify/cookie';
import cors from '@fastify/cors';
import { apiPrefix } from '@lumenbox/contract';
import Fastify, {
  type FastifyBaseLogger,
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
  LogController,
} from 'fastify';
import type { Credentials } from '../../access/index.ts';
import type { Clock } from '../../platform/clock.ts';
import { AppError } from '../../platform/errors.ts';
import type { Route } from '../../platform/http/index.ts';
import type { Logger } from '../../platform/log.ts';
import type { Metrics } from '../../platform/metrics.ts';
import { type Admission, createAdmission } from './admission.ts';
import { createAuthenticate } from './authenticate.ts';
import { commonHeaders } from './common-headers.ts';
import { registerDashboard } from './dashboard.ts';
import { errorAnswer } from './error-answers.ts';
import { type ReadinessCheck, registerHealth } from './health.ts';
import { mountRoute } from './mount-route.ts';
import { createRateLimiter } from './rate-limit.ts';
import { hasBody } from './read-input.ts';
import { takeRestOfBody } from './rest-of-body.ts';
import { createRouteRefusals } from './unknown-route.ts';

/** What the HTTP server is built from. */
export interface HttpServerDeps {
  clock: Clock;
  log: Logger;
  metrics: Metrics;
  credentials: Credentials;
  routes: readonly Route[];
  readiness: readonly ReadinessCheck[];
  config: HttpConfig;
  /** Mounts what is no operation of the API: the reference page, and other protocols that speak HTTP. */
  pages: readonly ((app: FastifyInstance, admission: Admission) => Promise<void>)[];
}

/** The part of the configuration that concerns HTTP. */
export interface HttpConfig {
  publicUrl: string | undefined;
  trustProxy: boolean;
  corsOrigins: readonly string[];
  rateLimit: number;
  /** The folder of the built dashboard; undefined where there is none (tests). */
  dashboardDir: string | undefined;
}

declare module 'fastify' {
  interface FastifyContextConfig {
    /** The operation's name: logs and metrics use it. */
    operation?: string;
  }
}

/** A client has so long to send its headers; bodies have no total limit, because a study may take an hour. */
const headersTimeoutMs = 20_000;
const connectionIdleMs = 72_000;
/** A connection on which nothing moves, in either direction, while a body is awaited or an answer is to be taken. */
const stalledMs = 120_000;
/** The proxy before us, and no further: what stands left of it in X-Forwarded-For is the client's own word. */
const trustedHops = 1;

/** Builds the server; it listens when its caller says so. */
export async function createHttpServer(deps: HttpServerDeps): Promise<FastifyInstance> {
  const loggerInstance: FastifyBaseLogger = deps.log;
  const { answerOptions, unknownRoute } = createRouteRefusals({ hasApi: deps.routes.length > 0 });
  const headersOf = (request: FastifyRequest) =>
    commonHeaders(request.id, { isSecure: (deps.config.publicUrl ?? request.protocol).startsWith('https') });
  const app: FastifyInstance = Fastify({
    loggerInstance,
    logController: new LogController({ disableRequestLogging: true }),
    // A logger of each request's own would prepare the redaction anew every time; nothing is logged with it.
    childLoggerFactory: (logger) => logger,
    genReqId: () => randomUUID(),
    trustProxy: deps.config.trustProxy ? (_address, hop) => hop < trustedHops : false,
    connectionTimeout: stalledMs,
    keepAliveTimeout: connectionIdleMs,
    // The body is read by whoever needs it, after the caller is known: a stranger's gigabyte is never buffered.
    bodyLimit: Number.MAX_SAFE_INTEGER,
    rewriteUrl: ({ url = '' }) => originForm(url),
    // A list of frames is one parameter, and as long as a request can be; ids are refused by their form.
    routerOptions: { maxParamLength: maxHeaderSize, ignoreTrailingSlash: true },
    // A path that cannot be decoded is a path that does not exist.
    frameworkErrors: (_error, request, response) => {
      response.headers(headersOf(request));
      sendError(response, unknownRoute(request.method, request.raw.url ?? ''));
    },
    clientErrorHandler: refuseMalformed,
    // The framework's refusal of a request without a host has no body; ours has.
    http: { headersTimeout: headersTimeoutMs, requestTimeout: 0, requireHostHeader: false },
    forceCloseConnections: 'idle',
  });
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', (_request, _payload, done) => done(null));

  observe(app, deps, headersOf);
  await app.register(cookie);
  if (deps.routes.length > 0) await app.register(cors, corsOptions(deps.config.corsOrigins));
  await app.register(compress, { threshold: 1024, encodings: ['br', 'gzip'], globalDecompression: false });
  app.setErrorHandler((error, request, response) => {
    if (hasGone(request)) return response.status(clientClosedStatus).send();
    // What the framework finds wrong with a body does not matter where there is no route.
    const isRoutes = error instanceof AppError || !request.is404;
    const { statusCode } = sendError(response, isRoutes ? error : unknownRoute(request.method, request.url));
    if (statusCode >= 500)
      deps.log.error({ err: error, operation: operationOf(request), requestId: request.id }, 'http.failed');
    return response;
  });

  const admission = createAdmission({
    authenticate: createAuthenticate(deps.credentials, deps.config),
    countRequest: createRateLimiter(deps, deps.config.rateLimit),
    publicUrl: deps.config.publicUrl,
  });
  for (const route of deps.routes) mountRoute(app, admission, route);
  if (deps.routes.length > 0)
    app.options(`${apiPrefix}/*`, { config: { operation: 'other', ...notOnlyPreflights } }, answerOptions);
  registerHealth(app, { readiness: deps.readiness, metrics: deps.metrics });
  for (const page of deps.pages) await page(app, admission);
  const dashboard = await registerDashboard(app, deps.config.dashboardDir);
  app.setNotFoundHandler((request, response) => {
    if (dashboard !== undefined && asksForPage(request)) return dashboard(response);
    throw unknownRoute(request.method, request.url);
  });
  return app;
}

/** Browsers ask for pages by name; to a program with a wrong address a page would look like an answer. */
function asksForPage({ method, url, headers }: FastifyRequest): boolean {
  const isOurs = !/^\/(api|dicomweb|files|health|metrics|docs|openapi\.json)(\/|$|\?)/.test(url);
  return isOurs && /^(GET|HEAD)$/.test(method) && /text\/html/.test(headers.accept ?? '');
}

const notOnlyPreflights = { cors: { preflightContinue: true } };

/** What logs and metrics say of a request whose client went away; nobody receives it. */
const clientClosedStatus = 499;

function hasGone(request: FastifyRequest): boolean {
  return request.raw.destroyed && !request.raw.complete;
}

/** What is no malformed request; others are. */
const refusals: Readonly<Record<string, readonly [status: string, message: string]>> = {
  HPE_HEADER_OVERFLOW: ['431 Request Header Fields Too Large', 'The headers are too large.'],
  // RFC 9110 15.5.9. A browser opens connections ahead and may use one just as its time is up: told so, it asks again on another.
  ERR_HTTP_REQUEST_TIMEOUT: ['408 Request Timeout', 'No whole request has come in time.'],
};

const malformedMessage = 'The request is malformed.';

/** Answers what is no HTTP, has headers beyond all limits, or does not come in time; there is no request to hang an answer on. */
function refuseMalformed(error: NodeJS.ErrnoException, socket: Socket): void {
  if (error.code === 'ECONNRESET' || socket.destroyed || !socket.writable) return;
  const [status, message] = refusals[error.code ?? ''] ?? ['400 Bad Request', malformedMessage];
  const body = JSON.stringify({ message });
  const headers = {
    ...commonHeaders(randomUUID(), { isSecure: false }),
    'Content-Type': 'application/json; charset=utf-8',
    'Content-Length': String(body.length),
    Connection: 'close',
  };
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
  socket.end(`HTTP/1.1 ${status}\r\n${lines.join('\r\n')}\r\n\r\n${body}`);
}

function sendError(response: FastifyReply, error: unknown): FastifyReply {
  const { status, body, headers } = errorAnswer(error);
  return response
    .status(status)
    .headers(headers)
    .type('application/json; charset=utf-8')
    .send(JSON.stringify(body));
}

function corsOptions(origins: readonly string[]) {
  return {
    origin: origins.includes('*') ? '*' : [...origins],
    methods: ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'],
    allowedHeaders: [
      'Authorization',
      'Content-Type',
      'Accept',
      'If-None-Match',
      'Range',
      'X-Requested-With',
      'X-HTTP-Method-Override',
      'Tus-Resumable',
      'Upload-Length',
      'Upload-Offset',
      'Upload-Metadata',
      'Upload-Checksum',
    ],
    exposedHeaders: [
      'X-Request-Id',
      'X-RateLimit-Limit',
      'X-RateLimit-Remaining',
      'X-RateLimit-Reset',
      'Retry-After',
      'ETag',
      'Warning',
      'Content-Range',
      'Accept-Ranges',
      'Location',
      'Tus-Resumable',
      'Tus-Version',
      'Tus-Extension',
      'Tus-Max-Size',
      'Tus-Checksum-Algorithm',
      'Upload-Length',
      'Upload-Offset',
      'Upload-Metadata',
      'Upload-Expires',
      'Lumenbox-Upload-Id',
    ],
    maxAge: 600,
    // An OPTIONS that asks nothing about origins asks which methods there are.
    strictPreflight: false,
    // Keys travel in a header; cookies are the dashboard's alone, and it is of the same origin.
    credentials: false,
  };
}

/** RFC 9112 3.2.2: a proxy may write the whole address into the request line. */
function originForm(url: string): string {
  return url.replace(/^https?:\/\/[^/?#]*(?=([/?]|$))/i, '') || '/';
}

/** What a host is written with (RFC 3986 3.2.2), and its port. */
const hostForm = /^[\w.~!$&'()*+,;=%:[\]-]*$/;

/** RFC 9112 3.2: since HTTP/1.1 every request names its host, once, and in the form of one. */
function isMisaddressed({ httpVersion, headers, rawHeaders }: IncomingMessage): boolean {
  if (headers.host === undefined) return httpVersion !== '1.0';
  return !hostForm.test(headers.host) || isRepeated('host', rawHeaders);
}

/** Of two fields Node gives the first alone, and a proxy before us may have gone by the other. */
function isRepeated(name: string, rawHeaders: readonly string[]): boolean {
  let count = 0;
  for (let at = 0; at < rawHeaders.length; at += 2) {
    const raw = rawHeaders[at] as string;
    if (raw.length === name.length && raw.toLowerCase() === name) count += 1;
  }
  return count > 1;
}

function sendMalformed(response: FastifyReply): FastifyReply {
  return response
    .status(400)
    .header('Connection', 'close')
    .type('application/json; charset=utf-8')
    .send(JSON.stringify({ message: malformedMessage }));
}

function operationOf(request: FastifyRequest): string {
  return request.routeOptions.config?.operation ?? 'other';
}

function observe(
  app: FastifyInstance,
  deps: HttpServerDeps,
  headersOf: (request: FastifyRequest) => Record<string, string>,
): void {
  app.server.on('connection', (socket) => {
    deps.metrics.openConnections.inc();
    socket.once('close', () => deps.metrics.openConnections.dec());
  });
  app.addHook('onRequest', (request, response, done) => {
    response.headers(headersOf(request));
    if (hasBody(request.raw)) takeRestOfBody(request.raw, response.raw);
    if (isMisaddressed(request.raw)) sendMalformed(response);
    else done();
  });
  app.addHook('onResponse', (request, response, done) => {
    const operation = operationOf(request);
    const seconds = response.elapsedTime / 1000;
    deps.metrics.requestSeconds.observe({ operation, status: String(response.statusCode) }, seconds);
    const fields = {
      operation,
      method: request.method,
      status: response.statusCode,
      ms: Math.round(response.elapsedTime * 10) / 10,
      requestId: request.id,
    };
    if (operation === 'other') deps.log.debug(fields, 'http.request');
    else deps.log.info(fields, 'http.request');
    done();
  });
}
