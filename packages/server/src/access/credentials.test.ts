// Who is let in: keys and sessions that are good, and the many that are not.
import { operations } from '@lumenbox/contract';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { aBrowser, anonymously, browserWith } from '../../test/support/browser.ts';
import { aMember, aTeam, type TestMember } from '../../test/support/makers.ts';
import { startTestServer, type TestServer } from '../../test/support/test-server.ts';
import { composeParts, openFoundation } from '../compose/index.ts';
import { issueToken } from '../features/tokens/index.ts';
import { createApiKey } from './api-key.ts';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.close());

function withKey(key: string, scheme = 'Bearer') {
  return anonymously(server, 'GET', '/session', undefined, { authorization: `${scheme} ${key}` });
}

function keyFor(team: TestMember, expiresIn: string | null) {
  const { foundation, audit } = server.parts;
  const { teamId, userId } = team;
  const wanted = { teamId, userId, name: 'Key', scopes: ['*'], expiresIn } as const;
  return issueToken({ ...foundation, audit }, team.scope, team.origin, wanted);
}

describe('a key', () => {
  it('acts for its user in the realm of its team', async () => {
    const team = await aTeam(server);
    const { data } = (await withKey(await team.token())).json();
    expect(data.user.id).toBe(team.userId);
    expect(data.team).toEqual({
      id: team.teamId,
      name: team.teamName,
      realm_id: team.realmId,
      role: 'owner',
    });
    expect(data.csrf_token).toBeNull();
  });

  it('shows only its own team, though its user has others', async () => {
    const team = await aTeam(server);
    await (await aBrowser(server, team)).call('POST', '/teams', { name: 'Another' });
    const { data } = (await withKey(await team.token())).json();
    expect(data.teams.map((one: { id: string }) => one.id)).toEqual([team.teamId]);
  });

  it('is taken with the scheme in any case', async () => {
    const team = await aTeam(server);
    expect((await withKey(await team.token(), 'bEARER')).statusCode).toBe(200);
  });

  it('is refused when it is unknown, mistyped, or no key at all', async () => {
    const team = await aTeam(server);
    const key = await team.token();
    const last = key.endsWith('0') ? '1' : '0';
    for (const wrong of [
      createApiKey().key,
      key.slice(0, -1) + last,
      `${key}x`,
      'x',
      "' OR 1=1 --",
      key.toUpperCase(),
    ]) {
      const answer = await withKey(wrong);
      expect(answer.statusCode, wrong).toBe(401);
      expect(answer.json()).toEqual({ message: 'Unauthenticated.' });
    }
    expect((await withKey(key, 'Basic')).statusCode).toBe(401);
  });

  it('is refused from the moment it expires', async () => {
    const team = await aTeam(server);
    const { token } = await keyFor(team, '60s');
    server.clock.advance(58_000);
    expect((await withKey(token)).statusCode).toBe(200);
    server.clock.advance(2_000);
    expect((await withKey(token)).statusCode).toBe(401);
  });

  it('fails at the next request after its revocation, in every process', async () => {
    const team = await aTeam(server);
    const { token, id } = await keyFor(team, null);
    const other = await composeParts(
      await openFoundation({ ...server.parts.foundation, clock: server.clock }),
    );
    const from = { ip: '127.0.0.1', requestId: 'test' };
    try {
      expect((await other.credentials.byKey(token, from))?.userId).toBe(team.userId);
      const revoked = await anonymously(server, 'DELETE', `/tokens/${id}`, undefined, team.headers);
      expect(revoked.statusCode).toBe(204);
      expect((await withKey(token)).statusCode).toBe(401);
      expect(await other.credentials.byKey(token, from)).toBeUndefined();
    } finally {
      await other.close();
    }
  });

  it('has the role that its user has at the moment of the request', async () => {
    const team = await aTeam(server);
    const member = await aMember(server, team, 'admin');
    const list = () => anonymously(server, 'GET', '/invitations', undefined, member.headers);
    expect((await list()).statusCode).toBe(200);
    await (await aBrowser(server, team)).call('PUT', `/members/${member.userId}`, { role: 'viewer' });
    expect((await list()).statusCode).toBe(403);
  });

  it('is stored as a hash alone', async () => {
    const team = await aTeam(server);
    const key = await team.token();
    const rows = await server.parts.foundation.database.kysely
      .selectFrom('api_keys')
      .selectAll()
      .where('team_id', '=', team.teamId)
      .execute();
    expect(JSON.stringify(rows)).not.toContain(key.slice(4, 44));
  });

  it('has its last use noted, at most once a minute', async () => {
    const team = await aTeam(server);
    const { token, id } = await keyFor(team, null);
    const lastUse = async () => {
      await server.parts.credentials.close();
      const { kysely } = server.parts.foundation.database;
      const row = await kysely
        .selectFrom('api_key_uses')
        .select('last_used_at')
        .where('api_key_id', '=', id)
        .executeTakeFirst();
      return row?.last_used_at;
    };
    expect(await lastUse()).toBeUndefined();
    await withKey(token);
    const first = await lastUse();
    expect(first).toBeDefined();
    await withKey(token);
    expect(await lastUse()).toBe(first);
    server.clock.advance(minuteMs);
    await withKey(token);
    const second = await lastUse();
    expect(Date.parse(second ?? '')).toBeGreaterThan(Date.parse(first ?? ''));
  });
});

