// Cases and patients: what they show, what they keep to themselves, and where each is not the other.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Stage, startStage } from '../support/index.ts';
import { aCase, aPatient, aPatientWithImages, aStudy, column, patientFields } from './makers.ts';

let stage: Stage;
beforeAll(async () => {
  stage = await startStage();
});
afterAll(() => stage?.stop());

const caseKeys = ['id', 'label', 'status', 'archived', 'created_at', 'updated_at'];

describe('a case', () => {
  it('shows its six keys and never what it keeps', async () => {
    const made = await aCase(stage.api, { label: 'CASE-7', sex: 'male', date_of_birth: '1971-02-03' });
    expect(Object.keys(made)).toEqual(caseKeys);
    expect(made).toMatchObject({ label: 'CASE-7', status: 'deidentified', archived: false });
    expect((await stage.api.get(`/cases/${made.id}`)).body.data).toEqual(made);
    expect(made.created_at).toBe(made.updated_at);
  });

  it('may be called as another is', async () => {
    expect((await aCase(stage.api, { label: 'twice' })).id).not.toBe(
      (await aCase(stage.api, { label: 'twice' })).id,
    );
  });

  it('changes what is sent and leaves the rest', async () => {
    const [oldest, made] = [
      await aCase(stage.api, { label: 'before all', date_of_birth: '1901-01-01' }),
      await aCase(stage.api, { label: 'keeps', sex: 'female', date_of_birth: '1902-01-01' }),
    ];
    const answer = await stage.api.put(`/cases/${made.id}`, { sex: 'male' });
    expect(answer.status).toBe(200);
    expect(answer.body.data).toMatchObject({ label: 'keeps', created_at: made.created_at });
    expect(answer.body.data.updated_at > made.updated_at).toBe(true);
    const byBirth = column(await stage.api.get('/cases?sort=date_of_birth&direction=asc'), 'id');
    expect(byBirth.slice(0, 2)).toEqual([oldest.id, made.id]);
  });

  it('can lose what it need not have, and not its label', async () => {
    const { id } = await aCase(stage.api, { sex: 'male', date_of_birth: '1900-01-01' });
    expect((await stage.api.put(`/cases/${id}`, { sex: null, date_of_birth: '' })).status).toBe(200);
    const sorted = await stage.api.get('/cases?sort=date_of_birth&direction=asc&per_page=1');
    expect(column(sorted, 'id')).not.toEqual([id]);
    for (const label of [null, '', '  ']) {
      const answer = await stage.api.put(`/cases/${id}`, { label });
      expect(answer.body.errors).toEqual({ label: ['The label field is required.'] });
    }
  });

  it('can be sent an update of nothing', async () => {
    const { id, label } = await aCase(stage.api, { label: 'same' });
    expect((await stage.api.put(`/cases/${id}`, {})).body.data.label).toBe(label);
    expect((await stage.api.send('PUT', `/cases/${id}`)).status).toBe(200);
  });

  it('is gone once deleted, its studies with it', async () => {
    const { id } = await aCase(stage.api);
    const study = await aStudy(stage.api, id);
    const answer = await stage.api.delete(`/cases/${id}`);
    expect([answer.status, answer.text]).toEqual([204, '']);
    for (const path of [
      `/cases/${id}`,
      `/patients/${id}`,
      `/patients/${id}/studies`,
      `/patients/${id}/studies/${study.id}`,
    ])
      expect((await stage.api.get(path)).status, path).toBe(404);
    expect((await stage.api.delete(`/cases/${id}`)).status).toBe(404);
  });
});

