// The review queue as an operator uses it: real processes, beside a running server.
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { aSecondaryCapture } from '@lumenbox/dicom/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runCli, type ServeProcess, startServe } from '../../test/support/cli.ts';
import { makeTestPlace, type TestPlace } from '../../test/support/test-database.ts';

let place: TestPlace;
let files: string;
let server: ServeProcess;
const run = (...args: string[]) => runCli(place, args);
const runJson = async (...args: string[]) => {
  const result = await run(...args, '--json');
  return { ...result, document: JSON.parse(result.stdout) };
};

beforeAll(async () => {
  place = await makeTestPlace();
  files = await mkdtemp(join(tmpdir(), 'lumenbox-files-'));
  const account = ['--email', 'a@example.com', '--team', 'T', '--name', 'A', '--password-stdin'];
  await runCli(place, ['user', 'create', ...account], { stdin: 'a long password' });
  server = await startServe(place, /ready at/);
});
afterAll(async () => {
  await server.stop();
  await rm(files, { recursive: true, force: true });
  await place.remove();
});

describe('lumenbox review', () => {
  it('shows what waits for review, accepts it, and rejects the rest', async () => {
    const folder = join(files, 'review');
    await mkdir(folder);
    for (const number of [1, 2])
      await writeFile(
        join(folder, `${number}.dcm`),
        aSecondaryCapture({ seed: 'review', instanceNumber: number, patientName: 'Doe^Jane' }).bytes,
      );
    const key = await runJson('token', 'create', '--email', 'a@example.com', '--team', 'T', '--name', 'K');
    const made = await fetch(`${server.baseUrl}/api/v1/cases`, {
      method: 'POST',
      headers: { authorization: `Bearer ${key.document.token}`, 'content-type': 'application/json' },
      body: JSON.stringify({ label: 'Reviewed' }),
    });
    const { data } = (await made.json()) as { data: { id: string } };
    const imported = await run('import', folder, '--team', 'T', '--patient', data.id);
    expect(imported.stdout).toContain('review queue');
    const { document } = await runJson('review', 'list', '--team', 'T', '--case', data.id);
    expect(document).toMatchObject({ total: 2, data: [{ state: 'waiting' }, { state: 'waiting' }] });
    const [first, second] = document.data;
    const accepted = await runJson('review', 'accept', first.id, '--team', 'T', '--no-boxes');
    expect(accepted.document.data).toEqual([{ id: first.id, outcome: 'accepted', message: null }]);
    expect((await run('review', 'reject', second.id, '--team', 'T')).stdout).toBe('1 rejected.\n');
    expect((await run('review', 'list', '--team', 'T')).stdout).toBe('Nothing waits for review.\n');
    const late = await run('review', 'reject', first.id, second.id, '--team', 'T');
    expect(late).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('has accepted this object already'),
    });
  });
});
