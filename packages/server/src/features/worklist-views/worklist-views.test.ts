// Views of the worklist: everybody's own, shared by who may, tidied by who runs the team, each in its own realm.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { auditNames } from '../../../test/support/browser.ts';
import { aMember, aTeam, type TestMember } from '../../../test/support/makers.ts';
import { restClient } from '../../../test/support/rest-client.ts';
import { startTestServer, type TestServer } from '../../../test/support/test-server.ts';

let server: TestServer;
let team: TestMember;
beforeAll(async () => {
  server = await startTestServer();
  team = await aTeam(server);
});
afterAll(() => server.close());

const nothing = {
  search: null,
  modality: null,
  date_from: null,
  date_to: null,
  last_days: null,
  body_part: null,
  institution: null,
  status: null,
  has_report: null,
};
const names = (answer: { body: { data: { name: string }[] } }) => answer.body.data.map(({ name }) => name);

describe('a view of the worklist', () => {
  it('keeps filters, order and columns, and gives them back as they were sent', async () => {
    const api = restClient(server, team);
    const sent = {
      name: ' CT of this week ',
      filters: { modality: 'CT', last_days: 7, has_report: 'no' },
      sort: 'created_at',
      columns: ['patient', 'received', 'picture'],
      density: 'compact',
    };
    const made = await api.post('/worklist-views', sent);
    expect(made.status).toBe(201);
    expect(made.body.data).toMatchObject({
      name: 'CT of this week',
      shared: false,
      own: true,
      owner: 'Test Member',
      filters: { ...nothing, modality: 'CT', last_days: 7, has_report: false },
      sort: 'created_at',
      direction: null,
      columns: ['patient', 'received', 'picture'],
      density: 'compact',
    });
    expect((await api.get('/worklist-views')).body).toMatchObject({
      data: [made.body.data],
      meta: { total: 1 },
    });
    const { id } = made.body.data;
    const changed = await api.put(`/worklist-views/${id}`, { filters: { search: 'jones' }, sort: null });
    expect(changed.body.data).toMatchObject({
      name: 'CT of this week',
      filters: { ...nothing, search: 'jones' },
      sort: null,
      columns: ['patient', 'received', 'picture'],
    });
    expect((await api.delete(`/worklist-views/${id}`)).status).toBe(204);
    expect((await api.delete(`/worklist-views/${id}`)).status).toBe(404);
    const events = await auditNames(server, team.realmId);
    for (const name of ['listed', 'created', 'updated', 'deleted'])
      expect(events).toContain(`worklist_view.${name}`);
  });

  it('refuses what a worklist could not answer, and a name that its owner uses already', async () => {
    const api = restClient(server, await aTeam(server));
    for (const [body, field] of [
      [{}, 'name'],
      [{ name: 'A', filters: { status: 'lost' } }, 'filters.status'],
      [{ name: 'A', filters: { date_from: '2025-02-01', date_to: '2025-01-01' } }, 'filters.date_to'],
      [{ name: 'A', filters: { last_days: 0 } }, 'filters.last_days'],
      [{ name: 'A', columns: ['secret'] }, 'columns.0'],
      [{ name: 'A', sort: 'secret' }, 'sort'],
    ] as const) {
      const answer = await api.post('/worklist-views', body);
      expect(answer.status, JSON.stringify(body)).toBe(422);
      expect(Object.keys(answer.body.errors)).toEqual([field]);
    }
    const both = await Promise.all([1, 2].map(() => api.post('/worklist-views', { name: 'Mine' })));
    expect(both.map(({ status }) => status).toSorted()).toEqual([201, 422]);
    const other = await api.post('/worklist-views', { name: 'Other' });
    const renamed = await api.put(`/worklist-views/${other.body.data.id}`, { name: 'Mine' });
    expect(renamed.body.errors).toEqual({ name: ['The name has already been taken.'] });
  });

  it('has an end: nobody keeps more than fifty', async () => {
    const api = restClient(server, await aTeam(server));
    for (let index = 0; index < 50; index++)
      expect((await api.post('/worklist-views', { name: `View ${index}` })).status).toBe(201);
    const oneTooMany = await api.post('/worklist-views', { name: 'View 50' });
    expect(oneTooMany.body.errors).toEqual({ name: ['A person has at most 50 views.'] });
  });
});

