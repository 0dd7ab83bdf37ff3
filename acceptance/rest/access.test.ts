// Who may: keys that end, scopes, roles, keys made over the API. What a key may not do is a 403, what it may not see a 404.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { askLumenbox, type Json, type Stage, startStage } from '../support/index.ts';
import { aCase, aPatient, aStudy, patientFields } from './makers.ts';

let stage: Stage;
beforeAll(async () => {
  stage = await startStage();
});
afterAll(() => stage?.stop());

const forbidden = { message: 'This action is unauthorized.' };

describe('a key', () => {
  it('that is revoked on the command line fails at the next request', async () => {
    const { team, email } = stage.owner;
    const args = ['token', 'create', '--email', email, '--team', team, '--name', 'Short'];
    const made = await askLumenbox<{ id: string; token: string }>(args, { env: stage.server.env });
    const api = stage.apiFor(made.token);
    expect((await api.get('/patients')).status).toBe(200);
    expect((await stage.server.lumenbox(['token', 'revoke', made.id])).code).toBe(0);
    expect((await api.get('/patients')).status).toBe(401);
  });

  it('that is revoked over the API fails at the next request, and revokes itself if it likes', async () => {
    const made = await stage.api.post('/tokens', { name: 'Short' });
    const api = stage.apiFor(made.body.data.token);
    expect((await api.get('/cases')).status).toBe(200);
    expect((await api.delete(`/tokens/${made.body.data.id}`)).status).toBe(204);
    expect((await api.get('/cases')).status).toBe(401);
  });

  it('that has expired fails', async () => {
    const made = await stage.api.post('/tokens', { name: 'Blink', expires_in: '1s' });
    const api = stage.apiFor(made.body.data.token);
    await expect
      .poll(async () => (await api.get('/cases')).status, { timeout: 10_000, interval: 100 })
      .toBe(401);
    expect((await stage.api.get('/cases')).status).toBe(200);
  });

  it('is shown once, and hidden in the list', async () => {
    const made = await stage.api.post('/tokens', { name: 'Once', scopes: ['cases:read'], expires_in: '30d' });
    expect(made.status).toBe(201);
    const { token, ...rest } = made.body.data;
    expect(token).toMatch(/^lbx_[A-Za-z0-9_-]{40,}$/);
    expect(rest).toMatchObject({ name: 'Once', scopes: ['cases:read'], last_used_at: null });
    const listed = await stage.api.get('/tokens?per_page=100');
    expect(listed.text).not.toContain(token);
    expect(listed.body.data.find((row: Json) => row.id === rest.id)).toEqual(rest);
  });

  it.each([
    [{}, 'name', 'The name field is required.'],
    [{ name: 'x', scopes: ['all'] }, 'scopes.0', 'The selected scopes.0 is invalid.'],
    [{ name: 'x', expires_in: 'soon' }, 'expires_in', 'The expires in field format is invalid.'],
  ])('is not made from %j', async (fields, field, sentence) => {
    const answer = await stage.api.post('/tokens', fields);
    expect(answer.status).toBe(422);
    expect(answer.body.errors).toEqual({ [field]: [sentence] });
  });

  it('makes no key that may do more than itself', async () => {
    const admin = stage.apiFor(await stage.server.createToken(stage.owner, { scopes: 'admin' }));
    const made = await admin.post('/tokens', { name: 'More', scopes: ['*'] });
    if (made.status === 201)
      expect((await stage.apiFor(made.body.data.token).get('/patients')).status).toBe(403);
    else expect([403, 422]).toContain(made.status);
  });
});

