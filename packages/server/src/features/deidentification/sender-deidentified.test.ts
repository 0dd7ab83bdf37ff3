// Images that their sender de-identified for a case: the same bytes as by any other door, and refused with all they are when one thing was
// forgotten. Nobody gets a case's key who may not add to it.
import type { CaseKey, DeidentificationStatement, Receipt } from '@lumenbox/contract';
import { type Account, createDeidentifier, deidentifyFile } from '@lumenbox/dicom/deidentify';
import { aCtInstance, element, type SliceOptions, withElements } from '@lumenbox/dicom/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { imagingClient } from '../../../test/support/imaging.ts';
import { aMember, aTeam, type TestMember } from '../../../test/support/makers.ts';
import { restClient } from '../../../test/support/rest-client.ts';
import { startTestServer, type TestServer } from '../../../test/support/test-server.ts';
import { engineProfile } from './profile-content.ts';
import { isSignatureValid } from './receipt.ts';

let server: TestServer;
let team: TestMember;
beforeAll(async () => {
  server = await startTestServer();
  team = await aTeam(server);
});
afterAll(() => server.close());

const api = (member: Pick<TestMember, 'headers'> = team) => restClient(server, member);
const keyPath = (caseId: string) => `/cases/${caseId}/deidentification-key`;
const aCase = async (label: string, member = team): Promise<string> =>
  (await api(member).post('/cases', { label })).body.data.id;
const anOriginal = (seed: string, more: SliceOptions = {}) =>
  aCtInstance({
    seed,
    patientId: 'ID-4711-Q',
    patientName: 'Zauberfeld^Hieronymus',
    rows: 16,
    columns: 16,
    ...more,
  });

/** De-identifies as a browser does, with what the server hands out. */
async function deidentified(
  caseId: string,
  original: Uint8Array,
): Promise<{ bytes: Uint8Array; statement: DeidentificationStatement }> {
  const answer = await api().post(keyPath(caseId), {});
  expect(answer.status, JSON.stringify(answer.body)).toBe(200);
  const { label, key, profile, today } = answer.body.data as CaseKey;
  const { name, version, ...settings } = profile;
  const deidentifier = createDeidentifier({
    label,
    key: new Uint8Array(Buffer.from(key, 'base64')),
    profile: engineProfile(settings, { name, version }),
  });
  const done = deidentifyFile(deidentifier, original, { today });
  if (done.kind === 'review') throw new Error(done.reasons.join());
  return { bytes: done.bytes, statement: statementOf(done.account) };
}

function statementOf({ actions, uidsReplaced, textsCleaned, preambleCleared }: Account) {
  return {
    actions,
    uids_replaced: uidsReplaced,
    texts_cleaned: textsCleaned,
    preamble_cleared: preambleCleared,
  };
}

const emptyStatement = { actions: {}, uids_replaced: 0, texts_cleaned: 0, preamble_cleared: false };
async function sendStated(
  patientId: string,
  bytes: Uint8Array,
  statement: unknown = emptyStatement,
): Promise<{ status: number; outcome: string; reason: string; body: string }> {
  const text = typeof statement === 'string' ? statement : JSON.stringify(statement);
  const { status, body } = await imagingClient(server, team).sendForm(`/patients/${patientId}/imaging`, [
    ['deidentified', text],
    { name: '1', bytes, type: 'application/dicom' },
  ]);
  const [file] = body.data.files;
  return { status, outcome: file.outcome, reason: file.reason, body: JSON.stringify(body) };
}
const studiesOf = async (caseId: string) => (await api().get(`/patients/${caseId}/studies`)).body.data;

