// One person with two records, and a study under the wrong one: put right in one step, with nothing lost.
import { aCtInstance, anMrInstance, type MadeInstance } from '@lumenbox/dicom/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type ImagingClient, imagingClient } from '../../../test/support/imaging.ts';
import { aMember, aTeam, type TestMember } from '../../../test/support/makers.ts';
import { type RestClient, restClient } from '../../../test/support/rest-client.ts';
import { startTestServer, type TestServer } from '../../../test/support/test-server.ts';
import { checkLists } from './index.ts';

let server: TestServer;
let team: TestMember;
let api: RestClient;
let imaging: ImagingClient;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.close());
beforeEach(async () => {
  team = await aTeam(server);
  api = restClient(server, team);
  imaging = imagingClient(server, team);
});

const ada = { given_names: 'Ada', family_name: 'Lovelace', date_of_birth: '1815-12-10', sex: 'female' };
async function aPatient(identifier?: string): Promise<string> {
  const { id } = (await api.post('/patients', ada)).body.data;
  if (identifier !== undefined) await api.post(`/patients/${id}/identifiers`, { value: identifier });
  return id;
}
const aSlice = (seed: string, instanceNumber = 1, more = {}): MadeInstance =>
  aCtInstance({ seed, instanceNumber, patientName: 'Lovelace^Ada', patientId: '', ...more });
/** Another file of the same SOP Instance UID, as of another series of the study. */
const inOtherSeries = ({ studyInstanceUid, sopInstanceUid }: MadeInstance): MadeInstance =>
  anMrInstance({
    seed: 'other-series',
    patientName: 'Lovelace^Ada',
    patientId: '',
    studyInstanceUid,
    sopInstanceUid,
  });
async function send(patient: string, ...slices: MadeInstance[]): Promise<string> {
  let study = '';
  for (const slice of slices) {
    const answer = await imaging.send(`/patients/${patient}/imaging?accept_mismatch=1`, slice.bytes);
    study = answer.body.data.studies[0].id;
  }
  return study;
}
const studiesOf = async (patient: string) => (await api.get(`/patients/${patient}/studies`)).body.data;
const merge = (into: string, from: string) => api.post(`/patients/${into}/merge`, { from_patient_id: from });

