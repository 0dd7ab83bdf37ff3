// Import, export and demo as an operator uses them: real processes, beside a running server.
import { mkdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freePort } from '../../test/support/dimse.ts';
import { readZip } from '../../test/support/imaging.ts';
import {
  folderOfSlices,
  type OperatedServer,
  slice,
  startOperatedServer,
} from '../../test/support/operated-server.ts';
import { rawZip } from '../../test/support/raw-zip.ts';
import { testDialect } from '../../test/support/test-database.ts';

let operated: OperatedServer;
let files: string;
beforeAll(async () => {
  operated = await startOperatedServer();
  ({ files } = operated);
});
afterAll(() => operated.close());
const run = (...args: string[]) => operated.run(...args);
const runJson = (...args: string[]) => operated.runJson(...args);
const aFolder = (name: string, count: number) => folderOfSlices(files, name, count);

describe('lumenbox inbox', () => {
  it('shows what is held, gives it to a new patient, and discards the rest', async () => {
    const folder = join(files, 'held');
    await mkdir(folder);
    await writeFile(join(folder, 'a.dcm'), slice('held-a', 1, { patientId: '' }));
    await writeFile(join(folder, 'b.dcm'), slice('held-b', 1, { patientId: '' }));
    await runJson('import', folder, '--team', 'T', '--auto');
    const { document } = await runJson('inbox', 'list', '--team', 'T');
    expect(document).toMatchObject({ total: 2, data: [{ state: 'waiting' }, { state: 'waiting' }] });
    const [first, second] = document.data;
    const given = await runJson('inbox', 'assign', first.id, '--team', 'T', '--create');
    expect(given.document.data.state).toBe('assigning');
    expect((await runJson('inbox', 'discard', second.id, '--team', 'T')).document).toEqual({
      discarded: second.id,
    });
    await expect
      .poll(async () => (await run('inbox', 'list', '--team', 'T')).stdout, { timeout: 30_000 })
      .toBe('Nothing is held.\n');
    expect(await run('inbox', 'discard', second.id, '--team', 'T')).toMatchObject({ code: 1 });
  });
});

describe('lumenbox transfer', () => {
  it('sends a study, says how far it has come, and calls it off', async () => {
    const folder = await aFolder('transfer', 2);
    const { document } = await runJson('import', folder, '--team', 'T', '--auto');
    await run('realm', 'set', '--team', 'T', '--ae-title', 'HERE');
    const peer = ['peer', 'add', '--team', 'T', '--ae-title', 'AWAY', '--host', '127.0.0.1'];
    await run(...peer, '--port', String(await freePort()));
    const study = ['transfer', 'send', '--team', 'T', '--study', document.studies[0].id];
    expect((await run(...study, '--to', 'NOBODY')).stderr).toContain('no peer of that title');
    const sent = await runJson(...study, '--to', 'AWAY');
    expect(sent.document.transfer).toMatchObject({ state: 'waiting', counts: { instances: 2 } });
    const list = ['transfer', 'list', '--team', 'T'];
    await expect
      .poll(async () => (await run(...list)).stdout, { timeout: 30_000 })
      .toMatch(/AWAY {2}waiting {2}0 of 2 {2}unreachable: /);
    const { id } = sent.document.transfer;
    const cancelled = await runJson('transfer', 'cancel', id, '--team', 'T');
    expect(cancelled.document.transfer.state).toBe('cancelled');
    expect(await run('transfer', 'cancel', id, '--team', 'T')).toMatchObject({ code: 1 });
  });
});

