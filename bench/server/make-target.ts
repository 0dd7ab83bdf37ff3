// Makes Lumenbox a target of a benchmark that drives any DICOMweb and DIMSE server: an installation with a key and a peer, kept as
// a template that every run starts from, and the file that says where it answers.
import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { serverProgram } from '../../scripts/build-server.mjs';

const { values } = parseArgs({
  options: {
    out: { type: 'string', default: '/tmp/lumenbox-target' },
    port: { type: 'string', default: '18100' },
    'dimse-port': { type: 'string', default: '18112' },
    // The title by which the benchmark's storescu calls itself.
    peer: { type: 'string', default: 'BENCH' },
  },
});
const out = resolve(values.out);
const template = join(out, 'template');
const root = resolve(import.meta.dirname, '../..');
const main = await serverProgram('lumenbox');

/** Runs a command of ours on the template; gives what it prints. */
function lumenbox(args: readonly string[], input = ''): string {
  const env = { ...process.env, LUMENBOX_DATA_DIR: template };
  return execFileSync(process.execPath, [main, ...args], { env, input, encoding: 'utf8' });
}

rmSync(template, { recursive: true, force: true });
mkdirSync(template, { recursive: true });
const account = ['--email', 'bench@example.org', '--team', 'Bench'];
lumenbox(
  ['user', 'create', ...account, '--name', 'Bench', '--password-stdin'],
  'a pass phrase for a benchmark',
);
lumenbox(['realm', 'set', '--team', 'Bench', '--ae-title', 'LUMENBOX']);
lumenbox(['peer', 'add', '--team', 'Bench', '--ae-title', values.peer, '--allow', 'store,query,retrieve']);
const key = JSON.parse(lumenbox(['token', 'create', ...account, '--name', 'Bench', '--json'])) as {
  token: string;
};

const url = `http://127.0.0.1:${values.port}`;
const target = {
  name: 'lumenbox',
  start: [process.execPath, join(root, 'bench/server/start-target.ts'), template, main],
  env: {
    LUMENBOX_DATA_DIR: './data',
    LUMENBOX_PORT: values.port,
    LUMENBOX_DIMSE_PORT: values['dimse-port'],
    LUMENBOX_RATE_LIMIT: '0',
    LUMENBOX_LOG_LEVEL: 'warn',
    // As `npm start` has it.
    NODE_COMPILE_CACHE: join(root, '.cache', 'compiled'),
  },
  wipe: ['data'],
  url: `${url}/dicomweb`,
  ready: `${url}/health/ready`,
  headers: { authorization: `Bearer ${key.token}` },
  aet: 'LUMENBOX',
  dimsePort: Number(values['dimse-port']),
};
const file = join(out, 'lumenbox.json');
writeFileSync(file, `${JSON.stringify(target, null, 2)}\n`, { mode: 0o600 });
process.stdout.write(`${file}\n`);
