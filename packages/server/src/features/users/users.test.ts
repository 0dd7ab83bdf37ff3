// One's own account: name, password, current team.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { aBrowser, anonymously, auditNames, browserOf } from '../../../test/support/browser.ts';
import { aTeam } from '../../../test/support/makers.ts';
import { startTestServer, type TestServer } from '../../../test/support/test-server.ts';
import { acceptInvitation } from './accept-invitation.service.ts';
import { signIn } from './sign-in.service.ts';
import { changePassword, type UsersDeps } from './users.service.ts';

const noId = '01890000-0000-7000-8000-000000000000';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.close());

describe('an account', () => {
  it('can be renamed', async () => {
    const team = await aTeam(server);
    const browser = await aBrowser(server, team);
    const answer = await browser.call('PUT', '/account', { name: '  Grace  ' });
    expect(answer.statusCode).toBe(200);
    expect(answer.json().data.user.name).toBe('Grace');
    expect((await browser.call('GET', '/session')).json().data).toEqual(answer.json().data);
    expect(await auditNames(server, team.realmId)).toContain('user.updated');
  });

  it('stays as it is when nothing is sent, and refuses to lose its name', async () => {
    const team = await aTeam(server);
    const browser = await aBrowser(server, team);
    expect((await browser.call('PUT', '/account', {})).json().data.user.name).toBe('Test Member');
    expect((await browser.call('PUT', '/account', { name: null })).statusCode).toBe(422);
    expect(await auditNames(server, team.realmId)).not.toContain('user.updated');
  });

  it('is nothing that a key can change', async () => {
    const team = await aTeam(server);
    for (const [path, body] of [
      ['/account', { name: 'X' }],
      ['/account/password', { current_password: team.password, password: 'a new password' }],
      ['/session/team', { team_id: team.teamId }],
    ] as const)
      expect((await anonymously(server, 'PUT', path, body, team.headers)).statusCode).toBe(403);
    expect((await anonymously(server, 'POST', '/teams', { name: 'X' }, team.headers)).statusCode).toBe(403);
  });
});

describe('changing the password', () => {
  it('ends every other session, keeps this one, and lets only the new password in', async () => {
    const team = await aTeam(server);
    const [here, elsewhere] = [await aBrowser(server, team), await aBrowser(server, team)];
    const change = { current_password: team.password, password: 'an entirely new one' };
    const answer = await here.call('PUT', '/account/password', change);
    expect(answer.statusCode).toBe(204);
    expect((await here.call('GET', '/session')).statusCode).toBe(200);
    expect((await elsewhere.call('GET', '/session')).statusCode).toBe(401);
    const signIn = (password: string) =>
      anonymously(server, 'POST', '/session', { email: team.email, password });
    expect((await signIn(team.password)).statusCode).toBe(422);
    expect((await signIn('an entirely new one')).statusCode).toBe(201);
    expect(await auditNames(server, team.realmId)).toContain('user.password_changed');
  });

  it('lets nobody by who showed the old one a moment before', async () => {
    const team = await aTeam(server);
    const other = await aBrowser(server, await aTeam(server));
    const { url } = (await other.call('POST', '/invitations', { role: 'viewer' })).json().data;
    const code = String(url).split('#')[1] ?? '';
    const [owner, thief] = [await aBrowser(server, team), await aBrowser(server, team)];
    const from = { ip: '127.0.0.1', requestId: 'x' };
    const stolen = await server.parts.credentials.bySession(thief.token, from);
    if (stolen === undefined) throw new Error('There is no such session.');
    let current = team.password;
    /** The owner changes the password at the moment at which the old one has been found right. */
    const meanwhile = (password: string): UsersDeps => ({
      ...server.parts.foundation,
      audit: server.parts.audit,
      passwords: {
        ...server.parts.passwords,
        isRight: async (...given) => {
          const isRight = await server.parts.passwords.isRight(...given);
          const change = { current_password: current, password };
          expect((await owner.call('PUT', '/account/password', change)).statusCode).toBe(204);
          return isRight;
        },
      },
    });
    const whence = { whence: { ip: '127.0.0.1', id: 'x' }, caller: undefined };
    const { email } = team;
    const tries = [
      (deps: UsersDeps) => signIn(deps, { email, password: current }, whence),
      (deps: UsersDeps) => acceptInvitation(deps, { code, name: 'X', email, password: current }, whence),
      (deps: UsersDeps) =>
        changePassword(deps, stolen, { current_password: current, password: 'of the thief' }),
    ];
    for (const [index, attempt] of tries.entries()) {
      const next = `password number ${index} of theirs`;
      await expect(attempt(meanwhile(next))).rejects.toThrow();
      current = next;
    }
    const { kysely } = server.parts.foundation.database;
    const sessions = await kysely
      .selectFrom('sessions')
      .select('id')
      .where('user_id', '=', team.userId)
      .execute();
    expect(sessions).toHaveLength(1);
    const signedIn = await anonymously(server, 'POST', '/session', { email, password: current });
    expect(signedIn.statusCode).toBe(201);
  });

  it('asks for the current password, and locks out whoever guesses it', async () => {
    const browser = await aBrowser(server, await aTeam(server));
    const guess = () =>
      browser.call('PUT', '/account/password', { current_password: 'a guess', password: 'a new password' });
    for (let time = 0; time < 5; time++) {
      const answer = await guess();
      expect(answer.statusCode).toBe(422);
      expect(answer.json().errors).toEqual({ current_password: ['The password is incorrect.'] });
    }
    expect((await guess()).statusCode).toBe(429);
  });

  it('keeps the blanks around it', async () => {
    const team = await aTeam(server);
    const change = { current_password: team.password, password: '  between blanks ' };
    const browser = await aBrowser(server, team);
    expect((await browser.call('PUT', '/account/password', change)).statusCode).toBe(204);
    const signIn = (password: string) =>
      anonymously(server, 'POST', '/session', { email: team.email, password });
    expect((await signIn('between blanks')).statusCode).toBe(422);
    expect((await signIn('  between blanks ')).statusCode).toBe(201);
  });

  it('refuses one that is guessed first, wherever one is made', async () => {
    const refusal = { password: ['This password is among those that are guessed first. Choose another.'] };
    const team = await aTeam(server);
    const browser = await aBrowser(server, team);
    const change = { current_password: team.password, password: 'Password123!' };
    expect((await browser.call('PUT', '/account/password', change)).json().errors).toEqual(refusal);
    const invited = await browser.call('POST', '/invitations', { role: 'viewer' });
    const [, code] = String(invited.json().data.url).split('#');
    const guest = { code, name: 'Grace', email: 'hopper-grace@example.com', password: 'hopper1906' };
    const joined = await anonymously(server, 'POST', '/invitations/accept', guest);
    expect(joined.json().errors).toEqual(refusal);
  });

  it('refuses one that is too short', async () => {
    const team = await aTeam(server);
    const answer = await (await aBrowser(server, team)).call('PUT', '/account/password', {
      current_password: team.password,
      password: 'ninechars',
    });
    expect(answer.json().errors).toEqual({
      password: ['The password field must be at least 10 characters.'],
    });
  });
});

