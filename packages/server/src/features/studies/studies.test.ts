// Over 300 lines: every line of the contract for one resource, each with what it needs.
// Studies through HTTP: what a record, a digital and a DICOM study print, how lists filter and sort, and who may see them.
import { aCtInstance } from '@lumenbox/dicom/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { imagingClient } from '../../../test/support/imaging.ts';
import { aMember, aTeam, type TestMember } from '../../../test/support/makers.ts';
import { type RestClient, restClient } from '../../../test/support/rest-client.ts';
import { startTestServer, type TestServer } from '../../../test/support/test-server.ts';
import { newId } from '../../platform/ids.ts';
import { ensureDicomStudy, markViewable, recordArrivals } from './index.ts';

let server: TestServer;
let team: TestMember;
let api: RestClient;
let others: RestClient;

beforeAll(async () => {
  server = await startTestServer();
  team = await aTeam(server);
  api = restClient(server, team);
  others = restClient(server, await aTeam(server));
});
afterAll(() => server.close());

async function aPatient(client = api): Promise<string> {
  const answer = await client.post('/patients', {
    given_names: 'A',
    family_name: 'B',
    date_of_birth: '1990-01-01',
    sex: 'male',
  });
  return answer.body.data.id;
}
async function aStudy(patientId: string, fields: Record<string, unknown> = {}) {
  const answer = await api.post(`/patients/${patientId}/studies`, fields);
  expect(answer.status).toBe(201);
  return answer.body.data;
}
async function personOf(patientId: string): Promise<string> {
  const row = await server.parts.foundation.database.kysely
    .selectFrom('patients')
    .select('person_id')
    .where('id', '=', patientId)
    .executeTakeFirstOrThrow();
  return row.person_id;
}

const noFields = {
  study_description: null,
  study_date: null,
  study_time: null,
  accession_no: null,
  institution_name: null,
  referring_physician_name: null,
};
const arrive = async (
  personId: string,
  studyInstanceUid: string,
  arrivals: { modalities: string[]; seriesAdded: number; instancesAdded: number },
  fields: Partial<Record<keyof typeof noFields, string>> = {},
) => {
  const { database, clock } = server.parts.foundation;
  return database.transaction(async (trx) => {
    const study = await ensureDicomStudy({ audit: server.parts.audit, clock }, trx, team.scope, team.origin, {
      personId,
      studyInstanceUid,
      fields: { ...noFields, ...fields },
    });
    await recordArrivals(trx, team.scope, study, { ...arrivals, receivedAt: clock.now() });
    return study;
  });
};

