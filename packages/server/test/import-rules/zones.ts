// The table of who may import whom: ARCHITECTURE.md in the words of a program. Zones are named by folder.

/** What a zone may import, besides itself. */
export interface ZoneRule {
  /** The folder, from the repository's root; `*` stands for one folder name and makes each such folder a zone of its own. */
  readonly folder: string;
  /** Zones whose values and types it may import. A name before a slash means all of that kind: `features` is `features/x` for every x. */
  readonly zones: readonly string[];
  /** Zones of which it may import types only. */
  readonly typesOf?: readonly string[];
  /** npm packages and Node modules: a list, or `any`. */
  readonly packages: 'any' | readonly string[];
  /** Files of it that others may import: the index unless stated. */
  readonly open?: 'every file' | 'index';
}

const ofServer = ['dicom', 'contract'];
const engines = ['access', 'audit', 'jobs', 'platform'];

/** Every zone. The first whose folder holds a file is the file's. */
export const zones: Readonly<Record<string, ZoneRule>> = {
  dicom: { folder: 'packages/dicom/src', zones: [], packages: ['fflate', '@noble/hashes'] },
  contract: { folder: 'packages/contract/src', zones: [], packages: ['zod'] },

  main: {
    folder: 'packages/server/src/main.ts',
    zones: ['cli', 'compose', 'config'],
    packages: [],
    open: 'every file',
  },
  compose: {
    folder: 'packages/server/src/compose',
    zones: [
      'config',
      'protocols',
      'ingest',
      'features',
      'archive',
      'pixels',
      'migrations',
      ...engines,
      ...ofServer,
    ],
    packages: 'any',
  },
  config: {
    folder: 'packages/server/src/config.ts',
    zones: ['platform', ...ofServer],
    packages: 'any',
    open: 'every file',
  },
  cli: {
    folder: 'packages/server/src/cli',
    zones: [
      'compose',
      'config',
      'protocols',
      'ingest',
      'features',
      'archive',
      'pixels',
      'migrations',
      ...engines,
      ...ofServer,
    ],
    packages: 'any',
    open: 'every file',
  },
  protocols: {
    folder: 'packages/server/src/protocols/*',
    zones: ['ingest', 'features', 'archive', 'associations', 'pixels', ...engines, ...ofServer],
    packages: 'any',
  },
  ingest: {
    folder: 'packages/server/src/ingest',
    zones: ['features', 'archive', 'pixels', ...engines, ...ofServer],
    packages: 'any',
  },
  features: {
    folder: 'packages/server/src/features/*',
    zones: ['features', 'archive', 'associations', 'pixels', ...engines, ...ofServer],
    packages: 'any',
  },
  // DIMSE associations over sockets: the listener's and those that features open. No medicine beyond the protocol's.
  associations: {
    folder: 'packages/server/src/associations',
    zones: ['platform', ...ofServer],
    packages: 'any',
  },
  archive: {
    folder: 'packages/server/src/archive',
    zones: ['jobs', 'audit', 'platform', ...ofServer],
    typesOf: ['access'],
    packages: 'any',
  },
  pixels: { folder: 'packages/server/src/pixels', zones: ['platform', 'dicom'], packages: 'any' },
  access: {
    folder: 'packages/server/src/access',
    zones: ['audit', 'platform', ...ofServer],
    packages: 'any',
  },
  audit: { folder: 'packages/server/src/audit', zones: ['platform', ...ofServer], packages: 'any' },
  jobs: { folder: 'packages/server/src/jobs', zones: ['platform', ...ofServer], packages: 'any' },
  // Folders of platform have an index; its single files are open.
  'platform/folder': {
    folder: 'packages/server/src/platform/*/',
    zones: ['platform', ...ofServer],
    packages: 'any',
  },
  platform: {
    folder: 'packages/server/src/platform',
    zones: ['platform', ...ofServer],
    packages: 'any',
    open: 'every file',
  },
  migrations: { folder: 'packages/server/migrations', zones: ['platform'], packages: ['kysely'] },

  'web-features': {
    folder: 'packages/web/src/features/*',
    zones: ['web-features', 'web-shared', 'web-texts', ...ofServer],
    packages: 'any',
  },
  'web-texts': {
    folder: 'packages/web/src/shared/i18n',
    zones: ['web-shared', ...ofServer],
    packages: 'any',
    open: 'every file',
  },
  'web-shared': {
    folder: 'packages/web/src/shared',
    zones: ['web-texts', ...ofServer],
    packages: 'any',
    open: 'every file',
  },
  'web-app': {
    folder: 'packages/web/src',
    zones: ['web-features', 'web-shared', 'web-texts', ...ofServer],
    packages: 'any',
    open: 'every file',
  },
  // From outside: nothing of the product's inside but how DICOM is made and what the API and the dashboard say.
  acceptance: {
    folder: 'acceptance',
    zones: ['web-texts', ...ofServer],
    packages: 'any',
    open: 'every file',
  },
};

/** Folders with source files that stand outside the table: they may import everything, and nothing in it imports them. */
export const outside = [
  'bench',
  'scripts',
  'packages/server/test',
  'packages/server/bin',
  'packages/server/scripts',
  'packages/dicom/scripts',
  'packages/contract/scripts',
];

/** Says which zone a file belongs to: its kind, and its own name (`features`, `features/patients`). */
export function zoneOf(path: string): { kind: string; name: string; rule: ZoneRule } | undefined {
  for (const [kind, rule] of Object.entries(zones)) {
    const pattern = new RegExp(
      `^${rule.folder.replace(/\/$/, '').replace('*', '([^/]+)')}${rule.folder.endsWith('.ts') ? '$' : '/'}`,
    );
    const match = pattern.exec(path);
    if (match)
      return {
        kind: kind.split('/')[0] ?? kind,
        name: match[1] === undefined ? kind : `${kind}/${match[1]}`,
        rule,
      };
  }
  return undefined;
}
