// What must not change once it is out, and what must not leak into what is out: migrations and the lockfile.
import { createHash } from 'node:crypto';
import type { HouseRule, TextFile } from './findings.ts';

const folder = 'packages/server/migrations/';

/** The checksum of a migration's text, as migrations/checksums.json holds it once the migration is released. */
export function checksum(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

/** Released migrations are as they were released: each one listed in checksums.json is there, unchanged, in an unbroken row from the first. */
export const migrationsAreUnchanged: HouseRule = (files) => {
  const list = files.find(({ path }) => path === `${folder}checksums.json`);
  if (list === undefined) return [`${folder}checksums.json:1: it is not there`];
  const released = Object.entries(JSON.parse(list.text) as Record<string, string>);
  const present = migrationFiles(files);
  const findings = released.flatMap(([name, sum]) => {
    const file = present.find(({ path }) => path === `${folder}${name}`);
    if (file === undefined) return [`${list.path}:1: ${name} was released and is gone`];
    return checksum(file.text) === sum
      ? []
      : [`${file.path}:1: it was released and must not change; add another`];
  });
  const order = present.slice(0, released.length).map(({ path }) => path.slice(folder.length));
  const isUnbroken = released.every(([name]) => order.includes(name));
  return isUnbroken
    ? findings
    : [...findings, `${list.path}:1: a migration stands before released ones; new ones go to the end`];
};

function migrationFiles(files: readonly TextFile[]): TextFile[] {
  return files
    .filter(({ path }) => path.startsWith(folder) && /^\d{4}-[a-z0-9-]+\.ts$/.test(path.slice(folder.length)))
    .sort((one, other) => (one.path < other.path ? -1 : 1));
}

interface LockfileEntry {
  resolved?: string;
  integrity?: string;
  link?: boolean;
  optional?: boolean;
  os?: string[];
  optionalDependencies?: Record<string, string>;
}

/** The lockfile names packages and hashes, not the registry of whoever made it. */
export const lockfileHasNoAddresses: HouseRule = (files) => {
  const lockfile = files.find(({ path }) => path === 'package-lock.json');
  if (lockfile === undefined) return ['package-lock.json:1: it is not there'];
  const { packages } = JSON.parse(lockfile.text) as {
    packages: Record<string, LockfileEntry>;
  };
  return Object.entries(packages).flatMap(([name, entry]) => {
    if (/^[a-z+]+:/.test(entry.resolved ?? ''))
      return [
        `package-lock.json:1: ${name} is resolved to an address; make the lockfile with the .npmrc of this folder`,
      ];
    // Builds for other machines that the registry did not carry: scripts/complete-lockfile.mjs names them without a hash.
    const isForOthers = entry.optional === true && entry.os !== undefined;
    const isFetched = name.startsWith('node_modules/') && entry.link !== true;
    return isFetched && !isForOthers && entry.integrity === undefined
      ? [`package-lock.json:1: ${name} has no integrity hash`]
      : [];
  });
};

/** `npm ci` refuses a lockfile that lacks a package, be it one for another machine that it would not install. */
export const lockfileIsWhole: HouseRule = (files) => {
  const lockfile = files.find(({ path }) => path === 'package-lock.json');
  if (lockfile === undefined) return ['package-lock.json:1: it is not there'];
  const { packages } = JSON.parse(lockfile.text) as { packages: Record<string, LockfileEntry> };
  const names = new Set(Object.keys(packages).map((path) => path.split('node_modules/').at(-1)));
  return Object.values(packages)
    .flatMap((entry) => Object.keys(entry.optionalDependencies ?? {}))
    .filter((name) => !names.has(name))
    .map((name) => `package-lock.json:1: ${name} is missing; run scripts/complete-lockfile.mjs`);
};
