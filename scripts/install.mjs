// Installs the packages when they are missing or of another lockfile. Plain JavaScript for Node 20, without packages.
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { delimiter, join, resolve } from 'node:path';
import { exclusively } from './exclusive.mjs';
import { runTool } from './run-tool.mjs';
import { root } from './suitable-node.mjs';

const modules = join(root, 'node_modules');
const lockfile = join(root, 'package-lock.json');
/** In node_modules, so that whoever removes that removes this. */
const stamp = join(modules, '.lumenbox-lockfile-sha256');

/** Makes node_modules fit package-lock.json. Ends the process with a message when that fails. */
export async function ensureInstalled() {
  if (isInstalled()) return;
  await exclusively('install', async () => {
    if (isInstalled()) return;
    process.stderr.write('Installing the packages (npm ci) …\n');
    const code = await runNpmCi();
    if (code !== 0) {
      process.stderr.write(
        `\nInstalling the packages failed; npm says above why. Lumenbox needs the npm registry once: check the network (or npm's proxy and registry settings) and try again, or run "npm ci" in ${root} where there is a network.\n`,
      );
      process.exit(1);
    }
    writeStamp();
  });
}

function isInstalled() {
  const hash = lockfileHash();
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === hash) return true;
  // Installed by hand: npm's own note of what is there agrees with the lockfile.
  if (!agreesWithLockfile()) return false;
  writeStamp();
  return true;
}

function lockfileHash() {
  return createHash('sha256').update(readFileSync(lockfile)).digest('hex');
}

function writeStamp() {
  const draft = `${stamp}.${process.pid}`;
  writeFileSync(draft, lockfileHash());
  renameSync(draft, stamp);
}

/** npm writes the note at the end of an installation, and `npm ci` removes it at the beginning. */
function agreesWithLockfile() {
  const note = join(modules, '.package-lock.json');
  if (!existsSync(note)) return false;
  const wanted = JSON.parse(readFileSync(lockfile, 'utf8')).packages;
  const present = JSON.parse(readFileSync(note, 'utf8')).packages;
  return Object.entries(wanted).every(([path, entry]) => {
    if (!path.startsWith('node_modules/')) return true;
    const there = present[path];
    if (there === undefined) return entry.optional === true || entry.devOptional === true;
    return there.version === entry.version && there.integrity === entry.integrity;
  });
}

/** @returns {Promise<number>} npm's exit code */
function runNpmCi() {
  const command = npmCommand();
  // Development packages too, whatever NODE_ENV says: the dashboard is built here. No warnings: npm runs under the machine's Node,
  // the packages under the suitable one.
  return runTool([...command, 'ci', '--include=dev', '--loglevel=error', '--no-audit', '--no-fund'], {
    cwd: root,
    env: { ...process.env, PATH: pathWithoutModules() },
    shell: process.platform === 'win32' && command.length === 1,
  });
}

/** The npm that runs us, under the Node that runs it: never the Node inside the folder that `npm ci` is about to remove. */
function npmCommand() {
  const npm = process.env.npm_execpath;
  const node = process.env.npm_node_execpath;
  if (!npm || !/npm-cli\.[cm]?js$/.test(npm) || !existsSync(npm)) return ['npm'];
  return [node && existsSync(node) && !node.startsWith(modules) ? node : 'node', npm];
}

function pathWithoutModules() {
  return (process.env.PATH ?? '')
    .split(delimiter)
    .filter((dir) => !resolve(dir).startsWith(modules))
    .join(delimiter);
}
