// Over 300 lines: every line of the contract for one resource, each with what it needs.
// Patients through HTTP: what is made, read, changed and deleted, in whose realm, and what the audit trail says of it.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { aMember, aTeam, type TestMember } from '../../../test/support/makers.ts';
import { type RestClient, restClient } from '../../../test/support/rest-client.ts';
import { startTestServer, type TestServer } from '../../../test/support/test-server.ts';
import { newId } from '../../platform/ids.ts';
import { checkLists } from './index.ts';

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
afterAll(async () => {
  expect(await checkLists(server.parts.foundation.database.kysely, team.scope)).toEqual([]);
  await server.close();
});

const jessica = { given_names: 'Jessica', family_name: 'Jones', date_of_birth: '1985-06-15', sex: 'female' };
const timestamp = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/;

async function aPatient(fields: Record<string, unknown> = {}) {
  const answer = await api.post('/patients', { ...jessica, ...fields });
  expect(answer.status).toBe(201);
  return answer.body.data;
}

async function eventsOf(objectId: string): Promise<string[]> {
  await server.parts.audit.flush();
  const rows = await server.parts.foundation.database.kysely
    .selectFrom('audit_events')
    .select(['event'])
    .where('object_id', '=', objectId)
    .where('realm_id', '=', team.realmId)
    .orderBy('id')
    .execute();
  return rows.map((row) => row.event);
}

