// Over 300 lines: one feature, from the first byte to who is deleted, with one setup.
// Resumable uploads as a whole: one upload of many parts, what becomes of their files, room, time, and who is deleted.
import { aCtInstance } from '@lumenbox/dicom/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { encodeForm } from '../../../test/support/imaging.ts';
import { aTeam, type TestMember } from '../../../test/support/makers.ts';
import { rawZip } from '../../../test/support/raw-zip.ts';
import { type RestClient, restClient } from '../../../test/support/rest-client.ts';
import { startTestServer, type TestServer } from '../../../test/support/test-server.ts';
import { encodeMetadata, type TusTestClient, tusClient } from '../../../test/support/tus.ts';
import { sweepObjects, verifyObjects } from '../../archive/index.ts';
import { expireUploads, expireUploadsJob } from './expire-uploads.job.ts';

const realmBytesMax = 3_000_000;

let server: TestServer;
let team: TestMember;
let tus: TusTestClient;
let rest: RestClient;
beforeAll(async () => {
  server = await startTestServer({
    LUMENBOX_UNFINISHED_BYTES: String(realmBytesMax),
    LUMENBOX_UNFINISHED_HOURS: '2',
  });
});
afterAll(() => server.close());

async function aFreshTeam(): Promise<void> {
  team = await aTeam(server);
  tus = tusClient(server, team);
  rest = restClient(server, team);
}
const uploadOf = async (id: string) => {
  await server.parts.jobs.runDue();
  return (await rest.get(`/uploads/${id}`)).body.data;
};
const aPatient = async (changes = {}) => {
  const facts = { given_names: 'Ada', family_name: 'Lovelace', date_of_birth: '1815-12-10', sex: 'female' };
  return (await rest.post('/patients', { ...facts, ...changes })).body.data.id as string;
};
const slice = (seed: string, instanceNumber: number, options = {}) =>
  aCtInstance({ seed, instanceNumber, ...options }).bytes;
const rows = async (table: 'upload_parts' | 'part_pieces' | 'resumable_uploads') =>
  (
    await server.parts.foundation.database.kysely
      .selectFrom(table)
      .selectAll()
      .where('realm_id', '=', team.realmId)
      .execute()
  ).length;

