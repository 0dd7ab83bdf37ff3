// Studies: the three availabilities, dates that come back as they were sent, uids, and what arriving images change.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Json, type Stage, startStage } from '../support/index.ts';
import { aCase, aPatient, aPatientWithImages, aStudy, column, ctImage } from './makers.ts';

let stage: Stage;
let patient: Json;
beforeAll(async () => {
  stage = await startStage();
  patient = await aPatient(stage.api);
});
afterAll(() => stage?.stop());

const studiesOf = (id: string) => `/patients/${id}/studies`;

describe('a study without images', () => {
  it('is a record unless told otherwise, and viewable at once', async () => {
    const study = await aStudy(stage.api, patient.id);
    expect(study).toEqual({
      id: study.id,
      study_instance_uid: null,
      study_description: null,
      study_date: null,
      study_time: null,
      accession_no: null,
      modalities: [],
      institution_name: null,
      referring_physician_name: null,
      series_count: null,
      instance_count: null,
      availability: 'record',
      status: 'viewable',
      notes: null,
      series: [],
      reports: [],
      created_at: study.created_at,
      updated_at: study.updated_at,
    });
    expect((await stage.api.get(`${studiesOf(patient.id)}/${study.id}`)).body.data).toEqual(study);
  });

  it('drops the uid of a record', async () => {
    const study = await aStudy(stage.api, patient.id, {
      availability: 'record',
      study_instance_uid: '1.2.3',
    });
    expect(study.study_instance_uid).toBeNull();
  });

  it('keeps the uid of something digital as text, as often as it comes', async () => {
    for (let time = 0; time < 2; time++) {
      const study = await aStudy(stage.api, patient.id, {
        availability: 'digital',
        study_instance_uid: 'nhvqctbppmg',
      });
      expect(study).toMatchObject({
        study_instance_uid: 'nhvqctbppmg',
        availability: 'digital',
        status: 'viewable',
        series_count: null,
        instance_count: null,
        modalities: [],
      });
    }
  });

  it('that is to have images is pending, with counts of 0', async () => {
    const study = await aStudy(stage.api, patient.id, {
      availability: 'dicom',
      study_instance_uid: '1.2.840.1',
    });
    expect(study).toMatchObject({
      availability: 'dicom',
      status: 'pending',
      series_count: 0,
      instance_count: 0,
      study_instance_uid: '1.2.840.1',
    });
  });

  it.each([
    [
      { availability: 'dicom' },
      'study_instance_uid',
      'The study instance uid field is required when availability is dicom.',
    ],
    [
      { availability: 'dicom', study_instance_uid: 'x' },
      'study_instance_uid',
      'The study instance uid field format is invalid.',
    ],
    [
      { availability: 'dicom', study_instance_uid: `1.${'2'.repeat(63)}` },
      'study_instance_uid',
      'The study instance uid field must not be greater than 64 characters.',
    ],
    [{ availability: 'film' }, 'availability', 'The selected availability is invalid.'],
    [
      { study_description: 'x'.repeat(256) },
      'study_description',
      'The study description field must not be greater than 255 characters.',
    ],
    [{ notes: 'x'.repeat(65_536) }, 'notes', 'The notes field must not be greater than 65535 characters.'],
    [{ study_date: 20250110 }, 'study_date', 'The study date field must be a string.'],
  ])('is refused: %j', async (fields, field, sentence) => {
    const answer = await stage.api.post(studiesOf(patient.id), fields);
    expect(answer.status).toBe(422);
    expect(answer.body.errors).toEqual({ [field]: [sentence] });
  });

  it('takes long notes', async () => {
    const notes = `${'x'.repeat(65_534)}.`;
    expect((await aStudy(stage.api, patient.id, { notes })).notes).toBe(notes);
  });
});

