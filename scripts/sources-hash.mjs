// What a build is made of, as one hash: the builds of the dashboard and of the server are stale when it differs. Plain JavaScript for Node 20.
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './suitable-node.mjs';

/**
 * The hash of all files under some paths; tests and what is built do not count.
 * @param {readonly string[]} sources files and folders, from the root
 */
export function sourcesHash(sources) {
  const hash = createHash('sha256');
  for (const path of sources.flatMap((source) => filesUnder(source)).sort()) {
    hash
      .update(path)
      .update('\0')
      .update(readFileSync(join(root, path)))
      .update('\0');
  }
  return hash.digest('hex');
}

/** @param {string} path a file or folder, from the root @returns {string[]} */
function filesUnder(path) {
  if (/(^|\/)(node_modules|dist|coverage)$|\.test\.tsx?$/.test(path)) return [];
  const full = join(root, path);
  if (!existsSync(full)) return [];
  try {
    return readdirSync(full).flatMap((name) => filesUnder(`${path}/${name}`));
  } catch {
    return [path];
  }
}
