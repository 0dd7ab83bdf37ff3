// Runs the server in the foreground until it is told to stop.
import { mkdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { composeHttp, composeParts, openFoundation, type Parts } from '../compose.ts';
import { type Config, ConfigError, readConfig } from '../config.ts';
import { createLogger } from '../platform/log.ts';
import { AlreadyRunningError, lockDataDir } from '../platform/server-lock.ts';

const dashboardDir = fileURLToPath(new URL('../../../web/dist/', import.meta.url));
/** Requests get so long to end after a stop was asked for; then their connections are cut. */
const drainMs = 20_000;

/** Runs the server. Resolves with the process's exit code once it has stopped. */
export async function serve(options: { roles?: string }): Promise<number> {
  try {
    const environment =
      options.roles === undefined ? process.env : { ...process.env, LUMENBOX_ROLES: options.roles };
    return await run(readConfig(environment));
  } catch (error) {
    if (!(error instanceof ConfigError || error instanceof AlreadyRunningError || isAddressInUse(error)))
      throw error;
    process.stderr.write(`${isAddressInUse(error) ? addressInUse(error) : error.message}\n`);
    return 1;
  }
}

async function run(config: Config): Promise<number> {
  demandSafeAddress(config);
  const log = createLogger({ level: config.logLevel, isTerminal: process.stdout.isTTY === true });
  mkdirSync(config.dataDir, { recursive: true, mode: 0o700 });
  const unlock = lockDataDir(config.dataDir);
  const parts = await composeParts(await openFoundation({ config, log }));
  const app = await composeHttp(parts, { dashboardDir });
  const stopRequested = nextStopSignal();
  const address = await app.listen({ host: config.host, port: config.port });
  process.stdout.write(`Lumenbox is ready at ${config.publicUrl ?? address}\n`);
  const signal = await stopRequested;
  log.info({ signal }, 'server.stopping');
  await stop(app, parts);
  unlock();
  log.info('server.stopped');
  return 0;
}

async function stop(
  app: { close(): Promise<unknown>; server: { closeAllConnections(): void } },
  parts: Parts,
): Promise<void> {
  const cut = setTimeout(() => app.server.closeAllConnections(), drainMs);
  await app.close();
  clearTimeout(cut);
  await parts.close();
}

function nextStopSignal(): Promise<string> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve(signal));
  });
}

const loopback = new Set(['127.0.0.1', '::1', 'localhost']);

function demandSafeAddress(config: Config): void {
  if (loopback.has(config.host) || config.trustProxy || config.allowInsecure) return;
  throw new ConfigError([
    `LUMENBOX_HOST is ${config.host}: passwords, keys and images would cross the network unencrypted. Put a TLS proxy before it and set LUMENBOX_TRUST_PROXY=true, or set LUMENBOX_ALLOW_INSECURE=true if you accept that.`,
  ]);
}

function isAddressInUse(error: unknown): error is NodeJS.ErrnoException & { port?: number } {
  return (error as NodeJS.ErrnoException | null)?.code === 'EADDRINUSE';
}

function addressInUse(error: { port?: number }): string {
  return `Port ${error.port ?? ''} is in use. Stop the program that uses it, or choose another with LUMENBOX_PORT.`;
}
