// Runs the server in the foreground until it is told to stop.
import { createPrivateKey, X509Certificate } from 'node:crypto';
import { mkdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { demandKnownObjects } from '../archive/index.ts';
import { composeDimse, composeHttp, composeParts, openFoundation, type Parts } from '../compose/index.ts';
import { type Config, ConfigError, readConfig } from '../config.ts';
import { hasUsers, openSetup } from '../features/users/index.ts';
import { letHeapGrow } from '../platform/heap.ts';
import { createLogger } from '../platform/log.ts';
import { lockDataDir } from '../platform/server-lock.ts';
import { explainError } from './explain-error.ts';

interface Output {
  readonly isJson: boolean;
}

const dashboardDir = fileURLToPath(new URL('../../../web/dist/', import.meta.url));
/** Requests get so long to end after a stop was asked for; then their connections are cut. */
const drainMs = 20_000;

/** How to run it. */
interface ServeOptions {
  readonly roles?: string;
  /** One document on standard output when it answers; everything else, logs too, on standard error. */
  readonly json?: boolean;
}

/** Runs the server. Resolves with the process's exit code once it has stopped. */
export async function serve(options: ServeOptions): Promise<number> {
  try {
    const environment =
      options.roles === undefined ? process.env : { ...process.env, LUMENBOX_ROLES: options.roles };
    return await run(readConfig(environment), { isJson: options.json === true });
  } catch (error) {
    process.stderr.write(`${explainError(error)}\n`);
    return 1;
  }
}

async function run(config: Config, output: Output): Promise<number> {
  demandSafeAddress(config);
  demandTlsFiles(config);
  letHeapGrow();
  const destination = output.isJson ? 'stderr' : 'stdout';
  const isTerminal = process[destination].isTTY === true;
  const log = createLogger({ level: config.logLevel, isTerminal, destination });
  mkdirSync(config.dataDir, { recursive: true, mode: 0o700 });
  const unlock = lockDataDir(config.dataDir);
  try {
    const parts = await composeParts(await openFoundation({ config, log }), { spoolName: 'server' });
    try {
      await demandKnownObjects({ ...parts.archive, ...parts.foundation });
      await parts.clearLeftovers();
      await serveParts(parts, output);
    } finally {
      await parts.close();
    }
  } finally {
    unlock();
  }
  log.info('server.stopped');
  return 0;
}

async function serveParts(parts: Parts, output: Output): Promise<void> {
  const { config, log } = parts.foundation;
  await demandAccount(config, parts);
  const app = await composeHttp(parts, { dashboardDir });
  if (config.roles.includes('worker')) await parts.startJobs();
  const stopRequested = nextStopSignal();
  const dimse = config.roles.includes('dimse') ? composeDimse(parts) : undefined;
  try {
    if (dimse !== undefined) log.info(await dimse.listen(), 'dimse.listening');
    const address = await app.listen({ host: config.host, port: config.port });
    await announce(parts, config.publicUrl ?? address, output);
    await parts.prepare();
    const signal = await stopRequested;
    log.info({ signal }, 'server.stopping');
  } finally {
    await Promise.all([stop(app), dimse?.close({ drainMs })]);
  }
}

/** Says where the server is, and while there is no account, how to make the first one. */
async function announce(parts: Parts, baseUrl: string, { isJson }: Output): Promise<void> {
  const messages = isJson ? process.stderr : process.stdout;
  messages.write(`Lumenbox is ready at ${baseUrl}\n`);
  const isApi = parts.foundation.config.roles.includes('api');
  const setupCode = isApi ? await openSetup(parts.foundation) : undefined;
  if (isJson) process.stdout.write(`${JSON.stringify({ url: baseUrl, setup_code: setupCode ?? null })}\n`);
  else if (setupCode !== undefined)
    messages.write(`Make the first account at ${baseUrl}/setup with the code ${setupCode}\n`);
}

async function stop(app: {
  close(): Promise<unknown>;
  server: { closeAllConnections(): void };
}): Promise<void> {
  const cut = setTimeout(() => app.server.closeAllConnections(), drainMs);
  await app.close();
  clearTimeout(cut);
}

function nextStopSignal(): Promise<string> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve(signal));
  });
}

const loopback = new Set(['127.0.0.1', '::1', 'localhost']);

function demandSafeAddress(config: Config): void {
  if (config.roles.includes('dimse') && !loopback.has(config.dimse.host) && !config.allowInsecure)
    throw new ConfigError([
      `LUMENBOX_DIMSE_HOST is ${config.dimse.host}: images would cross the network unencrypted. Listen there with TLS only (LUMENBOX_DIMSE_TLS_HOST and a certificate), or set LUMENBOX_ALLOW_INSECURE=true if you accept that.`,
    ]);
  if (!config.roles.includes('api')) return;
  if (loopback.has(config.host) || config.trustProxy || config.allowInsecure) return;
  throw new ConfigError([
    `LUMENBOX_HOST is ${config.host}: passwords, keys and images would cross the network unencrypted. Put a TLS proxy before it and set LUMENBOX_TRUST_PROXY=true, or set LUMENBOX_ALLOW_INSECURE=true if you accept that.`,
  ]);
}

/** What TLS of DIMSE is made of has to be sound at the start: who calls and is called later could not say what is wrong. */
function demandTlsFiles({ dimse: { tls } }: Config): void {
  const faults: string[] = [];
  const read = <T>(name: string, path: string | undefined, kind: string, parse: (pem: Buffer) => T) => {
    if (path === undefined) return undefined;
    try {
      return parse(readFileSync(path));
    } catch (error) {
      const { code, path: unread } = error as NodeJS.ErrnoException;
      const why = unread === undefined ? `is no ${kind} in PEM form` : `cannot be read (${code})`;
      faults.push(`${name}: the file ${path} ${why}.`);
      return undefined;
    }
  };
  const certificate = (pem: Buffer) => new X509Certificate(pem);
  const own = read('LUMENBOX_DIMSE_TLS_CERTIFICATE', tls.certificate, 'certificate', certificate);
  const key = read('LUMENBOX_DIMSE_TLS_KEY', tls.key, 'private key without a pass phrase', createPrivateKey);
  read('LUMENBOX_DIMSE_TLS_AUTHORITIES', tls.authorities, 'certificate', certificate);
  if (own !== undefined && key !== undefined && !own.checkPrivateKey(key))
    faults.push('LUMENBOX_DIMSE_TLS_KEY: the key is not that of LUMENBOX_DIMSE_TLS_CERTIFICATE.');
  if (faults.length > 0) throw new ConfigError(faults);
}

/** The first account is made on the machine itself, not by whoever comes first from the network. */
async function demandAccount(config: Config, parts: Parts): Promise<void> {
  if (!config.roles.includes('api')) return;
  if (loopback.has(config.host) || (await hasUsers(parts.foundation.database.kysely))) return;
  throw new ConfigError([
    `LUMENBOX_HOST is ${config.host}, and there is no account yet. Make the first one here: lumenbox user create --email E --name N --team T --password-stdin. Or start once with LUMENBOX_HOST=127.0.0.1.`,
  ]);
}