describe('scopes', () => {
  it('open what they name and nothing else', async () => {
    const patient = await aPatient(stage.api);
    const case_ = await aCase(stage.api);
    const study = await aStudy(stage.api, patient.id);
    const requests: [string, string, string, unknown?][] = [
      ['cases:read', 'GET', '/cases'],
      ['cases:read', 'GET', `/cases/${case_.id}`],
      ['cases:write', 'POST', '/cases', { label: 'x' }],
      ['cases:write', 'PUT', `/cases/${case_.id}`, {}],
      ['patients:read', 'GET', '/patients'],
      ['patients:read', 'GET', `/patients/${patient.id}`],
      ['patients:write', 'POST', '/patients', patientFields],
      ['patients:write', 'PUT', `/patients/${patient.id}`, {}],
      ['studies:read', 'GET', `/patients/${patient.id}/studies`],
      ['studies:read', 'GET', `/patients/${patient.id}/studies/${study.id}`],
      ['studies:write', 'POST', `/patients/${patient.id}/studies`, {}],
      ['studies:write', 'PUT', `/patients/${patient.id}/studies/${study.id}`, {}],
      ['imaging:read', 'GET', `/patients/${patient.id}/studies/${study.id}/archive`],
      ['imaging:write', 'GET', '/uploads'],
      ['admin', 'GET', '/audit-events'],
      ['admin', 'GET', '/members'],
      ['admin', 'GET', '/tokens'],
    ];
    const scopes = [...new Set(requests.map(([scope]) => scope))];
    for (const scope of scopes) {
      const made = await stage.api.post('/tokens', { name: scope, scopes: [scope] });
      const api = stage.apiFor(made.body.data.token);
      for (const [needed, method, path, json] of requests) {
        const answer = await api.send(method, path, { json });
        const what = `${method} ${path} with ${scope}`;
        if (needed === scope) expect([200, 201, 404], what).toContain(answer.status);
        else expect([answer.status, answer.body], what).toEqual([403, forbidden]);
      }
    }
  });

  it('may be several', async () => {
    const api = stage.apiFor(
      await stage.server.createToken(stage.owner, { scopes: 'cases:read,patients:read' }),
    );
    expect((await api.get('/cases')).status).toBe(200);
    expect((await api.get('/patients')).status).toBe(200);
    expect((await api.post('/cases', { label: 'x' })).status).toBe(403);
  });
});

describe('roles', () => {
  it.each([
    ['viewer', 200, 403, 403],
    ['uploader', 200, 403, 403],
    ['member', 200, 201, 403],
    ['admin', 200, 201, 200],
    ['owner', 200, 201, 200],
  ] as const)('%s reads %d, writes %d, audits %d', async (role, read, write, audit) => {
    const account = await stage.server.createAccount({ team: stage.owner.team, role });
    const api = stage.apiFor(await stage.server.createToken(account, { scopes: '*' }));
    expect((await api.get('/patients')).status).toBe(read);
    expect((await api.post('/patients', patientFields)).status).toBe(write);
    expect((await api.get('/audit-events')).status).toBe(audit);
    expect((await api.get('/session')).body.data.team.role).toBe(role);
  });
});

describe('the audit trail', () => {
  it('says who did what to which patient, and holds nothing of the patient', async () => {
    const patient = await aPatient(stage.api, { family_name: 'Quillfeather' });
    await stage.api.put(`/patients/${patient.id}`, { given_names: 'Zebedee' });
    await stage.api.get(`/patients/${patient.id}`);
    const names = async () =>
      (await stage.api.get(`/audit-events?object_id=${patient.id}`)).body.data.map(
        ({ event }: Json) => event,
      );
    await expect
      .poll(names, { timeout: 10_000, interval: 100 })
      .toEqual(['patient.read', 'patient.updated', 'patient.created']);
    const { text, body } = await stage.api.get(`/audit-events?object_id=${patient.id}`);
    expect(text).not.toMatch(/Quillfeather|Zebedee/);
    expect(body.data[0]).toMatchObject({
      object: { type: 'patient', id: patient.id },
      actor: { id: stage.owner.userId },
    });
  });
});

it('a session of the browser works with its CSRF token, and not without', async () => {
  const { email, password } = stage.owner;
  const nobody = stage.apiFor(undefined);
  const signedIn = await nobody.post('/session', { email, password });
  expect(signedIn.status).toBe(201);
  const cookie = signedIn.headers.get('Set-Cookie') ?? '';
  expect(cookie).toMatch(/HttpOnly/i);
  expect(cookie).toMatch(/SameSite=Lax/i);
  const headers = { Cookie: cookie.split(';')[0] ?? '' };
  expect((await nobody.send('GET', '/patients', { headers })).status).toBe(200);
  const json = { label: 'by session' };
  expect((await nobody.send('POST', '/cases', { headers, json })).status).toBe(403);
  const csrf = { ...headers, 'X-CSRF-Token': signedIn.body.data.csrf_token as string };
  expect((await nobody.send('POST', '/cases', { headers: csrf, json })).status).toBe(201);
  expect((await nobody.send('DELETE', '/session', { headers: csrf })).status).toBe(204);
  expect((await nobody.send('GET', '/patients', { headers })).status).toBe(401);
});
