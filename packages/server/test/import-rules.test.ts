// Who may import whom: the tree keeps the rules, and the guard is able to say that it does not.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it } from 'vitest';
import { guardImports } from './import-rules/guard.ts';
import { zoneOf, zones } from './import-rules/zones.ts';
import { readTree } from './tidy/findings.ts';

const root = fileURLToPath(new URL('../../../', import.meta.url));

const server = 'packages/server/src';
const cleanTree = {
  'packages/dicom/package.json': '{"name":"@lumenbox/dicom","exports":{".":"./src/index.ts"}}',
  'packages/contract/package.json': '{"name":"@lumenbox/contract","exports":{".":"./src/index.ts"}}',
  'packages/dicom/src/index.ts': "import { inflateSync } from 'fflate';\nexport const read = inflateSync;\n",
  'packages/contract/src/index.ts': "export { z } from 'zod';\n",
  [`${server}/main.ts`]: "import './compose/index.ts';\n",
  [`${server}/compose/index.ts`]:
    "export * from '../features/patients/index.ts';\nexport * from '../protocols/http/index.ts';\n",
  [`${server}/platform/ids.ts`]: "export { randomUUID } from 'node:crypto';\n",
  [`${server}/platform/database/index.ts`]: "export { openDatabase } from './open.ts';\n",
  [`${server}/platform/database/open.ts`]: "export { Kysely as openDatabase } from 'kysely';\n",
  [`${server}/access/index.ts`]: 'export const demand = 1;\nexport type RealmScope = string;\n',
  [`${server}/archive/index.ts`]:
    "import type { RealmScope } from '../access/index.ts';\nexport type Archive = RealmScope;\n",
  [`${server}/features/patients/index.ts`]:
    "import { read } from '@lumenbox/dicom';\nexport * from './patients.store.ts';\nexport { read };\n",
  [`${server}/features/patients/patients.store.ts`]:
    "import { sql } from 'kysely';\nimport { randomUUID } from '../../platform/ids.ts';\nexport const one = [sql, randomUUID];\n",
  [`${server}/features/patients/patients.test.ts`]:
    "import '../../compose/index.ts';\nimport '../cases/index.ts';\n",
  [`${server}/config.ts`]: 'export const readConfig = 1;\n',
  [`${server}/features/cases/cases.test.ts`]: "import './index.ts';\n",
  [`${server}/features/cases/index.ts`]: "export * from '../patients/index.ts';\n",
  [`${server}/protocols/http/index.ts`]: "export * from '../../features/cases/index.ts';\n",
  [`${server}/protocols/dimse/index.ts`]: 'export const dimse = 1;\n',
  'packages/web/src/main.tsx': "import './app/app.tsx';\n",
  'packages/web/src/app/app.tsx': "import '../features/cases/index.tsx';\nexport const app = <p />;\n",
  'packages/web/src/features/cases/index.tsx': "import '../../shared/theme.ts';\n",
  'packages/web/src/shared/theme.ts': "import '@lumenbox/contract';\n",
};

