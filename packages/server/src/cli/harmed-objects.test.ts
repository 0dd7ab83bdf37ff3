// Backup and export of an archive that has lost something: what is there is taken, and what is not is named.
import { mkdir, readFile, rename, rm, truncate, unlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runCli } from '../../test/support/cli.ts';
import { readZip } from '../../test/support/imaging.ts';
import { type OperatedServer, slice, startOperatedServer } from '../../test/support/operated-server.ts';
import { makeTestPlace, openTestDatabase } from '../../test/support/test-database.ts';

let operated: OperatedServer;
beforeAll(async () => {
  operated = await startOperatedServer();
});
afterAll(() => operated.close());

const large = { rows: 256, columns: 256 };

/** A study of four images, of which the first is missing and the second is cut short. */
async function harmedStudy() {
  const { place, files } = operated;
  const folder = join(files, 'harmed');
  await mkdir(folder);
  for (const number of [1, 2, 3, 4])
    await writeFile(join(folder, `IM${number}`), slice('harmed', number, large));
  const { document } = await operated.runJson('import', folder, '--team', 'T', '--auto');
  const studyId = document.studies[0].id as string;
  const database = await openTestDatabase(place);
  const objects = await database.kysely
    .selectFrom('instances')
    .select(['object_key', 'sop_instance_uid'])
    .where('study_id', '=', studyId)
    .orderBy('instance_number')
    .execute();
  await database.close();
  const [missing, short] = objects;
  if (missing === undefined || short === undefined) throw new Error('There are no objects to harm.');
  await unlink(join(place.dataDir, 'objects', missing.object_key));
  await truncate(join(place.dataDir, 'objects', short.object_key), 70_000);
  return { studyId, missing, short };
}

describe('an archive whose objects are away', { timeout: 300_000 }, () => {
  /** A study of a few images that rest as files, or in a bucket. */
  async function storedStudy(): Promise<string> {
    const folder = join(operated.files, 'away');
    await mkdir(folder);
    for (const number of [1, 2]) await writeFile(join(folder, `IM${number}`), slice('away', number, large));
    const { document } = await operated.runJson('import', folder, '--team', 'T', '--auto');
    return document.studies[0].id;
  }

  it('is not verified, backed up or exported, and no object is blamed', async () => {
    const studyId = await storedStudy();
    const { place, files } = operated;
    const backup = join(files, 'away.tar');
    const commands = [
      ['verify', '--json'],
      ['reindex'],
      ['backup', '--to', backup],
      ['export', '--team', 'T', '--study', studyId, '--to', join(files, 'away-out')],
    ];
    const objects = join(place.dataDir, 'objects');
    // As it is with a disk that is not mounted: its folder is there, and nothing in it.
    await rename(objects, `${objects}-elsewhere`);
    try {
      for (const args of commands) {
        const { code, stdout, stderr } = await operated.run(...args);
        expect([code, stdout]).toEqual([1, '']);
        expect(stderr).toContain(
          'The object store holds nothing, though the database knows of objects in it.',
        );
        expect(stderr).not.toMatch(/missing|damaged/);
      }
      // Nor is anything new put there, where it would be away with the disk's return.
      const another = join(files, 'another');
      await writeFile(another, slice('another', 1, large));
      for (const args of [
        ['import', another, '--team', 'T', '--auto'],
        ['demo', '--team', 'T'],
      ]) {
        const { code, stderr } = await operated.run(...args);
        expect([args[0], code]).toEqual([args[0], 1]);
        expect(stderr).toContain('See that its disk is mounted');
      }
    } finally {
      await rm(objects, { recursive: true, force: true });
      await rename(`${objects}-elsewhere`, objects);
    }
    // What is asked of the index is answered as before: it was not made anew of nothing.
    const database = await openTestDatabase(place);
    expect(await database.kysely.selectFrom('search_studies').selectAll().execute()).toHaveLength(1);
    await database.close();
    await expect(readFile(backup)).rejects.toThrow('ENOENT');
    expect((await operated.runJson('verify')).document).toMatchObject({ ok: true, checked: 2 });
  });

  it('gets no server', async () => {
    const place = await makeTestPlace();
    try {
      const account = ['--email', 'a@example.com', '--name', 'A', '--team', 'T', '--password-stdin'];
      await runCli(place, ['user', 'create', ...account], { stdin: 'a long password' });
      const file = join(operated.files, 'first');
      await writeFile(file, slice('first', 1, large));
      expect(await runCli(place, ['import', file, '--team', 'T', '--auto'])).toMatchObject({ code: 0 });
      await rm(join(place.dataDir, 'objects'), { recursive: true });
      const { code, stderr } = await runCli(place, ['serve']);
      expect([code, stderr]).toEqual([1, expect.stringContaining('See that its disk is mounted')]);
    } finally {
      await place.remove();
    }
  });

  it('is not verified in a bucket that nobody answers for', async () => {
    const environment = {
      LUMENBOX_STORAGE_URL: 's3://bucket',
      LUMENBOX_S3_ENDPOINT: 'http://127.0.0.1:1',
      AWS_ACCESS_KEY_ID: 'key',
      AWS_SECRET_ACCESS_KEY: 'secret',
    };
    const { code, stdout, stderr } = await runCli(operated.place, ['verify', '--json'], { environment });
    expect([code, stdout]).toEqual([1, '']);
    expect(stderr).toMatch(/The object store cannot be reached \(.*ECONNREFUSED.*\)\. See that/);
  });
});

