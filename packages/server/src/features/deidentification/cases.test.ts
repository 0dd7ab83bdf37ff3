// Cases as a coordinator fills them: what comes out carries no identity, is the same by every door, and has a receipt for it.
import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Receipt } from '@lumenbox/contract';
import { firstString, readFile as readDicom, tags } from '@lumenbox/dicom';
import { aCtInstance, element } from '@lumenbox/dicom/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runCli } from '../../../test/support/cli.ts';
import { dicomwebClient } from '../../../test/support/dicomweb.ts';
import { imagingClient } from '../../../test/support/imaging.ts';
import { aMember, aTeam, type TestMember } from '../../../test/support/makers.ts';
import { restClient } from '../../../test/support/rest-client.ts';
import { makeTestPlace } from '../../../test/support/test-database.ts';
import { startTestServer, type TestServer } from '../../../test/support/test-server.ts';

let server: TestServer;
let team: TestMember;
beforeAll(async () => {
  server = await startTestServer();
  team = await aTeam(server);
});
afterAll(() => server.close());

const api = (member = team) => restClient(server, member);
const imaging = (member = team) => imagingClient(server, member);
const aCase = async (label: string, member = team): Promise<string> => {
  const answer = await api(member).post('/cases', { label });
  expect(answer.status, JSON.stringify(answer.body)).toBe(201);
  return answer.body.data.id;
};
const identity = { patientId: 'ID-4711-Q', patientName: 'Zauberfeld^Hieronymus' };
const aSlice = (seed: string, instanceNumber = 1, more = {}) =>
  aCtInstance({ seed, ...identity, instanceNumber, rows: 16, columns: 16, ...more });

/** The files of the only study of a case. */
async function filesOf(caseId: string) {
  const { data } = (await api().get(`/patients/${caseId}/studies`)).body;
  expect(data).toHaveLength(1);
  const zip = await imaging().download(caseId, data[0].id);
  const files = [...zip].filter(([name]) => !name.endsWith('DICOMDIR')).map(([, bytes]) => bytes);
  return { study: data[0], files };
}
const receiptOf = async (caseId: string, studyId: string): Promise<Receipt> =>
  (await api().get(`/patients/${caseId}/studies/${studyId}/receipt`)).body.data;

