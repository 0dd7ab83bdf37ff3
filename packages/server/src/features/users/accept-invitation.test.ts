// Joining a team by its one-time link.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { aBrowser, anonymously, auditNames, browserOf } from '../../../test/support/browser.ts';
import { aTeam, type TestMember } from '../../../test/support/makers.ts';
import { startTestServer, type TestServer } from '../../../test/support/test-server.ts';
import { newId } from '../../platform/ids.ts';

const dayMs = 86_400_000;
const useless = { code: ['The invitation is unknown, used up or out of date. Ask for a new one.'] };

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.close());

async function invitationTo(team: TestMember, invitation: object): Promise<string> {
  const answer = await (await aBrowser(server, team)).call('POST', '/invitations', invitation);
  return answer.json().data.url.split('#')[1];
}
const open = (code: string) => anonymously(server, 'POST', '/invitations/open', { code });
const accept = (body: object) => anonymously(server, 'POST', '/invitations/accept', body);
const aStranger = () => ({ name: 'Newcomer', email: `${newId()}@example.com`, password: 'a long password' });

describe('an invitation', () => {
  it('says where it leads', async () => {
    const team = await aTeam(server);
    const code = await invitationTo(team, { role: 'viewer', email: 'a@example.com' });
    const answer = await open(code);
    expect(answer.statusCode).toBe(200);
    expect(answer.json().data).toMatchObject({ team: team.teamName, role: 'viewer', email: 'a@example.com' });
  });

  it('makes an account of the role, signs it in, and is used up', async () => {
    const team = await aTeam(server);
    const code = await invitationTo(team, { role: 'member' });
    const stranger = aStranger();
    const answer = await accept({ code, ...stranger });
    expect(answer.statusCode).toBe(201);
    expect(answer.json().data.team).toMatchObject({ id: team.teamId, role: 'member' });
    const browser = browserOf(server, answer);
    expect((await browser.call('GET', '/session')).json().data.user.email).toBe(stranger.email);
    expect((await open(code)).statusCode).toBe(404);
    const again = await accept({ code, ...aStranger() });
    expect(again.statusCode).toBe(422);
    expect(again.json().errors).toEqual(useless);
    expect((await auditNames(server, team.realmId)).slice(-3)).toEqual([
      'member.invited',
      'user.created',
      'member.joined',
    ]);
  });

  it('takes the account that is signed in, and moves that session alone', async () => {
    const [team, guest] = [await aTeam(server), await aTeam(server)];
    const code = await invitationTo(team, { role: 'admin' });
    const [browser, other] = [await aBrowser(server, guest), await aBrowser(server, guest)];
    const answer = await browser.call('POST', '/invitations/accept', { code });
    expect(answer.statusCode).toBe(201);
    expect(answer.headers['set-cookie']).toBeUndefined();
    const { data } = answer.json();
    expect(data.user.id).toBe(guest.userId);
    expect(data.team).toMatchObject({ id: team.teamId, role: 'admin' });
    expect(data.teams).toHaveLength(2);
    expect((await browser.call('GET', '/session')).json().data).toEqual(data);
    expect((await other.call('GET', '/session')).json().data.team.id).toBe(guest.teamId);
  });

  it('takes an account that is not signed in, if the password is right', async () => {
    const [team, guest] = [await aTeam(server), await aTeam(server)];
    const code = await invitationTo(team, { role: 'admin' });
    const wrong = await accept({ code, name: 'X', email: guest.email, password: 'not the password' });
    expect(wrong.statusCode).toBe(422);
    expect(wrong.json().errors).toEqual({ email: ['The email has already been taken.'] });
    const right = await accept({ code, name: 'X', email: guest.email, password: guest.password });
    expect(right.statusCode).toBe(201);
    expect(right.json().data.user).toMatchObject({ id: guest.userId, name: 'Test Member' });
  });

  it('lets nobody guess the password of an account', async () => {
    const [team, victim] = [await aTeam(server), await aTeam(server)];
    const code = await invitationTo(team, { role: 'viewer' });
    const guess = () => accept({ code, name: 'X', email: victim.email, password: 'not the password' });
    for (let time = 0; time < 5; time++) expect((await guess()).statusCode).toBe(422);
    expect((await guess()).statusCode).toBe(429);
  });

  it('makes one member of two who accept at once', async () => {
    const team = await aTeam(server);
    const code = await invitationTo(team, { role: 'member' });
    const answers = await Promise.all([1, 2, 3, 4].map(() => accept({ code, ...aStranger() })));
    expect(answers.map((answer) => answer.statusCode).sort((a, b) => a - b)).toEqual([201, 422, 422, 422]);
    const members = await (await aBrowser(server, team)).call('GET', '/members');
    expect(members.json().meta.total).toBe(2);
  });

  it('makes no account when the same person accepts twice at once', async () => {
    const team = await aTeam(server);
    const code = await invitationTo(team, { role: 'member' });
    const stranger = aStranger();
    const answers = await Promise.all([accept({ code, ...stranger }), accept({ code, ...stranger })]);
    expect(answers.map((answer) => answer.statusCode).sort((a, b) => a - b)).toEqual([201, 422]);
  });

  it('is for the email address that it names', async () => {
    const team = await aTeam(server);
    const stranger = aStranger();
    const code = await invitationTo(team, { role: 'member', email: stranger.email });
    const other = await accept({ code, ...aStranger() });
    expect(other.json().errors).toEqual({ email: ['This invitation is for another email address.'] });
    const guest = await aBrowser(server, await aTeam(server));
    expect((await guest.call('POST', '/invitations/accept', { code })).statusCode).toBe(422);
    const { name, password } = stranger;
    const answer = await accept({ code, name, password });
    expect(answer.statusCode).toBe(201);
    expect(answer.json().data.user.email).toBe(stranger.email);
  });

  it('is good for seven days', async () => {
    const team = await aTeam(server);
    const codes = [
      await invitationTo(team, { role: 'member' }),
      await invitationTo(team, { role: 'member' }),
    ] as const;
    server.clock.advance(7 * dayMs - 60_000);
    expect((await accept({ code: codes[0], ...aStranger() })).statusCode).toBe(201);
    server.clock.advance(60_000);
    expect((await open(codes[1])).statusCode).toBe(404);
    expect((await accept({ code: codes[1], ...aStranger() })).json().errors).toEqual(useless);
  });

  it('is not used up by whoever is a member already', async () => {
    const team = await aTeam(server);
    const code = await invitationTo(team, { role: 'viewer' });
    const browser = await aBrowser(server, team);
    const answer = await browser.call('POST', '/invitations/accept', { code });
    expect(answer.json().errors).toEqual({ code: ['You are a member of this team already.'] });
    expect((await browser.call('GET', '/session')).json().data.team.role).toBe('owner');
    expect((await open(code)).statusCode).toBe(200);
  });

  it('moves no key to another team', async () => {
    const [team, guest] = [await aTeam(server), await aTeam(server)];
    const code = await invitationTo(team, { role: 'viewer' });
    const answer = await anonymously(server, 'POST', '/invitations/accept', { code }, guest.headers);
    expect(answer.statusCode).toBe(403);
  });

  it('asks a newcomer for name, email and password', async () => {
    const code = await invitationTo(await aTeam(server), { role: 'viewer' });
    expect((await accept({ code })).json().errors).toEqual({
      name: ['The name field is required.'],
      email: ['The email field is required.'],
      password: ['The password field is required.'],
    });
  });

  it('is unknown when the code is', async () => {
    expect((await open('x')).statusCode).toBe(404);
    expect((await accept({ code: 'x', ...aStranger() })).json().errors).toEqual(useless);
  });
});
