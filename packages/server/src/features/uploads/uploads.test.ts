// Imaging through the REST API: what goes in, what becomes of it, and that it comes out unchanged.
import { aCtInstance, anMrInstance, type MadeInstance, truncate, withoutMeta } from '@lumenbox/dicom/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ImagingClient, imagingClient } from '../../../test/support/imaging.ts';
import { aMember, aTeam, type TestMember } from '../../../test/support/makers.ts';
import { type RestClient, restClient } from '../../../test/support/rest-client.ts';
import { startTestServer, type TestServer } from '../../../test/support/test-server.ts';
import { newId } from '../../platform/ids.ts';

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

  it('takes a bare data set and hands it out as it came', async () => {
    const patient = await aPatient();
    const bare = withoutMeta(aSlice('bare').bytes);
    const answer = await imaging.send(`/patients/${patient}/imaging`, bare);
    expect(answer.status).toBe(201);
    const files = await imaging.download(patient, answer.body.data.studies[0].id);
    expect(files.get('DICOM/ST00001/SE00001/IM00001')?.equals(bare)).toBe(true);
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

  it('refuses images for a case, as long as nothing can take their identity away', async () => {
    const made = await api.post('/cases', { label: 'Case' });
    const answer = await imaging.send(`/patients/${made.body.data.id}/imaging`, aSlice('case').bytes);
    expect(answer.status).toBe(422);
    expect(answer.body.data.files[0].reason).toMatch(/^deidentification-not-available: .*patient/);
    expect((await api.get(`/patients/${made.body.data.id}/studies`)).body.data).toEqual([]);
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

describe('files of somebody else', () => {
  it('holds them, says which value differs, and repeats none', async () => {
    const patient = await aPatient();
    const slice = aSlice('held', 1, { patientName: 'Byron^George', patientBirthDate: '17880122' });
    const answer = await imaging.send(`/patients/${patient}/imaging`, slice.bytes);
    expect(answer.status).toBe(202);
    expect(answer.body.data).toMatchObject({
      counts: { received: 1, stored: 0, held: 1 },
      studies: [],
      files: [
        {
          outcome: 'held',
          reason: "patient-differs: The name and birth date in the file differ from the patient's.",
          sop_instance_uid: slice.sopInstanceUid,
        },
      ],
    });
    expect(JSON.stringify(answer.body)).not.toMatch(/Byron|1788/);
    expect((await api.get(`/patients/${patient}/studies`)).body.data).toEqual([]);
    const held = await heldRows(patient);
    expect(held).toHaveLength(1);
    // The bytes are safe, whatever is decided.
    expect(await server.parts.archive.objects.stat(held[0]?.object_key as never)).toEqual({
      sizeBytes: slice.bytes.length,
    });
  });

  it('stores them when the sender insists, and holds them no more', async () => {
    const patient = await aPatient();
    const slice = aSlice('insist', 1, { patientBirthDate: '19990101' });
    await imaging.send(`/patients/${patient}/imaging`, slice.bytes);
    await imaging.send(`/patients/${patient}/imaging`, slice.bytes);
    const [held, ...others] = await heldRows(patient);
    expect(others).toEqual([]);
    const answer = await imaging.send(`/patients/${patient}/imaging?accept_mismatch=true`, slice.bytes);
    expect(answer.status).toBe(201);
    expect(await heldRows(patient)).toEqual([]);
    await server.parts.jobs.runDue();
    expect(await server.parts.archive.objects.stat(held?.object_key as never)).toBeUndefined();
  });

  it('reads the insistence from a form as well', async () => {
    const patient = await aPatient();
    const slice = aSlice('insist-form', 1, { patientSex: 'M' });
    const file = { name: 'a.dcm', bytes: slice.bytes };
    expect((await imaging.sendForm(`/patients/${patient}/imaging`, [file])).status).toBe(202);
    const answer = await imaging.sendForm(`/patients/${patient}/imaging`, [['accept_mismatch', 'yes'], file]);
    expect(answer.status).toBe(201);
  });

  it('knows the patient by an identifier of the same issuer', async () => {
    const patient = await aPatient();
    await api.post(`/patients/${patient}/identifiers`, { value: 'A1', issuer: null });
    expect((await imaging.send(`/patients/${patient}/imaging`, aSlice('id-same').bytes)).status).toBe(201);
    const other = aSlice('id-other', 1, { patientId: 'B2' });
    const answer = await imaging.send(`/patients/${patient}/imaging`, other.bytes);
    expect(answer.body.data.files[0].reason).toBe(
      "patient-differs: The identifier in the file differs from the patient's.",
    );
  });
});

function heldRows(patientId: string) {
  return server.parts.foundation.database.kysely
    .selectFrom('held_instances')
    .selectAll()
    .where('patient_id', '=', patientId)
    .execute();
}

describe('sending without naming a patient', () => {
  it('makes the patient that the files name, once', async () => {
    const first = await imaging.send('/imaging', aSlice('auto', 1, { patientId: 'AUTO-1' }).bytes);
    expect(first.status).toBe(201);
    const second = await imaging.send('/imaging', aSlice('auto-2', 1, { patientId: 'AUTO-1' }).bytes);
    const [study] = first.body.data.studies;
    expect(second.body.data.studies[0].patient_id).toBe(study.patient_id);
    expect(first.body.data.patient_id).toBeNull();
    expect((await api.get(`/patients/${study.patient_id}`)).body.data).toMatchObject({
      given_names: 'Ada',
      family_name: 'Lovelace',
      date_of_birth: '1815-12-10',
      sex: 'female',
    });
    expect((await api.get(`/patients/${study.patient_id}/identifiers`)).body.data).toMatchObject([
      { value: 'AUTO-1', issuer: null },
    ]);
  });

  it('holds what names no patient, and what contradicts the patient it names', async () => {
    const nameless = await imaging.send('/imaging', aSlice('no-id', 1, { patientId: '' }).bytes);
    expect(nameless.status).toBe(202);
    expect(nameless.body.data.files[0].reason).toMatch(/^no-patient-identifier: /);
    await imaging.send('/imaging', aSlice('auto-3', 1, { patientId: 'AUTO-3' }).bytes);
    const other = aSlice('auto-4', 1, { patientId: 'AUTO-3', patientName: 'Byron^George' });
    const answer = await imaging.send('/imaging', other.bytes);
    expect(answer.body.data.files[0].reason).toMatch(/^patient-differs: The name /);
  });
});

describe('many senders at once', () => {
  it('makes one patient and one study with exact counts out of 64 first instances', async () => {
    const slices = Array.from({ length: 64 }, (_, index) =>
      aSlice('crowd', index + 1, { patientId: 'CROWD', seriesNumber: 1 + (index % 4) }),
    );
    const answers = await Promise.all(slices.map((slice) => imaging.send('/imaging', slice.bytes)));
    expect(answers.map((answer) => answer.status)).toEqual(slices.map(() => 201));
    const studies = new Set(answers.map((answer) => JSON.stringify(answer.body.data.studies)));
    expect(studies.size).toBe(1);
    const [{ id, patient_id }] = answers[0]?.body.data.studies ?? [];
    const study = (await api.get(`/patients/${patient_id}/studies/${id}`)).body.data;
    expect(study).toMatchObject({ series_count: 4, instance_count: 64, status: 'viewable' });
    expect(study.series.map((one: { instance_count: number }) => one.instance_count)).toEqual([
      16, 16, 16, 16,
    ]);
    expect((await api.get('/patients?search=CROWD')).body.meta.total).toBe(1);
  });

  it('stores the same file once, whoever is first', async () => {
    const patient = await aPatient();
    const slice = aSlice('race');
    const path = `/patients/${patient}/imaging`;
    const answers = await Promise.all(Array.from({ length: 16 }, () => imaging.send(path, slice.bytes)));
    expect(answers.filter((answer) => answer.status === 201)).toHaveLength(1);
    expect(answers.filter((answer) => answer.status === 200)).toHaveLength(15);
    const [study] = (await api.get(`/patients/${patient}/studies`)).body.data;
    expect(study).toMatchObject({ series_count: 1, instance_count: 1 });
  });
});

describe('a study that is still arriving', () => {
  it('is receiving until it has been quiet for a while', async () => {
    const patient = await aPatient();
    const { kysely } = server.parts.foundation.database;
    const { studies } = (await imaging.send(`/patients/${patient}/imaging`, aSlice('quiet').bytes)).body.data;
    // Somebody else's image came in the moment after this upload's last one.
    const later = new Date(server.clock.nowMs() + 1000).toISOString().replace('Z', '000Z');
    await kysely
      .updateTable('studies')
      .set({ status: 'receiving', last_received_at: later })
      .where('id', '=', studies[0].id)
      .execute();
    const status = async () =>
      (await api.get(`/patients/${patient}/studies/${studies[0].id}`)).body.data.status;
    await server.parts.jobs.runDue();
    expect(await status()).toBe('receiving');
    server.clock.advance(6000);
    await server.parts.jobs.runDue();
    expect(await status()).toBe('viewable');
  });
});

describe('who may see what', () => {
  it('knows neither patients nor uploads nor studies of another realm', async () => {
    const patient = await aPatient();
    const sent = await imaging.send(`/patients/${patient}/imaging`, aSlice('realm').bytes);
    const { id, studies } = sent.body.data;
    const stranger = await aTeam(server);
    const theirs = restClient(server, stranger);
    const imagingOfTheirs = imagingClient(server, stranger);
    const missing = { status: 404, body: { message: 'Not found' } };
    expect(await imagingOfTheirs.send(`/patients/${patient}/imaging`, aSlice('realm').bytes)).toMatchObject(
      missing,
    );
    expect(await theirs.get(`/uploads/${id}`)).toMatchObject(missing);
    expect(await theirs.get(`/patients/${patient}/studies/${studies[0].id}/archive`)).toMatchObject(missing);
    expect((await theirs.get('/uploads')).body.data).toEqual([]);
  });

  it('answers 404 for ids that are none, and for a study of another patient', async () => {
    const patient = await aPatient();
    const other = await aPatient();
    const sent = await imaging.send(`/patients/${patient}/imaging`, aSlice('whose').bytes);
    const [study] = sent.body.data.studies;
    for (const path of [
      `/uploads/${newId()}`,
      '/uploads/nonsense',
      `/patients/${other}/studies/${study.id}/archive`,
      `/patients/${patient}/studies/nonsense/archive`,
    ])
      expect((await api.get(path)).status).toBe(404);
    expect((await imaging.send('/patients/nonsense/imaging', aSlice('x').bytes)).status).toBe(404);
  });

  it('lets uploaders send and not fetch, and viewers fetch and not send', async () => {
    const patient = await aPatient();
    const uploader = await aMember(server, team, 'uploader');
    const viewer = await aMember(server, team, 'viewer');
    const sent = await imagingClient(server, uploader).send(
      `/patients/${patient}/imaging`,
      aSlice('roles').bytes,
    );
    expect(sent.status).toBe(201);
    const path = `/patients/${patient}/studies/${sent.body.data.studies[0].id}/archive`;
    expect((await restClient(server, uploader).get(path)).status).toBe(403);
    expect((await imagingClient(server, viewer).download(patient, sent.body.data.studies[0].id)).size).toBe(
      2,
    );
    const refused = await imagingClient(server, viewer).send(
      `/patients/${patient}/imaging`,
      aSlice('r2').bytes,
    );
    expect(refused.status).toBe(403);
  });

  it('lists the newest upload first, page by page', async () => {
    const member = await aTeam(server);
    const client = imagingClient(server, member);
    const sent: string[] = [];
    for (const number of [1, 2, 3])
      sent.push((await client.send('/imaging', aSlice('listed', number).bytes)).body.data.id);
    const page = (await restClient(server, member).get('/uploads?per_page=2')).body;
    expect(page.data.map((upload: { id: string }) => upload.id)).toEqual([sent[2], sent[1]]);
    expect(page.meta).toMatchObject({ total: 3, last_page: 2 });
    expect(page.data[0].files).toHaveLength(1);
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
    expect(JSON.stringify(events)).not.toMatch(/Lovelace|1815/);
  });
});
