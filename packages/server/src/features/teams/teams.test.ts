// Teams and their members: roles change, members come and go, an owner stays.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { aBrowser, anonymously, auditNames } from '../../../test/support/browser.ts';
import { aMember, aTeam } from '../../../test/support/makers.ts';
import { startTestServer, type TestServer } from '../../../test/support/test-server.ts';

const noId = '01890000-0000-7000-8000-000000000000';
const unauthorized = { message: 'This action is unauthorized.' };
const keepsAnOwner = ['A team keeps at least one owner. Make another member an owner first.'];

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.close());

describe('a team', () => {
  it('is made with a realm of its own, in which its maker is the owner', async () => {
    const team = await aTeam(server);
    const browser = await aBrowser(server, team);
    const answer = await browser.call('POST', '/teams', { name: 'Research' });
    expect(answer.statusCode).toBe(201);
    const { data } = answer.json();
    expect(data).toEqual({
      id: expect.any(String),
      name: 'Research',
      realm_id: expect.any(String),
      role: 'owner',
    });
    expect(data.realm_id).not.toBe(team.realmId);
    expect(await auditNames(server, data.realm_id)).toEqual(['team.created']);
    expect((await browser.call('POST', '/teams', {})).json().errors).toEqual({
      name: ['The name field is required.'],
    });
  });

  it('can be renamed', async () => {
    const team = await aTeam(server);
    const browser = await aBrowser(server, team);
    const answer = await browser.call('PUT', '/team', { name: 'Renamed' });
    expect(answer.json().data).toEqual({
      id: team.teamId,
      name: 'Renamed',
      realm_id: team.realmId,
      role: 'owner',
    });
    expect((await browser.call('GET', '/session')).json().data.team.name).toBe('Renamed');
    expect((await browser.call('PUT', '/team', {})).json().data.name).toBe('Renamed');
    expect((await auditNames(server, team.realmId)).filter((name) => name === 'team.updated')).toHaveLength(
      1,
    );
  });
});