describe('what a sender has de-identified with the key of the case', () => {
  it.each(['basic', 'research'])('is by %s what the server makes of the same file', async (profile) => {
    await api().put('/realm', { case_profile: profile });
    const caseId = await aCase(`Same ${profile}`);
    const original = anOriginal(`same-${profile}`, { studyDate: '20200310' });
    const { bytes, statement } = await deidentified(caseId, original.bytes);
    const first = await sendStated(caseId, bytes, statement);
    expect(first, first.body).toMatchObject({ status: 201, outcome: 'stored' });
    const { status, body } = await imagingClient(server, team).send(
      `/patients/${caseId}/imaging`,
      original.bytes,
    );
    expect([status, body.data.files[0].outcome, body.data.files[0].reason]).toEqual([200, 'duplicate', null]);
  });

  it('has a receipt with the counts of who did it, which says so and is valid', async () => {
    await api().put('/realm', { case_profile: 'basic' });
    const caseId = await aCase('Receipt');
    const { bytes, statement } = await deidentified(caseId, anOriginal('stated').bytes);
    await sendStated(caseId, bytes, statement);
    await imagingClient(server, team).send(
      `/patients/${caseId}/imaging`,
      anOriginal('stated', { instanceNumber: 2 }).bytes,
    );
    const [study] = await studiesOf(caseId);
    const receipt: Receipt = (await api().get(`/patients/${caseId}/studies/${study.id}/receipt`)).body.data;
    expect(isSignatureValid(receipt)).toBe(true);
    expect(
      receipt.content.instances.map(({ deidentified_by }) => deidentified_by ?? 'server').sort(),
    ).toEqual(['sender', 'server']);
    // Both files are alike: what each did counts twice.
    expect(receipt.content.uids_replaced).toBe(2 * statement.uids_replaced);
    for (const [attribute, counts] of Object.entries(statement.actions))
      expect([attribute, receipt.content.actions[attribute]]).toEqual([
        attribute,
        Object.fromEntries(Object.entries(counts).map(([action, count]) => [action, 2 * (count ?? 0)])),
      ]);
  });

  it('may have places in its pixels that the profile has blanked', async () => {
    const made = await api().post('/deidentification-profiles', {
      name: 'Blank',
      options: ['cleanPixelData'],
      device_regions: [{ manufacturer: 'Own', blank: [{ x: 0, y: 0, width: 16, height: 4 }] }],
    });
    await api().put('/realm', { case_profile: made.body.data.id });
    const caseId = await aCase('Blanked');
    const original = anOriginal('blank', { elements: [element('Manufacturer', 'Own Devices')] });
    const { bytes, statement } = await deidentified(caseId, original.bytes);
    const unblanked = Uint8Array.from(bytes);
    unblanked.set([1, 2, 3, 4], bytes.length - 16 * 16 * 2);
    expect(await sendStated(caseId, unblanked, statement)).toMatchObject({ outcome: 'rejected' });
    expect(await sendStated(caseId, bytes, statement)).toMatchObject({ status: 201, outcome: 'stored' });
    await api().put('/realm', { case_profile: 'basic' });
  });
});

