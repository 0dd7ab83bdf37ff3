// Zips and forms: files among others, and archives that are made to harm.
import { aCtInstance } from '@lumenbox/dicom/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ImagingClient, imagingClient } from '../../test/support/imaging.ts';
import { aTeam } from '../../test/support/makers.ts';
import { type RawEntry, rawZip } from '../../test/support/raw-zip.ts';
import { startTestServer, type TestServer } from '../../test/support/test-server.ts';

let server: TestServer;
let imaging: ImagingClient;
beforeAll(async () => {
  server = await startTestServer();
  imaging = imagingClient(server, await aTeam(server));
});
afterAll(() => server.close());

const slice = (seed: string, instanceNumber = 1) =>
  aCtInstance({ seed, instanceNumber, patientId: 'ZIP' }).bytes;
const sendZip = (entries: readonly RawEntry[]) =>
  imaging.send('/imaging', rawZip(entries), 'application/zip');
const outcomesOf = (answer: {
  body: { data: { files: { name: string; outcome: string; reason: string | null }[] } };
}) =>
  answer.body.data.files.map(({ name, outcome, reason }) => [name, outcome, reason?.split(':')[0] ?? null]);

describe('a zip', () => {
  it('brings every instance in it, in nested folders, deflated or not, and passes over the rest', async () => {
    const answer = await sendZip([
      { name: 'a/', bytes: Buffer.alloc(0) },
      { name: 'a/b/1', bytes: slice('zip', 1), isDeflated: true },
      { name: 'a/b/2.dcm', bytes: slice('zip', 2) },
      { name: 'a/readme.txt', bytes: Buffer.from('text '.repeat(100)) },
      { name: 'a/.DS_Store', bytes: Buffer.from('x') },
      { name: '__MACOSX/a/._1.dcm', bytes: Buffer.from('x') },
      { name: 'ünïcode.dcm', bytes: slice('zip', 3) },
    ]);
    expect(answer.status).toBe(201);
    expect(outcomesOf(answer)).toEqual([
      ['a/b/1', 'stored', null],
      ['a/b/2.dcm', 'stored', null],
      ['a/readme.txt', 'ignored', 'not-dicom'],
      ['a/.DS_Store', 'ignored', 'not-dicom'],
      ['__MACOSX/a/._1.dcm', 'ignored', 'not-dicom'],
      ['ünïcode.dcm', 'stored', null],
    ]);
    expect(answer.body.data.counts).toEqual({ received: 3, stored: 3, duplicate: 0, rejected: 0, held: 0 });
  });

  it('loses only the files that lie', async () => {
    const image = slice('lies');
    const answer = await sendZip([
      { name: '../out.dcm', bytes: image },
      { name: '/etc/abs.dcm', bytes: image },
      { name: 'C:\\drive.dcm', bytes: image },
      { name: 'a\\..\\..\\b.dcm', bytes: image },
      { name: 'link.dcm', bytes: Buffer.from('/etc/passwd'), mode: 0o120777 },
      { name: 'secret.dcm', bytes: image, flags: 1 },
      { name: 'method.dcm', bytes: image, method: 99 },
      { name: 'crc.dcm', bytes: image, claimedCrc: 1 },
      { name: 'short.dcm', bytes: image, isDeflated: true, claimedSize: 100 },
      { name: 'inner.zip', bytes: rawZip([{ name: 'x', bytes: image }]) },
      { name: 'inner', bytes: rawZip([{ name: 'x', bytes: Buffer.alloc(300) }]) },
      { name: 'pretends.dcm', bytes: Buffer.from('no image '.repeat(50)) },
      { name: 'good.dcm', bytes: image },
    ]);
    expect(answer.status).toBe(201);
    expect(outcomesOf(answer)).toEqual([
      ['../out.dcm', 'rejected', 'zip-unsafe-path'],
      ['/etc/abs.dcm', 'rejected', 'zip-unsafe-path'],
      ['C:/drive.dcm', 'rejected', 'zip-unsafe-path'],
      ['a/../../b.dcm', 'rejected', 'zip-unsafe-path'],
      ['link.dcm', 'rejected', 'zip-symlink'],
      ['secret.dcm', 'rejected', 'zip-encrypted'],
      ['method.dcm', 'rejected', 'zip-method-unknown'],
      ['crc.dcm', 'rejected', 'zip-entry-broken'],
      ['short.dcm', 'rejected', 'zip-entry-broken'],
      ['inner.zip', 'rejected', 'zip-nested'],
      ['inner', 'rejected', 'zip-nested'],
      ['pretends.dcm', 'rejected', 'not-dicom'],
      ['good.dcm', 'stored', null],
    ]);
  });

  it('that unpacks to a thousand times itself is not unpacked', async () => {
    const bomb = Buffer.alloc(40 * 1024 * 1024);
    const answer = await sendZip([
      { name: 'first.dcm', bytes: slice('bomb') },
      { name: 'bomb.dcm', bytes: bomb, isDeflated: true },
      { name: 'behind.dcm', bytes: slice('bomb', 2) },
    ]);
    expect(outcomesOf(answer)).toEqual([
      ['first.dcm', 'stored', null],
      ['bomb.dcm', 'rejected', 'zip-ratio'],
      ['behind.dcm', 'stored', null],
    ]);
  });

  it('that unpacks to too much only as a whole says how many of its files were not read', async () => {
    const zeros = Buffer.alloc(10 * 1024 * 1024);
    const answer = await sendZip([
      { name: 'first.dcm', bytes: slice('sum') },
      { name: 'zeros-1', bytes: zeros, isDeflated: true },
      { name: 'zeros-2', bytes: zeros, isDeflated: true },
      { name: 'zeros-3', bytes: zeros, isDeflated: true },
      { name: 'behind.dcm', bytes: slice('sum', 2) },
    ]);
    expect(outcomesOf(answer)).toEqual([
      ['first.dcm', 'stored', null],
      ['zeros-1', 'ignored', 'not-dicom'],
      ['zeros-2', 'rejected', 'zip-ratio'],
    ]);
    expect(answer.body.data.files[2].reason).toMatch(/ 2 files behind it were not read\.$/);
  });

  it('cut anywhere is refused by name', async () => {
    const whole = rawZip(
      [1, 2, 3].map((number) => ({ name: `${number}.dcm`, bytes: slice('cut-zip', number) })),
    );
    for (const length of [4, 21, 100, Math.floor(whole.length / 2), whole.length - 30, whole.length - 1]) {
      const answer = await imaging.send('/imaging', whole.subarray(0, length), 'application/zip');
      expect(answer.status).toBe(422);
      expect(answer.body.data.files[0].reason).toMatch(/^(zip-broken|not-dicom)/);
    }
  });

  it('without files is refused', async () => {
    const answer = await sendZip([{ name: 'empty/', bytes: Buffer.alloc(0) }]);
    expect(answer.status).toBe(422);
  });
});

