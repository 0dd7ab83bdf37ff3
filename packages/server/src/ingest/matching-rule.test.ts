// Whose images are, when their sender names nobody: by identifier, by demographics where the realm allows it, else its choice.
import { aCtInstance } from '@lumenbox/dicom/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type ImagingClient, imagingClient } from '../../test/support/imaging.ts';
import { aTeam } from '../../test/support/makers.ts';
import { type RestClient, restClient } from '../../test/support/rest-client.ts';
import { startTestServer, type TestServer } from '../../test/support/test-server.ts';

let server: TestServer;
let api: RestClient;
let imaging: ImagingClient;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.close());
beforeEach(async () => {
  const team = await aTeam(server);
  api = restClient(server, team);
  imaging = imagingClient(server, team);
});

const ada = { given_names: 'Ada', family_name: 'Lovelace', date_of_birth: '1815-12-10', sex: 'female' };
const facts = { patientName: 'LOVELACE^Ada', patientBirthDate: '18151210', patientSex: 'F', patientId: '' };
const send = async (seed: string, more = {}) =>
  (await imaging.send('/imaging', aCtInstance({ seed, ...facts, ...more }).bytes)).body.data;
const reasonOf = (upload: { files: { reason: string | null }[] }) => upload.files[0]?.reason;
const patients = async () => (await api.get('/patients')).body.meta.total;

describe('a realm that matches by demographics', () => {
  beforeEach(() => api.put('/realm', { match_by_demographics: true }));

  it('finds the one patient of that name, birth date and sex', async () => {
    const { id } = (await api.post('/patients', ada)).body.data;
    expect((await send('demographics')).studies).toMatchObject([{ patient_id: id }]);
    expect((await send('with-new-id', { patientId: 'NEW-1' })).studies).toMatchObject([{ patient_id: id }]);
  });

  it('makes one patient of images that fit nobody, and knows it again', async () => {
    const [first] = (await send('first')).studies;
    const [second] = (await send('second')).studies;
    expect(second.patient_id).toBe(first.patient_id);
    expect(await patients()).toBe(1);
  });

  it('holds what fits two, and what says too little', async () => {
    await api.post('/patients', ada);
    await api.post('/patients', ada);
    expect(reasonOf(await send('two'))).toMatch(/^several-patients: /);
    expect(reasonOf(await send('no-sex', { patientSex: '' }))).toMatch(/^no-patient-identifier: /);
    expect(reasonOf(await send('no-date', { patientBirthDate: '' }))).toMatch(/^no-patient-identifier: /);
  });

  it('does not take somebody with another identifier of the same issuer for the same person', async () => {
    const { id } = (await api.post('/patients', ada)).body.data;
    await api.post(`/patients/${id}/identifiers`, { value: 'OLD-1' });
    expect(reasonOf(await send('other-id', { patientId: 'NEW-2' }))).toBe(
      "patient-differs: The identifier in the file differs from the patient's.",
    );
  });

  it('prefers the identifier to the demographics', async () => {
    const { id } = (await api.post('/patients', { ...ada, family_name: 'King' })).body.data;
    await api.post(`/patients/${id}/identifiers`, { value: 'KING-1' });
    await api.post('/patients', ada);
    const answer = await send('identifier-first', { patientId: 'KING-1', patientName: 'KING^Ada' });
    expect(answer.studies).toMatchObject([{ patient_id: id }]);
  });
});

describe('a realm that does not', () => {
  it('makes a patient of an unknown identifier, whoever else is called so', async () => {
    await api.post('/patients', ada);
    expect((await send('plain', { patientId: 'PLAIN-1' })).counts.stored).toBe(1);
    expect(await patients()).toBe(2);
  });

  it('holds unknown patients where it says so, and makes none', async () => {
    await api.put('/realm', { when_patient_unknown: 'hold' });
    expect(reasonOf(await send('unknown', { patientId: 'NOBODY' }))).toMatch(/^patient-unknown: /);
    expect(await patients()).toBe(0);
  });
});