describe('making a patient', () => {
  it('gives the ten keys in their documented form and order', async () => {
    const patient = await aPatient({
      date_of_birth: '1985-06-15T23:00:00',
      address: { street: '123 Main Street', city: 'Sydney', region: 'NSW', postcode: '2000', country: 'au' },
    });
    expect(Object.keys(patient)).toEqual([
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
    expect(patient).toMatchObject({
      ...jessica,
      status: 'active',
      archived: false,
      address: { street: '123 Main Street', city: 'Sydney', region: 'NSW', postcode: '2000', country: 'au' },
    });
    expect(patient.created_at).toMatch(timestamp);
    expect(patient.updated_at).toBe(patient.created_at);
    expect((await api.get(`/patients/${patient.id}`)).body.data).toEqual(patient);
    expect(await eventsOf(patient.id)).toEqual(['patient.created', 'patient.read']);
  });

  it('keeps the birthday that is written, whatever time and offset stand behind it', async () => {
    for (const date_of_birth of ['1985-06-15T00:00:00+10:00', '1985-06-15T23:30:00-05:00'])
      expect((await aPatient({ date_of_birth })).date_of_birth).toBe('1985-06-15');
  });

  it('takes an empty address for none, and fills the keys that were not sent', async () => {
    expect((await aPatient({ address: {} })).address).toBeNull();
    expect((await aPatient({ address: { street: ' ' } })).address).toBeNull();
    expect((await aPatient({ address: { city: 'Bonn' } })).address).toEqual({
      street: null,
      city: 'Bonn',
      region: null,
      postcode: null,
      country: null,
    });
  });

  it('says for every field what is wrong with it', async () => {
    const empty = await api.post('/patients', {});
    expect(empty.status).toBe(422);
    expect(empty.body).toEqual({
      message: 'The given names field is required. (and 3 more errors)',
      errors: {
        given_names: ['The given names field is required.'],
        family_name: ['The family name field is required.'],
        date_of_birth: ['The date of birth field is required.'],
        sex: ['The sex field is required.'],
      },
    });
    const wrong = await api.post('/patients', {
      given_names: 'x'.repeat(256),
      family_name: 7,
      date_of_birth: '2999-01-01',
      sex: 'both',
      address: { postcode: '1'.repeat(21), country: 'deu' },
    });
    expect(wrong.body.errors).toEqual({
      given_names: ['The given names field must not be greater than 255 characters.'],
      family_name: ['The family name field must be a string.'],
      date_of_birth: ['The date of birth field must be a date before today.'],
      sex: ['The selected sex is invalid.'],
      'address.postcode': ['The address.postcode field must not be greater than 20 characters.'],
      'address.country': ['The address.country field must not be greater than 2 characters.'],
    });
    expect((await api.post('/patients', { ...jessica, address: ['Bonn'] })).body.errors).toEqual({
      address: ['The address field must be an array.'],
    });
  });

  it('keeps any Unicode, and refuses half of a pair, which no text can hold', async () => {
    const patient = await aPatient({ given_names: '山田', family_name: '𝒥ones 😀' });
    expect(patient.family_name).toBe('𝒥ones 😀');
    expect((await api.get('/patients?search=山田')).body.meta.total).toBe(1);
    const half = await api.post('/patients', { ...jessica, given_names: '山田\ud800' });
    expect(half.status).toBe(422);
    expect(half.body.errors).toEqual({ given_names: ['The given names field format is invalid.'] });
  });
});

describe('changing a patient', () => {
  it('passes over keys that an address does not have: they empty none', async () => {
    const patient = await aPatient({ address: { street: 'Main Street 1', country: 'au' } });
    const otherKeys = await api.put(`/patients/${patient.id}`, { address: { state: 'NSW' } });
    expect(otherKeys.body.data.address).toMatchObject({ street: 'Main Street 1', country: 'au' });
  });

  it('changes what is sent and leaves the rest, the address key by key', async () => {
    const patient = await aPatient({ address: { street: 'Main Street 1', city: 'Sydney' } });
    const answer = await api.put(`/patients/${patient.id}`, {
      family_name: 'Smith',
      address: { city: 'Perth', country: 'au' },
    });
    expect(answer.status).toBe(200);
    expect(answer.body.data).toEqual({
      ...patient,
      family_name: 'Smith',
      address: { street: 'Main Street 1', city: 'Perth', region: null, postcode: null, country: 'au' },
      updated_at: answer.body.data.updated_at,
    });
    expect(answer.body.data.updated_at > patient.updated_at).toBe(true);
    expect(
      (await api.put(`/patients/${patient.id}`, { address: { city: null } })).body.data.address.city,
    ).toBeNull();
    expect((await api.put(`/patients/${patient.id}`, { address: {} })).body.data.address).toBeNull();
    expect((await api.put(`/patients/${patient.id}`, { address: null })).body.data.address).toBeNull();
    expect(await eventsOf(patient.id)).toEqual(['patient.created', ...Array(4).fill('patient.updated')]);
  });

  it('refuses a required field sent as null, and changes nothing then', async () => {
    const patient = await aPatient();
    const answer = await api.put(`/patients/${patient.id}`, { given_names: null, family_name: 'Smith' });
    expect(answer.status).toBe(422);
    expect(answer.body.errors).toEqual({ given_names: ['The given names field is required.'] });
    expect((await api.get(`/patients/${patient.id}`)).body.data).toEqual(patient);
  });

  it('keeps both of two partial changes at once', async () => {
    const patient = await aPatient({ address: { street: 'a' } });
    const fields = ['street', 'city', 'region', 'postcode'];
    await Promise.all([
      ...fields.map((key) => api.put(`/patients/${patient.id}`, { address: { [key]: 'new' } })),
      api.put(`/patients/${patient.id}`, { given_names: 'Ann' }),
      api.put(`/patients/${patient.id}`, { family_name: 'Lee' }),
    ]);
    expect((await api.get(`/patients/${patient.id}`)).body.data).toMatchObject({
      given_names: 'Ann',
      family_name: 'Lee',
      address: { street: 'new', city: 'new', region: 'new', postcode: 'new' },
    });
    expect((await api.get('/patients?search=lee ann')).body.meta.total).toBe(1);
  });

  it('never tells in the audit trail what a patient is called', async () => {
    const patient = await aPatient({ given_names: 'Canary' });
    await api.put(`/patients/${patient.id}`, { given_names: 'Canarybird' });
    await api.get('/patients?search=canary');
    await server.parts.audit.flush();
    const rows = await server.parts.foundation.database.kysely
      .selectFrom('audit_events')
      .selectAll()
      .execute();
    expect(JSON.stringify(rows).toLowerCase()).not.toContain('canary');
  });
});

describe('archiving a patient', () => {
  it('moves it between the lists, and doing it twice changes nothing more', async () => {
    const patient = await aPatient({ family_name: 'Zarchive' });
    const archived = await api.post(`/patients/${patient.id}/archive`);
    expect(archived.status).toBe(200);
    expect(archived.body.data).toMatchObject({ id: patient.id, archived: true });
    expect((await api.post(`/patients/${patient.id}/archive`)).body.data).toEqual(archived.body.data);
    const totals = async () => [
      (await api.get('/patients?search=zarchive')).body.meta.total,
      (await api.get('/patients?search=zarchive&archived=True')).body.meta.total,
      (await api.get('/patients', { search: 'zarchive', archived: 'no' })).body.meta.total,
    ];
    expect(await totals()).toEqual([0, 1, 0]);
    expect((await api.post(`/patients/${patient.id}/unarchive`)).body.data.archived).toBe(false);
    expect(await totals()).toEqual([1, 0, 1]);
  });
});

describe('a case under /patients', () => {
  it('shows its six keys, and is neither changed nor deleted nor listed there', async () => {
    const { data: aCase } = (await api.post('/cases', { label: 'CASE-1' })).body;
    expect((await api.get(`/patients/${aCase.id}`)).body.data).toEqual(aCase);
    const refusal = {
      message: 'A de-identified case is changed under /cases.',
      errors: { id: ['A de-identified case is changed under /cases.'] },
    };
    for (const answer of [
      await api.put(`/patients/${aCase.id}`, jessica),
      await api.delete(`/patients/${aCase.id}`),
      await api.post(`/patients/${aCase.id}/identifiers`, { value: 'MRN-1' }),
    ]) {
      expect(answer.status).toBe(422);
      expect(answer.body).toEqual(refusal);
    }
    const list = await api.get('/patients?search=case&per_page=100');
    expect(list.body.data.map((row: { id: string }) => row.id)).not.toContain(aCase.id);
    expect((await api.post(`/patients/${aCase.id}/archive`)).body.data.archived).toBe(true);
  });
});

describe('identifiers', () => {
  it('are added, listed oldest first, found by search, and removed', async () => {
    const patient = await aPatient();
    const first = await api.post(`/patients/${patient.id}/identifiers`, {
      value: 'MRN-0042',
      issuer: 'Hospital',
    });
    expect(first.status).toBe(201);
    expect(first.body.data).toMatchObject({ value: 'MRN-0042', issuer: 'Hospital', type: null });
    const second = await api.post(`/patients/${patient.id}/identifiers`, { value: 'MRN-0042', type: 'NH' });
    expect(second.body.data).toMatchObject({ issuer: null, type: 'NH' });
    const list = await api.get(`/patients/${patient.id}/identifiers?per_page=1`);
    expect(list.body.data).toEqual([first.body.data]);
    expect(list.body.meta).toMatchObject({ total: 2, last_page: 2, per_page: 1 });
    expect((await api.get('/patients?search=mrn-0042 jones')).body.data[0].id).toBe(patient.id);
    expect((await api.delete(`/patients/${patient.id}/identifiers/${first.body.data.id}`)).status).toBe(204);
    expect((await api.delete(`/patients/${patient.id}/identifiers/${first.body.data.id}`)).status).toBe(404);
    expect((await api.delete(`/patients/${patient.id}/identifiers/${second.body.data.id}`)).status).toBe(204);
    expect((await api.get('/patients?search=mrn-0042')).body.meta.total).toBe(0);
    expect(await eventsOf(patient.id)).toEqual([
      'patient.created',
      'identifier.added',
      'identifier.added',
      'identifier.listed',
      'identifier.removed',
      'identifier.removed',
    ]);
  });

  it('are in the list of patients for who asks, the oldest of each and never those of another realm', async () => {
    const [many, none] = [await aPatient(), await aPatient()];
    for (let number = 1; number <= 22; number++)
      await api.post(`/patients/${many.id}/identifiers`, { value: `MANY-${number}`, issuer: 'Hospital' });
    const listed = async (client: typeof api, query: string): Promise<Record<string, unknown>[]> =>
      (await client.get(`/patients${query}`)).body.data;
    const ofPatient = (list: Record<string, unknown>[], { id }: { id: string }) =>
      list.find((one) => one.id === id);
    const plain = await listed(api, '');
    expect(ofPatient(plain, many)).not.toHaveProperty('identifiers');
    const full = await listed(api, '?include=identifiers');
    expect(ofPatient(full, none)).toEqual({ ...none, identifiers: [] });
    const { identifiers } = ofPatient(full, many) as { identifiers: { value: string }[] };
    expect(identifiers.map(({ value }) => value)).toEqual(
      Array.from({ length: 20 }, (_, index) => `MANY-${index + 1}`),
    );
    const own = await api.get(`/patients/${many.id}/identifiers?per_page=100`);
    expect(identifiers).toEqual(own.body.data.slice(0, 20));
    expect(await listed(others, '?include=identifiers')).toEqual([]);
    expect((await api.get('/patients?include=studies')).status).toBe(422);
  });

  it('are refused the second time, also when two come at once', async () => {
    const patient = await aPatient();
    const answers = await Promise.all(
      Array.from({ length: 6 }, () => api.post(`/patients/${patient.id}/identifiers`, { value: 'X-1' })),
    );
    expect(answers.map((answer) => answer.status).sort()).toEqual([201, 422, 422, 422, 422, 422]);
    expect(answers.find((answer) => answer.status === 422)?.body.errors).toEqual({
      value: ['The value has already been taken.'],
    });
  });
});

describe('deleting a patient', () => {
  it('removes the record, its identifiers and its imaging', async () => {
    const patient = await aPatient({ family_name: 'Gone' });
    await api.post(`/patients/${patient.id}/identifiers`, { value: 'G-1' });
    const study = await api.post(`/patients/${patient.id}/studies`, { study_description: 'CT' });
    const answer = await api.delete(`/patients/${patient.id}`);
    expect([answer.status, answer.body]).toEqual([204, undefined]);
    expect((await api.get(`/patients/${patient.id}`)).status).toBe(404);
    expect((await api.delete(`/patients/${patient.id}`)).status).toBe(404);
    const { kysely } = server.parts.foundation.database;
    expect(
      await kysely.selectFrom('studies').where('id', '=', study.body.data.id).selectAll().execute(),
    ).toEqual([]);
    expect((await api.get('/patients?search=gone')).body.meta.total).toBe(0);
    expect(await eventsOf(patient.id)).toContain('patient.deleted');
  });

  it('keeps the person and its studies while another record points to it', async () => {
    const { kysely } = server.parts.foundation.database;
    const [one, two] = [await aPatient(), await aPatient()];
    const { person_id } = await kysely
      .selectFrom('patients')
      .select('person_id')
      .where('id', '=', one.id)
      .executeTakeFirstOrThrow();
    await kysely.updateTable('patients').set({ person_id }).where('id', '=', two.id).execute();
    await api.post(`/patients/${one.id}/studies`, { study_description: 'shared' });
    await api.delete(`/patients/${one.id}`);
    expect((await api.get(`/patients/${two.id}/studies`)).body.meta.total).toBe(1);
    await api.delete(`/patients/${two.id}`);
    const left = await kysely.selectFrom('studies').where('person_id', '=', person_id).selectAll().execute();
    const person = await kysely.selectFrom('persons').where('id', '=', person_id).selectAll().execute();
    expect([left, person]).toEqual([[], []]);
  });

  it('answers every one of many deletions and studies at once, and leaves nothing half', async () => {
    const patient = await aPatient();
    const answers = await Promise.all([
      ...Array.from({ length: 4 }, () => api.post(`/patients/${patient.id}/studies`, {})),
      api.delete(`/patients/${patient.id}`),
      ...Array.from({ length: 4 }, () => api.post(`/patients/${patient.id}/studies`, {})),
      api.delete(`/patients/${patient.id}`),
    ]);
    expect(answers.every(({ status }) => [201, 204, 404].includes(status))).toBe(true);
    expect(answers.filter(({ status }) => status === 204)).toHaveLength(1);
  });
});

describe('the wall around a realm', () => {
  it('answers "Not found" to another realm, to unknown and to malformed ids, whatever the input is', async () => {
    const patient = await aPatient();
    for (const id of [patient.id, newId(), 'ab', '%00', 'x'.repeat(300)]) {
      const client = id === patient.id ? others : api;
      for (const answer of [
        await client.get(`/patients/${id}`),
        await client.put(`/patients/${id}`, { sex: 'both' }),
        await client.delete(`/patients/${id}`),
        await client.post(`/patients/${id}/archive`),
        await client.post(`/patients/${id}/unarchive`),
        await client.get(`/patients/${id}/identifiers`),
        await client.post(`/patients/${id}/identifiers`, {}),
        await client.delete(`/patients/${id}/identifiers/${id}`),
      ]) {
        expect(answer.status).toBe(404);
        expect(answer.body).toEqual({ message: 'Not found' });
      }
    }
    expect((await others.get('/patients')).body.meta.total).toBe(0);
    expect((await others.get('/patients?search=jessica')).body.meta.total).toBe(0);
    expect((await api.get(`/patients/${patient.id}`)).status).toBe(200);
  });

  it('is the same whether an id comes in small letters or in capitals', async () => {
    const patient = await aPatient();
    const id = patient.id.toUpperCase();
    expect((await api.get(`/patients/${id}`)).body.data).toEqual(patient);
    expect((await others.get(`/patients/${id}`)).status).toBe(404);
  });

  it('refuses what the role or the scopes of a key do not allow', async () => {
    const patient = await aPatient();
    const viewer = restClient(server, await aMember(server, team, 'viewer'));
    expect((await viewer.get(`/patients/${patient.id}`)).status).toBe(200);
    const denied = await viewer.put(`/patients/${patient.id}`, { sex: 'both' });
    expect(denied.status).toBe(403);
    expect(denied.body).toEqual({ message: 'This action is unauthorized.' });
    expect((await viewer.delete(`/patients/${newId()}`)).status).toBe(403);
    const reading = restClient(server, {
      headers: { authorization: `Bearer ${await team.token(['cases:read'])}` },
    });
    expect((await reading.get('/patients')).status).toBe(403);
    const stranger = restClient(server, { headers: { authorization: 'Bearer lbx_no' } });
    expect((await stranger.get('/patients')).status).toBe(401);
  });
});
