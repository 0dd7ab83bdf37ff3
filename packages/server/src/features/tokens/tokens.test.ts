// API keys as their makers manage them. Who a key lets in is told where credentials are.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { aBrowser, anonymously, auditNames } from '../../../test/support/browser.ts';
import { aMember, aTeam } from '../../../test/support/makers.ts';
import { startTestServer, type TestServer } from '../../../test/support/test-server.ts';

const noId = '01890000-0000-7000-8000-000000000000';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.close());

const withKey = (key: string, method: 'GET' | 'POST' | 'DELETE', path: string, body?: object) =>
  anonymously(server, method, path, body, { authorization: `Bearer ${key}` });

describe('making a key', () => {
  it('shows the key once, and it works', async () => {
    const team = await aTeam(server);
    const browser = await aBrowser(server, team);
    const answer = await browser.call('POST', '/tokens', { name: 'Integration' });
    expect(answer.statusCode).toBe(201);
    const { token, ...rest } = answer.json().data;
    expect(token).toMatch(/^lbx_[0-9A-Za-z]{46}$/);
    expect(rest).toEqual({
      id: expect.any(String),
      name: 'Integration',
      scopes: ['*'],
      user: { id: team.userId, name: 'Test Member', email: team.email },
      hint: token.slice(-4),
      expires_at: null,
      last_used_at: null,
      created_at: expect.any(String),
    });
    expect((await withKey(token, 'GET', '/session')).statusCode).toBe(200);
    const list = await browser.call('GET', '/tokens');
    expect(list.body).not.toContain(token);
    expect(list.json().data[0].id).toBe(rest.id);
    expect(await auditNames(server, team.realmId)).toContain('token.created');
  });

  it('takes scopes and a time to live', async () => {
    const browser = await aBrowser(server, await aTeam(server));
    const body = {
      name: 'Reader',
      scopes: ['patients:read', 'studies:read', 'patients:read'],
      expires_in: '30d',
    };
    const { data } = (await browser.call('POST', '/tokens', body)).json();
    expect(data.scopes).toEqual(['patients:read', 'studies:read']);
    expect(Math.round((Date.parse(data.expires_at) - Date.parse(data.created_at)) / 86_400_000)).toBe(30);
  });

  it('says what is wrong with its fields', async () => {
    const browser = await aBrowser(server, await aTeam(server));
    const body = { scopes: ['patients:eat'], expires_in: 'a while' };
    const answer = await browser.call('POST', '/tokens', body);
    expect(answer.statusCode).toBe(422);
    expect(answer.json().errors).toEqual({
      name: ['The name field is required.'],
      'scopes.0': ['The selected scopes.0 is invalid.'],
      expires_in: ['The expires in field format is invalid.'],
    });
    const eternal = await browser.call('POST', '/tokens', { name: 'X', expires_in: '9999999d' });
    expect(eternal.statusCode).toBe(422);
    expect((await browser.call('POST', '/tokens', { name: 'X', scopes: [] })).statusCode).toBe(422);
  });

  it('lets no key hand on more than it has', async () => {
    const team = await aTeam(server);
    const key = await team.token(['admin', 'patients:read']);
    for (const scopes of [undefined, ['*'], ['patients:read', 'patients:write']])
      expect((await withKey(key, 'POST', '/tokens', { name: 'X', scopes })).statusCode).toBe(403);
    expect((await withKey(key, 'POST', '/tokens', { name: 'X', scopes: ['patients:read'] })).statusCode).toBe(
      201,
    );
  });
});

describe('a key that a key makes', () => {
  const expiryOf = async (key: string, expires_in?: string) =>
    (await withKey(key, 'POST', '/tokens', { name: 'Child', expires_in })).json().data.expires_at;

  it('expires no later than its maker', async () => {
    const browser = await aBrowser(server, await aTeam(server));
    const { data } = (await browser.call('POST', '/tokens', { name: 'Parent', expires_in: '2h' })).json();
    expect(await expiryOf(data.token)).toBe(data.expires_at);
    expect(await expiryOf(data.token, '30d')).toBe(data.expires_at);
    expect((await expiryOf(data.token, '1h')) < data.expires_at).toBe(true);
  });

  it('lives for ever when its maker does', async () => {
    const team = await aTeam(server);
    expect(await expiryOf(await team.token())).toBe(null);
  });
});

