// DIMSE peers as those who run a team manage them: registered, changed, tried, removed, each in its own realm.
import type { Scope } from '@lumenbox/contract';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { auditNames } from '../../../test/support/browser.ts';
import { runCli } from '../../../test/support/cli.ts';
import { aCalledTeam, aPeer, type DimseServer, startDimseServer } from '../../../test/support/dimse.ts';
import { aMember, aTeam } from '../../../test/support/makers.ts';
import { restClient } from '../../../test/support/rest-client.ts';

const noId = '01890000-0000-7000-8000-000000000000';

let server: DimseServer;
beforeAll(async () => {
  server = await startDimseServer();
});
afterAll(() => server.close());

describe('registering a peer', () => {
  it('takes a title alone, and then allows everything that a peer can do', async () => {
    const team = await aTeam(server);
    const api = restClient(server, team);
    const answer = await api.post('/peers', { ae_title: ' CT 1 ' });
    expect(answer.status).toBe(201);
    expect(answer.body.data).toMatchObject({
      ae_title: 'CT 1',
      host: null,
      port: null,
      rights: ['store', 'query', 'retrieve'],
      tls: false,
    });
    expect((await api.get('/peers')).body).toMatchObject({ data: [answer.body.data], meta: { total: 1 } });
    expect(await auditNames(server, team.realmId)).toContain('peer.created');
  });

  it('refuses what names nobody, and half an address', async () => {
    const api = restClient(server, await aTeam(server));
    for (const [body, field] of [
      [{}, 'ae_title'],
      [{ ae_title: 'A TITLE THAT IS TOO LONG' }, 'ae_title'],
      [{ ae_title: 'A\\B' }, 'ae_title'],
      [{ ae_title: 'A', host: 'somewhere' }, 'port'],
      [{ ae_title: 'A', port: 104 }, 'host'],
      [{ ae_title: 'A', host: 'http://x/', port: 104 }, 'host'],
      [{ ae_title: 'A', host: 'x', port: 70_000 }, 'port'],
      [{ ae_title: 'A', rights: ['delete'] }, 'rights.0'],
    ] as const) {
      const answer = await api.post('/peers', body);
      expect(answer.status, JSON.stringify(body)).toBe(422);
      expect(Object.keys(answer.body.errors)).toEqual([field]);
    }
  });

  it('takes each title once in a realm, also when two come at once, and again in another', async () => {
    const api = restClient(server, await aTeam(server));
    const both = await Promise.all([1, 2].map(() => api.post('/peers', { ae_title: 'MR' })));
    expect(both.map(({ status }) => status).toSorted()).toEqual([201, 422]);
    const elsewhere = restClient(server, await aTeam(server));
    expect((await elsewhere.post('/peers', { ae_title: 'MR' })).status).toBe(201);
  });

  it('is for who runs the team; its members may look', async () => {
    const team = await aTeam(server);
    const member = restClient(server, await aMember(server, team, 'member'));
    expect((await member.get('/peers')).status).toBe(200);
    expect((await member.post('/peers', { ae_title: 'X' })).status).toBe(403);
  });
});