describe('a study', () => {
  it('is a note of a study elsewhere unless it says otherwise; its uid is dropped', async () => {
    const patient = await aPatient();
    const study = await aStudy(patient, {
      study_description: 'CT CHEST W CONTRAST',
      study_date: '20250110',
      accession_no: 'ACC001234',
      notes: 'n'.repeat(65_535),
      study_instance_uid: '1.2.3',
    });
    expect(study).toEqual({
      id: study.id,
      study_instance_uid: null,
      study_description: 'CT CHEST W CONTRAST',
      study_date: '20250110',
      study_time: null,
      accession_no: 'ACC001234',
      modalities: [],
      institution_name: null,
      referring_physician_name: null,
      series_count: null,
      instance_count: null,
      availability: 'record',
      status: 'viewable',
      notes: 'n'.repeat(65_535),
      series: [],
      reports: [],
      created_at: study.created_at,
      updated_at: study.created_at,
    });
    expect((await api.get(`/patients/${patient}/studies/${study.id}`)).body.data).toEqual(study);
  });

  it('in digital form elsewhere keeps any uid, as often as it likes', async () => {
    const patient = await aPatient();
    for (let time = 0; time < 2; time++) {
      const study = await aStudy(patient, { availability: 'digital', study_instance_uid: 'nhvqctbppmg' });
      expect(study).toMatchObject({
        study_instance_uid: 'nhvqctbppmg',
        series_count: null,
        status: 'viewable',
      });
    }
  });

  it('with images here needs a good uid, which is free in that person', async () => {
    const [patient, other] = [await aPatient(), await aPatient()];
    const post = (fields: Record<string, unknown>, id = patient) =>
      api.post(`/patients/${id}/studies`, { availability: 'dicom', ...fields });
    expect((await post({})).body).toEqual({
      message: 'The study instance uid field is required when availability is dicom.',
      errors: {
        study_instance_uid: ['The study instance uid field is required when availability is dicom.'],
      },
    });
    expect((await post({ study_instance_uid: '1.02.3' })).body.errors.study_instance_uid).toEqual([
      'The study instance uid field format is invalid.',
    ]);
    const made = await post({ study_instance_uid: '1.2.3' });
    expect(made.body.data).toMatchObject({
      series_count: 0,
      instance_count: 0,
      status: 'pending',
      modalities: [],
    });
    const again = await post({ study_instance_uid: '1.2.3' });
    expect([again.status, again.body]).toEqual([
      422,
      {
        message: 'The study instance uid has already been taken.',
        errors: { study_instance_uid: ['The study instance uid has already been taken.'] },
      },
    ]);
    expect((await post({ study_instance_uid: '1.2.3' }, other)).status).toBe(201);
    const atOnce = await Promise.all(Array.from({ length: 6 }, () => post({ study_instance_uid: '1.2.4' })));
    expect(atOnce.map(({ status }) => status).sort()).toEqual([201, 422, 422, 422, 422, 422]);
  });

  it('of a case has a new uid, that of the images which come for it', async () => {
    const { data: made } = (await api.post('/cases', { label: 'Planned' })).body;
    const image = aCtInstance({ seed: 'planned', rows: 16, columns: 16 });
    const planned = await aStudy(made.id, {
      availability: 'dicom',
      study_instance_uid: image.studyInstanceUid,
    });
    expect(planned.study_instance_uid).toMatch(/^2\.25\./);
    const again = { availability: 'dicom', study_instance_uid: image.studyInstanceUid };
    expect((await api.post(`/patients/${made.id}/studies`, again)).status).toBe(422);
    const sent = await imagingClient(server, team).send(`/patients/${made.id}/imaging`, image.bytes);
    expect(sent.status).toBe(201);
    expect((await api.get(`/patients/${made.id}/studies`)).body.data).toMatchObject([
      { id: planned.id, instance_count: 1 },
    ]);
  });

  it('has texts of limited length and a known availability', async () => {
    const patient = await aPatient();
    const answer = await api.post(`/patients/${patient}/studies`, {
      study_date: 'x'.repeat(256),
      notes: 'x'.repeat(65_536),
      availability: 'paper',
      study_time: 7,
    });
    expect(answer.body.errors).toEqual({
      study_date: ['The study date field must not be greater than 255 characters.'],
      notes: ['The notes field must not be greater than 65535 characters.'],
      availability: ['The selected availability is invalid.'],
      study_time: ['The study time field must be a string.'],
    });
  });

  it('changes in its words alone, partially; null clears', async () => {
    const patient = await aPatient();
    const study = await aStudy(patient, { study_description: 'Old', study_date: '2025-01-01', notes: 'n' });
    const path = `/patients/${patient}/studies/${study.id}`;
    const changed = await api.put(path, {
      study_description: 'New',
      notes: null,
      availability: 'dicom',
      study_instance_uid: '1.2.3',
      modalities: ['CT'],
    });
    expect(changed.status).toBe(200);
    expect(changed.body.data).toEqual({
      ...study,
      study_description: 'New',
      notes: null,
      updated_at: changed.body.data.updated_at,
    });
    await Promise.all([api.put(path, { study_time: '12' }), api.put(path, { accession_no: 'A' })]);
    expect((await api.get(path)).body.data).toMatchObject({
      study_time: '12',
      accession_no: 'A',
      study_description: 'New',
    });
    await api.put(path, { study_date: '2019-02-03' });
    expect((await api.get(`/patients/${patient}/studies?date_to=2019-02-03`)).body.meta.total).toBe(1);
  });

  it('is deleted at once and leaves its event in the trail', async () => {
    const patient = await aPatient();
    const study = await aStudy(patient);
    const path = `/patients/${patient}/studies/${study.id}`;
    await api.get(path);
    await api.put(path, { notes: 'x' });
    expect((await api.delete(path)).status).toBe(204);
    expect((await api.get(path)).status).toBe(404);
    expect((await api.delete(path)).status).toBe(404);
    await server.parts.audit.flush();
    const events = await server.parts.foundation.database.kysely
      .selectFrom('audit_events')
      .select('event')
      .where('object_id', '=', study.id)
      .orderBy('id')
      .execute();
    expect(events.map(({ event }) => event)).toEqual([
      'study.created',
      'study.read',
      'study.updated',
      'study.deleted',
    ]);
  });
});

