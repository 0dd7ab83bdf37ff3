// Starts the real server as a process of its own on a fresh data directory and a free port, and stops it again.
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type Account,
  type AccountWishes,
  createAccount,
  createToken,
  type TokenWishes,
} from './accounts.ts';
import { commandLine, type ProgramOptions, type ProgramResult, runLumenbox } from './run-command.ts';

/** A running server. */
export interface RunningServer {
  /** For instance `http://127.0.0.1:40123`, without a slash at the end. */
  readonly url: string;
  readonly dataDir: string;
  /** The port on which it takes associations. Throws when its logs do not say, because they are of warnings alone. */
  dimsePort(): number;
  /** The environment with which command line and server see the same installation. */
  readonly env: Readonly<Record<string, string>>;
  readonly process: ChildProcess;
  /** Everything that it printed so far, both streams. */
  logs(): string;
  /** Runs `lumenbox ARGS` beside the server, on its data directory. */
  lumenbox(args: readonly string[], options?: ProgramOptions): Promise<ProgramResult>;
  /** Makes an account; with its team and realm where that team does not exist. */
  createAccount(wishes?: AccountWishes): Promise<Account>;
  /** Makes an API key and gives its text. */
  createToken(account: Account, wishes?: TokenWishes): Promise<string>;
  /** SIGTERM, waits for the end, removes the data directory unless told to keep it. Gives the exit code. */
  stop(options?: { keepData?: boolean }): Promise<number | null>;
}

/** What a server is started with. */
export interface ServerWishes {
  /** Configuration beyond what every server of the tests gets. */
  env?: Readonly<Record<string, string>>;
  /** A data directory that exists already; else a new one under the system's temporary folder. */
  dataDir?: string;
}

const startTimeoutMs = 60_000;
const stopTimeoutMs = 40_000;

/** Starts a server and resolves when it says that it is ready. Throws with its output when it ends before that. */
export async function startServer(wishes: ServerWishes = {}): Promise<RunningServer> {
  const dataDir = wishes.dataDir ?? (await mkdtemp(join(tmpdir(), 'lumenbox-acceptance-')));
  const env = {
    LUMENBOX_DATA_DIR: dataDir,
    LUMENBOX_HOST: '127.0.0.1',
    LUMENBOX_PORT: '0',
    LUMENBOX_DIMSE_PORT: '0',
    ...wishes.env,
  };
  const child = spawn(process.execPath, [commandLine, 'serve'], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
  }
  const url = await readyAddress(child, () => output);
  return {
    url,
    dataDir,
    dimsePort: () => portOf(output),
    env,
    process: child,
    logs: () => output,
    lumenbox: (args, options) => runLumenbox(args, { ...options, env: { ...env, ...options?.env } }),
    createAccount: (accountWishes) => createAccount({ env }, accountWishes),
    createToken: (account, tokenWishes) => createToken({ env }, account, tokenWishes),
    stop: (options) => stop(child, dataDir, options?.keepData ?? wishes.dataDir !== undefined),
  };
}

/** The listener tells its port in the log before the server is ready. */
function portOf(output: string): number {
  const line = output.split('\n').find((text) => text.includes('dimse.listening'));
  const port = /"port":(\d+)/.exec(line ?? '')?.[1];
  if (port === undefined) throw new Error(`The logs name no DIMSE port:\n${output}`);
  return Number(port);
}

const readyLine = /^Lumenbox is ready at (\S+)$/m;

function readyAddress(child: ChildProcess, output: () => string): Promise<string> {
  return new Promise((resolve, reject) => {
    const fail = (why: string) => {
      settle();
      child.kill('SIGKILL');
      reject(new Error(`The server ${why}. It printed:\n${output()}`));
    };
    const timer = setTimeout(() => fail(`was not ready within ${startTimeoutMs} ms`), startTimeoutMs);
    const look = () => {
      const address = readyLine.exec(output())?.[1];
      if (address === undefined) return;
      settle();
      resolve(address.replace(/\/$/, ''));
    };
    const ended = (code: number | null) => fail(`ended with ${code} before it was ready`);
    const failed = (error: Error) => fail(`could not be started: ${error.message}`);
    const settle = () => {
      clearTimeout(timer);
      child.stdout?.off('data', look);
      child.off('exit', ended);
      child.off('error', failed);
    };
    child.stdout?.on('data', look);
    child.on('exit', ended);
    child.on('error', failed);
  });
}

async function stop(child: ChildProcess, dataDir: string, keepData: boolean): Promise<number | null> {
  if (child.exitCode === null && child.signalCode === null) {
    const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
    child.kill('SIGTERM');
    const cut = setTimeout(() => child.kill('SIGKILL'), stopTimeoutMs);
    await ended;
    clearTimeout(cut);
  }
  if (!keepData) await rm(dataDir, { recursive: true, force: true, maxRetries: 5 });
  return child.exitCode;
}