describe('dates and times', () => {
  it.each([
    ['20250110', '143022'],
    ['2025-01-10', '14:30'],
    ['qivrudfykbwrqkkpjyf', 'jogsghuouke'],
    ['10. Januar', 'noon'],
  ])('%s %s come back as they were sent', async (study_date, study_time) => {
    const study = await aStudy(stage.api, patient.id, { study_date, study_time });
    expect(study).toMatchObject({ study_date, study_time });
    const changed = await stage.api.put(`${studiesOf(patient.id)}/${study.id}`, { study_date: study_time });
    expect(changed.body.data).toMatchObject({ study_date: study_time, study_time });
  });

  it('that change move the study in the list', async () => {
    const { id } = await aPatient(stage.api);
    const [one, other] = [
      await aStudy(stage.api, id, { study_date: '2020-01-01' }),
      await aStudy(stage.api, id, { study_date: '2021-01-01' }),
    ];
    expect(column(await stage.api.get(studiesOf(id)), 'id')).toEqual([other.id, one.id]);
    await stage.api.put(`${studiesOf(id)}/${one.id}`, { study_date: '20220101' });
    expect(column(await stage.api.get(studiesOf(id)), 'id')).toEqual([one.id, other.id]);
  });
});

describe('a uid', () => {
  const fields = { availability: 'dicom', study_instance_uid: '1.2.840.99.1' };
  it('is taken once for a person', async () => {
    const { id } = await aPatient(stage.api);
    await aStudy(stage.api, id, fields);
    const answer = await stage.api.post(studiesOf(id), fields);
    expect(answer.status).toBe(422);
    expect(answer.body).toEqual({
      message: 'The study instance uid has already been taken.',
      errors: { study_instance_uid: ['The study instance uid has already been taken.'] },
    });
  });

  it('is another study for another person, and in another realm', async () => {
    const stranger = stage.apiFor(await stage.stranger());
    for (const [api, { id }] of [
      [stage.api, await aPatient(stage.api)],
      [stage.api, await aPatient(stage.api)],
      [stranger, await aPatient(stranger)],
    ] as const)
      expect((await api.post(studiesOf(id), fields)).status).toBe(201);
  });

  it('is free again once its study is deleted', async () => {
    const { id } = await aPatient(stage.api);
    const study = await aStudy(stage.api, id, fields);
    expect((await stage.api.delete(`${studiesOf(id)}/${study.id}`)).status).toBe(204);
    expect((await stage.api.post(studiesOf(id), fields)).status).toBe(201);
  });

  it('is taken once, though many ask at the same time', async () => {
    const { id } = await aPatient(stage.api);
    const answers = await Promise.all(Array.from({ length: 8 }, () => stage.api.post(studiesOf(id), fields)));
    expect(answers.map(({ status }) => status).toSorted()).toEqual([201, ...Array<number>(7).fill(422)]);
  });
});

describe('a change', () => {
  it('is of what is sent; person, availability and uid stay', async () => {
    const study = await aStudy(stage.api, patient.id, { notes: 'one', study_description: 'CT' });
    const answer = await stage.api.put(`${studiesOf(patient.id)}/${study.id}`, {
      notes: null,
      availability: 'dicom',
      study_instance_uid: '1.2.3',
      patient_id: 'other',
      status: 'failed',
    });
    expect(answer.status).toBe(200);
    expect(answer.body.data).toEqual({ ...study, notes: null, updated_at: answer.body.data.updated_at });
  });
});

describe('a case', () => {
  it('takes the place of a patient', async () => {
    const { id } = await aCase(stage.api);
    const study = await aStudy(stage.api, id, { study_description: 'MR' });
    expect(column(await stage.api.get(studiesOf(id)), 'id')).toEqual([study.id]);
    expect((await stage.api.put(`${studiesOf(id)}/${study.id}`, { notes: 'x' })).status).toBe(200);
    expect((await stage.api.delete(`${studiesOf(id)}/${study.id}`)).status).toBe(204);
  });
});