describe('images sent to a case', () => {
  it('come out without identity, with the label of the case and their own pixels', async () => {
    const caseId = await aCase('Teaching 12');
    const made = aSlice('case-in');
    const answer = await imaging().send(`/patients/${caseId}/imaging`, made.bytes);
    expect(answer.status, JSON.stringify(answer.body)).toBe(201);
    const { study, files } = await filesOf(caseId);
    const [bytes = Buffer.alloc(0)] = files;
    expect(bytes.includes('Zauberfeld')).toBe(false);
    expect(bytes.includes('ID-4711-Q')).toBe(false);
    for (const uid of [made.studyInstanceUid, made.seriesInstanceUid, made.sopInstanceUid]) {
      expect(bytes.includes(uid)).toBe(false);
      expect(JSON.stringify(answer.body)).not.toContain(uid);
    }
    const { dataSet } = readDicom(bytes);
    expect(firstString(dataSet, tags.PatientName)).toBe('Teaching 12');
    expect(firstString(dataSet, tags.PatientIdentityRemoved)).toBe('YES');
    expect(firstString(dataSet, tags.StudyInstanceUID)).toBe(study.study_instance_uid);
    expect(bytes.subarray(-16 * 16 * 2).equals(Buffer.from(made.bytes).subarray(-16 * 16 * 2))).toBe(true);
  });

  it('are refused when nobody can say how many frames they are', async () => {
    const caseId = await aCase('No count');
    const made = aSlice('no-count', 1, { frames: 3, elements: [element('NumberOfFrames', '-3')] });
    const { status, body } = await imaging().send(`/patients/${caseId}/imaging`, made.bytes);
    expect(status).toBe(422);
    expect(body.data.files[0].reason).toMatch(/^frames-unclear: Number of Frames is no whole number/);
    expect(JSON.stringify(body)).not.toContain(made.sopInstanceUid);
    expect((await api().get(`/patients/${caseId}/studies`)).body.data).toEqual([]);
    expect((await api().get('/review-queue')).body.data).toEqual([]);
  });

  it('leave no name of a file or of an original in the upload', async () => {
    const caseId = await aCase('Names');
    const made = aSlice('case-names');
    const { body } = await imaging().sendForm(`/patients/${caseId}/imaging`, [
      { name: 'ZAUBERFELD_H/IM1.dcm', bytes: made.bytes },
      { name: 'Zauberfeld.txt', bytes: Buffer.from('nothing') },
      { name: 'broken.dcm', bytes: made.bytes.subarray(0, made.bytes.length - 10) },
    ]);
    expect(body.data.counts).toMatchObject({ received: 2, stored: 1 });
    const stored = await api().get(`/uploads/${body.data.id}`);
    expect(JSON.stringify(stored.body)).not.toMatch(/zauberfeld|ID-4711/i);
    expect(JSON.stringify(stored.body)).not.toContain(made.sopInstanceUid);
  });

  it('are one study again when they come in two halves, and duplicates when they come twice', async () => {
    const caseId = await aCase('Halves');
    const slices = [1, 2].map((number) => aSlice('case-halves', number).bytes);
    for (const bytes of slices) await imaging().send(`/patients/${caseId}/imaging`, bytes);
    const again = await imaging().send(`/patients/${caseId}/imaging`, slices[0] as Uint8Array);
    expect(again.body.data.counts).toMatchObject({ stored: 0, duplicate: 1 });
    expect((await filesOf(caseId)).files).toHaveLength(2);
  });

  it('may be as large as nobody keeps in memory', async () => {
    const caseId = await aCase('Large');
    const made = aSlice('case-large', 1, { rows: 1200, columns: 1200 });
    await imaging().send(`/patients/${caseId}/imaging`, made.bytes);
    const [bytes = Buffer.alloc(0)] = (await filesOf(caseId)).files;
    expect(bytes.includes('Zauberfeld')).toBe(false);
    expect(bytes.subarray(-1200 * 1200 * 2).equals(Buffer.from(made.bytes).subarray(-1200 * 1200 * 2))).toBe(
      true,
    );
  });

  it('are known by their pseudonyms alone to whoever stores them over DICOMweb', async () => {
    const caseId = await aCase('By STOW');
    const made = aSlice('case-stow');
    const client = await dicomwebClient(server, team);
    const answer = await client.store([made.bytes], `/patients/${caseId}/studies`);
    expect(answer.status).toBe(200);
    const [study] = (await api().get(`/patients/${caseId}/studies`)).body.data;
    const told = JSON.stringify(answer.body);
    expect(told).toContain(study.study_instance_uid);
    for (const uid of [made.studyInstanceUid, made.sopInstanceUid]) expect(told).not.toContain(uid);
  });

  it('have other UIDs in another case', async () => {
    const made = aSlice('case-two');
    const uids = new Set<string>();
    for (const label of ['One', 'Other']) {
      const caseId = await aCase(label);
      await imaging().send(`/patients/${caseId}/imaging`, made.bytes);
      uids.add((await filesOf(caseId)).study.study_instance_uid);
    }
    expect(uids.size).toBe(2);
  });

  it('are held, with the reasons, when nobody can be certain', async () => {
    const caseId = await aCase('Burned');
    const made = aSlice('case-burned', 1, { elements: [{ tag: 'BurnedInAnnotation', value: 'YES' }] });
    const { status, body } = await imaging().send(`/patients/${caseId}/imaging`, made.bytes);
    expect(status).toBe(200);
    expect(body.data.files[0].outcome).toBe('held');
    expect(body.data.files[0].sop_instance_uid).not.toBe(made.sopInstanceUid);
    expect(body.data.files[0].reason).toMatch(/^needs-review: .*burned-in-annotation/);
    expect((await api().get(`/patients/${caseId}/studies`)).body.data).toEqual([]);
  });

  it('are of a case that tells its profile beforehand, without beginning it, and keeps it from its first image on', async () => {
    const caseId = await aCase('Told');
    const path = `/cases/${caseId}/deidentification-profile`;
    const told = async () => (await api().get(path)).body.data;
    expect(await told()).toMatchObject({ label: 'Told', profile: { name: 'basic', version: 1 } });
    await api().put('/realm', { case_profile: 'teaching' });
    expect((await told()).profile.name).toBe('teaching');
    const made = aCtInstance({ seed: 'told', rows: 8, columns: 8 });
    expect((await imaging().send(`/patients/${caseId}/imaging`, made.bytes)).status).toBe(201);
    await api().put('/realm', { case_profile: 'basic' });
    expect((await told()).profile.name).toBe('teaching');
    expect(await told()).not.toHaveProperty('key');
    expect((await restClient(server, await aTeam(server)).get(path)).status).toBe(404);
  });

  it('keep the profile that the case was begun with', async () => {
    const own = await aTeam(server);
    const caseId = await aCase('Pinned', own);
    await imaging(own).send(`/patients/${caseId}/imaging`, aSlice('case-pinned', 1).bytes);
    await api(own).put('/realm', { case_profile: 'research' });
    await imaging(own).send(`/patients/${caseId}/imaging`, aSlice('case-pinned', 2).bytes);
    const { data } = (await api(own).get(`/patients/${caseId}/studies`)).body;
    const receipt = (await api(own).get(`/patients/${caseId}/studies/${data[0].id}/receipt`)).body.data;
    expect(receipt.content).toMatchObject({ profile: { name: 'basic' }, dates: 'removed' });
    const later = await aCase('Later', own);
    await imaging(own).send(`/patients/${later}/imaging`, aSlice('case-later', 1).bytes);
    const studies = (await api(own).get(`/patients/${later}/studies`)).body.data;
    const other = (await api(own).get(`/patients/${later}/studies/${studies[0].id}/receipt`)).body.data;
    expect(other.content).toMatchObject({ profile: { name: 'research' }, dates: 'shifted' });
  });
});