describe('a study of arriving images', () => {
  it('is made once however many bring it, and counts exactly', async () => {
    const personId = await personOf(await aPatient());
    const arrivals = Array.from({ length: 12 }, (_, index) => ({
      modalities: [index % 2 === 0 ? 'CT' : 'SR'],
      seriesAdded: index < 2 ? 1 : 0,
      instancesAdded: 5,
    }));
    const made = await Promise.all(arrivals.map((arrival) => arrive(personId, '1.2.840.1', arrival)));
    expect(new Set(made.map(({ id }) => id)).size).toBe(1);
    expect(made.filter(({ isNew }) => isNew)).toHaveLength(1);
    const { kysely } = server.parts.foundation.database;
    const row = await kysely
      .selectFrom('studies')
      .selectAll()
      .where('id', '=', made[0]?.id ?? '')
      .executeTakeFirstOrThrow();
    expect(row).toMatchObject({
      modalities: '\\CT\\SR\\',
      series_count: 2,
      instance_count: 60,
      status: 'receiving',
      availability: 'dicom',
    });
    expect(
      await markViewable(kysely, team.scope, new Map([[row.id, '2000-01-01T00:00:00.000000Z']])),
    ).toEqual([]);
    const sinceLast = new Map([[row.id, row.last_received_at ?? '']]);
    expect(await markViewable(kysely, team.scope, sinceLast)).toEqual([row.id]);
    expect(await markViewable(kysely, team.scope, sinceLast)).toEqual([]);
  });

  it('fills what was left empty and keeps what somebody wrote', async () => {
    const patient = await aPatient();
    const study = await aStudy(patient, {
      availability: 'dicom',
      study_instance_uid: '1.2.9',
      study_description: 'Mine',
    });
    const arrival = { modalities: ['MR'], seriesAdded: 1, instancesAdded: 1 };
    await arrive(await personOf(patient), '1.2.9', arrival, {
      study_description: 'Theirs',
      study_date: '2024-02-29',
    });
    expect(
      (await api.get(`/patients/${patient}/studies?date_from=2024-02-29&date_to=2024-02-29`)).body.data,
    ).toEqual([
      expect.objectContaining({
        id: study.id,
        study_description: 'Mine',
        study_date: '2024-02-29',
        modalities: ['MR'],
      }),
    ]);
  });
});