describe('lumenbox import', () => {
  it('takes folders, files and zips, and says what became of each', async () => {
    const folder = await aFolder('import', 6);
    await writeFile(join(folder, 'readme.txt'), 'text '.repeat(100));
    await writeFile(join(folder, 'broken.dcm'), slice('import', 9).subarray(0, 1000));
    await symlink('/etc', join(folder, 'etc'));
    const zip = join(files, 'more.zip');
    await writeFile(zip, rawZip([{ name: 'a/IM7', bytes: slice('import', 7) }]));
    const single = join(files, 'single.dcm');
    await writeFile(single, slice('import', 8));
    const { code, document, stderr } = await runJson('import', folder, zip, single, '--team', 'T', '--auto');
    expect(document).toMatchObject({
      status: 'complete',
      source: 'import',
      counts: { received: 9, stored: 8, duplicate: 0, rejected: 1, held: 0 },
    });
    // A refused file is a failure that scripts must see, and be told of.
    expect(code).toBe(1);
    expect(stderr).toContain('1 rejected, 0 held: "files" in the document says why.');
    const odd = document.files.filter((file: { outcome: string }) => file.outcome !== 'stored');
    expect(odd).toMatchObject([
      { name: 'import/broken.dcm', outcome: 'rejected' },
      { name: 'import/readme.txt', outcome: 'ignored' },
    ]);
    const again = await run('import', single, zip, '--team', 'T', '--auto');
    expect(again).toMatchObject({ code: 0 });
    expect(again.stdout).toMatch(/^0 stored, 2 here already/m);
  });

  it.runIf(process.platform === 'linux')(
    'goes on after what cannot be read, whatever it is called',
    async () => {
      const folder = await aFolder('odd', 2);
      // Names in Latin-1, as older media have them, of a folder and of a file.
      const inLatin1 = (...path: string[]) => Buffer.from(path.join('/'), 'latin1');
      await mkdir(inLatin1(folder, 'Schr\u00e4nke'));
      await writeFile(inLatin1(folder, 'Schr\u00e4nke', '\u00e4ltere.dcm'), slice('odd', 3));
      // Deeper than any medium: not entered, and told.
      await mkdir(join(folder, ...Array.from({ length: 66 }, () => 'd')), { recursive: true });
      const { code, document } = await runJson('import', folder, '--team', 'T', '--auto');
      expect(document.counts).toMatchObject({ received: 4, stored: 3, rejected: 1 });
      const refused = document.files.find((file: { outcome: string }) => file.outcome === 'rejected');
      expect(refused).toMatchObject({ name: expect.stringMatching(/^odd(\/d){65}\/$/) });
      expect(refused.reason).toMatch(/^unreadable/);
      expect(code).toBe(1);
    },
  );

  it('sends to a patient, holds what names another, and takes it when told to', async () => {
    const first = await runJson('import', await aFolder('whose', 1), '--team', 'T', '--auto');
    const [{ patient_id }] = first.document.studies;
    const other = join(files, 'other.dcm');
    await writeFile(other, slice('other', 1, { patientName: 'Roe^Richard' }));
    const held = await run('import', other, '--team', 'T', '--patient', patient_id);
    expect(held.code).toBe(1);
    expect(held.stdout).toMatch(/held\s+other\.dcm\s+patient-differs: The name/);
    const taken = await runJson('import', other, '--team', 'T', '--patient', patient_id, '--accept-mismatch');
    expect(taken).toMatchObject({ code: 0, document: { counts: { stored: 1 } } });
  });

  it('says what is wrong with its arguments', async () => {
    const folder = await aFolder('usage', 1);
    expect((await run('import', folder, '--team', 'T')).code).toBe(2);
    expect((await run('import', folder, '--team', 'T', '--auto', '--patient', 'x')).code).toBe(2);
    expect((await run('import', '--team', 'T', '--auto')).code).toBe(2);
    for (const [args, text] of [
      [['import', join(files, 'nowhere'), '--team', 'T', '--auto'], /no file or folder/],
      [['import', folder, '--team', 'T', '--patient', 'nobody'], /no patient or case nobody/],
      [['import', folder, '--team', 'Nobody', '--auto'], /no team/],
      [['export', '--team', 'T', '--study', 'none', '--to', join(files, 'x')], /no study none/],
    ] as const) {
      const result = await run(...args);
      expect(result.code).toBe(1);
      expect(result.stderr).toMatch(text);
    }
  });
});

describe('lumenbox export', () => {
  it('writes the files as they came, into a folder or a zip, with a DICOMDIR', async () => {
    const { document } = await runJson('import', await aFolder('export', 3), '--team', 'T', '--auto');
    const [study] = document.studies;
    const folder = join(files, 'out');
    const done = await runJson('export', '--team', 'T', '--study', study.id, '--to', folder);
    expect(done).toMatchObject({ code: 0, document: { files: 3 } });
    const zip = join(files, 'out.zip');
    await run('export', '--team', 'T', '--study', study.id, '--to', zip);
    const zipped = await readZip(await readFile(zip));
    for (const number of [1, 2, 3]) {
      const name = `DICOM/ST00001/SE00001/IM0000${number}`;
      const bytes = Buffer.from(slice('export', number));
      expect((await readFile(join(folder, name))).equals(bytes)).toBe(true);
      expect(zipped.get(name)?.equals(bytes)).toBe(true);
    }
    expect((await readFile(join(folder, 'DICOMDIR'))).equals(zipped.get('DICOMDIR') as Buffer)).toBe(true);
    expect((await run('export', '--team', 'T', '--study', study.id, '--to', folder)).stderr).toMatch(
      /not empty/,
    );
    expect((await run('export', '--team', 'T', '--study', study.id, '--to', zip)).stderr).toMatch(
      /there already/,
    );
  });
});

// Once: computing phantoms takes the most of it, and what takes them in is tested on every database.
describe.skipIf(testDialect === 'postgres')('lumenbox demo', { timeout: 300_000 }, () => {
  it('makes a phantom patient and a case with one of the studies, de-identified, once', async () => {
    const first = await runJson('demo', '--team', 'T');
    expect(first.document.upload.counts).toMatchObject({ received: 169, stored: 169 });
    expect(first.document.upload.studies).toHaveLength(3);
    expect(first.document.case_upload).toMatchObject({
      counts: { received: 48, stored: 48, held: 0, rejected: 0 },
      studies: [{ patient_id: first.document.case_id }],
    });
    const second = await runJson('demo', '--team', 'T');
    expect(second.document).toMatchObject({
      patient_id: first.document.patient_id,
      case_id: first.document.case_id,
      upload: { counts: { stored: 0, duplicate: 169 } },
      case_upload: { counts: { stored: 0, duplicate: 48 } },
    });
  });
});
