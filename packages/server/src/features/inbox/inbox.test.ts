// Held images: seen together, with whom they may be of; given to a patient, or discarded; walled off from other realms.
import { aCtInstance, type MadeInstance } from '@lumenbox/dicom/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type ImagingClient, imagingClient } from '../../../test/support/imaging.ts';
import { aMember, aTeam, type TestMember } from '../../../test/support/makers.ts';
import { type RestClient, restClient } from '../../../test/support/rest-client.ts';
import { startTestServer, type TestServer } from '../../../test/support/test-server.ts';
import { insertRows } from '../../platform/database/index.ts';
import { newId, sha256 } from '../../platform/ids.ts';
import { assignHeldStudyJob } from './index.ts';

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
  await api.put('/realm', { when_patient_unknown: 'hold' });
});

const ada = { given_names: 'Ada', family_name: 'Lovelace', date_of_birth: '1815-12-10', sex: 'female' };
const aPatient = async (more = {}): Promise<string> =>
  (await api.post('/patients', { ...ada, ...more })).body.data.id;
const aSlice = (seed: string, instanceNumber = 1, more = {}): MadeInstance =>
  aCtInstance({
    seed,
    instanceNumber,
    patientName: 'Lovelace^Ada',
    patientBirthDate: '18151210',
    patientSex: 'F',
    patientId: 'ADA-1',
    ...more,
  });
const held = async () => (await api.get('/inbox')).body.data;
async function hold(...slices: MadeInstance[]) {
  for (const slice of slices) expect((await imaging.send('/imaging', slice.bytes)).status).toBe(200);
  return (await held())[0];
}
const runJobs = () => server.parts.jobs.runDue();

describe('the inbox', () => {
  it('shows the images of one study as one, with what they say of themselves', async () => {
    const study = await hold(aSlice('together', 1), aSlice('together', 2), aSlice('together', 2));
    expect(study).toMatchObject({
      reason: expect.stringMatching(/^patient-unknown: /),
      patient_id: null,
      state: 'waiting',
      instance_count: 2,
      facts: { family_name: 'Lovelace', given_names: 'Ada', identifier: { value: 'ADA-1', issuer: null } },
    });
    expect(study.size_bytes).toBe(aSlice('together', 1).bytes.length + aSlice('together', 2).bytes.length);
  });

  it('gives images to a case without their identity, and keeps those of which nobody can be certain', async () => {
    const burned = [{ tag: 'BurnedInAnnotation', value: 'YES' }] as const;
    const study = await hold(aSlice('for a case'), aSlice('for a case', 2, { elements: burned }));
    const caseId = (await api.post('/cases', { label: 'From the inbox' })).body.data.id;
    // The same by another door is not what waits here.
    await imaging.send(`/patients/${caseId}/imaging`, aSlice('for a case').bytes);
    expect(await held()).toMatchObject([{ instance_count: 2 }]);
    expect((await api.post(`/inbox/${study.id}/assign`, { patient_id: caseId })).status).toBe(200);
    await runJobs();
    expect((await api.get(`/patients/${caseId}/studies`)).body.data).toMatchObject([{ instance_count: 1 }]);
    expect(await held()).toMatchObject([{ state: 'waiting', instance_count: 1 }]);
    expect((await api.get('/review-queue')).body.data).toHaveLength(1);
  });

  it('waits for another decision when the work of one has killed every worker', async () => {
    const study = await hold(aSlice('deadly'));
    const patient_id = await aPatient();
    expect((await api.post(`/inbox/${study.id}/assign`, { patient_id })).status).toBe(200);
    expect(await held()).toMatchObject([{ state: 'assigning' }]);
    await server.parts.foundation.database.kysely
      .updateTable('jobs')
      .set({ state: 'running', attempts: 5, lease: 'dead', leased_until: server.clock.now() })
      .where('kind', '=', assignHeldStudyJob.kind)
      .execute();
    server.clock.advance(1000);
    await runJobs();
    expect(await held()).toMatchObject([{ state: 'waiting', instance_count: 1 }]);
  });

  it('keeps images of one study apart that name two persons', async () => {
    await hold(aSlice('two-persons', 1), aSlice('two-persons', 2, { patientName: 'Byron^George' }));
    expect((await held()).map((one: { facts: { family_name: string } }) => one.facts.family_name)).toEqual([
      'Byron',
      'Lovelace',
    ]);
  });

  it('names the patients whom they may be of, the best first', async () => {
    const likely = await aPatient();
    const other = await aPatient({ family_name: 'King' });
    const { id } = await hold(aSlice('candidates'));
    await api.post(`/patients/${other}/identifiers`, { value: 'ADA-1' });
    const { candidates } = (await api.get(`/inbox/${id}`)).body.data;
    expect(candidates).toMatchObject([
      { id: other, fits_by: 'identifier' },
      { id: likely, fits_by: 'demographics' },
    ]);
  });

  it('names the patient whom the sender meant', async () => {
    const patient = await aPatient({ family_name: 'Byron' });
    await imaging.send(`/patients/${patient}/imaging`, aSlice('meant').bytes);
    const [study] = await held();
    expect(study.patient_id).toBe(patient);
    expect((await api.get(`/inbox/${study.id}`)).body.data.candidates[0]).toMatchObject({
      id: patient,
      fits_by: 'named',
    });
  });
});