describe('the list of keys', () => {
  it('holds your own, and for who manages the team all of them', async () => {
    const team = await aTeam(server);
    const [admin, member] = [await aMember(server, team, 'admin'), await aMember(server, team, 'member')];
    const users = async (headers: { authorization: string }) =>
      (await anonymously(server, 'GET', '/tokens', undefined, headers))
        .json()
        .data.map((token: { user: { id: string } }) => token.user.id);
    expect(await users(member.headers)).toEqual([member.userId]);
    expect((await users(admin.headers)).sort()).toEqual([team.userId, admin.userId, member.userId].sort());
    expect(await auditNames(server, team.realmId)).toContain('token.listed');
  });

  it('holds nothing of another team of the same user', async () => {
    const team = await aTeam(server);
    const browser = await aBrowser(server, team);
    const second = (await browser.call('POST', '/teams', { name: 'Second' })).json().data;
    await browser.call('PUT', '/session/team', { team_id: second.id });
    expect((await browser.call('GET', '/tokens')).json().data).toEqual([]);
  });

  it('says when a key was last used', async () => {
    const team = await aTeam(server);
    const browser = await aBrowser(server, team);
    const lastUsed = async () => {
      await server.parts.credentials.close();
      return (await browser.call('GET', '/tokens')).json().data[0].last_used_at;
    };
    expect(await lastUsed()).toBeNull();
    await anonymously(server, 'GET', '/session', undefined, team.headers);
    expect(await lastUsed()).toMatch(/^\d{4}-/);
  });

  it('comes in pages, newest first', async () => {
    const team = await aTeam(server);
    const browser = await aBrowser(server, team);
    for (const name of ['one', 'two']) await browser.call('POST', '/tokens', { name });
    const page = (await browser.call('GET', '/tokens?per_page=2')).json();
    expect(page.data.map((token: { name: string }) => token.name)).toEqual(['two', 'one']);
    expect(page.meta).toMatchObject({ total: 3, last_page: 2 });
    expect(page.links.next).toContain('per_page=2&page=2');
  });
});

describe('revoking a key', () => {
  it('ends it at once and takes it from the list', async () => {
    const team = await aTeam(server);
    const browser = await aBrowser(server, team);
    const { id, token } = (await browser.call('POST', '/tokens', { name: 'X' })).json().data;
    expect((await withKey(token, 'GET', '/session')).statusCode).toBe(200);
    expect((await browser.call('DELETE', `/tokens/${id}`)).statusCode).toBe(204);
    expect((await withKey(token, 'GET', '/session')).statusCode).toBe(401);
    expect((await browser.call('DELETE', `/tokens/${id}`)).statusCode).toBe(404);
    expect((await browser.call('GET', '/tokens')).body).not.toContain(id);
    expect(await auditNames(server, team.realmId)).toContain('token.revoked');
  });

  it('is possible with the key itself', async () => {
    const team = await aTeam(server);
    const browser = await aBrowser(server, team);
    const { id, token } = (await browser.call('POST', '/tokens', { name: 'X' })).json().data;
    expect((await withKey(token, 'DELETE', `/tokens/${id}`)).statusCode).toBe(204);
    expect((await withKey(token, 'GET', '/session')).statusCode).toBe(401);
  });

  it('is for its user and for who manages the team', async () => {
    const team = await aTeam(server);
    const [member, other] = [await aMember(server, team, 'member'), await aMember(server, team, 'member')];
    const list = await anonymously(server, 'GET', '/tokens', undefined, member.headers);
    const id = list.json().data[0].id;
    const path = `/tokens/${id}`;
    expect((await anonymously(server, 'DELETE', path, undefined, other.headers)).json()).toEqual({
      message: 'Not found',
    });
    expect((await anonymously(server, 'DELETE', path, undefined, team.headers)).statusCode).toBe(204);
  });

  it('finds no key of another realm, and none that is not there', async () => {
    const [team, stranger] = [await aTeam(server), await aTeam(server)];
    const theirs = await anonymously(server, 'GET', '/tokens', undefined, stranger.headers);
    for (const id of [theirs.json().data[0].id, noId, 'x']) {
      const answer = await anonymously(server, 'DELETE', `/tokens/${id}`, undefined, team.headers);
      expect(answer.statusCode).toBe(404);
      expect(answer.json()).toEqual({ message: 'Not found' });
    }
    expect((await anonymously(server, 'GET', '/session', undefined, stranger.headers)).statusCode).toBe(200);
  });
});
