// Bundles the server and the command line when what they are made of has changed: they start in a third of the time that their sources
// take. Plain JavaScript for Node 20, without packages.
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { cacheDir, exclusively } from './exclusive.mjs';
import { runTool } from './run-tool.mjs';
import { sourcesHash } from './sources-hash.mjs';
import { root, suitableNode } from './suitable-node.mjs';

const builds = join(cacheDir, 'server');
/** Older builds stay for servers that still run and may yet start a thread of theirs. */
const keptBuilds = 5;
/** What the server is made of: files and folders, from the root. */
const sources = [
  'package-lock.json',
  'scripts/bundle-server.mjs',
  'packages/server/package.json',
  'packages/server/migrations',
  'packages/server/src',
  'packages/contract/package.json',
  'packages/contract/src',
  'packages/dicom/package.json',
  'packages/dicom/src',
];

/** The programs, and the sources that they are made of. */
const programs = { server: 'main.ts', lumenbox: 'cli/main.ts' };

/**
 * The path of a program, bundled. Where it cannot be bundled that is said, and the path is the source's: slower, and otherwise the same.
 * @param {keyof typeof programs} name
 */
export async function serverProgram(name) {
  const build = await ensureServerBuilt();
  return build === undefined
    ? join(root, 'packages', 'server', 'src', programs[name])
    : join(build, `${name}.js`);
}

/** @returns {Promise<string | undefined>} the folder of the build */
async function ensureServerBuilt() {
  const build = join(builds, sourcesHash(sources).slice(0, 20));
  if (existsSync(build)) return build;
  try {
    return await exclusively('server-build', async () => {
      if (existsSync(build)) return build;
      const draft = join(builds, `draft.${process.pid}`);
      const code = await runTool([suitableNode(), join(root, 'scripts', 'bundle-server.mjs'), draft], {
        cwd: root,
      });
      if (code !== 0) throw new Error('the reason stands above');
      renameSync(draft, build);
      removeOldBuilds();
      return build;
    });
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    process.stderr.write(`The server could not be bundled and runs from its sources: ${reason}\n`);
    return undefined;
  }
}

function removeOldBuilds() {
  mkdirSync(builds, { recursive: true });
  const byAge = readdirSync(builds)
    .map((name) => ({ path: join(builds, name), ms: statSync(join(builds, name)).mtimeMs }))
    .sort((a, b) => b.ms - a.ms);
  for (const { path } of byAge.slice(keptBuilds)) rmSync(path, { recursive: true, force: true });
}