describe('a form', () => {
  it('takes files and zips among them, with a verdict for each', async () => {
    const answer = await imaging.sendForm('/imaging', [
      ['comment', 'ignored'],
      { name: 'folder/one', bytes: slice('form', 1) },
      {
        name: 'set.zip',
        bytes: rawZip([{ name: 'in/two', bytes: slice('form', 2) }]),
        type: 'application/zip',
      },
      { name: 'notes.txt', bytes: Buffer.from('notes '.repeat(80)), type: 'text/plain' },
      { name: 'broken.dcm', bytes: slice('form', 3).subarray(0, 900) },
      { name: 'three.dcm', bytes: slice('form', 3) },
    ]);
    expect(answer.status).toBe(201);
    expect(outcomesOf(answer)).toEqual([
      ['folder/one', 'stored', null],
      ['set.zip/in/two', 'stored', null],
      ['notes.txt', 'ignored', 'not-dicom'],
      ['broken.dcm', 'rejected', expect.stringMatching(/^(truncated|value-too-long)$/)],
      ['three.dcm', 'stored', null],
    ]);
  });

  it('of several hundred files keeps their order and loses none', async () => {
    const files = Array.from({ length: 300 }, (_, index) => ({
      name: `${index}.dcm`,
      bytes: slice('many', index + 1),
    }));
    const answer = await imaging.sendForm('/imaging', files);
    expect(answer.body.data.counts).toMatchObject({ received: 300, stored: 300 });
    expect(answer.body.data.files.map((file: { name: string }) => file.name)).toEqual(
      files.map(({ name }) => name),
    );
  });

  it('that breaks off in its last file keeps the others', async () => {
    const boundary = 'xx';
    const head = (name: string) =>
      `--${boundary}\r\nContent-Disposition: form-data; name="f"; filename="${name}"\r\n\r\n`;
    const body = Buffer.concat([
      Buffer.from(head('1.dcm')),
      slice('broken-form', 1),
      Buffer.from(`\r\n${head('2.dcm')}`),
      slice('broken-form', 2).subarray(0, 3000),
    ]);
    const answer = await imaging.send('/imaging', body, `multipart/form-data; boundary=${boundary}`);
    expect(answer.status).toBe(422);
    expect(answer.body).toMatchObject({
      message: expect.stringMatching(/form|breaks off/),
      errors: { body: [expect.any(String)] },
      data: {
        status: 'failed',
        counts: { received: 1, stored: 1 },
        files: [{ name: '1.dcm', outcome: 'stored' }],
        studies: [{ id: expect.any(String) }],
      },
    });
    const rows = await server.parts.foundation.database.kysely
      .selectFrom('uploads')
      .selectAll()
      .orderBy('id', 'desc')
      .limit(1)
      .execute();
    expect(rows).toMatchObject([{ status: 'failed', received: 1, stored: 1 }]);
  });

  it('without a boundary is refused', async () => {
    const answer = await imaging.send('/imaging', Buffer.from('x'), 'multipart/form-data');
    expect(answer.status).toBe(422);
  });
});