describe('sharing a view', () => {
  it('is for who may write studies; then everybody in the team has it, below their own', async () => {
    const realm = await aTeam(server);
    const member = restClient(server, await aMember(server, realm, 'member'));
    const viewer = restClient(server, await aMember(server, realm, 'viewer'));
    await member.post('/worklist-views', { name: 'Kept to myself' });
    const shared = await member.post('/worklist-views', { name: 'A morning', shared: true });
    const own = await viewer.post('/worklist-views', { name: 'Mine' });
    expect(names(await viewer.get('/worklist-views'))).toEqual(['Mine', 'A morning']);
    expect(names(await member.get('/worklist-views'))).toEqual(['A morning', 'Kept to myself']);
    expect((await viewer.post('/worklist-views', { name: 'For all', shared: true })).status).toBe(403);
    expect((await viewer.put(`/worklist-views/${own.body.data.id}`, { shared: true })).status).toBe(403);
    const unshared = await member.put(`/worklist-views/${shared.body.data.id}`, { shared: false });
    expect(unshared.body.data.shared).toBe(false);
    expect(names(await viewer.get('/worklist-views'))).toEqual(['Mine']);
  });

  it('leaves it to its owner, and to who runs the team', async () => {
    const realm = await aTeam(server);
    const owner = restClient(server, realm);
    const member = restClient(server, await aMember(server, realm, 'member'));
    const other = restClient(server, await aMember(server, realm, 'member'));
    const { id } = (await member.post('/worklist-views', { name: 'Ours', shared: true })).body.data;
    const hidden = (await member.post('/worklist-views', { name: 'Mine' })).body.data.id;
    expect((await other.put(`/worklist-views/${id}`, { name: 'Theirs' })).status).toBe(403);
    expect((await other.delete(`/worklist-views/${id}`)).status).toBe(403);
    // What is not shared is not there, whoever asks.
    expect((await owner.delete(`/worklist-views/${hidden}`)).status).toBe(404);
    expect((await owner.put(`/worklist-views/${id}`, { name: 'Of the team' })).body.data).toMatchObject({
      name: 'Of the team',
      shared: true,
      own: false,
    });
    expect((await owner.delete(`/worklist-views/${id}`)).status).toBe(204);
  });

  it('ends at the realm: another team neither sees nor reaches it', async () => {
    const shared = await restClient(server, team).post('/worklist-views', { name: 'Ours', shared: true });
    const elsewhere = restClient(server, await aTeam(server));
    expect((await elsewhere.get('/worklist-views')).body.meta.total).toBe(0);
    const path = `/worklist-views/${shared.body.data.id}`;
    expect((await elsewhere.put(path, { name: 'Theirs' })).status).toBe(404);
    expect((await elsewhere.delete(path)).status).toBe(404);
    expect((await elsewhere.put('/worklist-views/not-an-id', { name: 'A' })).status).toBe(404);
  });

  it('takes a key that may read studies, and no other', async () => {
    const reader = restClient(server, {
      headers: { authorization: `Bearer ${await team.token(['studies:read'])}` },
    });
    const stranger = restClient(server, {
      headers: { authorization: `Bearer ${await team.token(['patients:read'])}` },
    });
    expect((await reader.post('/worklist-views', { name: 'By program' })).status).toBe(201);
    expect((await reader.post('/worklist-views', { name: 'For all', shared: true })).status).toBe(403);
    expect((await stranger.get('/worklist-views')).status).toBe(403);
  });
});
