// Runs the product's command line as anybody would: a process of its own, arguments in, output and exit code out.
import { spawn } from 'node:child_process';
import { serverProgram } from '../../scripts/build-server.mjs';

/** The entry file of the command line; `npx lumenbox` ends there after it has picked a Node. */
export const commandLine = await serverProgram('lumenbox');

/** What a program left behind. */
export interface ProgramResult {
  code: number;
  stdout: string;
  stderr: string;
}

/** How a program is run. */
export interface ProgramOptions {
  env?: Readonly<Record<string, string>>;
  cwd?: string;
  /** Written to its standard input, which is then closed. */
  input?: string;
  timeoutMs?: number;
}

const defaultTimeoutMs = 60_000;

/** Runs a program to its end. Throws only when it cannot be started or takes too long. */
export function runProgram(
  program: string,
  args: readonly string[],
  options: ProgramOptions = {},
): Promise<ProgramResult> {
  return new Promise((resolve, reject) => {
    const timeoutMs = options.timeoutMs ?? defaultTimeoutMs;
    const child = spawn(program, [...args], {
      cwd: options.cwd,
      env: { ...process.env, ...options.env },
      stdio: ['pipe', 'pipe', 'pipe'],
      timeout: timeoutMs,
      killSignal: 'SIGKILL',
    });
    let stdout = '';
    let stderr = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr += text;
    });
    child.on('error', reject);
    child.on('close', (code, signal) => {
      if (code !== null) resolve({ code, stdout, stderr });
      else
        reject(
          new Error(`${program} ${args.join(' ')} ended by ${signal} (limit ${timeoutMs} ms)\n${stderr}`),
        );
    });
    // A program that ends without reading its input closes the pipe; what it says is told by its exit code.
    child.stdin.on('error', () => undefined);
    child.stdin.end(options.input ?? '');
  });
}

/** Runs `lumenbox ARGS`. */
export function runLumenbox(args: readonly string[], options: ProgramOptions = {}): Promise<ProgramResult> {
  return runProgram(process.execPath, [commandLine, ...args], options);
}

/** Runs `lumenbox ARGS --json` and gives the document. Throws what the command said when it fails. */
export async function askLumenbox<T>(args: readonly string[], options: ProgramOptions = {}): Promise<T> {
  const result = await runLumenbox([...args, '--json'], options);
  if (result.code !== 0)
    throw new Error(`lumenbox ${args.join(' ')} ended with ${result.code}\n${result.stderr}${result.stdout}`);
  return JSON.parse(result.stdout) as T;
}