describe('arriving images', () => {
  it('fill the study that waits for them', async () => {
    const { study } = await aPatientWithImages(stage.api, 'arriving');
    expect(study).toMatchObject({
      availability: 'dicom',
      status: 'viewable',
      modalities: ['CT'],
      series_count: 1,
      instance_count: 1,
      accession_no: 'ACC001234',
      institution_name: 'Sydney Radiology',
    });
    expect(study.study_date).toMatch(/^\d{4}-\d{2}-\d{2}$/);
    expect(study.series).toHaveLength(1);
    expect(study.series[0]).toMatchObject({ modality: 'CT', instance_count: 1 });
  });

  it('are found by modality, in any case, one of several', async () => {
    const { patient: owner, study } = await aPatientWithImages(stage.api, 'modality');
    await aStudy(stage.api, owner.id);
    for (const modality of ['CT', 'ct', 'MR,CT', 'mr, ct'])
      expect(column(await stage.api.get(`${studiesOf(owner.id)}?modality=${modality}`), 'id')).toEqual([
        study.id,
      ]);
    expect((await stage.api.get(`${studiesOf(owner.id)}?modality=C`)).body.data).toEqual([]);
    expect((await stage.api.get(`${studiesOf(owner.id)}?modality=MR`)).body.data).toEqual([]);
  });

  it('come out again byte for byte, and are gone with their study', async () => {
    const { patient: owner, study } = await aPatientWithImages(stage.api, 'out again');
    const path = `${studiesOf(owner.id)}/${study.id}`;
    const zip = await fetch(`${stage.server.url}/api/v1${path}/archive`, {
      headers: { Authorization: `Bearer ${stage.token}` },
    });
    expect(zip.headers.get('Content-Type')).toBe('application/zip');
    const bytes = Buffer.from(await zip.arrayBuffer());
    expect(bytes.subarray(0, 2).toString()).toBe('PK');
    expect((await stage.api.delete(path)).status).toBe(204);
    expect((await stage.api.get(path)).status).toBe(404);
    const again = await stage.api.send('POST', `/patients/${owner.id}/imaging`, {
      raw: ctImage('out again'),
      type: 'application/dicom',
    });
    expect([again.status, again.body.data.counts.stored]).toEqual([201, 1]);
  });

  it('twice the same are one', async () => {
    const { patient: owner, study } = await aPatientWithImages(stage.api, 'twice');
    const again = await stage.api.send('POST', `/patients/${owner.id}/imaging`, {
      raw: ctImage('twice'),
      type: 'application/dicom',
    });
    expect(again.status).toBe(200);
    expect(again.body.data.counts).toMatchObject({ received: 1, stored: 0, duplicate: 1 });
    expect((await stage.api.get(`${studiesOf(owner.id)}/${study.id}`)).body.data.instance_count).toBe(1);
    expect((await stage.api.get(`/uploads/${again.body.data.id}`)).body.data).toEqual(again.body.data);
  });

  it('that are none are refused with a reason', async () => {
    const answer = await stage.api.send('POST', `/patients/${patient.id}/imaging`, {
      raw: 'this is no image',
      type: 'application/dicom',
    });
    expect(answer.status).toBe(422);
    expect(answer.body.data.files[0]).toMatchObject({ outcome: 'rejected' });
    expect(answer.body.data.files[0].reason).toEqual(expect.any(String));
  });

  it('of another person are held, unless that is accepted', async () => {
    const other = await aPatient(stage.api, { given_names: 'Sam', family_name: 'Else', sex: 'male' });
    const send = (query: string) =>
      stage.api.send('POST', `/patients/${other.id}/imaging${query}`, {
        raw: ctImage('other'),
        type: 'application/dicom',
      });
    const held = await send('');
    expect([held.status, held.body.data.files[0].outcome]).toEqual([200, 'held']);
    expect((await stage.api.get(studiesOf(other.id))).body.data).toEqual([]);
    expect((await send('?accept_mismatch=true')).body.data.files[0].outcome).toBe('stored');
  });
});