describe('a session', () => {
  it('acts in the team that is current, with all that the role allows', async () => {
    const team = await aTeam(server);
    const browser = await aBrowser(server, team);
    const { data } = (await browser.call('GET', '/session')).json();
    expect(data.team.id).toBe(team.teamId);
    expect(data.csrf_token).toBe(browser.csrfToken);
    expect(data.permissions).toContain('owners:manage');
  });

  it('ends after twelve hours without use', async () => {
    const browser = await aBrowser(server, await aTeam(server));
    server.clock.advance(12 * hourMs - minuteMs);
    expect((await browser.call('GET', '/session')).statusCode).toBe(200);
    await server.parts.credentials.close();
    server.clock.advance(12 * hourMs - minuteMs);
    expect((await browser.call('GET', '/session')).statusCode).toBe(200);
    await server.parts.credentials.close();
    server.clock.advance(12 * hourMs);
    expect((await browser.call('GET', '/session')).statusCode).toBe(401);
  });

  it('ends after thirty days however much it is used', async () => {
    const browser = await aBrowser(server, await aTeam(server));
    const statuses: number[] = [];
    for (let elapsed = 0; elapsed < 31 * 24; elapsed += 8) {
      statuses.push((await browser.call('GET', '/session')).statusCode);
      await server.parts.credentials.close();
      server.clock.advance(8 * hourMs);
    }
    expect(statuses.indexOf(401)).toBe(30 * 3);
    expect(statuses.slice(30 * 3).every((status) => status === 401)).toBe(true);
  });

  it('has its use written at most every five minutes', async () => {
    const team = await aTeam(server);
    const browser = await aBrowser(server, team);
    const seen = async () => {
      await server.parts.credentials.close();
      const { kysely } = server.parts.foundation.database;
      const row = await kysely
        .selectFrom('sessions')
        .select('last_seen_at')
        .where('user_id', '=', team.userId)
        .executeTakeFirstOrThrow();
      return row.last_seen_at;
    };
    const opened = await seen();
    server.clock.advance(4 * minuteMs);
    await browser.call('GET', '/session');
    expect(await seen()).toBe(opened);
    server.clock.advance(minuteMs);
    await browser.call('GET', '/session');
    expect((await seen()) > opened).toBe(true);
  });

  it('is stored as a hash alone', async () => {
    const team = await aTeam(server);
    const browser = await aBrowser(server, team);
    const rows = await server.parts.foundation.database.kysely.selectFrom('sessions').selectAll().execute();
    expect(JSON.stringify(rows)).not.toContain(browser.token);
  });

  it('is refused when its token is unknown, empty or endless', async () => {
    for (const token of ['x', '', 'a'.repeat(4000)])
      expect((await browserWith(server, token).call('GET', '/session')).statusCode).toBe(401);
  });

  it('counts for nothing beside a key that is not good', async () => {
    const browser = await aBrowser(server, await aTeam(server));
    const answer = await anonymously(server, 'GET', '/session', undefined, {
      cookie: `lumenbox_session=${browser.token}`,
      authorization: 'Bearer nothing',
    });
    expect(answer.statusCode).toBe(401);
  });
});

describe('a write with a session', () => {
  it('is refused without the CSRF token, and with a wrong one, for every operation', async () => {
    const browser = await aBrowser(server, await aTeam(server));
    const stranger = await aBrowser(server, await aTeam(server));
    const writes = Object.entries(operations).filter(
      ([, { method, access }]) => method !== 'GET' && access !== 'public',
    );
    expect(writes.length).toBeGreaterThan(20);
    for (const [name, operation] of writes) {
      for (const csrf of [undefined, '', 'x', browser.csrfToken.slice(0, -1), stranger.csrfToken]) {
        const answer = await anonymously(
          server,
          operation.method,
          operation.path.replace(/\{\w+\}/g, '01890000-0000-7000-8000-000000000000'),
          undefined,
          {
            cookie: `lumenbox_session=${browser.token}`,
            ...(csrf === undefined ? {} : { 'x-csrf-token': csrf }),
          },
        );
        expect(answer.statusCode, `${name} with ${csrf}`).toBe(403);
        expect(answer.json().message).toContain('CSRF');
      }
    }
  });

  it('needs no CSRF token with a key', async () => {
    const team = await aTeam(server);
    const answer = await anonymously(server, 'POST', '/tokens', { name: 'Second' }, team.headers);
    expect(answer.statusCode).toBe(201);
  });
});

describe('a public write', () => {
  const body = { email: 'nobody@example.com', password: 'not the password' };
  const send = (headers: Record<string, string>) =>
    anonymously(server, 'POST', '/session', body, { host: 'lumenbox.test', ...headers });

  it('is refused when a browser sends it for another site', async () => {
    for (const headers of [
      { 'sec-fetch-site': 'cross-site' },
      { 'sec-fetch-site': 'cross-site', origin: 'http://lumenbox.test' },
      { origin: 'http://evil.test' },
      { origin: 'http://lumenbox.test:81' },
      { origin: 'null' },
      { 'sec-fetch-site': 'same-site', origin: 'http://other.lumenbox.test' },
    ]) {
      const answer = await send(headers);
      expect(answer.statusCode, JSON.stringify(headers)).toBe(403);
    }
  });

  it('is heard from our own pages and from programs', async () => {
    for (const headers of [{}, { origin: 'http://lumenbox.test', 'sec-fetch-site': 'same-origin' }])
      expect((await send(headers)).statusCode, JSON.stringify(headers)).toBe(422);
  });

  it('is heard from the public address, whatever the proxy makes of the host', async () => {
    const proxied = await startTestServer({ LUMENBOX_PUBLIC_URL: 'https://images.example.com' });
    try {
      const own = { origin: 'https://images.example.com', host: '127.0.0.1:8100' };
      expect((await anonymously(proxied, 'POST', '/session', body, own)).statusCode).toBe(422);
      const other = { origin: 'https://evil.example.com', host: '127.0.0.1:8100' };
      expect((await anonymously(proxied, 'POST', '/session', body, other)).statusCode).toBe(403);
    } finally {
      await proxied.close();
    }
  });
});
