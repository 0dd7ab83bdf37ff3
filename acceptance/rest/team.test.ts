// Accounts and teams over the API, by session: setup, sign-in, invitations, roles. Every answer fits the document.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ApiAnswer, type Stage, startStage } from '../support/index.ts';

let stage: Stage;
beforeAll(async () => {
  stage = await startStage();
});
afterAll(() => stage?.stop());

interface Signed {
  send(method: string, path: string, json?: unknown): Promise<ApiAnswer>;
}

/** The API as a signed-in browser sees it: cookie and CSRF token with every request. */
function signed(answer: ApiAnswer): Signed {
  const cookie = (answer.headers.get('Set-Cookie') ?? '').split(';')[0] ?? '';
  const headers = { Cookie: cookie, 'X-CSRF-Token': String(answer.body.data.csrf_token) };
  return { send: (method, path, json) => stage.apiFor(undefined).send(method, path, { headers, json }) };
}

async function signIn(email: string, password: string): Promise<ApiAnswer> {
  return stage.apiFor(undefined).post('/session', { email, password });
}

it('the first account is made once', async () => {
  const nobody = stage.apiFor(undefined);
  expect((await nobody.get('/setup')).body).toEqual({ data: { needed: false } });
  const late = {
    code: 'AAAA-AAAA',
    name: 'x',
    email: 'late@example.org',
    password: 'a long pass phrase',
    team: 'x',
  };
  expect((await nobody.post('/setup', late)).status).toBeGreaterThanOrEqual(400);
});

it('a wrong password and an unknown address are answered alike', async () => {
  const wrong = await signIn(stage.owner.email, 'not the pass phrase');
  const unknown = await signIn('nobody@example.org', 'not the pass phrase');
  expect(wrong.status).toBeGreaterThanOrEqual(400);
  expect([unknown.status, unknown.body]).toEqual([wrong.status, wrong.body]);
});

describe('an invitation', () => {
  it('leads one person into the team, in its role, once', async () => {
    const owner = signed(await signIn(stage.owner.email, stage.owner.password));
    const made = await owner.send('POST', '/invitations', { email: 'robin@example.org', role: 'viewer' });
    expect(made.status).toBe(201);
    const code =
      String(made.body.data.url)
        .split(/[/#?=]/)
        .at(-1) ?? '';
    expect((await owner.send('GET', '/invitations')).body.meta.total).toBe(1);
    expect((await owner.send('GET', '/invitations')).text).not.toContain(code);

    const nobody = stage.apiFor(undefined);
    const read = await nobody.post('/invitations/open', { code });
    expect(read.body.data).toMatchObject({ role: 'viewer', team: stage.owner.team });
    const person = { code, name: 'Robin', email: 'robin@example.org', password: 'another pass phrase' };
    const joined = await nobody.post('/invitations/accept', person);
    expect(joined.status, joined.text).toBe(201);
    expect(joined.body.data.team.role).toBe('viewer');
    expect((await nobody.post('/invitations/accept', person)).status).toBeGreaterThanOrEqual(400);
    expect((await nobody.post('/invitations/open', { code })).status).toBe(404);

    const robin = signed(joined);
    expect((await robin.send('GET', '/patients')).status).toBe(200);
    expect((await robin.send('POST', '/cases', { label: 'x' })).status).toBe(403);
    const memberId = joined.body.data.user.id as string;
    const raised = await owner.send('PUT', `/members/${memberId}`, { role: 'member' });
    expect(raised.status, raised.text).toBe(200);
    expect((await robin.send('POST', '/cases', { label: 'x' })).status).toBe(201);
    expect((await owner.send('DELETE', `/members/${memberId}`)).status).toBe(204);
    expect([401, 403]).toContain((await robin.send('GET', '/patients')).status);
  });

  it('is useless once revoked', async () => {
    const owner = signed(await signIn(stage.owner.email, stage.owner.password));
    const made = await owner.send('POST', '/invitations', { role: 'member' });
    const code =
      String(made.body.data.url)
        .split(/[/#?=]/)
        .at(-1) ?? '';
    expect((await owner.send('DELETE', `/invitations/${made.body.data.id}`)).status).toBe(204);
    expect((await stage.apiFor(undefined).post('/invitations/open', { code })).status).toBe(404);
  });
});

describe('an account', () => {
  it('has several teams, and each its own realm', async () => {
    const owner = signed(await signIn(stage.owner.email, stage.owner.password));
    await owner.send('POST', '/cases', { label: 'of the first team' });
    const made = await owner.send('POST', '/teams', { name: 'Research' });
    expect(made.status, made.text).toBe(201);
    const switched = await owner.send('PUT', '/session/team', { team_id: made.body.data.id });
    expect(switched.body.data.team).toMatchObject({ name: 'Research', role: 'owner' });
    expect((await owner.send('GET', '/cases')).body.meta.total).toBe(0);
    expect((await owner.send('PUT', '/team', { name: 'Research North' })).body.data.name).toBe(
      'Research North',
    );
    await owner.send('PUT', '/session/team', { team_id: stage.owner.teamId });
    expect((await owner.send('GET', '/cases?search=first')).body.meta.total).toBe(1);
  });

  it('changes name and password, and signs out everywhere', async () => {
    const account = await stage.server.createAccount();
    const [one, other] = [
      signed(await signIn(account.email, account.password)),
      signed(await signIn(account.email, account.password)),
    ];
    expect((await one.send('PUT', '/account', { name: 'New Name' })).body.data.user.name).toBe('New Name');
    const change = { current_password: account.password, password: 'a new pass phrase' };
    expect(
      (await one.send('PUT', '/account/password', { ...change, current_password: 'wrong one' })).status,
    ).toBe(422);
    expect((await one.send('PUT', '/account/password', change)).status).toBe(204);
    expect((await other.send('GET', '/session')).status).toBe(401);
    const again = signed(await signIn(account.email, 'a new pass phrase'));
    expect((await again.send('DELETE', '/session', { everywhere: true })).status).toBe(204);
    expect((await one.send('GET', '/session')).status).toBe(401);
  });

  it('is never the last owner to go', async () => {
    const owner = signed(await signIn(stage.owner.email, stage.owner.password));
    const lowered = await owner.send('PUT', `/members/${stage.owner.userId}`, { role: 'viewer' });
    expect(lowered.status).toBeGreaterThanOrEqual(400);
    expect((await owner.send('GET', '/session')).body.data.team.role).toBe('owner');
  });
});
