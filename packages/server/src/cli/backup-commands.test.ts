// Verify, backup and restore as an operator uses them: real processes, beside a running server.
import { readdir, readFile, unlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { aPdf } from '@lumenbox/dicom/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runCli, type ServeProcess } from '../../test/support/cli.ts';
import {
  folderOfSlices,
  type OperatedServer,
  slice,
  startOperatedServer,
} from '../../test/support/operated-server.ts';
import { makeTestPlace, type TestPlace } from '../../test/support/test-database.ts';

let operated: OperatedServer;
let place: TestPlace;
let files: string;
let server: ServeProcess;
beforeAll(async () => {
  operated = await startOperatedServer();
  ({ place, files, server } = operated);
});
afterAll(() => operated.close());
const run = (...args: string[]) => operated.run(...args);
const runJson = (...args: string[]) => operated.runJson(...args);
const aFolder = (name: string, count: number) => folderOfSlices(files, name, count);

/** A report with a PDF that is an object of its own, on a new study. */
async function reportWithPdf(): Promise<void> {
  const key = ['token', 'create', '--email', 'a@example.com', '--team', 'T', '--name', 'backup', '--json'];
  const { token } = JSON.parse((await run(...key)).stdout);
  const call = async (method: string, path: string, body: string | Uint8Array<ArrayBuffer>) => {
    const answer = await fetch(`${/ready at (\S+)/.exec(server.output())?.[1]}/api/v1${path}`, {
      method,
      headers: {
        authorization: `Bearer ${token}`,
        'content-type': typeof body === 'string' ? 'application/json' : 'application/pdf',
      },
      body,
    });
    expect(answer.ok).toBe(true);
    return ((await answer.json()) as { data: { id: string } }).data.id;
  };
  const patient = await call('POST', '/cases', '{"label":"Reported"}');
  const study = `/patients/${patient}/studies/${await call('POST', `/patients/${patient}/studies`, '{}')}`;
  const report = await call('POST', `${study}/reports`, '{"title":"With a file"}');
  await call('PUT', `${study}/reports/${report}/file`, aPdf('In the backup', { paddingBytes: 100_000 }));
}

/** An image that names no patient: what is held refers to a table that came later than its own. */
async function holdOneImage(): Promise<void> {
  const path = join(files, 'held.dcm');
  await writeFile(path, slice('held', 1, { patientId: '' }));
  const { document } = await runJson('import', path, '--team', 'T', '--auto');
  expect(document.counts).toMatchObject({ held: 1 });
}

// Many processes, each with a start of its own.
describe('lumenbox verify, backup and restore', { timeout: 300_000 }, () => {
  it('bring everything back as it was, and see what was harmed', async () => {
    await runJson('import', await aFolder('backup', 4), '--team', 'T', '--auto');
    await holdOneImage();
    await reportWithPdf();
    const show = ['realm', 'show', '--team', 'T', '--json'];
    const held = JSON.parse((await runCli(place, show)).stdout).statistics;
    expect(held.instance_count).toBeGreaterThan(3);
    const before = await runJson('verify');
    expect(before).toMatchObject({ code: 0, document: { ok: true, faults: [] } });
    const backup = join(files, 'backup.tar');
    const made = await runJson('backup', '--to', backup);
    expect(made).toMatchObject({ code: 0, document: { objects: before.document.checked } });
    expect((await run('backup', '--to', backup)).stderr).toMatch(/there already/);

    const empty = await makeTestPlace();
    try {
      const refused = await runCli(place, ['restore', backup]);
      expect(refused).toMatchObject({ code: 1 });
      expect(refused.stderr).toMatch(/Another Lumenbox server is running/);
      const restored = await runCli(empty, ['restore', backup, '--json']);
      expect(restored).toMatchObject({ code: 0 });
      expect(JSON.parse(restored.stdout).objects).toBe(before.document.checked);
      const verified = await runCli(empty, ['verify', '--json']);
      expect(JSON.parse(verified.stdout)).toMatchObject({ ok: true, checked: before.document.checked });
      expect(JSON.parse((await runCli(empty, show)).stdout).statistics).toEqual(held);
      const inbox = await runCli(empty, ['inbox', 'list', '--team', 'T', '--json']);
      expect(JSON.parse(inbox.stdout)).toMatchObject({ total: 1, data: [{ state: 'waiting' }] });
      const again = await runCli(empty, ['import', join(files, 'backup'), '--team', 'T', '--auto', '--json']);
      expect(JSON.parse(again.stdout).counts).toMatchObject({ stored: 0, duplicate: 4 });
      await runCli(empty, ['import', await aFolder('restored', 2), '--team', 'T', '--auto']);
      expect(JSON.parse((await runCli(empty, show)).stdout).statistics).toMatchObject({
        instance_count: held.instance_count + 2,
      });
      expect((await runCli(empty, ['restore', backup])).stderr).toMatch(/not empty/);
      await harmOneObject(empty.dataDir);
      const harmed = await runCli(empty, ['verify']);
      expect(harmed.code).toBe(1);
      expect(harmed.stdout).toMatch(/FAULT {2}(?:instances|report_files) .*missing/);
    } finally {
      await empty.remove();
    }
  });

  it('refuses a backup that is cut or changed, and leaves nothing behind', async () => {
    const backup = join(files, 'whole.tar');
    await run('backup', '--to', backup);
    const whole = await readFile(backup);
    const cut = join(files, 'cut.tar');
    await writeFile(cut, whole.subarray(0, whole.length - 5000));
    const changed = join(files, 'changed.tar');
    const harmed = Buffer.from(whole);
    const last = harmed.length - 20_000;
    harmed.writeUInt8(harmed.readUInt8(last) ^ 1, last);
    await writeFile(changed, harmed);
    for (const path of [cut, changed]) {
      const empty = await makeTestPlace();
      try {
        const result = await runCli(empty, ['restore', path]);
        expect(result.code).toBe(1);
        expect(result.stderr).toMatch(/is damaged, or no backup/);
        const restored = await runCli(empty, ['restore', backup]);
        expect(restored.code).toBe(0);
      } finally {
        await empty.remove();
      }
    }
  });
});

async function harmOneObject(dataDir: string): Promise<void> {
  const entries = await readdir(join(dataDir, 'objects'), { recursive: true, withFileTypes: true });
  const object = entries.find((entry) => entry.isFile() && !entry.parentPath.endsWith('incoming'));
  if (object === undefined) throw new Error('There is no object to harm.');
  await unlink(join(object.parentPath, object.name));
}