describe('assigning', () => {
  it('gives the images to the patient, byte for byte, and empties the inbox', async () => {
    const patient = await aPatient({ family_name: 'Somebody else' });
    const slices = [aSlice('assign', 1), aSlice('assign', 2)];
    const { id } = await hold(...slices);
    const answer = await api.post(`/inbox/${id}/assign`, { patient_id: patient });
    expect(answer).toMatchObject({ status: 200, body: { data: { state: 'assigning' } } });
    await runJobs();
    expect(await held()).toEqual([]);
    const [study] = (await api.get(`/patients/${patient}/studies`)).body.data;
    expect(study).toMatchObject({ instance_count: 2, status: 'viewable' });
    const files = [...(await imaging.download(patient, study.id)).values()];
    for (const slice of slices) expect(files.some((file) => file.equals(slice.bytes))).toBe(true);
    const [upload] = (await api.get('/uploads')).body.data;
    expect(upload).toMatchObject({ source: 'inbox', patient_id: patient, counts: { stored: 2, held: 0 } });
  });

  it('makes a patient of what the images say', async () => {
    const { id } = await hold(aSlice('make'));
    await api.post(`/inbox/${id}/assign`, { create_patient: true });
    await runJobs();
    const [patient] = (await api.get('/patients')).body.data;
    expect(patient).toMatchObject(ada);
    expect((await api.get(`/patients/${patient.id}/studies`)).body.data).toHaveLength(1);
  });

  it('decides once: a second decision is refused while the first is carried out', async () => {
    const [one, other] = [await aPatient(), await aPatient()];
    const { id } = await hold(aSlice('twice'));
    const answers = await Promise.all(
      [one, other].map((patient) => api.post(`/inbox/${id}/assign`, { patient_id: patient })),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409]);
    expect((await api.delete(`/inbox/${id}`)).status).toBe(409);
    await runJobs();
    const totals = await Promise.all(
      [one, other].map(async (patient) => (await api.get(`/patients/${patient}/studies`)).body.meta.total),
    );
    expect(totals.sort()).toEqual([0, 1]);
  });

  it('leaves what the patient has with other bytes in the inbox', async () => {
    const patient = await aPatient();
    await imaging.send(`/patients/${patient}/imaging`, aSlice('other-bytes', 1, { patientId: '' }).bytes);
    const { id } = await hold(aSlice('other-bytes', 1));
    await api.post(`/inbox/${id}/assign`, { patient_id: patient });
    await runJobs();
    expect(await held()).toMatchObject([{ id, state: 'waiting', instance_count: 1 }]);
    expect((await api.get('/uploads')).body.data[0].files[0].reason).toMatch(/^other-bytes: /);
  });

  it('waits for another decision when the patient is deleted first', async () => {
    const patient = await aPatient();
    const { id } = await hold(aSlice('deleted'));
    await api.post(`/inbox/${id}/assign`, { patient_id: patient });
    await api.delete(`/patients/${patient}`);
    await runJobs();
    expect(await held()).toMatchObject([{ id, state: 'waiting' }]);
  });

  it(`does nothing when its job (${assignHeldStudyJob.kind}) runs twice`, async () => {
    const patient = await aPatient();
    const { id } = await hold(aSlice('again'));
    await api.post(`/inbox/${id}/assign`, { patient_id: patient });
    const { kysely } = server.parts.foundation.database;
    const job = await kysely
      .selectFrom('jobs')
      .selectAll()
      .where('kind', '=', assignHeldStudyJob.kind)
      .where('state', '=', 'waiting')
      .executeTakeFirstOrThrow();
    await runJobs();
    await kysely
      .insertInto('jobs')
      .values({ ...job, id: newId() })
      .execute();
    await runJobs();
    expect((await api.get(`/patients/${patient}/studies`)).body.data).toMatchObject([{ instance_count: 1 }]);
  });

  it('refuses a patient who is not there, and no answer at all', async () => {
    const { id } = await hold(aSlice('refuse'));
    expect((await api.post(`/inbox/${id}/assign`, { patient_id: newId() })).body.errors).toEqual({
      patient_id: ['The selected patient id is invalid.'],
    });
    expect((await api.post(`/inbox/${id}/assign`, {})).status).toBe(422);
    expect(await held()).toMatchObject([{ state: 'waiting' }]);
  });
});

