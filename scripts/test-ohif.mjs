// OHIF for the tests that look at the running server with another maker's viewer: its published files, got once and kept. As large as
// all our packages together, so none of them depends on it.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const version = '3.13.2';
/** Of the package's file, in base64: what the registry may not change under its number. */
const sha512 = 'WZdxmpmG7rqFgW9ZJLcbgr3XCtLi1KDNPoMaeY5PPe6j4G4fjEjjkycZM6C6Zk2F87BKxFfpq+jd5xXZB9E8EA==';
const cache = fileURLToPath(new URL('../node_modules/.cache/lumenbox-ohif/', import.meta.url));
/** Fifty megabytes over a slow line. */
const downloadTimeoutMs = 600_000;

/** @returns {string | undefined} the folder of its built files; undefined when it cannot be had */
export function ensureOhif() {
  const folder = join(cache, version);
  const files = join(folder, 'package', 'dist');
  if (existsSync(join(files, 'index.html'))) return files;
  mkdirSync(cache, { recursive: true });
  process.stderr.write(`Getting OHIF ${version} …\n`);
  const pack = ['pack', `@ohif/app@${version}`, '--silent', '--pack-destination', cache];
  if (!run('npm', pack)) return undefined;
  const file = join(cache, `ohif-app-${version}.tgz`);
  const unpacked = join(cache, `unpacking-${process.pid}`);
  try {
    if (createHash('sha512').update(readFileSync(file)).digest('base64') !== sha512) return undefined;
    mkdirSync(unpacked);
    if (!run('tar', ['-xzf', file, '-C', unpacked])) return undefined;
    // In one step, so that a folder that is there is whole.
    renameSync(unpacked, folder);
    return files;
  } finally {
    rmSync(file, { force: true });
    rmSync(unpacked, { recursive: true, force: true });
  }
}

/** @param {string} program @param {readonly string[]} args */
function run(program, args) {
  return spawnSync(program, args, { stdio: ['ignore', 2, 2], timeout: downloadTimeoutMs }).status === 0;
}
