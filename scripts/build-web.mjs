// Builds the dashboard when what it is made of has changed. Plain JavaScript for Node 20, without packages.
import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { cacheDir, exclusively } from './exclusive.mjs';
import { runTool } from './run-tool.mjs';
import { sourcesHash } from './sources-hash.mjs';
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
  if (isFresh(sourcesHash(sources))) return true;
  return exclusively('web-build', async () => {
    const hash = sourcesHash(sources);
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