describe('discarding', () => {
  it('removes the images and their files for good', async () => {
    const { id } = await hold(aSlice('discard', 1), aSlice('discard', 2));
    const objects = await server.parts.foundation.database.kysely
      .selectFrom('held_instances')
      .select('object_key')
      .where('held_study_id', '=', id)
      .execute();
    expect((await api.delete(`/inbox/${id}`)).status).toBe(204);
    expect((await api.get(`/inbox/${id}`)).status).toBe(404);
    await runJobs();
    for (const { object_key } of objects)
      expect(await server.parts.archive.objects.stat(object_key as never)).toBeUndefined();
  });
});

describe('very many images of one study', () => {
  /** More than one statement takes values of. */
  const count = 11_000;
  const holdMany = async () => {
    const study = await hold(aSlice('many'));
    const { kysely } = server.parts.foundation.database;
    const one = await kysely
      .selectFrom('held_instances')
      .selectAll()
      .where('held_study_id', '=', study.id)
      .executeTakeFirstOrThrow();
    const rows = Array.from({ length: count }, () => ({
      ...one,
      id: newId(),
      object_key: `never/${newId()}`,
      sha256: sha256(newId()),
    }));
    await server.parts.foundation.database.transaction((trx) => insertRows(trx, 'held_instances', rows));
    return study;
  };

  it('are discarded at once', async () => {
    const { id } = await holdMany();
    expect((await api.delete(`/inbox/${id}`)).status).toBe(204);
    expect(await held()).toEqual([]);
  });

  it('go with the patient whom they were sent for', async () => {
    const patient = await aPatient({ family_name: 'Byron' });
    const { id } = await holdMany();
    const { kysely } = server.parts.foundation.database;
    for (const table of ['held_instances', 'held_studies'] as const)
      await kysely
        .updateTable(table)
        .set({ patient_id: patient })
        .where(table === 'held_studies' ? 'id' : 'held_study_id', '=', id)
        .execute();
    expect((await api.delete(`/patients/${patient}`)).status).toBe(204);
    expect(await held()).toEqual([]);
  });
});

describe('who may see and decide', () => {
  it('knows nothing of what another realm holds', async () => {
    const { id } = await hold(aSlice('wall'));
    const stranger = restClient(server, await aTeam(server));
    expect((await stranger.get('/inbox')).body.data).toEqual([]);
    expect((await stranger.get(`/inbox/${id}`)).status).toBe(404);
    expect((await stranger.post(`/inbox/${id}/assign`, { create_patient: true })).status).toBe(404);
    expect((await stranger.delete(`/inbox/${id}`)).status).toBe(404);
    const patient = (await stranger.post('/patients', ada)).body.data.id;
    expect((await api.post(`/inbox/${id}/assign`, { patient_id: patient })).status).toBe(422);
  });

  it('lets uploaders look, members decide, and viewers do neither', async () => {
    const { id } = await hold(aSlice('roles'));
    const as = async (role: 'uploader' | 'viewer') => restClient(server, await aMember(server, team, role));
    const [uploader, viewer] = [await as('uploader'), await as('viewer')];
    expect((await uploader.get(`/inbox/${id}`)).status).toBe(200);
    expect((await uploader.delete(`/inbox/${id}`)).status).toBe(403);
    expect((await viewer.get('/inbox')).status).toBe(403);
  });
});
