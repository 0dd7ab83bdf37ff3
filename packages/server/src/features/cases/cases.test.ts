// Cases through HTTP: six keys, a label in place of an identity, and nothing of a person ever given back.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { aTeam, type TestMember } from '../../../test/support/makers.ts';
import { type RestClient, restClient } from '../../../test/support/rest-client.ts';
import { startTestServer, type TestServer } from '../../../test/support/test-server.ts';
import { newId } from '../../platform/ids.ts';
import { checkLists } from '../patients/index.ts';

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

async function aCase(fields: Record<string, unknown> = {}) {
  const answer = await api.post('/cases', { label: 'CASE-00143', ...fields });
  expect(answer.status).toBe(201);
  return answer.body.data;
}

const idsOf = (rows: { id: string }[]) => rows.map((row) => row.id);

describe('a case', () => {
  it('has six keys; sex and birth date are kept and never given back', async () => {
    const made = await aCase({ sex: 'other', date_of_birth: '2009-11-01' });
    expect(Object.keys(made)).toEqual(['id', 'label', 'status', 'archived', 'created_at', 'updated_at']);
    expect(made).toMatchObject({ label: 'CASE-00143', status: 'deidentified', archived: false });
    expect((await api.get(`/cases/${made.id}`)).body).toEqual({ data: made });
    const row = await server.parts.foundation.database.kysely
      .selectFrom('patients')
      .selectAll()
      .where('id', '=', made.id)
      .executeTakeFirstOrThrow();
    expect(row).toMatchObject({ sex: 'other', date_of_birth: '2009-11-01', kind: 'case', family_name: null });
  });

  it('may have the label of another, and demands one', async () => {
    const [one, two] = [await aCase({ label: 'Twice' }), await aCase({ label: 'Twice' })];
    expect(one.id).not.toBe(two.id);
    expect((await api.post('/cases', { label: '  ' })).body).toEqual({
      message: 'The label field is required.',
      errors: { label: ['The label field is required.'] },
    });
    expect((await api.post('/cases', { label: 'x', sex: 'no', date_of_birth: 'soon' })).body.errors).toEqual({
      sex: ['The selected sex is invalid.'],
      date_of_birth: ['The date of birth field must be a valid date.'],
    });
  });

  it('changes what is sent; null clears what is optional and refuses what is not', async () => {
    const made = await aCase({ sex: 'male' });
    const changed = await api.put(`/cases/${made.id}`, { label: 'CASE-00142-UPDATED' });
    expect(changed.body.data).toEqual({
      ...made,
      label: 'CASE-00142-UPDATED',
      updated_at: changed.body.data.updated_at,
    });
    expect((await api.put(`/cases/${made.id}`, { label: null })).status).toBe(422);
    expect((await api.put(`/cases/${made.id}`, { sex: null, date_of_birth: '2011-05-10' })).status).toBe(200);
    expect((await api.get('/cases?search=00142-updated')).body.meta.total).toBe(1);
  });

  it('is archived, unarchived and deleted with its studies', async () => {
    const made = await aCase({ label: 'Zed' });
    const study = await api.post(`/patients/${made.id}/studies`, { study_description: 'MR' });
    expect(study.status).toBe(201);
    expect((await api.post(`/cases/${made.id}/archive`)).body.data.archived).toBe(true);
    expect((await api.get('/cases?search=zed')).body.meta.total).toBe(0);
    expect((await api.get('/cases?search=zed&archived=1')).body.meta.total).toBe(1);
    expect((await api.post(`/cases/${made.id}/unarchive`)).body.data.archived).toBe(false);
    expect((await api.delete(`/cases/${made.id}`)).status).toBe(204);
    expect((await api.get(`/cases/${made.id}`)).status).toBe(404);
    await server.parts.audit.flush();
    const events = await server.parts.foundation.database.kysely
      .selectFrom('audit_events')
      .select('event')
      .where('object_id', '=', made.id)
      .orderBy('id')
      .execute();
    expect(events.map(({ event }) => event)).toEqual([
      'case.created',
      'case.archived',
      'case.unarchived',
      'case.deleted',
    ]);
  });

  it('is not found in another realm, and a patient is not found among cases', async () => {
    const made = await aCase();
    const { data: patient } = (
      await api.post('/patients', {
        given_names: 'A',
        family_name: 'B',
        date_of_birth: '1990-01-01',
        sex: 'male',
      })
    ).body;
    const attempts: [RestClient, string][] = [
      [others, made.id],
      [api, patient.id],
      [api, newId()],
      [api, 'eum'],
    ];
    for (const [client, id] of attempts) {
      for (const answer of [
        await client.get(`/cases/${id}`),
        await client.put(`/cases/${id}`, { label: null }),
        await client.delete(`/cases/${id}`),
        await client.post(`/cases/${id}/archive`),
        await client.post(`/cases/${id}/unarchive`),
      ]) {
        expect([answer.status, answer.body]).toEqual([404, { message: 'Not found' }]);
      }
    }
    expect((await others.get('/cases')).body.meta.total).toBe(0);
    expect(idsOf((await api.get('/cases?per_page=100')).body.data)).not.toContain(patient.id);
  });
});

describe('lists of cases', () => {
  it('sort by birth date with the undated last in both directions, every row once over the pages', async () => {
    const own = await aTeam(server);
    const client = restClient(server, own);
    const dates = ['1970-01-01', null, '1950-01-01', null, '1970-01-01', '1990-01-01', null];
    const made: { id: string; date: string | null; label: string }[] = [];
    for (const [index, date] of dates.entries()) {
      const { data } = (await client.post('/cases', { label: `c ${index % 3}`, date_of_birth: date })).body;
      made.push({ id: data.id, date, label: data.label });
    }
    for (const direction of ['asc', 'desc'] as const) {
      const sign = direction === 'asc' ? 1 : -1;
      for (const search of ['', 'c', '1']) {
        const expected = made
          .filter(({ label }) => label.includes(search))
          .sort((one, other) => {
            if ((one.date === null) !== (other.date === null)) return one.date === null ? 1 : -1;
            return `${one.date ?? ''}${one.id}` < `${other.date ?? ''}${other.id}` ? -sign : sign;
          });
        const ids: string[] = [];
        for (let page = 1; page <= Math.ceil(expected.length / 2); page++) {
          const query = `sort=date_of_birth&direction=${direction}&per_page=2&page=${page}&search=${search}`;
          const { body } = await client.get(`/cases?${query}`);
          expect(body.meta.total).toBe(expected.length);
          ids.push(...idsOf(body.data));
        }
        expect(ids).toEqual(idsOf(expected));
      }
    }
  });

  it('sort by label, ascending by default, case and accents apart', async () => {
    const client = restClient(server, await aTeam(server));
    for (const label of ['beta', 'Äpfel', 'Zulu', 'apfel 2']) await client.post('/cases', { label });
    const labels = async (query: string) =>
      (await client.get(`/cases?${query}`)).body.data.map((row: { label: string }) => row.label);
    expect(await labels('sort=label')).toEqual(['Äpfel', 'apfel 2', 'beta', 'Zulu']);
    expect(await labels('sort=label&direction=desc')).toEqual(['Zulu', 'beta', 'apfel 2', 'Äpfel']);
    expect(await labels('')).toEqual(['apfel 2', 'Zulu', 'Äpfel', 'beta']);
    expect((await client.get('/cases?sort=name')).status).toBe(422);
  });
});