describe('lists of studies', () => {
  const idsOf = (answer: { body: { data: { id: string }[] } }) => answer.body.data.map(({ id }) => id);

  it('are by date, newest first, the undated last in both directions', async () => {
    const patient = await aPatient();
    const dates = ['20250110', 'qivrudfykbwrqkkpjyf', '2024-03-01', null, '2025-01-10', '10 Jan 2023'];
    const studies: { id: string }[] = [];
    for (const study_date of dates) studies.push(await aStudy(patient, { study_date }));
    const at = (...indexes: number[]) => indexes.map((index) => studies[index]?.id);
    const list = (query: string) => api.get(`/patients/${patient}/studies?${query}`);
    expect(idsOf(await list(''))).toEqual(at(4, 0, 2, 5, 3, 1));
    expect(idsOf(await list('direction=asc'))).toEqual(at(5, 2, 0, 4, 1, 3));
    expect([...idsOf(await list('per_page=4')), ...idsOf(await list('per_page=4&page=2'))]).toEqual(
      at(4, 0, 2, 5, 3, 1),
    );
    expect(idsOf(await list('date_from=2024-03-01&date_to=2025-01-10'))).toEqual(at(4, 0, 2));
    expect(idsOf(await list('date_from=2024-12-31T22:47:20'))).toEqual(at(4, 0));
    expect(idsOf(await list('sort=created_at'))).toEqual(at(5, 4, 3, 2, 1, 0));
    expect(idsOf(await list('sort=updated_at&direction=asc'))).toEqual(at(0, 1, 2, 3, 4, 5));
    expect((await list('date_from=2025-01-02&date_to=2025-01-01')).body.errors).toEqual({
      date_to: ['The date to field must be a date after or equal to date from.'],
    });
  });

  it('sort descriptions by their folded form, ascending by default, the empty last', async () => {
    const patient = await aPatient();
    for (const study_description of ['Zahn', null, 'Äbdomen', 'abdomen 2'])
      await aStudy(patient, { study_description });
    const list = async (query: string) =>
      (await api.get(`/patients/${patient}/studies?sort=study_description${query}`)).body.data.map(
        (study: { study_description: string }) => study.study_description,
      );
    expect(await list('')).toEqual(['Äbdomen', 'abdomen 2', 'Zahn', null]);
    expect(await list('&direction=desc')).toEqual(['Zahn', 'abdomen 2', 'Äbdomen', null]);
  });

  it('filter by any of several modalities in any case, never by a part of one', async () => {
    const patient = await aPatient();
    const person = await personOf(patient);
    const counts = { seriesAdded: 0, instancesAdded: 1 };
    const ct = await arrive(person, '1.1', { modalities: ['CT', 'SR'], ...counts });
    const mr = await arrive(person, '1.2', { modalities: ['MR'], ...counts });
    await aStudy(patient);
    const list = async (modality: string) =>
      idsOf(await api.get(`/patients/${patient}/studies?modality=${encodeURIComponent(modality)}`)).sort();
    expect(await list('ct')).toEqual([ct.id]);
    expect(await list('sr, MR')).toEqual([ct.id, mr.id].sort());
    expect(await list('C')).toEqual([]);
    expect(await list('%')).toEqual([]);
    expect(await list('mgtscehavixjttrdhdc')).toEqual([]);
  });

  it('serve a case as well', async () => {
    const { data } = (await api.post('/cases', { label: 'C' })).body;
    const study = await aStudy(data.id, { study_description: 'MR' });
    expect(idsOf(await api.get(`/patients/${data.id}/studies`))).toEqual([study.id]);
  });
});

describe('the wall around a study', () => {
  it('answers "Not found" for another realm, another patient, and ids that are none', async () => {
    const [patient, other] = [await aPatient(), await aPatient()];
    const study = await aStudy(patient);
    const foreign = await aPatient(others);
    const attempts: [RestClient, string, string][] = [
      [others, patient, study.id],
      [others, foreign, study.id],
      [api, other, study.id],
      [api, patient, newId()],
      [api, patient, 'corporis'],
      [api, 'veniam', study.id],
    ];
    for (const [client, patientId, studyId] of attempts) {
      const path = `/patients/${patientId}/studies/${studyId}`;
      for (const answer of [
        await client.get(path),
        await client.put(path, { notes: 7 }),
        await client.delete(path),
      ])
        expect([answer.status, answer.body]).toEqual([404, { message: 'Not found' }]);
    }
    for (const [client, id] of [
      [others, patient],
      [api, newId()],
      [api, 'ut'],
    ] as const) {
      expect((await client.get(`/patients/${id}/studies?per_page=0`)).status).toBe(404);
      expect((await client.post(`/patients/${id}/studies`, { availability: 7 })).status).toBe(404);
    }
    expect((await api.get(`/patients/${patient}/studies`)).body.meta.total).toBe(1);
  });

  it('asks for the scope of studies', async () => {
    const patient = await aPatient();
    const limited = restClient(server, {
      headers: { authorization: `Bearer ${await team.token(['patients:read', 'patients:write'])}` },
    });
    expect((await limited.get(`/patients/${patient}/studies`)).status).toBe(403);
    const viewer = restClient(server, await aMember(server, team, 'viewer'));
    expect((await viewer.get(`/patients/${patient}/studies`)).status).toBe(200);
    expect((await viewer.post(`/patients/${patient}/studies`, {})).status).toBe(403);
  });
});