describe('the current team', () => {
  it('can be switched in one session, and no other is moved by it', async () => {
    const team = await aTeam(server);
    const [browser, other] = [await aBrowser(server, team), await aBrowser(server, team)];
    const second = (await browser.call('POST', '/teams', { name: 'Second' })).json().data;
    expect((await browser.call('GET', '/session')).json().data.team.id).toBe(team.teamId);
    const answer = await browser.call('PUT', '/session/team', { team_id: second.id });
    expect(answer.statusCode).toBe(200);
    expect(answer.json().data.team).toEqual(second);
    expect(answer.json().data.teams).toHaveLength(2);
    const there = await browser.call('POST', '/cases', { label: 'There', sex: 'female' });
    const here = await other.call('POST', '/cases', { label: 'Here', sex: 'female' });
    expect([there.statusCode, here.statusCode]).toEqual([201, 201]);
    expect((await other.call('GET', '/session')).json().data.team.id).toBe(team.teamId);
    expect((await other.call('GET', `/cases/${here.json().data.id}`)).statusCode).toBe(200);
    expect((await other.call('GET', `/cases/${there.json().data.id}`)).statusCode).toBe(404);
    expect(await auditNames(server, second.realm_id)).toEqual([
      'team.created',
      'team.switched',
      'case.created',
    ]);
  });

  it('is the one chosen last when the account signs in again', async () => {
    const team = await aTeam(server);
    const browser = await aBrowser(server, team);
    const second = (await browser.call('POST', '/teams', { name: 'Second' })).json().data;
    await browser.call('PUT', '/session/team', { team_id: second.id });
    const { email, password } = team;
    const answer = await anonymously(server, 'POST', '/session', { email, password });
    expect(answer.json().data.team).toEqual(second);
    const again = browserOf(server, answer);
    expect((await again.call('GET', '/session')).json().data.team).toEqual(second);
  });

  it('cannot be one that the account does not belong to', async () => {
    const [team, stranger] = [await aTeam(server), await aTeam(server)];
    const browser = await aBrowser(server, team);
    for (const teamId of [stranger.teamId, noId, 'x']) {
      const answer = await browser.call('PUT', '/session/team', { team_id: teamId });
      expect(answer.statusCode).toBe(422);
      expect(answer.json().errors).toEqual({ team_id: ['The selected team id is invalid.'] });
    }
    expect((await browser.call('GET', '/session')).json().data.team.id).toBe(team.teamId);
  });
});