describe('merging two patients', () => {
  it('gives studies, identifiers, held images and uploads to the one that stays', async () => {
    const [into, from] = [await aPatient('ONE'), await aPatient('TWO')];
    const study = await send(from, aSlice('moves'));
    await imaging.send(`/patients/${from}/imaging`, aSlice('held', 1, { patientName: 'Byron^George' }).bytes);
    const answer = await merge(into, from);
    expect(answer).toMatchObject({ status: 200, body: { data: { id: into, ...ada } } });
    expect((await api.get(`/patients/${from}`)).status).toBe(404);
    expect(await studiesOf(into)).toMatchObject([{ id: study, instance_count: 1 }]);
    const { data } = (await api.get(`/patients/${into}/identifiers`)).body;
    expect(data.map(({ value }: { value: string }) => value)).toEqual(['ONE', 'TWO']);
    expect((await api.get('/patients?search=TWO')).body.data).toMatchObject([{ id: into }]);
    expect((await api.get('/inbox')).body.data).toMatchObject([{ patient_id: into, instance_count: 1 }]);
    for (const upload of (await api.get('/uploads')).body.data) expect(upload.patient_id).toBe(into);
    const db = server.parts.foundation.database.kysely;
    expect(await checkLists(db, team.scope)).toEqual([]);
  });

  it('makes one study of two with the same uid, with exact counts', async () => {
    const [into, from] = [await aPatient(), await aPatient()];
    const kept = await send(
      into,
      aSlice('same', 1),
      aSlice('same', 2),
      aSlice('same', 1, { seriesNumber: 2 }),
    );
    await send(from, aSlice('same', 2), aSlice('same', 3), aSlice('same', 1, { seriesNumber: 3 }));
    await merge(into, from);
    const [study, ...others] = await studiesOf(into);
    expect(others).toEqual([]);
    expect(study).toMatchObject({ id: kept, series_count: 3, instance_count: 5, status: 'receiving' });
    expect(study.series.map((one: { instance_count: number }) => one.instance_count)).toEqual([3, 1, 1]);
    server.clock.advance(6000);
    await server.parts.jobs.runDue();
    expect((await studiesOf(into))[0].status).toBe('viewable');
    expect((await imaging.download(into, kept)).size).toBe(5 + 1);
  });

  it('removes what was told of a series that went into another', async () => {
    const [into, from] = [await aPatient(), await aPatient()];
    const slices = Array.from({ length: 8 }, (_, index) => aSlice('told', index + 1));
    await send(from, ...slices);
    server.clock.advance(10_000);
    await server.parts.jobs.runDue();
    const { kysely } = server.parts.foundation.database;
    const documents = () =>
      kysely
        .selectFrom('series_metadata')
        .select('object_key')
        .where('realm_id', '=', team.scope.realmId)
        .execute();
    const [told, ...others] = await documents();
    expect(others).toEqual([]);
    await send(into, aSlice('told', 9));
    await merge(into, from);
    await server.parts.jobs.runDue();
    expect(await documents()).not.toContainEqual(told);
    expect(await server.parts.archive.objects.stat(told?.object_key as never)).toBeUndefined();
  });

  it('holds bytes that differ from what the patient has under the same uid', async () => {
    const [into, from] = [await aPatient(), await aPatient()];
    const [first, second] = [aSlice('differ'), aSlice('differ', 1, { patientId: 'CHANGED' })];
    const study = await send(into, first);
    await send(from, second);
    await merge(into, from);
    expect([...(await imaging.download(into, study)).values()].some((file) => file.equals(first.bytes))).toBe(
      true,
    );
    expect((await api.get('/inbox')).body.data).toMatchObject([
      { patient_id: into, instance_count: 1, reason: expect.stringMatching(/^other-bytes: /) },
    ]);
  });

  it('holds it as well where it was all of a series that the patient has not', async () => {
    const [into, from] = [await aPatient(), await aPatient()];
    const first = aSlice('elsewhere');
    const kept = await send(into, first);
    const third = aSlice('elsewhere', 2, { seriesNumber: 3 });
    await send(from, inOtherSeries(first), third);
    expect((await merge(into, from)).status).toBe(200);
    expect(await studiesOf(into)).toMatchObject([
      { id: kept, series_count: 2, instance_count: 2, modalities: ['CT'] },
    ]);
    expect((await api.get('/inbox')).body.data).toMatchObject([
      { patient_id: into, instance_count: 1, reason: expect.stringMatching(/^other-bytes: /) },
    ]);
    const found = await server.app.inject({
      url: `/dicomweb/studies/${first.studyInstanceUid}/series`,
      headers: { ...team.headers, accept: 'application/dicom+json' },
    });
    const uids = found.json().map((one: Record<string, { Value: string[] }>) => one['0020000E']?.Value[0]);
    expect(uids.sort()).toEqual([first.seriesInstanceUid, third.seriesInstanceUid].sort());
  });

  it('keeps the notes of both within their limit: of the other’s what there is room for', async () => {
    const [into, from] = [await aPatient(), await aPatient()];
    const write = async (patient: string, study: string, notes: string) =>
      expect((await api.put(`/patients/${patient}/studies/${study}`, { notes })).status).toBe(200);
    const study = await send(into, aSlice('notes'));
    await write(into, study, 'k'.repeat(60_000));
    await write(from, await send(from, aSlice('notes', 2)), '𝛼'.repeat(60_000));
    await merge(into, from);
    const [{ notes }] = await studiesOf(into);
    expect(notes).toBe(`${'k'.repeat(60_000)}\n\n${'𝛼'.repeat(5529)} […]`);
    await write(into, study, notes);
    // No room at all: what is there stays, and no sign takes the place of it.
    const third = await aPatient();
    await write(into, study, 'k'.repeat(65_535));
    await write(third, await send(third, aSlice('notes', 3)), 'none');
    await merge(into, third);
    expect((await studiesOf(into))[0].notes).toBe('k'.repeat(65_535));
  });

  it('holds once what was held for both', async () => {
    const [into, from] = [await aPatient(), await aPatient()];
    const slice = aSlice('held-twice', 1, { patientName: 'Byron^George' });
    const second = aSlice('held-twice', 2, { patientName: 'Byron^George' });
    for (const patient of [into, from]) await imaging.send(`/patients/${patient}/imaging`, slice.bytes);
    await imaging.send(`/patients/${from}/imaging`, second.bytes);
    await merge(into, from);
    expect((await api.get('/inbox')).body.data).toMatchObject([{ patient_id: into, instance_count: 2 }]);
  });

  it('loses no image that arrives meanwhile', async () => {
    const [into, from] = [await aPatient(), await aPatient()];
    const slices = Array.from({ length: 12 }, (_, index) => aSlice('meanwhile', index + 1));
    const path = `/patients/${from}/imaging?accept_mismatch=1`;
    const [merged, ...answers] = await Promise.all([
      merge(into, from),
      ...slices.map((slice) => imaging.send(path, slice.bytes)),
    ]);
    expect(merged?.status).toBe(200);
    // Acknowledged is there; the others were told that their patient is gone.
    const stored = answers.filter((answer) => answer.status === 201).length;
    expect(answers.every((answer) => [201, 404].includes(answer.status))).toBe(true);
    const [study] = await studiesOf(into);
    expect(study?.instance_count ?? 0).toBe(stored);
  });

  it('refuses itself, cases, and whom the realm does not know', async () => {
    const patient = await aPatient();
    const label = (await api.post('/cases', { label: 'Case' })).body.data.id;
    const stranger = restClient(server, await aTeam(server));
    const theirs = (await stranger.post('/patients', ada)).body.data.id;
    for (const other of [patient, label, theirs, 'nonsense'])
      expect((await merge(patient, other)).status).toBe(422);
    expect((await merge(label, patient)).status).toBe(422);
    expect((await stranger.post(`/patients/${patient}/merge`, { from_patient_id: theirs })).status).toBe(404);
    const viewer = restClient(server, await aMember(server, team, 'viewer'));
    expect((await viewer.post(`/patients/${patient}/merge`, { from_patient_id: patient })).status).toBe(403);
  });
});