describe('what comes by a part', () => {
  beforeAll(aFreshTeam);

  it('is a zip, each file with its verdict', async () => {
    const zip = rawZip([
      { name: 'a.dcm', bytes: slice('zip', 1) },
      { name: 'b.dcm', bytes: slice('zip', 2) },
      { name: 'notes.txt', bytes: Buffer.from('no image') },
      { name: 'cut.dcm', bytes: slice('zip', 3).subarray(0, 700) },
    ]);
    const upload = await uploadOf(await tus.send(zip, { filename: 'cd.zip', filetype: 'application/zip' }));
    expect(upload).toMatchObject({
      status: 'complete',
      counts: { received: 3, stored: 2, rejected: 1 },
      files: [
        { name: 'cd.zip/a.dcm', outcome: 'stored' },
        { name: 'cd.zip/b.dcm', outcome: 'stored' },
        { name: 'cd.zip/notes.txt', outcome: 'ignored' },
        { name: 'cd.zip/cut.dcm', outcome: 'rejected' },
      ],
    });
  });

  it('is a form of many files', async () => {
    const { body, type } = encodeForm([
      { name: 'A/1.dcm', bytes: slice('form', 1) },
      { name: 'A/2.dcm', bytes: slice('form', 2) },
    ]);
    const upload = await uploadOf(await tus.send(body, { filetype: type }));
    expect(
      upload.files.map(({ name, outcome }: { name: string; outcome: string }) => [name, outcome]),
    ).toEqual([
      ['A/1.dcm', 'stored'],
      ['A/2.dcm', 'stored'],
    ]);
  });

  it('is a form that breaks off: what was whole is stored, and the verdicts say where it ends', async () => {
    const { body, type } = encodeForm([
      { name: '1.dcm', bytes: slice('broken form', 1) },
      { name: '2.dcm', bytes: slice('broken form', 2) },
    ]);
    const cut = body.subarray(0, body.length - 1000);
    const upload = await uploadOf(await tus.send(cut, { filename: 'form', filetype: type }));
    expect(upload.status).toBe('complete');
    expect(upload.files[0]).toMatchObject({ name: '1.dcm', outcome: 'stored' });
    expect(upload.files.at(-1)).toMatchObject({
      name: 'form',
      outcome: 'rejected',
      reason: 'form-broken: The form is damaged and cannot be read any further.',
    });
    const none = await uploadOf(await tus.send(Buffer.from('x'), { filetype: 'multipart/form-data' }));
    expect(none).toMatchObject({ status: 'complete', counts: { rejected: 1 } });
  });

  it('goes to the patient that is named, or is held when it names another, or to a case without its names', async () => {
    const patientId = await aPatient();
    const other = { patientName: 'Smith^John', patientBirthDate: '19700101' };
    const metadata = { filename: 'x.dcm', patient_id: patientId };
    const held = await uploadOf(await tus.send(slice('held', 1, other), metadata));
    expect(held).toMatchObject({ patient_id: patientId, counts: { held: 1 } });
    const accepted = await uploadOf(
      await tus.send(slice('accepted', 1, other), { ...metadata, accept_mismatch: 'true' }),
    );
    expect(accepted).toMatchObject({ counts: { stored: 1 }, studies: [{ patient_id: patientId }] });
    const caseId = (await rest.post('/cases', { label: 'CASE' })).body.data.id;
    const named = { patient_id: caseId, filename: 'smith_john.dcm' };
    const clean = await uploadOf(await tus.send(slice('case', 1, other), named));
    expect(clean.files[0]).toMatchObject({ outcome: 'stored' });
    expect(JSON.stringify(clean)).not.toMatch(/smith/i);
  });

  it('leaves nothing of its own when it was taken in', async () => {
    expect(await rows('part_pieces')).toBe(0);
    const { database } = server.parts.foundation;
    const { objects } = server.parts.archive;
    for await (const fault of verifyObjects({ database, objects })) expect(fault).toBeUndefined();
    expect(await sweepObjects({ ...server.parts.foundation, objects }, { graceMs: -60_000 })).toBe(0);
  });

  it('is told of without its files, or with those alone that somebody should look at', async () => {
    const { body, type } = encodeForm([
      { name: 'good.dcm', bytes: slice('told', 1) },
      { name: 'bad.dcm', bytes: slice('told', 2).subarray(0, 700) },
    ]);
    const id = await tus.send(body, { filetype: type });
    await server.parts.jobs.runDue();
    const filesOf = async (query: string) =>
      (await rest.get(`/uploads/${id}${query}`)).body.data.files.map((file: { name: string }) => file.name);
    expect(await filesOf('')).toEqual(['good.dcm', 'bad.dcm']);
    expect(await filesOf('?files=problems')).toEqual(['bad.dcm']);
    expect(await filesOf('?files=none')).toEqual([]);
    expect((await rest.get(`/uploads/${id}?files=some`)).status).toBe(422);
  });
});

