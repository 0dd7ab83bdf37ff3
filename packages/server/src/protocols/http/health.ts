// Health and metrics: what orchestrators and Prometheus ask. No patient data, no names.
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { AppError } from '../../platform/errors.ts';
import type { Metrics } from '../../platform/metrics.ts';

/** Something the server cannot work without. `check` throws when it is away. */
export interface ReadinessCheck {
  readonly name: string;
  check(): Promise<void>;
}

const checkTimeoutMs = 5000;

/** Mounts `/health/live`, `/health/ready` and `/metrics`. */
export function registerHealth(
  app: FastifyInstance,
  deps: { readiness: readonly ReadinessCheck[]; metrics: Metrics },
): void {
  app.get('/health/live', async () => ({ status: 'ok' }));
  app.get('/health/ready', async (_request, response) => {
    const problems = (await Promise.all(deps.readiness.map(problemOf))).filter(
      (problem) => problem !== undefined,
    );
    if (problems.length > 0) return response.status(503).send({ status: 'unavailable', reasons: problems });
    return { status: 'ok' };
  });
  app.get('/metrics', async (request, response) => {
    if (!isLoopback(request)) throw new AppError('routeNotFound', 'The route metrics could not be found.');
    return response.type(deps.metrics.registry.contentType).send(await deps.metrics.registry.metrics());
  });
}

async function problemOf(check: ReadinessCheck): Promise<string | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error('timed out')), checkTimeoutMs);
  });
  try {
    await Promise.race([check.check(), late]);
    return undefined;
  } catch {
    return `${check.name} is not available`;
  } finally {
    clearTimeout(timer);
  }
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
