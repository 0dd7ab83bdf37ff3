// Signing in and out, and what stands in the way of whoever guesses.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { aBrowser, anonymously, auditNames, browserOf, browserWith } from '../../../test/support/browser.ts';
import { aTeam, type TestMember } from '../../../test/support/makers.ts';
import { startTestServer, type TestServer } from '../../../test/support/test-server.ts';

const minuteMs = 60_000;
const noMatch = { email: ['These credentials do not match our records.'] };

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.close());

function signIn(email: string, password: string, headers: Record<string, string> = {}) {
  return anonymously(server, 'POST', '/session', { email, password }, headers);
}
const rightly = (member: TestMember) => signIn(member.email, member.password);
const wrongly = (member: TestMember) => signIn(member.email, 'something else');

describe('signing in', () => {
  it('opens a session', async () => {
    const team = await aTeam(server);
    const answer = await rightly(team);
    expect(answer.statusCode).toBe(201);
    const { data } = answer.json();
    expect(data.user.id).toBe(team.userId);
    const browser = browserOf(server, answer);
    expect(data.csrf_token).toBe(browser.csrfToken);
    expect((await browser.call('GET', '/session')).json().data).toEqual(data);
    expect((await browser.call('PUT', '/account', { name: 'New' })).statusCode).toBe(200);
    expect(await auditNames(server, team.realmId)).toContain('user.signed_in');
  });

  it('takes the email address in any case', async () => {
    const team = await aTeam(server);
    expect((await signIn(team.email.toUpperCase(), team.password)).statusCode).toBe(201);
  });

  it('keeps the cookie from scripts and from other sites', async () => {
    const answer = await rightly(await aTeam(server));
    const header = String(answer.headers['set-cookie']);
    const [pair, ...attributes] = header.split('; ');
    expect(pair).toMatch(/^lumenbox_session=[\w-]{43}$/);
    expect(attributes.sort()).toEqual(['HttpOnly', 'Max-Age=2592000', 'Path=/', 'SameSite=Lax']);
  });

  it('sends the cookie over TLS alone where there is TLS', async () => {
    const secure = await startTestServer({ LUMENBOX_PUBLIC_URL: 'https://images.example.com' });
    try {
      const team = await aTeam(secure);
      const { email, password } = team;
      const answer = await anonymously(secure, 'POST', '/session', { email, password });
      expect(String(answer.headers['set-cookie']).split('; ')).toContain('Secure');
      const out = await (await aBrowser(secure, team)).call('DELETE', '/session');
      expect(String(out.headers['set-cookie']).split('; ')).toContain('Secure');
    } finally {
      await secure.close();
    }
  });

  it('never goes on with a session that the browser brought along', async () => {
    const team = await aTeam(server);
    const before = browserOf(server, await rightly(team));
    const cookie = `lumenbox_session=${before.token}`;
    const after = browserOf(server, await signIn(team.email, team.password, { cookie }));
    expect(after.token).not.toBe(before.token);
    expect((await before.call('GET', '/session')).statusCode).toBe(401);
    expect((await after.call('GET', '/session')).statusCode).toBe(200);
    const planted = 'A'.repeat(43);
    const victim = browserOf(
      server,
      await signIn(team.email, team.password, { cookie: `lumenbox_session=${planted}` }),
    );
    expect(victim.token).not.toBe(planted);
    expect((await browserWith(server, planted).call('GET', '/session')).statusCode).toBe(401);
  });

  it('says the same of a wrong password and of an unknown account', async () => {
    const team = await aTeam(server);
    const wrong = await wrongly(team);
    const unknown = await signIn('nobody-at-all@example.com', 'something else');
    expect(wrong.statusCode).toBe(422);
    expect(wrong.json()).toEqual({ message: noMatch.email[0], errors: noMatch });
    expect(unknown.statusCode).toBe(wrong.statusCode);
    expect(unknown.json()).toEqual(wrong.json());
    expect(unknown.headers['set-cookie']).toBeUndefined();
    expect(await auditNames(server, team.realmId)).toContain('user.sign_in_failed');
    expect(await auditNames(server, null)).toContain('user.sign_in_failed');
  });

  it('records nothing of what was typed', async () => {
    await signIn('typed-in-the-wrong-field@example.com', 'typed in the right one');
    await server.parts.audit.flush();
    const { kysely } = server.parts.foundation.database;
    const events = await kysely.selectFrom('audit_events').selectAll().execute();
    const attempts = await kysely.selectFrom('sign_in_attempts').selectAll().execute();
    expect(attempts.length).toBeGreaterThan(0);
    expect(JSON.stringify([events, attempts])).not.toContain('typed');
  });

  it('lets nobody in who belongs to no team any more', async () => {
    const team = await aTeam(server);
    await server.parts.foundation.database.kysely
      .deleteFrom('memberships')
      .where('user_id', '=', team.userId)
      .execute();
    const answer = await rightly(team);
    expect(answer.statusCode).toBe(422);
    expect(answer.json().errors.email).toEqual(['This account belongs to no team. Ask for an invitation.']);
    expect((await wrongly(team)).json().errors).toEqual(noMatch);
  });

  it('clears away the sessions that have ended', async () => {
    const [left, back] = [await aTeam(server), await aTeam(server)];
    await rightly(left);
    server.clock.advance(13 * 60 * minuteMs);
    await rightly(back);
    const rows = await server.parts.foundation.database.kysely
      .selectFrom('sessions')
      .select('user_id')
      .where('user_id', 'in', [left.userId, back.userId])
      .execute();
    expect(rows).toEqual([{ user_id: back.userId }]);
  });
});

