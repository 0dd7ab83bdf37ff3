// The first run, as whoever reads the console meets it.
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { anonymously, auditNames, browserOf } from '../../../test/support/browser.ts';
import { aTeam } from '../../../test/support/makers.ts';
import { startTestServer, type TestServer } from '../../../test/support/test-server.ts';
import { openSetup } from './index.ts';

let server: TestServer;
beforeEach(async () => {
  server = await startTestServer();
});
afterEach(() => server.close());

async function consoleCode(): Promise<string> {
  const code = await openSetup(server.parts.foundation);
  if (code === undefined) throw new Error('The console shows no code.');
  return code;
}

function complete(code: string, changes: object = {}) {
  return anonymously(server, 'POST', '/setup', {
    code,
    name: 'Ada',
    email: 'Ada@Example.com',
    password: 'a long password',
    team: 'Radiology',
    ...changes,
  });
}

const needed = async () => (await anonymously(server, 'GET', '/setup')).json().data.needed;

describe('the first run', () => {
  it('makes the owner, the team and a session, and is over', async () => {
    expect(await needed()).toBe(true);
    const answer = await complete(await consoleCode());
    expect(answer.statusCode).toBe(201);
    const { data } = answer.json();
    expect(data.user).toMatchObject({ name: 'Ada', email: 'Ada@Example.com' });
    expect(data.team).toMatchObject({ name: 'Radiology', role: 'owner' });
    expect(data.teams).toEqual([data.team]);
    const session = await browserOf(server, answer).call('GET', '/session');
    expect(session.json().data).toEqual(data);
    expect(await needed()).toBe(false);
    expect(await auditNames(server, data.team.realm_id)).toEqual(['team.created', 'user.created']);
  });

  it('prints a code of two groups of four, and keeps only its hash', async () => {
    const code = await consoleCode();
    expect(code).toMatch(/^[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}$/);
    const rows = await server.parts.foundation.database.kysely
      .selectFrom('installation')
      .selectAll()
      .execute();
    expect(rows).toHaveLength(1);
    expect(JSON.stringify(rows)).not.toContain(code.slice(0, 4));
  });

  it('reads the code as people type it', async () => {
    const code = await consoleCode();
    const typed = ` ${code.toLowerCase().replace('-', ' ').replaceAll('0', 'o').replaceAll('1', 'l')} `;
    expect((await complete(typed)).statusCode).toBe(201);
  });

  it('refuses a wrong code, and the code of an earlier start', async () => {
    const earlier = await consoleCode();
    await consoleCode();
    for (const code of [earlier, 'AAAA-AAAA', '-']) {
      const answer = await complete(code);
      expect(answer.statusCode).toBe(422);
      expect(answer.json().errors.code).toEqual([
        "The code is wrong. The server's console shows the right one.",
      ]);
    }
    expect(await needed()).toBe(true);
  });

  it('makes one account of two at once', async () => {
    const code = await consoleCode();
    const answers = await Promise.all([
      complete(code),
      complete(code, { email: 'eve@example.com' }),
      complete(code, { email: 'mallory@example.com' }),
    ]);
    expect(answers.map((answer) => answer.statusCode).sort((a, b) => a - b)).toEqual([201, 422, 422]);
    const { kysely } = server.parts.foundation.database;
    expect(await kysely.selectFrom('users').select('id').execute()).toHaveLength(1);
    expect(await kysely.selectFrom('teams').select('id').execute()).toHaveLength(1);
  });

  it('cannot be guessed: wrong codes lock it for a while, also for the right one', async () => {
    const code = await consoleCode();
    for (let guess = 0; guess < 5; guess++) expect((await complete(`AAAA-AAA${guess}`)).statusCode).toBe(422);
    const locked = await complete(code);
    expect(locked.statusCode).toBe(429);
    expect(Number(locked.headers['retry-after'])).toBe(30);
    expect(await needed()).toBe(true);
    server.clock.advance(30_000);
    expect((await complete(code)).statusCode).toBe(201);
  });

  it('lets no more through when the guesses come all at once', async () => {
    await consoleCode();
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, guess) => complete(`BBBB-BB${guess + 10}`)),
    );
    expect(answers.filter((answer) => answer.statusCode === 422)).toHaveLength(5);
    expect(answers.filter((answer) => answer.statusCode === 429)).toHaveLength(15);
  });

  it('has no code at all once there is an account, however it was made', async () => {
    const code = await consoleCode();
    await aTeam(server);
    const answer = await complete(code);
    expect(answer.statusCode).toBe(422);
    expect(answer.json().errors.code).toEqual(['The first account has already been made. Sign in instead.']);
    expect(await openSetup(server.parts.foundation)).toBeUndefined();
  });

  it('says what is wrong with the rest', async () => {
    const answer = await complete(await consoleCode(), {
      email: 'nobody',
      password: 'short',
      team: '',
      name: null,
    });
    expect(answer.statusCode).toBe(422);
    expect(answer.json().errors).toEqual({
      name: ['The name field is required.'],
      email: ['The email field format is invalid.'],
      password: ['The password field must be at least 10 characters.'],
      team: ['The team field is required.'],
    });
  });
});