describe('an upload of several parts', () => {
  beforeAll(aFreshTeam);
  const part = (group: string, number: number, parts: number, more = {}) => ({
    group,
    part: String(number),
    parts: String(parts),
    filename: `${number}.dcm`,
    ...more,
  });

  it('is one, however they come, and over when all are taken in', async () => {
    const third = await tus.send(slice('group', 3), part('drop', 3, 3));
    await server.parts.jobs.runDue();
    expect(await uploadOf(third)).toMatchObject({ status: 'receiving', counts: { stored: 1 } });
    const ids = await Promise.all([
      tus.send(slice('group', 1), part('drop', 1, 3)),
      tus.send(slice('group', 2), part('drop', 2, 3)),
    ]);
    expect(new Set([third, ...ids]).size).toBe(1);
    expect((await rest.get(`/uploads/${third}`)).body.data.status).toBe('processing');
    const upload = await uploadOf(third);
    expect(upload).toMatchObject({ status: 'complete', counts: { received: 3, stored: 3 } });
    expect(upload.files.map(({ name }: { name: string }) => name)).toEqual(['3.dcm', '1.dcm', '2.dcm']);
    const events = await rest.get(`/audit-events?object_id=${third}`);
    expect(events.body.data.map(({ event }: { event: string }) => event).sort()).toEqual(
      expect.arrayContaining(['imaging.received', 'upload.started']),
    );
  });

  it('has each part once: to begin it again is to find it, where it stands', async () => {
    const bytes = slice('again', 1);
    const metadata = part('again', 1, 2);
    const first = await tus.create(bytes.length, metadata);
    await tus.patch(first, 0, bytes.subarray(0, 1000));
    expect(await tus.create(bytes.length, metadata)).toBe(first);
    const headers = {
      'upload-length': String(bytes.length),
      'upload-metadata': encodeMetadata(metadata),
      'content-type': 'application/offset+octet-stream',
    };
    const again = await tus.call('POST', '/files', headers, bytes);
    expect(again).toMatchObject({ status: 201, headers: { 'upload-offset': '1000' } });
    await expect(tus.create(bytes.length + 1, metadata)).rejects.toThrow('409');
    await expect(tus.create(1, part('again', 2, 3))).rejects.toThrow('409');
    await expect(tus.create(1, part('again', 2, 2, { accept_mismatch: 'true' }))).rejects.toThrow('409');
  });

  it("is its maker's: the same name is another upload for somebody else", async () => {
    const mine = await tus.send(slice('mine', 1), part('same', 1, 1));
    const other = { headers: { authorization: `Bearer ${await team.token()}` } };
    expect(await tusClient(server, other).send(slice('theirs', 1), part('same', 1, 1))).not.toBe(mine);
  });

  it('ends when one of its parts is given up: what was taken in stays, the rest is dropped', async () => {
    const id = await tus.send(slice('cancel', 1), part('cancel', 1, 3));
    await server.parts.jobs.runDue();
    const second = await tus.create(100, part('cancel', 2, 3));
    await tus.patch(second, 0, Buffer.alloc(50));
    expect((await tus.call('DELETE', second)).status).toBe(204);
    expect(await uploadOf(id)).toMatchObject({ status: 'failed', counts: { stored: 1 } });
    await expect(tus.create(100, part('cancel', 3, 3))).rejects.toThrow('409');
    const events = (await rest.get(`/audit-events?object_id=${id}`)).body.data;
    expect(events.map(({ event }: { event: string }) => event)).toContain('upload.cancelled');
  });

  it('drops also what is whole, while nobody has begun to take it in', async () => {
    const path = await tus.create(4);
    const { headers } = await tus.patch(path, 0, Buffer.from('abcd'));
    expect((await tus.call('DELETE', path)).status).toBe(204);
    expect(await uploadOf(headers['lumenbox-upload-id'] ?? '')).toMatchObject({
      status: 'failed',
      files: [],
    });
  });
});

describe('room', () => {
  beforeAll(aFreshTeam);

  it('is what a realm may have under way, and is there again when something ends', async () => {
    const path = await tus.create(realmBytesMax - 100_000);
    await expect(tus.create(100_001)).rejects.toThrow(/413 The team has as much under way/);
    const other = await aTeam(server);
    await expect(tusClient(server, other).create(100_001)).resolves.toBeDefined();
    const bytes = slice('room', 1);
    expect(bytes.length).toBeLessThan(600_000);
    await tus.call('DELETE', path);
    const id = await tus.send(bytes);
    await expect(tus.create(realmBytesMax - bytes.length + 1)).rejects.toThrow('413');
    await uploadOf(id);
    await expect(tus.create(realmBytesMax)).resolves.toBeDefined();
  });

  it('is not taken twice by two at once', async () => {
    await aFreshTeam();
    const attempts = Array.from({ length: 8 }, () => tus.create(realmBytesMax / 2));
    const made = (await Promise.allSettled(attempts)).filter(({ status }) => status === 'fulfilled');
    expect(made).toHaveLength(2);
  });
});

