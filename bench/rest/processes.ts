// The servers under measure as child processes: started, found ready, stopped.
import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** A running server. */
export interface RunningServer {
  readonly port: number;
  stop(): Promise<void>;
}

const startTimeoutMs = 60_000;

/** Starts a script of ours and waits until it says where it listens. */
export async function startServer(options: {
  script: string;
  args?: readonly string[];
  nodeArgs?: readonly string[];
  environment?: Record<string, string>;
}): Promise<RunningServer> {
  const script = fileURLToPath(new URL(options.script, import.meta.url));
  const child = spawn(process.execPath, [...(options.nodeArgs ?? []), script, ...(options.args ?? [])], {
    env: { ...process.env, ...options.environment },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const port = await portOf(child);
  return {
    port,
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