describe('what says that it is de-identified, and is not,', () => {
  it('is refused by the names of attributes, and nothing of it is kept', async () => {
    const caseId = await aCase('Adversary');
    const other = await aCase('Another');
    const original = anOriginal('adversary').bytes;
    const { bytes, statement } = await deidentified(caseId, original);
    const preamble = Uint8Array.from(bytes);
    preamble.set(Buffer.from('Zauberfeld'), 20);
    const nested = [element('CodeValue', '1'), element('OperatorsName', 'Zauberfeld^H')];
    const withOne = (...elements: Parameters<typeof withElements>[1]) => withElements(bytes, elements);
    const forgotten: [Uint8Array, string][] = [
      [original, 'PatientName'],
      [preamble, 'preamble'],
      [
        withOne(
          { tag: 0x00090010, vr: 'LO', value: 'ACME' },
          { tag: 0x00091001, vr: 'LO', value: 'Zauberfeld' },
        ),
        'private elements',
      ],
      [withOne(element('AnatomicRegionSequence', [nested])), 'OperatorsName'],
      [withOne(element('PatientID', 'ID-4711-Q')), 'PatientID'],
      [withOne(element('BurnedInAnnotation', 'YES')), 'burned-in-annotation'],
      [(await deidentified(other, original)).bytes, 'PatientName, PatientID'],
    ];
    for (const [file, name] of forgotten) {
      const answer = await sendStated(caseId, file, statement);
      expect(answer).toMatchObject({ status: 422, outcome: 'rejected' });
      expect(answer.reason).toMatch(/^still-identified: .*Nothing of it was kept\./);
      expect(answer.reason).toContain(name);
      expect(answer.body).not.toMatch(/zauberfeld|ID-4711|1\.2\.826/i);
    }
    expect(await studiesOf(caseId)).toEqual([]);
    expect((await api().get(`/review-queue?case_id=${caseId}`)).body.data).toEqual([]);
  });

  it('is refused without a right statement, in a zip, and for a patient', async () => {
    const caseId = await aCase('Statements');
    const { bytes, statement } = await deidentified(caseId, anOriginal('statements').bytes);
    const { body } = await imagingClient(server, team).send('/imaging', anOriginal('a-record').bytes);
    const zip = Buffer.concat([Buffer.from('PK\x05\x06'), Buffer.alloc(18)]);
    const wrong: [string, Uint8Array, unknown][] = [
      [caseId, bytes, 'browser'],
      [caseId, bytes, { ...statement, patient: 'Zauberfeld' }],
      [caseId, bytes, { ...statement, actions: { Zauberfeld: { X: 1 } } }],
      [caseId, bytes, { ...statement, uids_replaced: -1 }],
      [caseId, zip, statement],
      [body.data.studies[0].patient_id, bytes, statement],
    ];
    for (const [record, file, stated] of wrong) {
      const answer = await sendStated(record, file, stated);
      expect(answer).toMatchObject({ status: 422, outcome: 'rejected' });
      expect(answer.reason).toMatch(/^bad-statement: /);
      expect(answer.body).not.toContain('Zauberfeld');
    }
    expect(await studiesOf(caseId)).toEqual([]);
  });

  it('is one file alone: the next of its form is an original again', async () => {
    const caseId = await aCase('Mixed');
    const { bytes, statement } = await deidentified(caseId, anOriginal('mixed').bytes);
    const { body } = await imagingClient(server, team).sendForm(`/patients/${caseId}/imaging`, [
      ['deidentified', JSON.stringify(statement)],
      { name: '1', bytes },
      { name: '2', bytes: anOriginal('mixed', { instanceNumber: 2 }).bytes },
    ]);
    expect(body.data.counts).toMatchObject({ received: 2, stored: 2 });
    expect(await studiesOf(caseId)).toMatchObject([{ instance_count: 2, series_count: 1 }]);
  });
});

describe('the key of a case', () => {
  it('is handed out to who may add imaging, differs from case to case, and is in the trail', async () => {
    const uploader = await aMember(server, team, 'uploader');
    const [one, other] = [await aCase('One'), await aCase('Other')];
    const keys = await Promise.all(
      [one, one, other].map(
        async (id) => (await api(uploader).post(keyPath(id), {})).body.data.key as string,
      ),
    );
    expect(keys[0]).toBe(keys[1]);
    expect(keys[0]).not.toBe(keys[2]);
    const events = await api().get(`/audit-events?event=case.key_handed_out&object_id=${one}`);
    expect(events.body.data).toHaveLength(2);
    expect(events.body.data[0].actor).toMatchObject({ id: uploader.userId });
    expect(JSON.stringify(events.body)).not.toContain(keys[0]);
  });

  it('is not for viewers, other realms, or patients', async () => {
    const caseId = await aCase('Mine');
    const viewer = await aMember(server, team, 'viewer');
    expect((await api(viewer).post(keyPath(caseId), {})).status).toBe(403);
    expect((await api(await aTeam(server)).post(keyPath(caseId), {})).status).toBe(404);
    const { body } = await imagingClient(server, team).send('/imaging', anOriginal('a-patient').bytes);
    expect((await api().post(keyPath(body.data.studies[0].patient_id), {})).status).toBe(404);
  });

  it('is for nobody where the realm hands out none, and what was made with it before is taken all the same', async () => {
    const caseId = await aCase('Kept');
    const made = await deidentified(caseId, anOriginal('kept').bytes);
    const settings = await api().put('/realm', { hand_out_case_keys: false });
    expect(settings.body.data.hand_out_case_keys).toBe(false);
    const refused = await api().post(keyPath(caseId), {});
    expect(refused).toMatchObject({
      status: 403,
      body: { message: expect.stringContaining('hands out no keys') },
    });
    const events = await api().get(`/audit-events?event=case.key_handed_out&object_id=${caseId}`);
    expect(events.body.data).toHaveLength(1);
    expect(await sendStated(caseId, made.bytes, made.statement)).toMatchObject({ outcome: 'stored' });
    await api().put('/realm', { hand_out_case_keys: true });
    expect((await api().post(keyPath(caseId), {})).status).toBe(200);
  });
});
