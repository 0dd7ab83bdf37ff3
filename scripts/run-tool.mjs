// Runs a tool to its end, and takes it along when this process is told to stop. Plain JavaScript for Node 20, without packages.
import { spawn } from 'node:child_process';

/**
 * Runs a program; what it prints goes to standard error unless `stdio` says otherwise.
 * @param {readonly string[]} command the program and its arguments
 * @param {import('node:child_process').SpawnOptions & { timeoutMs?: number }} options
 * @returns {Promise<number>} its exit code; 1 when it cannot be started, was killed or took longer than `timeoutMs`
 */
export function runTool(command, options) {
  const [program = '', ...args] = command;
  return new Promise((done) => {
    const child = spawn(program, args, { stdio: ['ignore', 2, 2], ...options });
    const timer =
      options.timeoutMs === undefined
        ? undefined
        : setTimeout(() => {
            process.stderr.write(`\n${program} took longer than ${options.timeoutMs} ms and is ended.\n`);
            child.kill('SIGKILL');
          }, options.timeoutMs);
    /** @type {NodeJS.Signals | undefined} */
    let stopped;
    /** @param {NodeJS.Signals} signal */
    const stop = (signal) => {
      stopped = signal;
      child.kill(signal);
    };
    const signals = /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP']);
    for (const signal of signals) process.on(signal, stop);
    /** @param {number} code */
    const end = (code) => {
      clearTimeout(timer);
      for (const signal of signals) process.removeListener(signal, stop);
      if (stopped !== undefined) process.exit(130);
      done(code);
    };
    child.on('error', (error) => {
      process.stderr.write(`${program} cannot be started: ${error.message}\n`);
      end(1);
    });
    child.on('exit', (code) => end(code ?? 1));
  });
}
