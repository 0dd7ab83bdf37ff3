// Judges one import: each rule says what is wrong with it, or nothing.
import type { Reach } from './read-imports.ts';
import { outside, zoneOf } from './zones.ts';

/** An import with what it leads to. */
export interface Import extends Reach {
  readonly from: string;
  /** The file of ours that it leads to, the package's name, or undefined when it leads nowhere. */
  readonly target: { readonly file: string } | { readonly package: string } | undefined;
}

type Rule = (one: Import) => string | undefined;

/** Anybody may ask what kind of fault a database error is; it is no SQL and opens nothing. */
const databaseValuesForAll = new Set(['databaseErrorKind', 'isDatabaseAway', 'DatabaseError', 'tlsFaultOf']);
const databasePackages = new Set(['kysely', 'pg', 'node:sqlite']);
const mayTouchDatabase = /\.store\.ts$|^packages\/server\/(src\/platform\/|src\/compose\/|migrations\/)/;

/** Work is named by the address of its module, as threads are. Whoever names it imports it as well, and is checked there. */
const importsByAddress = 'packages/server/src/platform/database/sqlite-work.ts';

/** Says where the product's programs stand: whoever runs them as a stranger does asks it. */
const findsPrograms = 'scripts/build-server.mjs';

/** Tests may import what they test and what they test it with. */
export function isTest(path: string): boolean {
  return /\.(test|suite|bench)\.tsx?$/.test(path);
}

function isOutside(path: string): boolean {
  return outside.some((folder) => path.startsWith(`${folder}/`)) || /^[^/]+$/.test(path);
}

/** Every rule by name. A finding is a sentence. */
export const rules: Readonly<Record<string, Rule>> = {
  'leads somewhere': (one) => {
    if (one.specifier === undefined)
      return one.from === importsByAddress ? undefined : `a computed ${one.kind} cannot be checked`;
    return one.target === undefined ? `"${one.specifier}" leads to no file of ours` : undefined;
  },

  'who may import whom': (one) => {
    if (one.target === undefined || !('file' in one.target)) return undefined;
    const from = zoneOf(one.from);
    const to = zoneOf(one.target.file);
    if (from === undefined || to === undefined || from.name === to.name) return undefined;
    const isAllowed = from.rule.zones.includes(to.kind);
    const isAllowedType = (from.rule.typesOf?.includes(to.kind) ?? false) && one.values.length === 0;
    return isAllowed || isAllowedType ? undefined : `${from.name} must not import ${to.name}`;
  },

  'only through index.ts': (one) => {
    if (one.target === undefined || !('file' in one.target)) return undefined;
    const from = zoneOf(one.from);
    const to = zoneOf(one.target.file);
    if (from === undefined || to === undefined || from.name === to.name) return undefined;
    // What a package exports is its face.
    if (one.specifier?.startsWith('@lumenbox/')) return undefined;
    if (to.rule.open === 'every file' || one.from.startsWith('acceptance/')) return undefined;
    return /(^|\/)index\.tsx?$/.test(one.target.file)
      ? undefined
      : `${to.name} is entered by its index.ts, not by ${one.target.file}`;
  },

  'packages of a pure zone': (one) => {
    const allowed = zoneOf(one.from)?.rule.packages;
    if (one.target === undefined || !('package' in one.target) || allowed === undefined || allowed === 'any')
      return undefined;
    return allowed.includes(one.target.package)
      ? undefined
      : `${zoneOf(one.from)?.name} must not import ${one.target.package}`;
  },

  'database values only in stores': (one) => {
    if (!one.from.startsWith('packages/server/') || mayTouchDatabase.test(one.from)) return undefined;
    if (one.target === undefined) return undefined;
    const isDatabase =
      'file' in one.target
        ? one.target.file.startsWith('packages/server/src/platform/database/')
        : databasePackages.has(one.target.package);
    const values = one.values.filter((name) => !databaseValuesForAll.has(name));
    return isDatabase && values.length > 0
      ? `${values.join(', ')} of the database belongs in a *.store.ts`
      : undefined;
  },

  'product imports no tests': (one) => {
    if (one.target === undefined || !('file' in one.target)) return undefined;
    if (one.from.startsWith('acceptance/') && one.target.file === findsPrograms) return undefined;
    return isTest(one.target.file) || isOutside(one.target.file)
      ? `${one.target.file} is not part of the product`
      : undefined;
  },

  'no CommonJS': (one) => {
    if (one.from.startsWith('acceptance/')) return undefined;
    const makesRequire =
      one.target !== undefined && 'package' in one.target && one.target.package === 'node:module';
    return one.kind === 'require' || makesRequire ? 'import it; require hides what is imported' : undefined;
  },
};