describe('guessing a password', () => {
  async function failTimes(member: Pick<TestMember, 'email'>, times: number): Promise<number[]> {
    const statuses: number[] = [];
    for (let guess = 0; guess < times; guess++)
      statuses.push((await signIn(member.email, 'something else')).statusCode);
    return statuses;
  }

  it('locks the account after five failures, for the right password too', async () => {
    const team = await aTeam(server);
    expect(await failTimes(team, 5)).toEqual([422, 422, 422, 422, 422]);
    const locked = await rightly(team);
    expect(locked.statusCode).toBe(429);
    expect(locked.json()).toEqual({ message: 'Too Many Attempts.' });
    expect(locked.headers['retry-after']).toBe('30');
    expect(locked.headers['x-ratelimit-limit']).toBe('5');
    expect(locked.headers['x-ratelimit-remaining']).toBe('0');
    const openAgain = Number(locked.headers['x-ratelimit-reset']) * 1000;
    expect(openAgain).toBeGreaterThan(server.clock.nowMs());
    expect(openAgain).toBeLessThanOrEqual(server.clock.nowMs() + 31_000);
  });

  it('locks an unknown account just the same', async () => {
    expect(await failTimes({ email: 'no-such@example.com' }, 6)).toEqual([422, 422, 422, 422, 422, 429]);
  });

  it('locks one account and no other', async () => {
    const [attacked, other] = [await aTeam(server), await aTeam(server)];
    await failTimes(attacked, 6);
    expect((await rightly(other)).statusCode).toBe(201);
  });

  it('takes twice as long with every further failure, up to a quarter of an hour', async () => {
    const team = await aTeam(server);
    await failTimes(team, 5);
    const waits: number[] = [];
    for (let round = 0; round < 7; round++) {
      const seconds = Number((await wrongly(team)).headers['retry-after']);
      waits.push(seconds);
      server.clock.advance(seconds * 1000);
      expect((await wrongly(team)).statusCode).toBe(422);
    }
    expect(waits.slice(0, 6)).toEqual([30, 60, 120, 240, 480, 900]);
    // A quarter of an hour of quiet has forgiven one failure, and the next one counts again.
    expect(waits[6]).toBe(900);
  });

  it('is forgiven with quiet, failure by failure', async () => {
    const team = await aTeam(server);
    await failTimes(team, 4);
    server.clock.advance(2 * 15 * minuteMs);
    expect(await failTimes(team, 3)).toEqual([422, 422, 422]);
    expect((await rightly(team)).statusCode).toBe(429);
    server.clock.advance(3 * 60 * minuteMs);
    expect(await failTimes(team, 5)).toEqual([422, 422, 422, 422, 422]);
  });

  it('is forgotten with the right password', async () => {
    const team = await aTeam(server);
    await failTimes(team, 4);
    expect((await rightly(team)).statusCode).toBe(201);
    expect(await failTimes(team, 4)).toEqual([422, 422, 422, 422]);
    expect((await rightly(team)).statusCode).toBe(201);
  });

  it('gets no further all at once', async () => {
    const team = await aTeam(server);
    const answers = await Promise.all(Array.from({ length: 12 }, () => wrongly(team)));
    const statuses = answers.map((answer) => answer.statusCode).sort((a, b) => a - b);
    expect(statuses).toEqual([...Array(5).fill(422), ...Array(7).fill(429)]);
  });
});

describe('signing out', () => {
  it('ends this session and takes the cookie away', async () => {
    const team = await aTeam(server);
    const [one, other] = [await aBrowser(server, team), await aBrowser(server, team)];
    const answer = await one.call('DELETE', '/session');
    expect(answer.statusCode).toBe(204);
    expect(answer.body).toBe('');
    expect(String(answer.headers['set-cookie'])).toContain('lumenbox_session=; Path=/; Max-Age=0');
    expect((await one.call('GET', '/session')).statusCode).toBe(401);
    expect((await other.call('GET', '/session')).statusCode).toBe(200);
    expect(await auditNames(server, team.realmId)).toContain('user.signed_out');
  });

  it('ends every session of the account, and nobody else’s', async () => {
    const [team, stranger] = [await aTeam(server), await aTeam(server)];
    const own = [await aBrowser(server, team), await aBrowser(server, team)] as const;
    const theirs = await aBrowser(server, stranger);
    expect((await own[0].call('DELETE', '/session', { everywhere: true })).statusCode).toBe(204);
    for (const browser of own) expect((await browser.call('GET', '/session')).statusCode).toBe(401);
    expect((await theirs.call('GET', '/session')).statusCode).toBe(200);
    expect(await auditNames(server, team.realmId)).toContain('user.signed_out_everywhere');
  });

  it('is nothing that a key can do', async () => {
    const team = await aTeam(server);
    expect((await anonymously(server, 'DELETE', '/session', undefined, team.headers)).statusCode).toBe(403);
  });
});