describe('time', () => {
  beforeAll(aFreshTeam);

  it('ends an upload to which nothing is added, and forgets one that is over', async () => {
    const over = await tus.send(slice('over', 1), { filename: 'over.dcm' });
    expect(await uploadOf(over)).toMatchObject({ status: 'complete' });
    const path = await tus.create(300_000);
    const { headers } = await tus.patch(path, 0, Buffer.alloc(200_000));
    server.clock.advance(1.5 * 3_600_000);
    await tus.patch(path, 200_000, Buffer.alloc(1));
    server.clock.advance(1.5 * 3_600_000);
    expect(await tus.offset(path)).toBe(200_001);
    server.clock.advance(0.6 * 3_600_000);
    expect(await tus.offset(path)).toBeUndefined();
    expect((await tus.patch(path, 200_001, Buffer.alloc(1))).status).toBe(404);
    await server.parts.startJobs();
    await server.parts.jobs.stop();
    server.clock.advance(2 * 60_000);
    const waiting = await server.parts.foundation.database.kysely
      .selectFrom('jobs')
      .selectAll()
      .where('kind', '=', expireUploadsJob.kind)
      .execute();
    expect(waiting).toHaveLength(1);
    await server.parts.jobs.runDue();
    expect(await uploadOf(headers['lumenbox-upload-id'] ?? '')).toMatchObject({ status: 'failed' });
    expect(await uploadOf(over)).toMatchObject({ status: 'complete', counts: { stored: 1 } });
    expect([await rows('upload_parts'), await rows('part_pieces'), await rows('resumable_uploads')]).toEqual([
      0, 0, 0,
    ]);
  });

  it('leaves alone what is whole, however long it waits to be taken in', async () => {
    const bytes = slice('waits', 1);
    const path = await tus.create(bytes.length, { filename: 'waits.dcm' });
    const { headers } = await tus.patch(path, 0, bytes);
    expect(headers['upload-expires']).toBeUndefined();
    server.clock.advance(3 * 3_600_000);
    const { database, clock, log } = server.parts.foundation;
    const { audit } = server.parts;
    const signal = new AbortController().signal;
    await expireUploads({ database, clock, audit, log }).run([{} as never], signal, { isLast: false });
    expect(await tus.offset(path)).toBe(bytes.length);
    expect(await uploadOf(headers['lumenbox-upload-id'] ?? '')).toMatchObject({
      status: 'complete',
      counts: { stored: 1 },
    });
  });
});

describe('a patient', () => {
  beforeAll(aFreshTeam);

  it('takes along what is under way, when deleted', async () => {
    const patientId = await aPatient();
    const path = await tus.create(300_000, { patient_id: patientId, filename: 'Lovelace.dcm' });
    const { headers } = await tus.patch(path, 0, Buffer.alloc(200_000));
    expect((await rest.delete(`/patients/${patientId}`)).status).toBeLessThan(300);
    expect(await tus.offset(path)).toBeUndefined();
    expect([await rows('upload_parts'), await rows('part_pieces'), await rows('resumable_uploads')]).toEqual([
      0, 0, 0,
    ]);
    const upload = await uploadOf(headers['lumenbox-upload-id'] ?? '');
    expect(upload).toMatchObject({ status: 'failed', patient_id: null });
  });

  it('is gone before its images are taken in: nothing of them is kept', async () => {
    const patientId = await aPatient();
    const id = await tus.send(slice('late', 1), { patient_id: patientId });
    await rest.delete(`/patients/${patientId}`);
    expect(await uploadOf(id)).toMatchObject({ status: 'failed', files: [], studies: [] });
  });

  it('that another took over has its uploads go there', async () => {
    const [from, into] = [await aPatient(), await aPatient({ given_names: 'Augusta' })];
    const id = await tus.send(slice('merged', 1), { patient_id: from, accept_mismatch: 'true' });
    const merged = await rest.post(`/patients/${into}/merge`, { from_patient_id: from });
    expect(merged.status).toBeLessThan(300);
    expect(await uploadOf(id)).toMatchObject({ counts: { stored: 1 }, studies: [{ patient_id: into }] });
  });
});