const violations: Record<string, { file: string; text: string; finding: string }> = {
  'platform that knows a feature': {
    file: `${server}/platform/log.ts`,
    text: "import { one } from '../features/patients/index.ts';\n",
    finding: 'who may import whom: platform must not import features/patients',
  },
  'a dynamic import against the table': {
    file: `${server}/platform/log.ts`,
    text: "export const late = () => import('../features/patients/index.ts');\n",
    finding: 'who may import whom',
  },
  'an export-from against the table': {
    file: `${server}/platform/log.ts`,
    text: "export * from '../features/patients/index.ts';\n",
    finding: 'who may import whom',
  },
  'a named export-from against the table': {
    file: `${server}/platform/log.ts`,
    text: "export { one } from '../features/patients/index.ts';\n",
    finding: 'who may import whom',
  },
  'a type-only import against the table': {
    file: `${server}/platform/log.ts`,
    text: "import type { One } from '../features/patients/index.ts';\n",
    finding: 'who may import whom',
  },
  'an inline type import against the table': {
    file: `${server}/platform/log.ts`,
    text: "export type One = import('../features/patients/index.ts').One;\n",
    finding: 'who may import whom',
  },
  'a worker against the table': {
    file: `${server}/platform/log.ts`,
    text: "export const address = new URL('../features/patients/index.ts', import.meta.url);\n",
    finding: 'who may import whom',
  },
  'one protocol in another': {
    file: `${server}/protocols/http/link.ts`,
    text: "import '../dimse/index.ts';\n",
    finding: 'who may import whom: protocols/http must not import protocols/dimse',
  },
  'ingest that knows a protocol': {
    file: `${server}/ingest/index.ts`,
    text: "import '../protocols/http/index.ts';\n",
    finding: 'who may import whom: ingest must not import protocols/http',
  },
  'an archive that knows patients': {
    file: `${server}/archive/link.ts`,
    text: "import '../features/patients/index.ts';\n",
    finding: 'who may import whom: archive must not import features/patients',
  },
  'an archive that uses more of access than its types': {
    file: `${server}/archive/link.ts`,
    text: "import { demand, type RealmScope } from '../access/index.ts';\n",
    finding: 'who may import whom: archive must not import access',
  },
  'a feature that reaches for the composition': {
    file: `${server}/features/cases/link.ts`,
    text: "import '../../compose/index.ts';\n",
    finding: 'who may import whom: features/cases must not import compose',
  },
  'configuration read by a part': {
    file: `${server}/features/cases/link.ts`,
    text: "import { readConfig } from '../../config.ts';\n",
    finding: 'who may import whom: features/cases must not import config',
  },
  "another feature's inside": {
    file: `${server}/features/cases/link.ts`,
    text: "import type { One } from '../patients/patients.store.ts';\n",
    finding: 'only through index.ts: features/patients is entered by its index.ts',
  },
  "the inside of platform's database": {
    file: `${server}/features/cases/link.store.ts`,
    text: "import { openDatabase } from '../../platform/database/open.ts';\n",
    finding: 'only through index.ts',
  },
  'SQL in a service': {
    file: `${server}/features/cases/cases.service.ts`,
    text: "import { type Kysely, sql } from 'kysely';\n",
    finding: 'database values only in stores: sql of the database',
  },
  'a service that opens a database': {
    file: `${server}/features/cases/cases.service.ts`,
    text: "import { openDatabase } from '../../platform/database/index.ts';\n",
    finding: 'database values only in stores: openDatabase of the database',
  },
  'dicom with a Node module': {
    file: 'packages/dicom/src/file.ts',
    text: "import { readFileSync } from 'fs';\n",
    finding: 'packages of a pure zone: dicom must not import node:fs',
  },
  'dicom with a package': {
    file: 'packages/dicom/src/file.ts',
    text: "import type { z } from 'zod/v4';\n",
    finding: 'packages of a pure zone: dicom must not import zod',
  },
  'dicom that knows the contract': {
    file: 'packages/dicom/src/file.ts',
    text: "import '@lumenbox/contract';\n",
    finding: 'who may import whom: dicom must not import contract',
  },
  'a contract that knows dicom': {
    file: 'packages/contract/src/file.ts',
    text: "import '@lumenbox/dicom';\n",
    finding: 'who may import whom: contract must not import dicom',
  },
  'a web feature that knows the app': {
    file: 'packages/web/src/features/cases/link.tsx',
    text: "import '../../app/app.tsx';\n",
    finding: 'who may import whom: web-features/cases must not import web-app',
  },
  'shared web code that knows a feature': {
    file: 'packages/web/src/shared/link.ts',
    text: "import '../features/cases/index.tsx';\n",
    finding: 'who may import whom: web-shared must not import web-features/cases',
  },
  'web code that reaches into the server': {
    file: 'packages/web/src/shared/link.ts',
    text: "import '../../../server/src/platform/ids.ts';\n",
    finding: 'who may import whom: web-shared must not import platform',
  },
  'an acceptance test that reaches into the server': {
    file: 'acceptance/rest.test.ts',
    text: "import { randomUUID } from '../packages/server/src/platform/ids.ts';\n",
    finding: 'who may import whom: acceptance must not import platform',
  },
  'a package by its inside': {
    file: `${server}/features/cases/link.ts`,
    text: "import '@lumenbox/dicom/src/index.ts';\n",
    finding: 'leads somewhere: "@lumenbox/dicom/src/index.ts" leads to no file of ours',
  },
  'an import of a file that is not there': {
    file: `${server}/features/cases/link.ts`,
    text: "import './gone.ts';\n",
    finding: 'leads somewhere',
  },
  'an import that is computed': {
    file: `${server}/features/cases/link.ts`,
    text: 'export const late = (name: string) => import(name);\n',
    finding: 'leads somewhere: a computed dynamic import cannot be checked',
  },
  'a product file that imports a test': {
    file: `${server}/features/cases/link.ts`,
    text: "import '../patients/index.ts'; import './cases.test.ts';\n",
    finding: 'product imports no tests',
  },
  require: {
    file: `${server}/features/cases/link.ts`,
    text: "export const store = require('node:path');\n",
    finding: 'no CommonJS: import it',
  },
  'the making of a require': {
    file: `${server}/features/cases/link.ts`,
    text: "import { createRequire } from 'node:module';\n",
    finding: 'no CommonJS: import it',
  },
  'a folder that the table does not know': {
    file: `${server}/extras/index.ts`,
    text: 'export const extra = 1;\n',
    finding: 'who may import whom: no zone holds this file',
  },
  'a file that does not parse': {
    file: `${server}/features/cases/link.ts`,
    text: 'export const = 1;\n',
    finding: `${server}/features/cases/link.ts does not parse`,
  },
};