describe('a registered peer', () => {
  it('gives no peer what its own key may not do', async () => {
    const team = await aTeam(server);
    const withKey = async (...scopes: Scope[]) =>
      restClient(server, { headers: { authorization: `Bearer ${await team.token(scopes)}` } });
    const admin = await withKey('admin');
    expect((await admin.post('/peers', { ae_title: 'ALL' })).status).toBe(403);
    expect((await admin.post('/peers', { ae_title: 'READER', rights: ['retrieve'] })).status).toBe(403);
    const echo = await admin.post('/peers', { ae_title: 'ECHO', rights: [] });
    expect(echo.status).toBe(201);
    expect((await admin.put(`/peers/${echo.body.data.id}`, { rights: ['query'] })).status).toBe(403);
    const storing = await withKey('admin', 'imaging:write');
    const modality = await storing.post('/peers', { ae_title: 'CT', rights: ['store'] });
    expect(modality.status).toBe(201);
    // Nor does it send elsewhere what others may have.
    const path = `/peers/${modality.body.data.id}`;
    expect((await admin.put(path, { host: '127.0.0.1', port: 104 })).status).toBe(403);
    expect((await storing.put(path, { host: '127.0.0.1', port: 104 })).status).toBe(200);
  });

  it('changes where it is sent, and stays where it is not', async () => {
    const api = restClient(server, await aTeam(server));
    const { data } = (await api.post('/peers', { ae_title: 'US', host: '10.0.0.1', port: 104 })).body;
    const answer = await api.put(`/peers/${data.id}`, { rights: ['query'], tls: true });
    expect(answer.body.data).toMatchObject({
      ae_title: 'US',
      host: '10.0.0.1',
      rights: ['query'],
      tls: true,
    });
    const cleared = await api.put(`/peers/${data.id}`, { host: null, port: null });
    expect(cleared.body.data).toMatchObject({ host: null, port: null });
    expect((await api.put(`/peers/${data.id}`, { port: 104 })).status).toBe(422);
    await api.post('/peers', { ae_title: 'US2' });
    expect((await api.put(`/peers/${data.id}`, { ae_title: 'US2' })).status).toBe(422);
  });

  it('is removed once', async () => {
    const api = restClient(server, await aTeam(server));
    const { id } = (await api.post('/peers', { ae_title: 'XA' })).body.data;
    expect((await api.delete(`/peers/${id}`)).status).toBe(204);
    expect((await api.delete(`/peers/${id}`)).status).toBe(404);
    expect((await api.get('/peers')).body.data).toEqual([]);
  });

  it('is not there for another realm', async () => {
    const { id } = (await restClient(server, await aTeam(server)).post('/peers', { ae_title: 'A' })).body
      .data;
    const stranger = restClient(server, await aTeam(server));
    for (const unknown of [id, noId, 'x']) {
      expect((await stranger.put(`/peers/${unknown}`, { tls: true })).status).toBe(404);
      expect((await stranger.delete(`/peers/${unknown}`)).status).toBe(404);
      expect((await stranger.post(`/peers/${unknown}/echo`)).status).toBe(404);
    }
  });
});

describe('C-ECHO to a peer', () => {
  const echo = async (peer: { host?: string; port?: number; ae_title?: string }, isCalled = true) => {
    const team = isCalled ? await aCalledTeam(server) : { ...(await aTeam(server)), aeTitle: '' };
    await aPeer(server, team, peer);
    const api = restClient(server, team);
    const [{ id }] = (await api.get('/peers')).body.data;
    return (await api.post(`/peers/${id}/echo`)).body.data;
  };

  it('comes back from one that knows us', async () => {
    const called = await aCalledTeam(server);
    // The other realm of this very server is the peer.
    const calling = await aCalledTeam(server);
    await aPeer(server, called, { ae_title: calling.aeTitle });
    await aPeer(server, calling, { ae_title: called.aeTitle, host: '127.0.0.1', port: server.port });
    const api = restClient(server, calling);
    const [{ id }] = (await api.get('/peers')).body.data;
    expect((await api.post(`/peers/${id}/echo`)).body.data).toMatchObject({ succeeded: true, reason: null });
    expect(await auditNames(server, calling.realmId)).toContain('peer.echoed');
  });

  it('says why it does not come back', async () => {
    expect(await echo({})).toMatchObject({ succeeded: false, reason: 'no-address' });
    expect(await echo({ host: '127.0.0.1', port: 1 })).toMatchObject({ reason: 'unreachable' });
    expect(await echo({ host: '127.0.0.1', port: server.port })).toMatchObject({ reason: 'rejected' });
    expect(await echo({ host: '127.0.0.1', port: 1 }, false)).toMatchObject({ reason: 'no-own-title' });
  });
});

describe('the command line', () => {
  it('adds, lists and removes peers', async () => {
    const team = await aTeam(server);
    const run = (...args: string[]) =>
      runCli(server.place, ['peer', ...args, '--team', team.teamId, '--json']);
    const added = await run('add', '--ae-title', 'CT', '--host', 'h', '--port', '104', '--allow', 'store');
    expect(JSON.parse(added.stdout).peer).toMatchObject({ ae_title: 'CT', port: 104, rights: ['store'] });
    expect((await run('add', '--ae-title', 'CT')).code).toBe(1);
    expect((await run('add', '--ae-title', 'DX', '--allow', 'all')).code).toBe(2);
    expect(JSON.parse((await run('list')).stdout).peers).toHaveLength(1);
    expect((await run('remove', '--ae-title', 'CT')).code).toBe(0);
    expect((await run('remove', '--ae-title', 'CT')).code).toBe(1);
  });
});
