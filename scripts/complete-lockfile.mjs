// Adds to package-lock.json the builds of tools for other machines that the registry in use does not carry, so that `npm ci` takes it as whole.
// Run it after `npm install` when the test "the lockfile is whole" complains. The added entries have a version and no hash.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './suitable-node.mjs';

/** @typedef {{ version: string, dev?: boolean, optionalDependencies?: Record<string, string> }} Entry */

const systems = ['android', 'darwin', 'freebsd', 'linux', 'openharmony', 'win32'];
const processors = ['arm64', 'x64', 'ppc64', 'riscv64', 's390x', 'ia32', 'arm'];

const file = join(root, 'package-lock.json');
const lockfile = JSON.parse(readFileSync(file, 'utf8'));
/** @type {Record<string, Entry>} */
const packages = lockfile.packages;

for (const [path, entry] of Object.entries(packages)) {
  for (const [name, version] of Object.entries(entry.optionalDependencies ?? {})) {
    if (folders(path).some((folder) => packages[`${folder}node_modules/${name}`] !== undefined)) continue;
    if (!/^\d+\.\d+\.\d+/.test(version)) throw new Error(`${path} wants ${name} ${version}: not one version`);
    packages[`${folders(path).at(1) ?? ''}node_modules/${name}`] = otherMachines(name, version, entry);
    process.stdout.write(`${name} ${version}\n`);
  }
}
const sorted = Object.entries(packages).sort(([one], [other]) => (one < other ? -1 : 1));
writeFileSync(file, `${JSON.stringify({ ...lockfile, packages: Object.fromEntries(sorted) }, null, 2)}\n`);

/** Where Node looks for what a package needs: in the package, beside it, and so on up to the root. @param {string} path */
function folders(path) {
  const found = [`${path}/`];
  for (let rest = path; rest.includes('/node_modules/'); ) {
    rest = rest.slice(0, rest.lastIndexOf('/node_modules/'));
    found.push(`${rest}/`);
  }
  return path === '' ? [''] : [...found, ''];
}

/** @param {string} name for instance `@biomejs/cli-linux-arm64-musl` @param {string} version @param {Entry} parent */
function otherMachines(name, version, parent) {
  const words = name.split(/[/-]/);
  const os = systems.find((system) => words.includes(system));
  const cpu = processors.find((processor) => words.includes(processor));
  if (os === undefined || cpu === undefined) throw new Error(`${name} does not say which machines it is for`);
  const libc = words.some((word) => word.startsWith('musl')) ? 'musl' : 'glibc';
  return {
    version,
    cpu: [cpu],
    ...(parent.dev && { dev: true }),
    ...(os === 'linux' && words.some((word) => /^(musl|gnu)/.test(word)) && { libc: [libc] }),
    optional: true,
    os: [os],
  };
}
