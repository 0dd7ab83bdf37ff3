// Signatures and amendments through HTTP: what binds, what still changes, and who may sign.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { aMember, aTeam, type TestMember } from '../../../test/support/makers.ts';
import { aReport, eventsOf } from '../../../test/support/reports.ts';
import { type RestClient, restClient } from '../../../test/support/rest-client.ts';
import { startTestServer, type TestServer } from '../../../test/support/test-server.ts';

let server: TestServer;
let team: TestMember;
let api: RestClient;
beforeAll(async () => {
  server = await startTestServer();
  team = await aTeam(server);
  api = restClient(server, team);
});
afterAll(() => server.close());

describe('a signature', () => {
  it('binds: what is signed changes by amendments alone', async () => {
    const { path } = await aReport(api);
    const signed = await api.post(`${path}/sign`, { version: 1 });
    expect(signed.status).toBe(200);
    expect(signed.body.data).toMatchObject({
      status: 'final',
      version: 1,
      signed_by: 'Test Member',
      signed_at: expect.stringMatching(/Z$/),
    });
    expect((await api.put(path, { body: 'other' })).status).toBe(409);
    expect((await api.post(`${path}/sign`)).body.message).toBe('This report is signed already.');
    expect((await api.get(path)).body.data.body).toBe('Lungs clear.');

    const amended = await api.post(`${path}/amend`, {
      body: 'Effusion on the left.',
      reason: 'Side corrected.',
    });
    expect(amended.body.data).toMatchObject({
      status: 'amended',
      version: 2,
      body: 'Effusion on the left.',
      reason: 'Side corrected.',
      signed_by: 'Test Member',
    });
    expect((await api.put(path, { body: 'third' })).status).toBe(409);
    const again = await api.post(`${path}/amend`, {
      body: 'Small effusion.',
      reason: 'Size added.',
      version: 2,
    });
    expect(again.body.data).toMatchObject({ status: 'amended', version: 3 });
    const versions = (await api.get(`${path}/versions`)).body.data;
    expect(versions.map((one: { status: string; body: string }) => [one.status, one.body])).toEqual([
      ['amended', 'Small effusion.'],
      ['amended', 'Effusion on the left.'],
      ['final', 'Lungs clear.'],
    ]);
  });

  it('is one when two sign at once', async () => {
    const { path, report } = await aReport(api);
    const both = await Promise.all([api.post(`${path}/sign`), api.post(`${path}/sign`)]);
    expect(both.map(({ status }) => status).toSorted()).toEqual([200, 409]);
    expect((await eventsOf(api, report.id)).map((one: { event: string }) => one.event)).toEqual([
      'report.created',
      'report.signed',
    ]);
  });

  it('is not put under nothing, and no draft is amended', async () => {
    const { path } = await aReport(api, { body: null });
    expect((await api.post(`${path}/sign`)).body.message).toMatch(/says nothing yet/);
    expect((await api.post(`${path}/amend`, { body: 'x', reason: 'y' })).body.message).toMatch(/is a draft/);
  });

  it('is asked for a reason, and for a change', async () => {
    const { path } = await aReport(api);
    await api.post(`${path}/sign`);
    expect((await api.post(`${path}/amend`, { body: 'x' })).body.errors).toEqual({
      reason: ['The reason field is required.'],
    });
    const unchanged = await api.post(`${path}/amend`, { body: 'Lungs clear.', reason: 'None.' });
    expect(unchanged.body.errors.body[0]).toMatch(/changes nothing/);
    expect((await api.post(`${path}/amend`, { body: null, reason: 'None.' })).status).toBe(422);
    expect((await api.get(path)).body.data.version).toBe(1);
  });

  it('is a person’s: a key signs when it may do everything, and by no scope of reports', async () => {
    const { path } = await aReport(api);
    const scoped = async (...scopes: Parameters<TestMember['token']>[0] & object) =>
      restClient(server, { headers: { authorization: `Bearer ${await team.token(scopes)}` } });
    const writer = await scoped('reports:read', 'reports:write');
    expect((await writer.put(path, { body: 'by a program' })).status).toBe(200);
    expect((await writer.post(`${path}/sign`)).status).toBe(403);
    expect((await (await scoped('admin')).post(`${path}/sign`)).status).toBe(403);
    const reader = await scoped('reports:read');
    expect((await reader.get(path)).status).toBe(200);
    expect((await reader.put(path, { body: 'x' })).status).toBe(403);
    expect((await (await scoped('studies:read')).get(path)).status).toBe(403);
    const member = restClient(server, await aMember(server, team, 'member'));
    expect((await member.post(`${path}/sign`)).status).toBe(200);
    const viewer = restClient(server, await aMember(server, team, 'viewer'));
    expect((await viewer.get(path)).body.data.status).toBe('final');
    expect((await viewer.post(`${path}/amend`, { body: 'x', reason: 'y' })).status).toBe(403);
    // A signed report goes by who may sign alone.
    expect((await writer.delete(path)).status).toBe(403);
    expect((await member.delete(path)).status).toBe(204);
  });
});