describe('the members of a team', () => {
  it('are listed in the order of joining, page by page', async () => {
    const team = await aTeam(server);
    const others = [await aMember(server, team, 'admin'), await aMember(server, team, 'viewer')];
    const list = (query: string) => anonymously(server, 'GET', `/members${query}`, undefined, team.headers);
    const first = (await list('?per_page=2')).json();
    expect(first.data.map((member: { id: string }) => member.id)).toEqual([team.userId, others[0]?.userId]);
    expect(first.data[0]).toEqual({
      id: team.userId,
      name: 'Test Member',
      email: team.email,
      role: 'owner',
      joined_at: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/),
    });
    expect(first.meta).toEqual({ current_page: 1, from: 1, last_page: 2, per_page: 2, to: 2, total: 3 });
    const second = (await list('?per_page=2&page=2')).json();
    expect(second.data.map((member: { id: string }) => member.id)).toEqual([others[1]?.userId]);
    expect(await auditNames(server, team.realmId)).toContain('member.listed');
  });

  it('are given other roles', async () => {
    const team = await aTeam(server);
    const member = await aMember(server, team, 'viewer');
    const browser = await aBrowser(server, team);
    const answer = await browser.call('PUT', `/members/${member.userId}`, { role: 'uploader' });
    expect(answer.statusCode).toBe(200);
    expect(answer.json().data).toMatchObject({ id: member.userId, role: 'uploader' });
    const same = await browser.call('PUT', `/members/${member.userId}`, { role: 'uploader' });
    expect(same.statusCode).toBe(200);
    const events = await auditNames(server, team.realmId);
    expect(events.filter((name) => name === 'member.role_changed')).toHaveLength(1);
    const wrong = await browser.call('PUT', `/members/${member.userId}`, { role: 'boss' });
    expect(wrong.json().errors).toEqual({ role: ['The selected role is invalid.'] });
  });

  it('are unknown to other teams', async () => {
    const [team, stranger] = [await aTeam(server), await aTeam(server)];
    const browser = await aBrowser(server, team);
    for (const id of [stranger.userId, noId, 'x', "'"]) {
      const path = `/members/${encodeURIComponent(id)}`;
      expect((await browser.call('PUT', path, { role: 'viewer' })).statusCode).toBe(404);
      expect((await browser.call('DELETE', path)).json()).toEqual({ message: 'Not found' });
    }
    expect((await anonymously(server, 'GET', '/session', undefined, stranger.headers)).statusCode).toBe(200);
  });

  it('leave with their keys and sessions there, and nothing else of theirs ends', async () => {
    const team = await aTeam(server);
    const member = await aMember(server, team, 'member');
    const [browser, elsewhere] = [await aBrowser(server, member), await aBrowser(server, member)];
    const own = (await browser.call('POST', '/teams', { name: 'Own' })).json().data;
    await elsewhere.call('PUT', '/session/team', { team_id: own.id });
    const admin = await aBrowser(server, await aMember(server, team, 'admin'));
    expect((await admin.call('DELETE', `/members/${member.userId}`)).statusCode).toBe(204);
    expect((await anonymously(server, 'GET', '/session', undefined, member.headers)).statusCode).toBe(401);
    // Not moved to another team of theirs: what is typed for one realm must not land in another.
    expect((await browser.call('POST', '/cases', { label: 'X', sex: 'female' })).statusCode).toBe(401);
    expect((await elsewhere.call('GET', '/session')).json().data.team).toEqual(own);
    expect((await admin.call('DELETE', `/members/${member.userId}`)).statusCode).toBe(404);
    expect(await auditNames(server, team.realmId)).toContain('member.removed');
  });

  it('get no old key back when they join again', async () => {
    const team = await aTeam(server);
    const member = await aMember(server, team, 'member');
    const owner = await aBrowser(server, team);
    await owner.call('DELETE', `/members/${member.userId}`);
    const link = (await owner.call('POST', '/invitations', { role: 'member' })).json().data.url;
    const { email, password } = member;
    const body = { code: link.split('#')[1], name: 'X', email, password };
    expect((await anonymously(server, 'POST', '/invitations/accept', body)).statusCode).toBe(201);
    expect((await anonymously(server, 'GET', '/session', undefined, member.headers)).statusCode).toBe(401);
  });

  it('keep no key that they make at the moment of their removal', async () => {
    for (let round = 0; round < 5; round++) {
      const team = await aTeam(server);
      const member = await aMember(server, team, 'member');
      const [owner, browser] = [await aBrowser(server, team), await aBrowser(server, member)];
      const answers = await Promise.all([
        ...[1, 2, 3].map(() => browser.call('POST', '/tokens', { name: 'Quick' })),
        owner.call('DELETE', `/members/${member.userId}`),
        ...[4, 5, 6].map(() => browser.call('POST', '/tokens', { name: 'Quick' })),
      ]);
      expect(answers[3]?.statusCode).toBe(204);
      for (const answer of answers) expect([201, 204, 401]).toContain(answer.statusCode);
      const left = await server.parts.foundation.database.kysely
        .selectFrom('api_keys')
        .select('id')
        .where('user_id', '=', member.userId)
        .where('revoked_at', 'is', null)
        .execute();
      expect(left).toEqual([]);
    }
  });

  it('may leave by themselves, and remove nobody else', async () => {
    const team = await aTeam(server);
    const viewer = await aMember(server, team, 'viewer');
    const other = await aMember(server, team, 'viewer');
    const browser = await aBrowser(server, viewer);
    expect((await browser.call('DELETE', `/members/${other.userId}`)).json()).toEqual(unauthorized);
    expect((await browser.call('DELETE', `/members/${viewer.userId}`)).statusCode).toBe(204);
    expect((await browser.call('GET', '/session')).statusCode).toBe(401);
  });
});