describe('the sources', () => {
  const report = guardImports(root);

  it('keep the import rules', () => {
    expect(report.findings).toEqual([]);
  });

  it('were all seen', () => {
    const listed = readTree(root)
      .map(({ path }) => path)
      .filter((path) => /^(packages|acceptance|bench|scripts)\/.*\.[cm]?[jt]sx?$/.test(path))
      .filter((path) => !path.startsWith('packages/web/public/'));
    const seen = new Set(report.files);
    expect(listed.length).toBeGreaterThan(100);
    expect(listed.filter((path) => !seen.has(path))).toEqual([]);
  });

  it('have files in every zone, and imports that lead to files of ours', () => {
    const filled = new Set(report.files.map((file) => zoneOf(file)?.rule));
    expect(Object.entries(zones).filter(([, rule]) => !filled.has(rule))).toEqual([]);
    const compose = report.imports.filter((one) => one.from === 'packages/server/src/compose/foundation.ts');
    expect(compose.map((one) => one.target)).toContainEqual({
      file: 'packages/server/migrations/index.ts',
    });
  });
});

describe('the guard', () => {
  const places: string[] = [];
  afterEach(() => {
    for (const place of places.splice(0)) rmSync(place, { recursive: true, force: true });
  });

  /** A small tree that keeps every rule, plus the given files. */
  function judge(planted: Record<string, string>): readonly string[] {
    const place = mkdtempSync(join(tmpdir(), 'lumenbox-guard-'));
    places.push(place);
    for (const [path, text] of Object.entries({ ...cleanTree, ...planted })) {
      mkdirSync(dirname(join(place, path)), { recursive: true });
      writeFileSync(join(place, path), text);
    }
    return guardImports(place).findings;
  }

  it('finds nothing in a clean tree', () => {
    expect(judge({})).toEqual([]);
  });

  it('complains of a tree without sources', () => {
    const place = mkdtempSync(join(tmpdir(), 'lumenbox-guard-'));
    places.push(place);
    expect(guardImports(place).findings).toHaveLength(1);
  });

  it.each(Object.entries(violations))('refuses %s', (_what, { file, text, finding }) => {
    const findings = judge({ [file]: text });
    expect(findings).toHaveLength(1);
    expect(findings[0]).toContain(`${file}:1: ${finding}`);
  });

  it('gives the line', () => {
    const [finding] = judge({
      'packages/dicom/src/index.ts': "export const a = 1;\n\nexport const b = () => import('node:fs');\n",
    });
    expect(finding).toContain('packages/dicom/src/index.ts:3: ');
  });
});
