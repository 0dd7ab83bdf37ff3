// A folder into a case and out again, by the command line beside a running server: nobody's name on the way out.
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { phantomStudy } from '@lumenbox/dicom/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runCli, type ServeProcess, startServe } from '../../test/support/cli.ts';
import { makeTestPlace, type TestPlace } from '../../test/support/test-database.ts';

let place: TestPlace;
let files: string;
let server: ServeProcess;
const runJson = async (...args: string[]) => {
  const result = await runCli(place, [...args, '--json']);
  expect(result.code, result.stderr).toBe(0);
  return JSON.parse(result.stdout);
};

beforeAll(async () => {
  place = await makeTestPlace();
  files = await mkdtemp(join(tmpdir(), 'lumenbox-files-'));
  const user = ['user', 'create', '--email', 'a@example.com', '--name', 'A', '--team', 'T'];
  await runCli(place, [...user, '--password-stdin'], { stdin: 'a long password' });
  server = await startServe(place, /ready at/);
});
afterAll(async () => {
  await server.stop();
  await rm(files, { recursive: true, force: true });
  await place.remove();
});

async function makeCase(label: string): Promise<string> {
  const { token } = await runJson(
    'token',
    'create',
    '--email',
    'a@example.com',
    '--team',
    'T',
    '--name',
    'K',
  );
  const answer = await fetch(`${server.baseUrl}/api/v1/cases`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ label }),
  });
  return ((await answer.json()) as { data: { id: string } }).data.id;
}

describe('a folder that is imported into a case', () => {
  it('is exported again with the label in place of the name, and without the identity in any byte', async () => {
    const caseId = await makeCase('TEACH-1');
    const folder = join(files, 'in');
    await mkdir(folder);
    const identity = { patientName: 'Zauberfeld^Hieronymus', patientId: 'ID-4711-Q', seed: 'into a case' };
    const images = [...phantomStudy({ kind: 'ct', slices: 3, ...identity })];
    for (const [index, { bytes }] of images.entries()) await writeFile(join(folder, `IM${index}`), bytes);
    const { studies, counts } = await runJson('import', folder, '--team', 'T', '--patient', caseId);
    expect(counts).toMatchObject({ stored: 3 });
    const out = join(files, 'out');
    await runJson('export', '--team', 'T', '--study', studies[0].id, '--to', out);
    const names = await readdir(out, { recursive: true, withFileTypes: true });
    const exported = await Promise.all(
      names
        .filter((entry) => entry.isFile())
        .map((entry) => readFile(join(entry.parentPath, entry.name), 'latin1')),
    );
    const all = exported.join();
    expect(all.match(/TEACH-1/g)?.length).toBeGreaterThanOrEqual(3);
    for (const gone of ['Zauberfeld', 'Hieronymus', 'ID-4711-Q', images[0]?.sopInstanceUid ?? ''])
      expect(all).not.toContain(gone);
  });
});