describe('a key that runs the team', () => {
  it('invites nobody, changes no role and removes nobody, unless it has every scope', async () => {
    const team = await aTeam(server);
    const member = await aMember(server, team, 'member');
    const invitation = (
      await (await aBrowser(server, team)).call('POST', '/invitations', { role: 'viewer' })
    ).json().data;
    const attempts = [
      ['POST', '/invitations', { role: 'owner' }],
      ['POST', '/invitations', { role: 'viewer' }],
      ['DELETE', `/invitations/${invitation.id}`, undefined],
      ['PUT', `/members/${member.userId}`, { role: 'owner' }],
      ['DELETE', `/members/${member.userId}`, undefined],
    ] as const;
    const answersTo = async (key: string) => {
      const statuses: number[] = [];
      for (const [method, path, body] of attempts)
        statuses.push(
          (await anonymously(server, method, path, body, { authorization: `Bearer ${key}` })).statusCode,
        );
      return statuses;
    };
    expect(await answersTo(await team.token(['admin', 'patients:read']))).toEqual([403, 403, 403, 403, 403]);
    expect(await answersTo(await team.token(['*']))).toEqual([201, 201, 204, 200, 204]);
  });
});

describe('owners', () => {
  it('are made, unmade and removed by owners alone', async () => {
    const team = await aTeam(server);
    const second = await aMember(server, team, 'owner');
    const admin = await aMember(server, team, 'admin');
    const browser = await aBrowser(server, admin);
    for (const [method, path, body] of [
      ['PUT', `/members/${admin.userId}`, { role: 'owner' }],
      ['PUT', `/members/${second.userId}`, { role: 'viewer' }],
      ['DELETE', `/members/${second.userId}`, undefined],
      ['POST', '/invitations', { role: 'owner' }],
    ] as const) {
      const answer = await browser.call(method, path, body);
      expect(answer.statusCode, `${method} ${path}`).toBe(403);
      expect(answer.json()).toEqual(unauthorized);
    }
    const owner = await aBrowser(server, team);
    expect((await owner.call('PUT', `/members/${admin.userId}`, { role: 'owner' })).statusCode).toBe(200);
    expect((await owner.call('PUT', `/members/${admin.userId}`, { role: 'admin' })).statusCode).toBe(200);
    expect((await owner.call('DELETE', `/members/${second.userId}`)).statusCode).toBe(204);
  });

  it('stay as long as there is no other', async () => {
    const team = await aTeam(server);
    await aMember(server, team, 'admin');
    const browser = await aBrowser(server, team);
    const step = await browser.call('PUT', `/members/${team.userId}`, { role: 'admin' });
    expect(step.statusCode).toBe(422);
    expect(step.json().errors).toEqual({ role: keepsAnOwner });
    const leave = await browser.call('DELETE', `/members/${team.userId}`);
    expect(leave.statusCode).toBe(422);
    expect(leave.json().errors).toEqual({ id: keepsAnOwner });
    expect((await browser.call('GET', '/session')).json().data.team.role).toBe('owner');
  });

  it('stay also when two step down at once', async () => {
    for (let round = 0; round < 5; round++) {
      const team = await aTeam(server);
      const second = await aMember(server, team, 'owner');
      const [one, other] = [await aBrowser(server, team), await aBrowser(server, second)];
      const answers = await Promise.all([
        one.call('PUT', `/members/${second.userId}`, { role: 'viewer' }),
        other.call('DELETE', `/members/${team.userId}`),
        one.call('PUT', `/members/${team.userId}`, { role: 'viewer' }),
        other.call('PUT', `/members/${second.userId}`, { role: 'viewer' }),
      ]);
      expect(answers.every((answer) => answer.statusCode < 500)).toBe(true);
      const owners = await server.parts.foundation.database.kysely
        .selectFrom('memberships')
        .select('user_id')
        .where('team_id', '=', team.teamId)
        .where('role', '=', 'owner')
        .execute();
      expect(owners.length).toBeGreaterThan(0);
    }
  });
});