describe('an archive that has lost objects', { timeout: 300_000 }, () => {
  it('is backed up and exported without them, and they are named', async () => {
    const { studyId, missing, short } = await harmedStudy();
    const { files } = operated;
    const backup = join(files, 'backup.tar');
    const made = await operated.runJson('backup', '--to', backup);
    expect(made.code).toBe(1);
    expect(made.stderr).toContain('2 objects are missing or damaged; everything else is in the backup.');
    expect(made.document).toMatchObject({ objects: 5 });
    const faults = [
      { object_key: missing.object_key, fault: 'missing' },
      { object_key: short.object_key, fault: 'size' },
    ];
    expect(made.document.faults).toMatchObject(faults);

    const empty = await makeTestPlace();
    try {
      expect(await runCli(empty, ['restore', backup])).toMatchObject({ code: 0 });
      const verified = JSON.parse((await runCli(empty, ['verify', '--json'])).stdout);
      expect(verified).toMatchObject({ checked: 6 });
      expect(verified.faults).toMatchObject([
        { objectKey: missing.object_key, fault: 'missing' },
        { objectKey: short.object_key, fault: 'bytes' },
      ]);
    } finally {
      await empty.remove();
    }

    const folder = join(files, 'out');
    const zip = join(files, 'out.zip');
    for (const to of [folder, zip]) {
      const args = ['export', '--team', 'T', '--study', studyId, '--to', to];
      const { code, stdout, stderr } = await operated.run(...args);
      expect(code).toBe(1);
      expect(stdout).toContain(`FAULT  ${missing.sop_instance_uid}: the file is missing`);
      expect(stdout).toContain(`FAULT  ${short.sop_instance_uid}: the file has another size`);
      expect(stdout).toContain('2 files (');
      expect(stderr).toContain('2 files of the study are missing or damaged');
    }
    const zipped = await readZip(await readFile(zip));
    for (const number of [3, 4]) {
      const name = `DICOM/ST00001/SE00001/IM0000${number}`;
      const bytes = Buffer.from(slice('harmed', number, large));
      expect((await readFile(join(folder, name))).equals(bytes)).toBe(true);
      expect(zipped.get(name)?.equals(bytes)).toBe(true);
    }
    expect([...zipped.keys()].sort()).toEqual([
      'DICOM/ST00001/SE00001/IM00003',
      'DICOM/ST00001/SE00001/IM00004',
      'DICOMDIR',
    ]);
  });
});
