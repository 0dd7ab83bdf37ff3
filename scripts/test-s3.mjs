// A real S3 server for one test run: OpenStack Swift with its S3 middleware, private, on loopback, gone when the process that asked for it is gone.
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const startTimeoutMs = 60_000;
const startAttemptsMax = 3;
const askAgainMs = 50;

/** One account with all rights, on a server that nobody else reaches. */
const accessKeyId = 'test:tester';
const secretAccessKey = 'testing';
const region = 'us-east-1';

/** @typedef {{ endpoint: string, region: string, accessKeyId: string, secretAccessKey: string, stop: () => Promise<void> }} TestS3 */
/** @typedef {'account' | 'container' | 'object' | 'proxy'} Part */
const storageParts = /** @type {const} */ (['account', 'container', 'object']);
const parts = /** @type {const} */ ([...storageParts, 'proxy']);
const plainFilters = ['catch_errors', 'gatekeeper', 'healthcheck', 'listing_formats', 'bulk'];

/** Debian's, which has Swift; the first on the path may be another. */
const python = '/usr/bin/python3';
const serverProgram = fileURLToPath(new URL('test-s3-server.py', import.meta.url));

/**
 * Starts a server.
 * @returns {Promise<TestS3>} rejects with the reason when there is none to be had
 */
export async function startS3() {
  if (!existsSync('/usr/bin/swift-proxy-server'))
    throw new Error("OpenStack Swift is not here (Debian's swift-proxy and its companions)");
  let reason = '';
  for (let attempt = 1; attempt <= startAttemptsMax; attempt++) {
    try {
      return await startSwift();
    } catch (error) {
      reason = error instanceof Error ? error.message : String(error);
    }
  }
  throw new Error(`OpenStack Swift does not start: ${reason}`);
}

/** Gives tests the address and the credentials of a server. @param {TestS3} server */
export function s3Environment({ endpoint, region: at, accessKeyId: id, secretAccessKey: secret }) {
  return {
    LUMENBOX_TEST_S3_ENDPOINT: endpoint,
    LUMENBOX_TEST_S3_REGION: at,
    LUMENBOX_TEST_S3_ACCESS_KEY_ID: id,
    LUMENBOX_TEST_S3_SECRET_ACCESS_KEY: secret,
  };
}

/** For vitest run by hand: starts a server unless somebody has named one, or there is none to be had. Gives the teardown. */
export async function setup() {
  if (process.env.LUMENBOX_TEST_S3_ENDPOINT !== undefined) return undefined;
  try {
    const server = await startS3();
    Object.assign(process.env, s3Environment(server));
    return server.stop;
  } catch (error) {
    process.stderr.write(`No tests against S3: ${error instanceof Error ? error.message : String(error)}\n`);
    return undefined;
  }
}

/** @returns {Promise<TestS3>} */
async function startSwift() {
  const place = mkdtempSync('/tmp/lumenbox-s3-');
  try {
    /** @type {Record<Part, number>} */
    const ports = { account: 0, container: 0, object: 0, proxy: 0 };
    for (const part of parts) ports[part] = await freePort();
    for (const part of storageParts) writeFileSync(join(place, `${part}.conf`), storageServer(place, part));
    writeFileSync(join(place, 'proxy.conf'), proxyServer(place, await freePort()));
    mkdirSync(join(place, 'disks', 'd1'), { recursive: true });
    const stop = await run(place, ports);
    return { endpoint: `http://127.0.0.1:${ports.proxy}`, region, accessKeyId, secretAccessKey, stop };
  } catch (error) {
    rmSync(place, { recursive: true, force: true });
    throw error;
  }
}

/** What all four parts are told. @param {string} place */
function common(place) {
  return `[DEFAULT]
user = ${userInfo().username}
swift_dir = ${place}
log_level = ERROR
`;
}

/** @param {string} place @param {'account' | 'container' | 'object'} part */
function storageServer(place, part) {
  return `${common(place)}
devices = ${join(place, 'disks')}
mount_check = false
disable_fallocate = true
fallocate_reserve = 0
[pipeline:main]
pipeline = ${part}-server
[app:${part}-server]
use = egg:swift#${part}
`;
}

/**
 * The S3 middleware finds accounts by `tempauth`, which wants a memcache and does without one that is not there; large
 * objects are `slo` underneath.
 * @param {string} place @param {number} unusedPort
 */
function proxyServer(place, unusedPort) {
  return `${common(place)}
[pipeline:main]
pipeline = ${plainFilters.join(' ')} cache s3api tempauth slo proxy-server
[app:proxy-server]
use = egg:swift#proxy
account_autocreate = true
[filter:cache]
use = egg:swift#memcache
memcache_servers = 127.0.0.1:${unusedPort}
[filter:s3api]
use = egg:swift#s3api
location = ${region}
auth_pipeline_check = false
max_upload_part_num = 10000
[filter:tempauth]
use = egg:swift#tempauth
user_test_tester = ${secretAccessKey} .admin
[filter:slo]
use = egg:swift#slo
max_manifest_segments = 10000
${plainFilters.map((name) => `[filter:${name}]\nuse = egg:swift#${name}\n`).join('')}`;
}

/** The shell waits for the end of the server, whose input ends when we close it or are gone, and cleans up. */
const keeper = 'dir=$1; shift; "$@"; rm -rf "$dir"';

/** @param {string} place @param {Record<Part, number>} ports @returns {Promise<() => Promise<void>>} stops it */
async function run(place, ports) {
  const log = join(place, 'log');
  const server = [python, serverProgram, place, ...parts.map((part) => `${part}=${ports[part]}`)];
  const child = spawn('/bin/sh', ['-c', `exec 2>"${log}" >&2; ${keeper}`, 'sh', place, ...server], {
    cwd: '/',
    env: { PATH: process.env.PATH, LC_ALL: 'C.UTF-8', TZ: 'UTC' },
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  const ended = new Promise((done) => child.once('close', done));
  const stop = async () => {
    child.stdin.end();
    await ended;
  };
  const deadline = Date.now() + startTimeoutMs;
  while (!(await answers(ports.proxy))) {
    const said = existsSync(log) ? readFileSync(log, 'utf8').trim().split('\n').slice(-5).join(' ') : '';
    if (child.exitCode !== null) throw new Error(`it ended while starting. ${said}`);
    if (Date.now() > deadline) {
      await stop();
      throw new Error(`it was not ready in time. ${said}`);
    }
    await delay(askAgainMs);
  }
  return stop;
}

/** @param {number} port */
async function answers(port) {
  try {
    const answer = await fetch(`http://127.0.0.1:${port}/healthcheck`, { signal: AbortSignal.timeout(2000) });
    return answer.ok;
  } catch {
    return false;
  }
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
