// Tells, while the dashboard is built, whose software is shipped and under which licences; refuses a licence that is not allowed.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Plugin } from 'vite';

/** A package that is shipped: in the dashboard's files, or installed for the server. */
interface ThirdParty {
  readonly name: string;
  readonly version: string;
  readonly licence: string;
}
interface Manifest {
  readonly name?: string;
  readonly version?: string;
  readonly license?: string;
  /** As packages of long ago say it. */
  readonly licenses?: readonly { readonly type?: string }[];
}
interface LockedPackage {
  readonly dev?: boolean;
  readonly devOptional?: boolean;
  readonly link?: boolean;
}

/** They ask for their text to be kept, or for changes to be shown, and nothing of what stands beside them. */
const allowed = new Set([
  'MIT',
  'MIT-0',
  'ISC',
  'BSD-2-Clause',
  'BSD-3-Clause',
  '0BSD',
  'Apache-2.0',
  'BlueOak-1.0.0',
  'MPL-2.0',
  'Zlib',
  // Boost's; the Business Source License is BUSL.
  'BSL-1.0',
  'CC0-1.0',
  'Unlicense',
]);

/** Whether an SPDX expression leaves a choice of allowed licences. */
function isAllowed(licence: string): boolean {
  const plain = licence.replaceAll(/[()]/g, '');
  return plain.split(' OR ').some((choice) => choice.split(' AND ').every((one) => allowed.has(one.trim())));
}

/** Writes `about.json`: the version, our own licence, and all that is shipped with it. */
export function thirdParties(root: string): Plugin {
  return {
    name: 'third-parties',
    apply: 'build',
    generateBundle(_options, bundle) {
      const folders = new Set(serverPackages(root));
      for (const file of Object.values(bundle))
        if (file.type === 'chunk')
          for (const module of Object.keys(file.modules)) folders.add(packageFolder(module) ?? '');
      folders.delete('');
      const listed = new Map<string, ThirdParty>();
      for (const folder of folders) {
        const party = readParty(folder);
        listed.set(`${party.name} ${party.version}`, party);
      }
      const packages = [...listed.values()].sort((one, other) => (one.name < other.name ? -1 : 1));
      const refused = packages.filter(({ licence }) => !isAllowed(licence));
      if (refused.length > 0)
        this.error(
          `These may not be shipped: ${refused.map(({ name, licence }) => `${name} (${licence})`).join(', ')}.`,
        );
      const { version, licence } = readParty(join(root, 'packages', 'web'));
      const source = JSON.stringify({ version, licence, packages });
      this.emitFile({ type: 'asset', fileName: 'about.json', source });
    },
  };
}

/** What npm installs to run the server. Builds for other machines are not here. */
function serverPackages(root: string): string[] {
  const lock = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')) as {
    packages: Record<string, LockedPackage>;
  };
  return Object.entries(lock.packages)
    .filter(
      ([path, { dev, devOptional, link }]) => path.includes('node_modules/') && !dev && !devOptional && !link,
    )
    .map(([path]) => join(root, path))
    .filter((folder) => existsSync(join(folder, 'package.json')));
}

/** The folder of the package that a module is of. */
function packageFolder(module: string): string | undefined {
  return /^\0?(.*\/node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(module)?.[1];
}

function readManifest(folder: string): Manifest {
  return JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Manifest;
}

function readParty(folder: string): ThirdParty {
  const { name = folder, version = '', license, licenses = [] } = readManifest(folder);
  return { name, version, licence: license ?? (licenses.map(({ type }) => type).join(' OR ') || 'unknown') };
}
