// The servers under measure as child processes: started, found ready, stopped.
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';

/** A running server. */
export interface RunningServer {
  readonly port: number;
  /** Milliseconds of processor time that the server has used; 0 where the system does not tell. */
  cpuMs(): number;
  stop(): Promise<void>;
}

const startTimeoutMs = 60_000;

/** Starts a program of ours, given by its path, and waits until it says where it listens. */
export async function startServer(options: {
  program: string;
  args?: readonly string[];
  nodeArgs?: readonly string[];
  environment?: Record<string, string>;
}): Promise<RunningServer> {
  const args = [...(options.nodeArgs ?? []), options.program, ...(options.args ?? [])];
  const child = spawn(process.execPath, args, {
    env: { ...process.env, ...options.environment },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const port = await portOf(child);
  return {
    port,
    cpuMs: () => cpuMsOf(child.pid),
    stop: () =>
      new Promise((resolve) => {
        child.once('exit', () => resolve());
        child.kill('SIGTERM');
      }),
  };
}

function portOf(child: ChildProcess): Promise<number> {
  return new Promise((resolve, reject) => {
    let text = '';
    const timer = setTimeout(() => {
      child.kill('SIGKILL');
      reject(new Error(`The server did not start: ${text}`));
    }, startTimeoutMs);
    child.stdout?.on('data', (chunk: Buffer) => {
      text = (text + chunk.toString()).slice(-4000);
      const port = /ready at http:\/\/127\.0\.0\.1:(\d+)/.exec(text)?.[1];
      if (port === undefined) return;
      clearTimeout(timer);
      resolve(Number(port));
    });
    child.once('exit', (code) => reject(new Error(`The server ended with ${code}: ${text}`)));
  });
}

/** A hundredth of a second: the unit of Linux's process times. */
const tickMs = 10;

function cpuMsOf(pid: number | undefined): number {
  const file = `/proc/${pid}/stat`;
  if (!existsSync(file)) return 0;
  // The name in brackets may hold anything; fields are counted behind it: utime and stime are the 12th and 13th.
  const fields = readFileSync(file, 'utf8')
    .replace(/^.*\) /s, '')
    .split(' ');
  return (Number(fields[11]) + Number(fields[12])) * tickMs;
}