describe('a patient', () => {
  it('shows its ten keys', async () => {
    const address = {
      street: '1 Main Street',
      city: 'Sydney',
      region: 'NSW',
      postcode: '2000',
      country: 'au',
    };
    const made = await aPatient(stage.api, { address });
    expect(Object.keys(made)).toEqual([
      'id',
      'given_names',
      'family_name',
      'date_of_birth',
      'sex',
      'address',
      'status',
      'archived',
      'created_at',
      'updated_at',
    ]);
    expect(made).toMatchObject({ ...patientFields, address, status: 'active', archived: false });
    expect((await stage.api.get(`/patients/${made.id}`)).body.data).toEqual(made);
  });

  it.each([[undefined], [null], [{}], [''], [{ city: '', street: null }]])(
    'with the address %j has none',
    async (address) => {
      expect((await aPatient(stage.api, { address })).address).toBeNull();
    },
  );

  it('with a part of an address has all keys of it', async () => {
    const { address } = await aPatient(stage.api, { address: { city: ' Perth ' } });
    expect(address).toEqual({ street: null, city: 'Perth', region: null, postcode: null, country: null });
  });

  it.each([
    [
      { country: 'AUS' },
      'address.country',
      'The address.country field must not be greater than 2 characters.',
    ],
    [
      { postcode: 'x'.repeat(21) },
      'address.postcode',
      'The address.postcode field must not be greater than 20 characters.',
    ],
    [
      { street: 'x'.repeat(256) },
      'address.street',
      'The address.street field must not be greater than 255 characters.',
    ],
    [{ city: 7 }, 'address.city', 'The address.city field must be a string.'],
    [['x'], 'address', 'The address field must be an array.'],
    [[], 'address', 'The address field must be an array.'],
    ['x', 'address', 'The address field must be an array.'],
  ])('is refused with the address %j', async (address, field, sentence) => {
    const answer = await stage.api.post('/patients', { ...patientFields, address });
    expect(answer.status).toBe(422);
    expect(answer.body.errors).toEqual({ [field]: [sentence] });
  });

  it('changes its address key by key', async () => {
    const { id } = await aPatient(stage.api, { address: { city: 'Perth', country: 'au' } });
    const changed = await stage.api.put(`/patients/${id}`, { address: { city: 'Broome', postcode: '6725' } });
    expect(changed.body.data.address).toEqual({
      street: null,
      city: 'Broome',
      region: null,
      postcode: '6725',
      country: 'au',
    });
    expect(
      (await stage.api.put(`/patients/${id}`, { address: { city: null } })).body.data.address,
    ).toMatchObject({
      city: null,
      country: 'au',
    });
    expect((await stage.api.put(`/patients/${id}`, { address: null })).body.data.address).toBeNull();
  });

  it('changes what is sent and leaves the rest', async () => {
    const made = await aPatient(stage.api);
    const answer = await stage.api.put(`/patients/${made.id}`, { family_name: 'Cage' });
    expect(answer.body.data).toEqual({
      ...made,
      family_name: 'Cage',
      updated_at: answer.body.data.updated_at,
    });
    expect(answer.body.data.updated_at > made.updated_at).toBe(true);
  });

  it.each(['given_names', 'family_name', 'date_of_birth', 'sex'])('cannot lose its %s', async (field) => {
    const { id } = await aPatient(stage.api);
    const answer = await stage.api.put(`/patients/${id}`, { [field]: null });
    expect(answer.status).toBe(422);
    expect(answer.body.errors).toEqual({ [field]: [`The ${field.replaceAll('_', ' ')} field is required.`] });
  });

  it('is gone once deleted, its studies and images with it', async () => {
    const { patient, study } = await aPatientWithImages(stage.api, 'to be deleted');
    expect((await stage.api.delete(`/patients/${patient.id}`)).status).toBe(204);
    for (const path of ['', '/studies', `/studies/${study.id}`, `/studies/${study.id}/archive`])
      expect((await stage.api.get(`/patients/${patient.id}${path}`)).status, path).toBe(404);
  });
});

describe('the one is not the other', () => {
  it('a patient is not found among cases', async () => {
    const { id } = await aPatient(stage.api);
    for (const [method, path] of [
      ['GET', `/cases/${id}`],
      ['PUT', `/cases/${id}`],
      ['DELETE', `/cases/${id}`],
      ['POST', `/cases/${id}/archive`],
    ] as const)
      expect((await stage.api.send(method, path)).status, `${method} ${path}`).toBe(404);
    expect(column(await stage.api.get('/cases?per_page=100'), 'id')).not.toContain(id);
  });

  it('a case read among patients shows its six keys', async () => {
    const made = await aCase(stage.api, { label: 'CASE-8', sex: 'male' });
    expect((await stage.api.get(`/patients/${made.id}`)).body.data).toEqual(made);
    expect(column(await stage.api.get('/patients?per_page=100'), 'id')).not.toContain(made.id);
  });

  it('a case gets no identity and is not deleted among patients', async () => {
    const made = await aCase(stage.api);
    const sentence = 'A de-identified case is changed under /cases.';
    for (const [method, json] of [
      ['PUT', { given_names: 'Jessica', family_name: 'Jones' }],
      ['PUT', {}],
      ['DELETE', undefined],
    ] as const) {
      const answer = await stage.api.send(method, `/patients/${made.id}`, { json });
      expect(answer.status).toBe(422);
      expect(answer.body).toEqual({ message: sentence, errors: { id: [sentence] } });
    }
    expect((await stage.api.get(`/cases/${made.id}`)).body.data).toEqual(made);
  });
});

describe('identifiers', () => {
  it('are added, listed oldest first, and taken away', async () => {
    const { id } = await aPatient(stage.api);
    const path = `/patients/${id}/identifiers`;
    const first = await stage.api.post(path, { value: ' MRN-1 ', issuer: 'Sydney', type: 'MR' });
    expect(first.status).toBe(201);
    expect(first.body.data).toMatchObject({ value: 'MRN-1', issuer: 'Sydney', type: 'MR' });
    const second = await stage.api.post(path, { value: 'MRN-1' });
    expect(second.body.data).toMatchObject({ issuer: null, type: null });
    expect(column(await stage.api.get(path), 'id')).toEqual([first.body.data.id, second.body.data.id]);
    expect((await stage.api.delete(`${path}/${first.body.data.id}`)).status).toBe(204);
    expect((await stage.api.delete(`${path}/${first.body.data.id}`)).status).toBe(404);
    expect((await stage.api.get(path)).body.meta.total).toBe(1);
  });

  it('are refused twice', async () => {
    const { id } = await aPatient(stage.api);
    const identifier = { value: 'MRN-2', issuer: 'Sydney' };
    await stage.api.post(`/patients/${id}/identifiers`, identifier);
    const answer = await stage.api.post(`/patients/${id}/identifiers`, identifier);
    expect(answer.status).toBe(422);
    expect(answer.body.errors).toEqual({ value: ['The value has already been taken.'] });
  });
});
