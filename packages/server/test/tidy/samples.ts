// What the house rules must refuse, and what they must let pass. What would break a rule in this file itself is put together from parts.
import type { HouseRuleName } from './house-rules.ts';
import { checksum } from './release-rules.ts';

/** Files by path, and the place of the finding when there must be one. */
export interface Sample {
  files: Record<string, string>;
  finding?: string;
}

const store = 'packages/server/src/features/patients/patients.store.ts';
const config = 'packages/server/src/config.ts';
const migrations = 'packages/server/migrations';
const page = 'packages/web/src/features/inbox/inbox-list.tsx';
const lines = (count: number) => '// A file.\n'.repeat(count);
const note = ['TO', 'DO'].join('');
const home = ['/ho', 'me/someone/lumenbox'].join('');
const alone = ['it.on', 'ly'].join('');
const nap = ['await set', 'Timeout(10)'].join('');

/** At least one sample that each rule refuses, and those that it must let pass. */
export const samples: Record<HouseRuleName, readonly Sample[]> = {
  'source files stay small': [
    { files: { 'a.ts': lines(300), 'b.generated.ts': lines(9000), 'c.md': lines(900) } },
    { files: { 'a.ts': lines(301) }, finding: 'a.ts:1' },
    { files: { 'a.ts': `// Over 300 lines: one state machine.\n${lines(400)}` } },
    { files: { 'a.ts': `// Over 300 lines: one state machine.\n${lines(500)}` }, finding: 'a.ts:1' },
  ],
  'no notes of work left': [
    { files: { 'a.ts': '// Done.\n', 'b.md': `${note}\n` } },
    { files: { 'a.ts': `// A.\n// ${note}: later\n` }, finding: 'a.ts:2' },
  ],
  'names say what is inside': [
    { files: { 'packages/web/src/shared/format.ts': '', 'packages/dicom/src/library.ts': '' } },
    { files: { 'packages/server/src/utils/a.ts': '' }, finding: 'packages/server/src/utils/a.ts:1' },
    { files: { 'packages/server/src/helpers.ts': '' }, finding: 'packages/server/src/helpers.ts:1' },
    { files: { 'packages/server/src/shared/a.ts': '' }, finding: 'packages/server/src/shared/a.ts:1' },
  ],
  'names are kebab-case': [
    { files: { 'scripts/part10-file.store.ts': '' } },
    { files: { 'scripts/fileReader.ts': '' }, finding: 'scripts/fileReader.ts:1' },
    { files: { 'scripts/file_reader.ts': '' }, finding: 'scripts/file_reader.ts:1' },
  ],
  'sources begin by saying what lives in them': [
    { files: { 'a.ts': '// What.\n', 'b.mjs': '#!/usr/bin/env node\n// What.\n', 'c.md': 'Text\n' } },
    { files: { 'a.ts': "import 'b';\n" }, finding: 'a.ts:1' },
  ],
  'text files end with the end of a line': [
    { files: { 'a.ts': '// What.\n', 'empty.txt': '' } },
    { files: { 'a.md': 'One\nTwo' }, finding: 'a.md:2' },
  ],
  "nothing names a place on somebody's machine": [
    { files: { 'a.ts': "// Under /usr/bin, /rooted and https://example.org/home/x.\n'/tmp'\n" } },
    { files: { 'a.md': `Text\nRun it in ${home}\n` }, finding: 'a.md:2' },
    { files: { 'a.json': `"${['/wo', 'rk/main'].join('')}"\n` }, finding: 'a.json:1' },
  ],
  'limits have a comment': [
    {
      files: {
        'packages/dicom/src/a.ts': '// Deeper is an attack.\nconst firstMax = 1;\nconst depthMax = 100;\n',
      },
    },
    {
      files: { 'packages/dicom/src/a.ts': '\nconst depthMax = 100;\n' },
      finding: 'packages/dicom/src/a.ts:2',
    },
  ],
  'no test is left out or alone': [
    { files: { 'a.test.ts': "it.skipIf(missing)('x');\nit.each([1])('y');\n", 'a.ts': `${alone}();\n` } },
    { files: { 'a.test.ts': `\n${alone}('x');\n` }, finding: 'a.test.ts:2' },
    {
      files: { 'a.test.ts': `${['describe.concurrent.sk', 'ip'].join('')}('x');\n` },
      finding: 'a.test.ts:1',
    },
    { files: { 'a.test.ts': `${['xi', 't('].join('')}'x');\n` }, finding: 'a.test.ts:1' },
  ],
  'every package has tests': [
    { files: { 'packages/a/package.json': '', 'packages/a/src/x.test.ts': '' } },
    {
      files: { 'packages/a/package.json': '', 'packages/ab/src/x.test.ts': '' },
      finding: 'packages/a/package.json:1',
    },
  ],
  'tests do not sleep': [
    { files: { 'a.test.ts': 'await expect.poll(read);\n', 'a.ts': `${nap};\n` } },
    { files: { 'a.test.ts': `${nap};\n` }, finding: 'a.test.ts:1' },
  ],
  'every setting is explained': [
    { files: { [config]: '({\n  LUMENBOX_A: z,\n})\n', 'docs/operations.md': '| `LUMENBOX_A` |\n' } },
    {
      files: { [config]: '({\n  LUMENBOX_A: z,\n})\n', 'docs/operations.md': 'LUMENBOX_AB\n' },
      finding: `${config}:2`,
    },
    {
      files: {
        [config]: '({\n  LUMENBOX_A: z,\n})\n',
        'docs/operations.md': '| `LUMENBOX_A` |\n| `LUMENBOX_B` |\n',
      },
      finding: 'docs/operations.md:2',
    },
    { files: { [config]: '\n', 'docs/operations.md': '\n' }, finding: `${config}:1` },
    { files: {}, finding: 'config.ts' },
  ],
  'the configuration alone reads the environment': [
    { files: { [config]: 'process.env\n', [store.replace('.ts', '.test.ts')]: 'process.env\n' } },
    { files: { [store]: '\nprocess.env.HOME;\n' }, finding: `${store}:2` },
  ],
  'every error code is explained': [
    {
      files: {
        'packages/contract/src/error-codes.ts': "const errorCodes = {\n  conflict: '',\n} as const;\n",
        'docs/api/errors.md': '| `conflict` |\n',
      },
    },
    {
      files: {
        'packages/contract/src/error-codes.ts': "const errorCodes = {\n  conflict: '',\n} as const;\n",
        'docs/api/errors.md': 'A conflict.\n',
      },
      finding: 'packages/contract/src/error-codes.ts:2',
    },
    { files: {}, finding: 'docs/api/errors.md' },
  ],
  'links of documents lead somewhere': [
    {
      files: {
        'README.md':
          '# A title\n[a](docs/a.md), [b](docs/), [c](https://example.org), [d](docs/a.md#part-two), [e](#a-title)\n',
        'docs/a.md': '## Part two\n',
      },
    },
    { files: { 'docs/a.md': 'Text\n[a](b.md)\n' }, finding: 'docs/a.md:2' },
    { files: { 'docs/a.md': '[a](#gone)\n' }, finding: 'docs/a.md:1' },
  ],
  'each table is written by one store': [
    {
      files: {
        [store]: "// update patients set\ndb.insertInto('patients');\nsql`UPDATE patients SET a = 1`;\n",
        'packages/server/src/features/cases/cases.store.ts': "db.selectFrom('patients');\n",
      },
    },
    {
      files: {
        [store]: "db.insertInto('patients');\n",
        'packages/server/src/features/cases/cases.store.ts': "\ndb.deleteFrom('patients');\n",
      },
      finding: 'packages/server/src/features/cases/cases.store.ts:2',
    },
    {
      files: {
        [store]: "db.insertInto('patients');\n",
        'packages/server/src/jobs/jobs.store.ts': 'sql`delete from patients where 1 = 1`;\n',
      },
      finding: 'packages/server/src/jobs/jobs.store.ts:1',
    },
    {
      files: { 'packages/server/src/features/cases/cases.service.ts': "db.updateTable('patients');\n" },
      finding: 'packages/server/src/features/cases/cases.service.ts:1',
    },
  ],
  'store functions take a scope or say why not': [
    {
      files: {
        [store]:
          'export function a(db: Db, scope: RealmScope) {}\n/** Unscoped: jobs are of no realm. */\nexport async function b(db: Db) {}\nexport function c(text: string) {}\n',
      },
    },
    { files: { [store]: '/** Reads all. */\nexport async function a(db: Db) {}\n' }, finding: `${store}:2` },
    {
      files: { [store]: 'export const a = async (db: Db, page: { limit: number }) => 1;\n' },
      finding: `${store}:1`,
    },
    {
      files: {
        [store]: '/** Unscoped: why. */\nexport function a(db: Db) {}\nexport function b(db: Db) {}\n',
      },
      finding: `${store}:3`,
    },
  ],
  'jobs have a version, a form of payload and a test': [
    { files: jobFiles("kind: 'archive.sweep', version: 1, payload: z.object({})") },
    {
      files: jobFiles("kind: 'archive.sweep', payload: z.object({})"),
      finding: 'packages/server/src/archive/sweep.job.ts:1',
    },
    {
      files: jobFiles("kind: 'archive.sweep', version: 1"),
      finding: 'packages/server/src/archive/sweep.job.ts:1',
    },
    {
      files: jobFiles("kind: 'archive.sweep', version: 1, payload: z.unknown()"),
      finding: 'packages/server/src/archive/sweep.job.ts:1',
    },
    {
      files: jobFiles("kind: 'archive.other', version: 1, payload: z.object({})"),
      finding: 'packages/server/src/archive/sweep.job.ts:1',
    },
  ],
  'log lines are the names of events': [
    {
      files: {
        [store]: "log.info({ id }, 'server.stopped');\nlog.error({ err: f(error) }, 'audit.write-failed');\n",
      },
    },
    { files: { [store]: "\nlog.info({ id }, 'The server has stopped');\n" }, finding: `${store}:2` },
    { files: { [store]: `log.info(\`patient \${name} came\`);\n` }, finding: `${store}:1` },
  ],
  'words of the dashboard stand in the catalogue': [
    {
      files: {
        [page]: `const a = <Button title={t('frame.save')} color="red" onClick={() => go('away')}>{t('frame.save')} · 5</Button>;\n`,
        'packages/web/src/features/inbox/inbox.test.tsx': 'const a = <b>Save</b>;\n',
        'packages/web/src/shared/i18n/en/inbox.ts': "export const inbox = { title: 'Inbox' };\n",
        'packages/web/src/app/keys.tsx': 'const a = <Kbd>Ctrl K</Kbd>;\n',
        'packages/server/src/a.ts': "const a = { title: 'Inbox' };\n",
      },
    },
    { files: { [page]: 'const a = (\n  <b>\n    Save\n  </b>\n);\n' }, finding: `${page}:3` },
    { files: { [page]: 'const a = <TextInput placeholder="Name" />;\n' }, finding: `${page}:1` },
    {
      files: { [page]: "const a = <b aria-label={isOpen ? t('frame.close') : 'Open'} />;\n" },
      finding: `${page}:1`,
    },
    { files: { [page]: `const a = <b>{\`\${count} images\`}</b>;\n` }, finding: `${page}:1` },
    { files: { [page]: "const a = <b>{isOpen && 'Open'}</b>;\n" }, finding: `${page}:1` },
    { files: { [page]: "notifications.show({ message: 'Saved.' });\n" }, finding: `${page}:1` },
    { files: { [page]: "document.title = 'Inbox';\n" }, finding: `${page}:1` },
  ],
  'released migrations are unchanged': [
    { files: migrationFiles({ '0001-a.ts': checksum('// A.\n') }) },
    { files: migrationFiles({ '0001-a.ts': checksum('// B.\n') }), finding: `${migrations}/0001-a.ts:1` },
    {
      files: migrationFiles({ '0003-c.ts': checksum('// C.\n') }),
      finding: `${migrations}/checksums.json:1`,
    },
    {
      files: migrationFiles({ '0002-b.ts': checksum('// B.\n') }),
      finding: `${migrations}/checksums.json:1`,
    },
    { files: {}, finding: `${migrations}/checksums.json:1` },
  ],
  'the lockfile holds no addresses': [
    {
      files: lockfile({
        '': {},
        'node_modules/a': { integrity: 'sha512-x' },
        'node_modules/@lumenbox/web': { resolved: 'packages/web', link: true },
      }),
    },
    {
      files: lockfile({
        'node_modules/a': { integrity: 'sha512-x', resolved: 'https://registry.example.org/a.tgz' },
      }),
      finding: 'package-lock.json:1',
    },
    { files: lockfile({ 'node_modules/a': {} }), finding: 'package-lock.json:1' },
    { files: lockfile({ 'node_modules/a-win32': { optional: true, os: ['win32'] } }) },
    { files: {}, finding: 'package-lock.json:1' },
  ],
  'the lockfile is whole': [
    { files: lockfile({ 'node_modules/a': { optionalDependencies: { b: '1.0.0' } }, 'node_modules/b': {} }) },
    {
      files: lockfile({ 'node_modules/a': { optionalDependencies: { b: '1.0.0' } } }),
      finding: 'package-lock.json:1: b is missing',
    },
  ],
};

function jobFiles(definition: string): Record<string, string> {
  return {
    'packages/server/src/archive/sweep.job.ts': `defineJob({ ${definition} });\n`,
    'packages/server/src/archive/archive.test.ts': "run('archive.sweep');\n",
  };
}

function migrationFiles(released: Record<string, string>): Record<string, string> {
  return {
    [`${migrations}/checksums.json`]: JSON.stringify(released),
    [`${migrations}/0001-a.ts`]: '// A.\n',
    [`${migrations}/0002-b.ts`]: '// B.\n',
  };
}

function lockfile(packages: Record<string, object>): Record<string, string> {
  return { 'package-lock.json': JSON.stringify({ packages }) };
}
