// The real command line in processes of its own, on a test's own data directory.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { serverProgram } from '../../../../scripts/build-server.mjs';
import type { TestPlace } from './test-database.ts';

const main = await serverProgram('lumenbox');

const compileCache = fileURLToPath(new URL('../../../../node_modules/.cache/lumenbox-test', import.meta.url));

/** How a command ended. */
export interface CommandResult {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

function start(place: TestPlace, args: readonly string[], environment: Record<string, string>): ChildProcess {
  return spawn(process.execPath, [main, ...args], {
    stdio: ['pipe', 'pipe', 'pipe'],
    env: {
      PATH: process.env.PATH,
      LUMENBOX_DATA_DIR: place.dataDir,
      LUMENBOX_DATABASE_URL: place.databaseUrl,
      LUMENBOX_LOG_LEVEL: 'warn',
      LUMENBOX_PORT: '0',
      LUMENBOX_DIMSE_PORT: '0',
      // Compiling the sources takes most of a start.
      NODE_COMPILE_CACHE: compileCache,
      ...environment,
    },
  });
}

/** Runs a command to its end. */
export function runCli(
  place: TestPlace,
  args: readonly string[],
  options: { stdin?: string; environment?: Record<string, string> } = {},
): Promise<CommandResult> {
  return startCli(place, args, options).ended;
}

/** A command in a process of its own. */
export interface CommandProcess {
  readonly ended: Promise<CommandResult>;
  /** What stands on its standard output so far. */
  printed(): string;
  /** Asks it to stop, as an operator does. */
  stop(): Promise<CommandResult>;
  /** Ends it at once, as a power cut would. */
  kill(): void;
}

/** Starts a command. */
export function startCli(
  place: TestPlace,
  args: readonly string[],
  options: { stdin?: string; environment?: Record<string, string> } = {},
): CommandProcess {
  const child = start(place, args, options.environment ?? {});
  const output = { stdout: '', stderr: '' };
  const ended = endOf(child, options.stdin, output);
  return {
    ended,
    printed: () => output.stdout,
    stop: () => {
      child.kill('SIGTERM');
      return ended;
    },
    kill: () => child.kill('SIGKILL'),
  };
}

async function endOf(
  child: ChildProcess,
  stdin: string | undefined,
  output: { stdout: string; stderr: string },
): Promise<CommandResult> {
  child.stdout?.on('data', (chunk: Buffer) => {
    output.stdout += chunk.toString();
  });
  child.stderr?.on('data', (chunk: Buffer) => {
    output.stderr += chunk.toString();
  });
  // A command that does not read its input may be gone before it is written.
  child.stdin?.on('error', () => undefined);
  child.stdin?.end(stdin ?? '');
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, ...output };
}

/** A server in a process of its own. */
export interface ServeProcess {
  /** What it has printed so far. */
  readonly output: () => string;
  readonly baseUrl: string;
  /** Ends it at once, as a power cut would: it is asked nothing. */
  kill(): void;
  /** Asks it to stop and gives its exit code. */
  stop(): Promise<number | null>;
}

/** Starts `lumenbox serve` on a free port and waits until it has printed a line that matches `until`. */
export async function startServe(
  place: TestPlace,
  until: RegExp,
  environment: Record<string, string> = {},
): Promise<ServeProcess> {
  const child = start(place, ['serve'], environment);
  let output = '';
  const exited = once(child, 'close') as Promise<[number | null]>;
  await new Promise<void>((resolve, reject) => {
    const listen = (chunk: Buffer) => {
      output += chunk.toString();
      if (until.test(output)) resolve();
    };
    child.stdout?.on('data', listen);
    child.stderr?.on('data', listen);
    child.once('close', (code) => reject(new Error(`The server ended with ${code}: ${output}`)));
  });
  return {
    output: () => output,
    baseUrl: /ready at (\S+)/.exec(output)?.[1] ?? '',
    kill: () => child.kill('SIGKILL'),
    stop: async () => {
      child.kill('SIGTERM');
      return (await exited)[0];
    },
  };
}