describe('a study of a patient', () => {
  it('is copied into a case by the same engine, and stays as it is', async () => {
    const made = [1, 2].map((number) => aSlice('case-copy', number));
    let study = '';
    let patient = '';
    for (const { bytes } of made) {
      const { body } = await imaging().send('/imaging', bytes);
      study = body.data.studies[0].id;
      patient = body.data.studies[0].patient_id;
    }
    const caseId = await aCase('Copied');
    const copied = await api().post(`/cases/${caseId}/studies`, { from_study: study });
    expect(copied.status, JSON.stringify(copied.body)).toBe(201);
    expect(copied.body.data.counts).toMatchObject({ received: 2, stored: 2 });
    const { files } = await filesOf(caseId);
    for (const bytes of files) expect(bytes.includes('Zauberfeld')).toBe(false);
    const originals = [...(await imaging().download(patient, study)).values()];
    expect(originals.some((bytes) => bytes.includes('Zauberfeld'))).toBe(true);
  });

  it('is not copied from another realm, nor into a patient', async () => {
    const stranger = await aTeam(server);
    const { body } = await imaging(stranger).send('/imaging', aSlice('case-theirs').bytes);
    const caseId = await aCase('Wall');
    const from_study = body.data.studies[0].id;
    expect((await api().post(`/cases/${caseId}/studies`, { from_study })).status).toBe(422);
    expect((await api(stranger).post(`/cases/${caseId}/studies`, { from_study })).status).toBe(404);
    const patient = body.data.studies[0].patient_id;
    expect((await api(stranger).post(`/cases/${patient}/studies`, { from_study })).status).toBe(404);
  });
});

describe('the receipt', () => {
  it('says what was done, names every file, and holds no identity', async () => {
    const caseId = await aCase('Receipt');
    const made = [1, 2].map((number) => aSlice('case-receipt', number));
    for (const { bytes } of made) await imaging().send(`/patients/${caseId}/imaging`, bytes);
    const { study, files } = await filesOf(caseId);
    const receipt = await receiptOf(caseId, study.id);
    expect(receipt.content.instances.map(({ sha256 }) => sha256).sort()).toEqual(
      files.map((bytes) => createHash('sha256').update(bytes).digest('hex')).sort(),
    );
    expect(receipt.content.uids_replaced).toBeGreaterThan(0);
    expect(Object.keys(receipt.content.actions).length).toBeGreaterThan(3);
    expect(JSON.stringify(receipt)).not.toMatch(/zauberfeld|ID-4711/i);
    for (const { sopInstanceUid } of made) expect(JSON.stringify(receipt)).not.toContain(sopInstanceUid);
  });

  it('is verified without a server, against the files, and not when a word of it was changed', async () => {
    const caseId = await aCase('Verified');
    await imaging().send(`/patients/${caseId}/imaging`, aSlice('case-verified').bytes);
    const { study, files } = await filesOf(caseId);
    const receipt = await receiptOf(caseId, study.id);
    const place = await makeTestPlace();
    const folder = await mkdtemp(join(tmpdir(), 'lumenbox-receipt-'));
    const images = await mkdtemp(join(tmpdir(), 'lumenbox-receipt-files-'));
    const path = join(folder, 'receipt.json');
    const image = join(images, '1.dcm');
    const verify = (...more: string[]) => runCli(place, ['receipt', 'verify', path, ...more]);
    await writeFile(path, JSON.stringify({ data: receipt }));
    await writeFile(image, files[0] as Buffer);
    const valid = await verify('--files', images, '--key', receipt.public_key);
    expect(valid, valid.stderr).toMatchObject({ code: 0 });
    await writeFile(image, Buffer.concat([await readFile(image), Buffer.alloc(2)]));
    expect((await verify('--files', images)).stderr).toContain('not of this receipt');
    expect((await verify('--key', 'AAAA')).stderr).toContain('another key');
    const changed = { ...receipt, content: { ...receipt.content, dates: 'kept' } };
    await writeFile(path, JSON.stringify(changed));
    expect(await verify()).toMatchObject({ code: 1 });
    for (const one of [folder, images]) await rm(one, { recursive: true });
    await place.remove();
  });

  it('is not there for what was never de-identified, nor for another realm', async () => {
    const { body } = await imaging().send('/imaging', aSlice('case-none').bytes);
    const { id, patient_id } = body.data.studies[0];
    expect((await api().get(`/patients/${patient_id}/studies/${id}/receipt`)).status).toBe(404);
    const caseId = await aCase('Seen');
    await imaging().send(`/patients/${caseId}/imaging`, aSlice('case-seen').bytes);
    const { study } = await filesOf(caseId);
    const path = `/patients/${caseId}/studies/${study.id}/receipt`;
    expect((await api(await aTeam(server)).get(path)).status).toBe(404);
    expect((await api(await aMember(server, team, 'viewer')).get(path)).status).toBe(200);
  });
});
