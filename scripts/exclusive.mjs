// One process at a time for installing and building, also over containers that share the folder. Plain JavaScript for Node 20.
import { mkdirSync, readFileSync, rmdirSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { root } from './suitable-node.mjs';

/** Folder of locks, stamps and half-built things; never committed. */
export const cacheDir = join(root, '.cache');

const askAgainMs = 200;
/** The holder touches its lock this often … */
const heartbeatMs = 2000;
/** … and one that was not touched for this long is nobody's. */
const abandonedMs = 30_000;

/**
 * Runs `work` while no other process runs work of the same name. @template T
 * @param {string} name @param {() => Promise<T>} work @returns {Promise<T>}
 */
export async function exclusively(name, work) {
  mkdirSync(cacheDir, { recursive: true });
  const lock = join(cacheDir, `${name}.lock`);
  let hasTold = false;
  while (!take(lock)) {
    if (!hasTold) process.stderr.write(`Waiting for another process that does this already (${name}) …\n`);
    hasTold = true;
    await delay(askAgainMs);
  }
  const heartbeat = setInterval(() => touch(lock), heartbeatMs);
  const free = () => rmSync(lock, { force: true });
  process.once('exit', free);
  try {
    return await work();
  } finally {
    clearInterval(heartbeat);
    process.removeListener('exit', free);
    free();
  }
}

/** @param {string} lock */
function take(lock) {
  try {
    writeFileSync(lock, JSON.stringify({ pid: process.pid, host: hostname() }), { flag: 'wx' });
    return true;
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') throw error;
  }
  if (isAbandoned(lock)) removeAbandoned(lock);
  return false;
}

/** Two must not remove it after each other, or the second would remove the lock that a third has taken meanwhile. @param {string} lock */
function removeAbandoned(lock) {
  const remover = `${lock}.remover`;
  try {
    mkdirSync(remover);
  } catch {
    if (ageMs(remover) > abandonedMs) rmSync(remover, { recursive: true, force: true });
    return;
  }
  if (isAbandoned(lock)) rmSync(lock, { force: true });
  rmdirSync(remover);
}

/** @param {string} lock */
function isAbandoned(lock) {
  if (ageMs(lock) > abandonedMs) return true;
  try {
    const { pid, host } = JSON.parse(readFileSync(lock, 'utf8'));
    return host === hostname() && !isAlive(pid);
  } catch {
    // Gone, or being written at this moment.
    return false;
  }
}

/** @param {number} pid */
function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return codeOf(error) === 'EPERM';
  }
}

/** @param {string} path */
function ageMs(path) {
  const stats = statSync(path, { throwIfNoEntry: false });
  return stats === undefined ? 0 : Date.now() - stats.mtimeMs;
}

/** @param {string} path */
function touch(path) {
  try {
    utimesSync(path, new Date(), new Date());
  } catch {
    // Somebody took it from us for dead; the work ends all the same.
  }
}

/** @param {unknown} error */
function codeOf(error) {
  return /** @type {NodeJS.ErrnoException | null} */ (error)?.code;
}
