// Builds the dashboard when what it is made of has changed. Plain JavaScript for Node 20, without packages.
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { cacheDir, exclusively } from './exclusive.mjs';
import { runTool } from './run-tool.mjs';
import { root, suitableNode } from './suitable-node.mjs';

const web = join(root, 'packages', 'web');
const dist = join(web, 'dist');
const stamp = join(cacheDir, 'web-build-sha256');
/** What the dashboard is made of: files and folders, from the root. */
const sources = [
  'package-lock.json',
  'tsconfig.base.json',
  'packages/web',
  'packages/contract/package.json',
  'packages/contract/src',
  'packages/dicom/package.json',
  'packages/dicom/src',
];

/** Builds the dashboard unless it is up to date. Does nothing where there is no dashboard. @returns {Promise<boolean>} whether it stands */
export async function ensureWebBuilt() {
  if (!existsSync(join(web, 'index.html'))) return true;
  if (isFresh(sourcesHash())) return true;
  return exclusively('web-build', async () => {
    const hash = sourcesHash();
    if (isFresh(hash)) return true;
    process.stderr.write('Building the dashboard …\n');
    const draft = join(cacheDir, `web-build.${process.pid}`);
    const code = await runVite(draft);
    if (code === 0) {
      replaceDist(draft);
      writeFileSync(stamp, hash);
    } else {
      rmSync(draft, { recursive: true, force: true });
      process.stderr.write('The dashboard could not be built; the reason stands above.\n');
    }
    return code === 0;
  });
}

/** @param {string} hash */
function isFresh(hash) {
  return existsSync(join(dist, 'index.html')) && existsSync(stamp) && readFileSync(stamp, 'utf8') === hash;
}

function sourcesHash() {
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

/** @param {string} outDir @returns {Promise<number>} the exit code */
function runVite(outDir) {
  const vite = join(root, 'node_modules', 'vite', 'bin', 'vite.js');
  const args = ['build', '--outDir', outDir, '--emptyOutDir', '--logLevel', 'error'];
  return runTool([suitableNode(), vite, ...args], {
    cwd: web,
    env: { ...process.env, NODE_ENV: 'production' },
  });
}

/** A running server never sees half a build. @param {string} draft */
function replaceDist(draft) {
  const old = `${draft}.old`;
  if (existsSync(dist)) renameSync(dist, old);
  renameSync(draft, dist);
  rmSync(old, { recursive: true, force: true });
}
