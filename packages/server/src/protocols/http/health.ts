// Health and metrics: what orchestrators and Prometheus ask. No patient data, no names.
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { AppError } from '../../platform/errors.ts';
import type { Metrics } from '../../platform/metrics.ts';

/** Something the server cannot work without. `check` rejects when it is away. */
export interface ReadinessCheck {
  readonly name: string;
  check(): Promise<void>;
}

/** Who asks waits so long at most. */
const checkTimeoutMs = 5000;
/** Balancers ask every few seconds, and several of them: each answer serves all who ask meanwhile. */
const knownMs = 3000;

/** Mounts `/health/live`, `/health/ready` and `/metrics`. */
export function registerHealth(
  app: FastifyInstance,
  deps: { readiness: readonly ReadinessCheck[]; metrics: Metrics },
): void {
  app.get('/health/live', async () => ({ status: 'ok' }));
  const look = createLook(deps.readiness);
  app.get('/health/ready', async (_request, response) => {
    const problems = await look();
    if (problems.length > 0) return response.status(503).send({ status: 'unavailable', reasons: problems });
    return { status: 'ok' };
  });
  app.get('/metrics', async (request, response) => {
    if (!isLoopback(request)) throw new AppError('routeNotFound', 'The route metrics could not be found.');
    return response.type(deps.metrics.registry.contentType).send(await deps.metrics.registry.metrics());
  });
}

/** Looks at all parts and gives what is wrong, or what was a moment ago. */
function createLook(readiness: readonly ReadinessCheck[]): () => Promise<string[]> {
  const parts = readiness.map(createProblemOf);
  let known: { readonly sinceMs: number; readonly problems: Promise<string[]> } | undefined;
  return () => {
    const nowMs = performance.now();
    if (known === undefined || nowMs - known.sinceMs > knownMs) {
      const problems = Promise.all(parts.map((problemOf) => problemOf()));
      known = { sinceMs: nowMs, problems: problems.then((all) => all.filter((one) => one !== undefined)) };
    }
    return known.problems;
  };
}

/** Asks one part. One that never answers is not asked again before it has: each question may hold a thread. */
function createProblemOf({ name, check }: ReadinessCheck): () => Promise<string | undefined> {
  let asked: Promise<void> | undefined;
  return async () => {
    asked ??= check().finally(() => {
      asked = undefined;
    });
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_resolve, reject) => {
      timer = setTimeout(() => reject(new Error('timed out')), checkTimeoutMs);
    });
    try {
      await Promise.race([asked, late]);
      return undefined;
    } catch {
      return `${name} is not available`;
    } finally {
      clearTimeout(timer);
    }
  };
}

/** The socket's own address, not a forwarded one: a proxy on this machine must not open the metrics to the world. */
function isLoopback(request: FastifyRequest): boolean {
  const address = request.socket.remoteAddress ?? '';
  const isLocal =
    address === '::1' || address.startsWith('127.') || address.startsWith('::ffff:127.') || address === '';
  return (
    isLocal && request.headers['x-forwarded-for'] === undefined && request.headers.forwarded === undefined
  );
}
