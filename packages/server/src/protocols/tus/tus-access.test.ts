// Who may send by tus, and whose uploads anybody finds: with keys, sessions, roles, and across realms.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { aMember, aTeam, type TestMember } from '../../../test/support/makers.ts';
import { restClient } from '../../../test/support/rest-client.ts';
import { startTestServer, type TestServer } from '../../../test/support/test-server.ts';
import { encodeMetadata, type TusTestClient, tusClient } from '../../../test/support/tus.ts';

let server: TestServer;
let team: TestMember;
let tus: TusTestClient;
beforeAll(async () => {
  server = await startTestServer();
  team = await aTeam(server);
  tus = tusClient(server, team);
});
afterAll(() => server.close());

const bytesOf = (size: number) => Buffer.alloc(size, 'lumenbox');
const create = (headers: Record<string, string>) => tus.call('POST', '/files', headers);

describe('who may', () => {
  it('is nobody without credentials', async () => {
    const path = await tus.create(10);
    const nobody = tusClient(server, { headers: { authorization: 'Bearer lbx_wrong' } });
    for (const [method, url] of [
      ['POST', '/files'],
      ['HEAD', path],
      ['PATCH', path],
      ['DELETE', path],
    ] as const)
      expect((await nobody.call(method, url)).status).toBe(401);
  });

  it('is nobody without the scope, or in a role that sends no images', async () => {
    const reader = { headers: { authorization: `Bearer ${await team.token(['imaging:read'])}` } };
    expect((await tusClient(server, reader).call('POST', '/files', { 'upload-length': '1' })).status).toBe(
      403,
    );
    const viewer = await aMember(server, team, 'viewer');
    expect((await tusClient(server, viewer).call('POST', '/files', { 'upload-length': '1' })).status).toBe(
      403,
    );
    const uploader = await aMember(server, team, 'uploader');
    expect((await tusClient(server, uploader).call('POST', '/files', { 'upload-length': '1' })).status).toBe(
      201,
    );
  });

  it('finds the uploads of nobody else: of another realm, another member, another key', async () => {
    const path = await tus.create(10);
    await tus.patch(path, 0, bytesOf(4));
    const others = [
      await aTeam(server),
      await aMember(server, team, 'owner'),
      { headers: { authorization: `Bearer ${await team.token()}` } },
    ];
    for (const other of others) {
      const stranger = tusClient(server, other);
      expect((await stranger.call('HEAD', path)).status).toBe(404);
      expect((await stranger.patch(path, 4, bytesOf(6))).status).toBe(404);
      expect((await stranger.call('DELETE', path)).status).toBe(404);
    }
    expect(await tus.offset(path)).toBe(4);
    expect((await tus.call('HEAD', '/files/0197a3c0-0000-7000-8000-000000000000')).status).toBe(404);
    expect((await tus.call('HEAD', '/files/..%2F..%2Fetc%2Fpasswd')).status).toBe(404);
  });

  it('finds the patients of nobody else', async () => {
    const other = await aTeam(server);
    const rest = restClient(server, other);
    const made = await rest.post('/patients', {
      given_names: 'Ada',
      family_name: 'Lovelace',
      date_of_birth: '1815-12-10',
      sex: 'female',
    });
    for (const patientId of [made.body.data.id, 'nobody', '../etc']) {
      const metadata = encodeMetadata({ patient_id: patientId });
      expect((await create({ 'upload-length': '1', 'upload-metadata': metadata })).status).toBe(404);
    }
    await expect(
      tusClient(server, other).create(1, { patient_id: made.body.data.id }),
    ).resolves.toBeDefined();
  });

  it('is nobody any more once the key is revoked, in the middle of an upload', async () => {
    const key = await team.token();
    const client = tusClient(server, { headers: { authorization: `Bearer ${key}` } });
    const path = await client.create(10);
    expect((await client.patch(path, 0, bytesOf(4))).status).toBe(204);
    const rest = restClient(server, { headers: { authorization: `Bearer ${key}` } });
    const { body } = await rest.get('/tokens?per_page=100');
    for (const { id } of body.data)
      await restClient(server, { headers: { authorization: `Bearer ${key}` } }).delete(`/tokens/${id}`);
    expect((await client.patch(path, 4, bytesOf(6))).status).toBe(401);
    expect((await client.call('HEAD', path)).status).toBe(401);
  });

  it('is a session only with the proof that the dashboard sent the request', async () => {
    const own = await aTeam(server);
    const signedIn = await server.app.inject({
      method: 'POST',
      url: '/api/v1/session',
      payload: { email: own.email, password: own.password },
    });
    const cookie = String(signedIn.headers['set-cookie']).split(';', 1)[0] ?? '';
    const csrf = signedIn.json().data.csrf_token as string;
    const session = tusClient(server, { headers: { cookie } });
    expect((await session.call('POST', '/files', { 'upload-length': '1' })).status).toBe(403);
    const made = await session.call('POST', '/files', { 'upload-length': '1', 'x-csrf-token': csrf });
    expect(made.status).toBe(201);
    const path = new URL(made.headers.location ?? '').pathname;
    expect((await session.call('HEAD', path)).status).toBe(200);
    expect((await session.patch(path, 0, bytesOf(1))).status).toBe(403);
    expect((await session.call('DELETE', path)).status).toBe(403);
    expect((await session.patch(path, 0, bytesOf(1), { 'x-csrf-token': csrf })).status).toBe(204);
  });
});