describe('moving a study', () => {
  it('gives it to another patient, as it is', async () => {
    const [from, to] = [await aPatient(), await aPatient()];
    const study = await send(from, aSlice('move', 1), aSlice('move', 2));
    const answer = await api.post(`/patients/${from}/studies/${study}/move`, { to_patient_id: to });
    expect(answer).toMatchObject({ status: 200, body: { data: { id: study, instance_count: 2 } } });
    expect(await studiesOf(from)).toEqual([]);
    expect(await studiesOf(to)).toMatchObject([{ id: study }]);
  });

  it('joins it to the study of the same uid that the other patient has', async () => {
    const [from, to] = [await aPatient(), await aPatient()];
    const study = await send(from, aSlice('join', 1), aSlice('join', 2));
    const kept = await send(to, aSlice('join', 2));
    const answer = await api.post(`/patients/${from}/studies/${study}/move`, { to_patient_id: to });
    expect(answer.body.data).toMatchObject({ id: kept, instance_count: 2 });
  });

  it('holds what the other patient has with other bytes, in whichever series', async () => {
    const [from, to] = [await aPatient(), await aPatient()];
    const first = aSlice('join-elsewhere');
    const kept = await send(to, first);
    const study = await send(from, inOtherSeries(first));
    const answer = await api.post(`/patients/${from}/studies/${study}/move`, { to_patient_id: to });
    expect(answer).toMatchObject({ status: 200, body: { data: { id: kept, instance_count: 1 } } });
    expect((await api.get('/inbox')).body.data).toMatchObject([{ patient_id: to, instance_count: 1 }]);
  });

  it('moves records of studies elsewhere too', async () => {
    const [from, to] = [await aPatient(), await aPatient()];
    const study = (await api.post(`/patients/${from}/studies`, { study_description: 'Elsewhere' })).body.data;
    await api.post(`/patients/${from}/studies/${study.id}/move`, { to_patient_id: to });
    expect(await studiesOf(to)).toMatchObject([{ id: study.id, study_description: 'Elsewhere' }]);
  });

  it('refuses cases, and knows neither patients nor studies of another realm', async () => {
    const from = await aPatient();
    const study = await send(from, aSlice('refuse'));
    const label = (await api.post('/cases', { label: 'Case' })).body.data.id;
    const stranger = restClient(server, await aTeam(server));
    const theirs = (await stranger.post('/patients', ada)).body.data.id;
    const move = (to: string) => api.post(`/patients/${from}/studies/${study}/move`, { to_patient_id: to });
    for (const to of [label, theirs, 'nonsense']) expect((await move(to)).status).toBe(422);
    const path = `/patients/${theirs}/studies/${study}/move`;
    expect((await stranger.post(path, { to_patient_id: theirs })).status).toBe(404);
    expect(await studiesOf(from)).toHaveLength(1);
  });
});
