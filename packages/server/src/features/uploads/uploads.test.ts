// Imaging through the REST API: what goes in, what becomes of it, and that it comes out unchanged.
import { aCtInstance, anMrInstance, type MadeInstance, truncate, withoutMeta } from '@lumenbox/dicom/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ImagingClient, imagingClient } from '../../../test/support/imaging.ts';
import { aTeam, type TestMember } from '../../../test/support/makers.ts';
import { type RestClient, restClient } from '../../../test/support/rest-client.ts';
import { startTestServer, type TestServer } from '../../../test/support/test-server.ts';

let server: TestServer;
let team: TestMember;
let api: RestClient;
let imaging: ImagingClient;
beforeAll(async () => {
  server = await startTestServer();
  team = await aTeam(server);
  api = restClient(server, team);
  imaging = imagingClient(server, team);
});
afterAll(() => server.close());

/** A patient whose name and birth date are those of `patientFacts`. */
async function aPatient(): Promise<string> {
  const body = { given_names: 'Ada', family_name: 'Lovelace', date_of_birth: '1815-12-10', sex: 'female' };
  return (await api.post('/patients', body)).body.data.id;
}
const patientFacts = {
  patientName: 'Lovelace^Ada',
  patientBirthDate: '18151210',
  patientSex: 'F',
  patientId: 'A1',
};
const aSlice = (seed: string, instanceNumber = 1, more = {}): MadeInstance =>
  aCtInstance({ seed, instanceNumber, ...patientFacts, ...more });
const withPreamble = (bytes: Uint8Array, text: string) => {
  const changed = Uint8Array.from(bytes);
  changed.set(Buffer.from(text));
  return changed;
};

describe('sending one file to a patient', () => {
  it('stores it and shows its study with series and counts, at once viewable', async () => {
    const patient = await aPatient();
    const slice = aSlice('one', 7, {
      studyDescription: 'CT CHEST',
      studyDate: '20240229',
      studyTime: '101500.5',
      accessionNumber: 'ACC1',
      institutionName: 'General',
      referringPhysicianName: 'House^Gregory^^Dr.',
      seriesNumber: 3,
      seriesDescription: 'AX',
      bodyPartExamined: 'CHEST',
    });
    const answer = await imaging.send(`/patients/${patient}/imaging`, slice.bytes);
    expect(answer.status).toBe(201);
    const { data } = answer.body;
    expect(data).toMatchObject({
      status: 'complete',
      patient_id: patient,
      source: 'http',
      counts: { received: 1, stored: 1, duplicate: 0, rejected: 0, held: 0 },
      studies: [{ study_instance_uid: slice.studyInstanceUid, patient_id: patient }],
      files: [
        { name: 'upload.dcm', outcome: 'stored', reason: null, sop_instance_uid: slice.sopInstanceUid },
      ],
    });
    const study = (await api.get(`/patients/${patient}/studies/${data.studies[0].id}`)).body.data;
    expect(study).toMatchObject({
      study_instance_uid: slice.studyInstanceUid,
      study_description: 'CT CHEST',
      study_date: '2024-02-29',
      study_time: '101500.5',
      accession_no: 'ACC1',
      institution_name: 'General',
      referring_physician_name: 'Dr. Gregory House',
      modalities: ['CT'],
      series_count: 1,
      instance_count: 1,
      availability: 'dicom',
      status: 'viewable',
    });
    expect(study.series).toMatchObject([
      {
        series_instance_uid: slice.seriesInstanceUid,
        series_number: 3,
        series_description: 'AX',
        modality: 'CT',
        body_part_examined: 'CHEST',
        instance_count: 1,
      },
    ]);
    expect((await api.get(`/uploads/${data.id}`)).body.data).toEqual(data);
  });

  it('says that the same bytes are here already, and keeps one', async () => {
    const patient = await aPatient();
    const slice = aSlice('again');
    await imaging.send(`/patients/${patient}/imaging`, slice.bytes);
    const answer = await imaging.send(`/patients/${patient}/imaging`, slice.bytes);
    expect(answer.status).toBe(200);
    expect(answer.body.data).toMatchObject({
      counts: { received: 1, stored: 0, duplicate: 1 },
      studies: [{ study_instance_uid: slice.studyInstanceUid }],
      files: [{ outcome: 'duplicate', reason: null }],
    });
    const [study] = (await api.get(`/patients/${patient}/studies`)).body.data;
    expect(study).toMatchObject({ series_count: 1, instance_count: 1 });
  });

  it('keeps the first of two files that share their SOP Instance UID, and says so', async () => {
    const patient = await aPatient();
    const slice = aSlice('two-bytes');
    const other = aSlice('two-bytes', 1, { studyDescription: 'Another text' });
    const first = await imaging.send(`/patients/${patient}/imaging`, slice.bytes);
    const answer = await imaging.send(`/patients/${patient}/imaging`, other.bytes);
    expect(answer.status).toBe(200);
    expect(answer.body.data.files[0]).toMatchObject({
      outcome: 'duplicate',
      reason: expect.stringMatching(/^other-bytes: .*bytes differ/),
    });
    const files = await imaging.download(patient, first.body.data.studies[0].id);
    expect(files.get('DICOM/ST00001/SE00001/IM00001')?.equals(slice.bytes)).toBe(true);
  });

  it('zeroes a preamble that is not a TIFF header, and changes nothing else', async () => {
    const patient = await aPatient();
    const slice = aSlice('preamble');
    const answer = await imaging.send(`/patients/${patient}/imaging`, withPreamble(slice.bytes, 'MZ\x90'));
    const files = await imaging.download(patient, answer.body.data.studies[0].id);
    expect(files.get('DICOM/ST00001/SE00001/IM00001')?.equals(slice.bytes)).toBe(true);
    const tiff = aSlice('tiff-preamble');
    const dual = withPreamble(tiff.bytes, 'II*\0\x08\0\0\0');
    const kept = await imaging.send(`/patients/${patient}/imaging`, dual);
    const tiffFiles = await imaging.download(patient, kept.body.data.studies[0].id);
    expect(tiffFiles.get('DICOM/ST00001/SE00001/IM00001')?.equals(dual)).toBe(true);
  });

  it('takes a bare data set and hands it out as a file', async () => {
    const patient = await aPatient();
    const bare = withoutMeta(aSlice('bare').bytes);
    const answer = await imaging.send(`/patients/${patient}/imaging`, bare);
    expect(answer.status).toBe(201);
    const files = await imaging.download(patient, answer.body.data.studies[0].id);
    const file = files.get('DICOM/ST00001/SE00001/IM00001') as Buffer;
    // PS3.10 7.1: behind a preamble, a prefix and meta information of ours.
    expect(file.toString('latin1', 128, 132)).toBe('DICM');
    expect(file.subarray(-bare.length).equals(bare)).toBe(true);
  });

  it('fills what the first images left empty, and adds modalities and series', async () => {
    const patient = await aPatient();
    const studyInstanceUid = aSlice('filled').studyInstanceUid;
    const bare = aSlice('filled', 1, { studyDescription: '', accessionNumber: '', seriesDescription: '' });
    await imaging.send(`/patients/${patient}/imaging`, bare.bytes);
    const later = aSlice('filled', 2, {
      studyDescription: 'CT',
      accessionNumber: 'A2',
      seriesDescription: 'S',
    });
    await imaging.send(`/patients/${patient}/imaging`, later.bytes);
    const other = anMrInstance({ seed: 'filled-mr', studyInstanceUid, seriesNumber: 2, ...patientFacts });
    await imaging.send(`/patients/${patient}/imaging`, other.bytes);
    const [study] = (await api.get(`/patients/${patient}/studies`)).body.data;
    expect(study).toMatchObject({
      study_description: 'CT',
      accession_no: 'A2',
      modalities: ['CT', 'MR'],
      series_count: 2,
      instance_count: 3,
    });
    expect(study.series.map((one: { instance_count: number }) => one.instance_count)).toEqual([2, 1]);
    expect(study.series[0].series_description).toBe('S');
  });
});

