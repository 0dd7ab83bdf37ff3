// Which Node runs Lumenbox, and how a program runs under it: signals in, exit code out. Plain JavaScript for Node 20, without packages.
import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { constants } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

/** The repository's root. */
export const root = fileURLToPath(new URL('../', import.meta.url));

/** A Node of the machine's own is used from this version (sources run as TypeScript, `node:sqlite`) … */
const oldest = /** @type {const} */ ([22, 18]);
/** … up to, not including, this major: newer ones are untried. */
const majorMax = 27;
/** This much older Node can still start the launchers. */
const launcherMajorMin = 20;
/** A terminal and npm both pass on the same Ctrl-C: within this time they are one. */
const sameSignalMs = 1000;
const orphanCheckMs = 1000;

/** Says whether a version of Node runs the sources. @param {string} version for instance `24.1.0` */
export function isSuitable(version) {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  if (major >= majorMax) return false;
  return major > oldest[0] || (major === oldest[0] && minor >= oldest[1]);
}

/** Where the npm package `node` puts its program. */
function packagedNode() {
  return join(root, 'node_modules', 'node', 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
}

/** Ends the process when even the launcher cannot run here. */
export function demandLauncherNode() {
  if (Number(process.versions.node.split('.')[0]) >= launcherMajorMin) return;
  process.stderr.write(
    `Lumenbox needs Node ${launcherMajorMin} or newer to start; this is ${process.versions.node}. Install a newer one from https://nodejs.org and try again.\n`,
  );
  process.exit(1);
}

/** The path of a Node that runs the sources: the one that runs this if it can, else the one from npm. Ends the process when there is none. */
export function suitableNode() {
  if (isSuitable(process.versions.node)) return process.execPath;
  const packaged = packagedNode();
  if (existsSync(packaged)) return packaged;
  process.stderr.write(
    `Lumenbox runs on Node ${oldest.join('.')} to ${majorMax - 1}; this is ${process.versions.node}, and the packaged one is not installed. Run "npm ci" in ${root} (with install scripts allowed for the package "node") and try again.\n`,
  );
  process.exit(1);
}

/** Sources that were compiled once are not compiled again: half of the time that a short command takes. */
export const compiledOnce = { NODE_COMPILE_CACHE: join(root, '.cache', 'compiled') };

/**
 * Runs a program of ours under a suitable Node until it ends, and ends this process with its exit code.
 * Signals reach it once. It is told to stop when this process is killed.
 * @param {string} program path of the entry file
 * @param {readonly string[]} args
 */
export function runProgram(program, args) {
  const followLauncher = pathToFileURL(join(root, 'scripts', 'follow-launcher.mjs')).href;
  // A process group of its own: what a terminal sends arrives here only, and is passed on once.
  const child = spawn(suitableNode(), ['--import', followLauncher, program, ...args], {
    stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
    detached: process.platform !== 'win32',
    env: { ...compiledOnce, ...process.env },
  });
  child.on('error', (error) => {
    process.stderr.write(`Starting ${program} failed: ${error.message}\n`);
    process.exit(1);
  });
  /** @type {Map<string, number>} */
  const sentAtMs = new Map();
  /** @param {NodeJS.Signals} signal */
  const passOn = (signal) => {
    const before = sentAtMs.get(signal);
    if (before !== undefined && Date.now() - before < sameSignalMs) return;
    sentAtMs.set(signal, Date.now());
    child.kill(signal);
  };
  for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) process.on(signal, passOn);
  stopWhenOrphaned(() => {
    if (sentAtMs.size === 0) passOn('SIGTERM');
  });
  child.on('exit', (code, signal) => {
    process.exit(code ?? 128 + (signal === null ? 0 : constants.signals[signal]));
  });
}

/**
 * npm and the shell between it and us can die without passing anything on: then whoever is above us changes.
 * @param {() => void} stop called once
 */
function stopWhenOrphaned(stop) {
  if (process.env.npm_lifecycle_event === undefined || process.platform === 'win32') return;
  const above = npmAbove();
  const timer = setInterval(() => {
    if (npmAbove() === above) return;
    clearInterval(timer);
    stop();
  }, orphanCheckMs);
  timer.unref();
}

/** Our parent, and its parent too where that is only npm's shell: as a text to compare. */
function npmAbove() {
  const parent = process.ppid;
  if (process.platform !== 'linux') return `${parent}`;
  try {
    // `pid (name) state parent …`
    const [, name = '', grandparent = ''] =
      /\((.*)\) \S+ (\d+)/s.exec(readFileSync(`/proc/${parent}/stat`, 'utf8')) ?? [];
    return /^(sh|dash|bash|ash)$/.test(name) ? `${parent} ${grandparent}` : `${parent}`;
  } catch {
    return `${parent}`;
  }
}