describe('files that cannot be kept', () => {
  it('refuses what is no DICOM file', async () => {
    const patient = await aPatient();
    const answer = await imaging.send(`/patients/${patient}/imaging`, Buffer.from('hello '.repeat(100)));
    expect(answer.status).toBe(422);
    expect(answer.body.message).toBe('The file was refused: not-dicom: This is not a DICOM file.');
    expect(answer.body.errors).toEqual({ files: ['not-dicom: This is not a DICOM file.'] });
    expect(answer.body.data).toMatchObject({ status: 'complete', counts: { received: 1, rejected: 1 } });
  });

  it('refuses a file cut at any of several places, and leaves nothing of it', async () => {
    const patient = await aPatient();
    const { bytes } = aSlice('cut');
    for (const length of [1, 131, 140, 300, 700, bytes.length - 4000, bytes.length - 1]) {
      const answer = await imaging.send(`/patients/${patient}/imaging`, truncate(bytes, length));
      expect(answer.status).toBe(422);
      expect(answer.body.data.files[0].reason).toMatch(
        /^(truncated|not-dicom|pixel-data-too-short|missing-uid|value-too-long)/,
      );
    }
    expect((await api.get(`/patients/${patient}/studies`)).body.data).toEqual([]);
    expect((await imaging.send(`/patients/${patient}/imaging`, bytes)).status).toBe(201);
  });

  it('refuses an empty body and other media types', async () => {
    const patient = await aPatient();
    expect((await imaging.send(`/patients/${patient}/imaging`, Buffer.alloc(0))).status).toBe(422);
    expect(
      (await imaging.send(`/patients/${patient}/imaging`, Buffer.from('{}'), 'application/json')).status,
    ).toBe(415);
    const form = await imaging.sendForm(`/patients/${patient}/imaging`, []);
    expect(form.status).toBe(422);
  });

  it('refuses a body larger than the limit', async () => {
    const small = await startTestServer({ LUMENBOX_MAX_UPLOAD_BYTES: '2000' });
    const member = await aTeam(small);
    const body = { given_names: 'A', family_name: 'B', date_of_birth: '1990-01-01', sex: 'other' };
    const { id } = (await restClient(small, member).post('/patients', body)).body.data;
    const client = imagingClient(small, member);
    const answer = await client.send(`/patients/${id}/imaging`, aSlice('large').bytes);
    expect(answer).toMatchObject({ status: 413, body: { message: 'The POST data is too large.' } });
    await small.close();
  });
});

describe('the audit trail', () => {
  it('tells what came in and what was handed out, without a patient in it', async () => {
    const member = await aTeam(server);
    const slice = aSlice('audited');
    const sent = await imagingClient(server, member).send('/imaging', slice.bytes);
    const [study] = sent.body.data.studies;
    await imagingClient(server, member).download(study.patient_id, study.id);
    await server.parts.audit.flush();
    const events = (await restClient(server, member).get('/audit-events')).body.data;
    const names = events.map((event: { event: string }) => event.event);
    for (const name of ['patient.created', 'study.created', 'imaging.received', 'study.exported'])
      expect(names).toContain(name);
    expect(JSON.stringify(events)).not.toMatch(/Lovelace|1815-?12/);
  });
});
