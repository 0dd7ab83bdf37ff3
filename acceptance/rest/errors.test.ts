// How the API refuses: bodies word for word, and which fault is told first.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Stage, sendRaw, startStage } from '../support/index.ts';
import { aCase, aPatient, aStudy, patientFields } from './makers.ts';

const unknownId = '0199d2a4-7c17-7c33-9e5d-9a0b1c2d3e07';
const notFound = { message: 'Not found' };
const unauthenticated = { message: 'Unauthenticated.' };

let stage: Stage;
beforeAll(async () => {
  stage = await startStage();
});
afterAll(() => stage?.stop());

describe('without a good key', () => {
  it.each([
    ['no header', undefined],
    ['an empty key', 'Bearer '],
    ['another scheme', 'Basic dXNlcjpwYXNz'],
    ['a key that was never made', `Bearer lbx_${'a'.repeat(46)}`],
    ['no key at all', 'Bearer x'],
    ['an endless key', `Bearer ${'a'.repeat(5000)}`],
  ])('%s is a 401', async (_what, authorization) => {
    const headers: Record<string, string> =
      authorization === undefined ? {} : { Authorization: authorization };
    const answer = await stage.apiFor(undefined).send('GET', '/patients', { headers });
    expect(answer.status).toBe(401);
    expect(answer.body).toEqual(unauthenticated);
  });

  it('a key with one character changed is a 401', async () => {
    const { token } = stage;
    const changed = `${token.slice(0, -1)}${token.endsWith('a') ? 'b' : 'a'}`;
    expect((await stage.apiFor(changed).get('/patients')).status).toBe(401);
  });

  it('takes the scheme in any case', async () => {
    const headers = { Authorization: `bearer ${stage.token}` };
    expect((await stage.apiFor(undefined).get('/patients', { headers })).status).toBe(200);
  });
});

describe('what is not there', () => {
  it.each([
    ['GET', `/cases/${unknownId}`],
    ['PUT', `/cases/${unknownId}`],
    ['DELETE', `/cases/${unknownId}`],
    ['POST', `/cases/${unknownId}/archive`],
    ['GET', '/cases/eum'],
    ['GET', `/patients/${unknownId}`],
    ['PUT', `/patients/${unknownId}`],
    ['DELETE', `/patients/${unknownId}`],
    ['GET', '/patients/velit'],
    ['GET', "/patients/'%20or%201=1--"],
    ['GET', '/patients/%00'],
    ['GET', `/patients/${'a'.repeat(500)}`],
    ['GET', '/patients/%F0%9F%98%80'],
    ['GET', `/patients/${unknownId}/studies`],
    ['POST', `/patients/${unknownId}/studies`],
    ['GET', `/patients/${unknownId}/studies/${unknownId}`],
    ['GET', `/patients/${unknownId}/identifiers`],
    ['GET', `/uploads/${unknownId}`],
    ['DELETE', `/tokens/${unknownId}`],
    ['GET', `/patients/${unknownId}/studies/${unknownId}/archive`],
  ])('%s %s is a 404', async (method, path) => {
    const answer = await stage.api.send(method, path);
    expect(answer.status).toBe(404);
    expect(answer.body).toEqual(notFound);
  });

  it('takes an id in capital letters for the same, or for none, but never fails', async () => {
    const patient = await aPatient(stage.api);
    expect([200, 404]).toContain((await stage.api.get(`/patients/${patient.id.toUpperCase()}`)).status);
  });

  it('a study of another patient is a 404 in every operation', async () => {
    const [one, other] = [await aPatient(stage.api), await aPatient(stage.api)];
    const study = await aStudy(stage.api, one.id);
    const path = `/patients/${other.id}/studies/${study.id}`;
    for (const method of ['GET', 'PUT', 'DELETE']) {
      const answer = await stage.api.send(method, path);
      expect(answer.status).toBe(404);
      expect(answer.body).toEqual(notFound);
    }
    expect((await stage.api.get(`/patients/${one.id}/studies/${study.id}`)).status).toBe(200);
  });

  it('another realm sees none of it, whatever it does', async () => {
    const stranger = stage.apiFor(await stage.stranger());
    const [patient, case_] = [await aPatient(stage.api), await aCase(stage.api)];
    const study = await aStudy(stage.api, patient.id);
    const identifier = (await stage.api.post(`/patients/${patient.id}/identifiers`, { value: 'X-1' })).body
      .data;
    const requests: [string, string][] = [
      ['GET', `/patients/${patient.id}`],
      ['PUT', `/patients/${patient.id}`],
      ['DELETE', `/patients/${patient.id}`],
      ['POST', `/patients/${patient.id}/archive`],
      ['POST', `/patients/${patient.id}/unarchive`],
      ['GET', `/patients/${patient.id}/identifiers`],
      ['POST', `/patients/${patient.id}/identifiers`],
      ['DELETE', `/patients/${patient.id}/identifiers/${identifier.id}`],
      ['GET', `/patients/${patient.id}/studies`],
      ['POST', `/patients/${patient.id}/studies`],
      ['GET', `/patients/${patient.id}/studies/${study.id}`],
      ['PUT', `/patients/${patient.id}/studies/${study.id}`],
      ['DELETE', `/patients/${patient.id}/studies/${study.id}`],
      ['GET', `/patients/${patient.id}/studies/${study.id}/archive`],
      ['POST', `/patients/${patient.id}/imaging`],
      ['GET', `/cases/${case_.id}`],
      ['PUT', `/cases/${case_.id}`],
      ['DELETE', `/cases/${case_.id}`],
      ['POST', `/cases/${case_.id}/archive`],
      ['GET', `/patients/${case_.id}`],
    ];
    for (const [method, path] of requests) {
      const answer = await stranger.send(method, path);
      expect([answer.status, answer.body], `${method} ${path}`).toEqual([404, notFound]);
    }
    for (const list of ['/patients', '/cases', '/uploads'])
      expect((await stranger.get(list)).body.meta.total, list).toBe(0);
    expect((await stage.api.get(`/patients/${patient.id}`)).body.data).toEqual(patient);
    expect((await stage.api.get(`/patients/${patient.id}/studies/${study.id}`)).body.data).toEqual(study);
  });
});

describe('routes', () => {
  it.each([
    ['GET', '/x', 'The route api/v1/x could not be found.'],
    ['POST', '/patients/a/b/c', 'The route api/v1/patients/a/b/c could not be found.'],
    ['GET', '/', 'The route api/v1/ could not be found.'],
  ])('%s %s says that it could not be found', async (method, path, message) => {
    const answer = await stage.api.send(method, path);
    expect(answer.status).toBe(404);
    expect(answer.body.message.replace('api/v1/ ', 'api/v1 ')).toBe(message.replace('api/v1/ ', 'api/v1 '));
  });

  it.each([
    ['PATCH', '/patients', 'GET, HEAD, POST'],
    ['DELETE', '/patients', 'GET, HEAD, POST'],
    ['PUT', '/cases', 'GET, HEAD, POST'],
    ['PATCH', `/cases/${unknownId}`, 'GET, HEAD, PUT, DELETE'],
    ['POST', `/patients/${unknownId}/studies/${unknownId}`, 'GET, HEAD, PUT, DELETE'],
  ])('%s %s names the methods that there are', async (method, path, allow) => {
    const answer = await stage.api.send(method, path);
    const route = `api/v1${path}`;
    expect(answer.status).toBe(405);
    expect(answer.headers.get('Allow')).toBe(allow);
    expect(answer.body).toEqual({
      message: `The ${method} method is not supported for route ${route}. Supported methods: ${allow}.`,
    });
  });

  it('take no method from a header or a field', async () => {
    const { id } = await aCase(stage.api);
    const answer = await stage.api.send('POST', `/cases?_method=DELETE`, {
      json: { label: 'x', _method: 'DELETE' },
      headers: { 'X-HTTP-Method-Override': 'DELETE' },
    });
    expect(answer.status).toBe(201);
    expect((await stage.api.get(`/cases/${id}`)).status).toBe(200);
  });
});

describe('of several faults the first is told', () => {
  const nobody = () => stage.apiFor(undefined);
  it('the route before the key', async () => {
    expect((await nobody().get('/x')).status).toBe(404);
  });
  it('the method before the key', async () => {
    expect((await nobody().send('PATCH', '/patients')).status).toBe(405);
  });
  it('the key before the object and the input', async () => {
    expect((await nobody().get(`/patients/${unknownId}`)).status).toBe(401);
    expect((await nobody().post('/patients', {})).status).toBe(401);
  });
  it('the right before the object and the input', async () => {
    const reader = stage.apiFor(await stage.server.createToken(stage.owner, { scopes: 'cases:read' }));
    expect((await reader.put(`/patients/${unknownId}`, { sex: 'x' })).status).toBe(403);
    expect((await reader.post('/patients', {})).status).toBe(403);
  });
  it('the object before the input', async () => {
    expect((await stage.api.put(`/patients/${unknownId}`, { sex: 'x' })).status).toBe(404);
    const malformed = { raw: '{', type: 'application/json' };
    expect((await stage.api.send('PUT', `/cases/${unknownId}`, malformed)).status).toBe(404);
  });
});

describe('every error is JSON', () => {
  it.each([undefined, 'text/html', 'application/jsno', '*/*;q=0', 'image/png'])(
    'with Accept: %s',
    async (accept) => {
      const headers: Record<string, string> = accept === undefined ? {} : { Accept: accept };
      for (const target of ['/api/v1/x', '/api/v1/patients', `/api/v1/patients/${unknownId}`]) {
        const answer = await sendRaw(stage.server.url, { method: 'GET', target, headers });
        expect(answer.headers.get('Content-Type')).toBe('application/json; charset=utf-8');
        expect(answer.body).toHaveProperty('message');
      }
    },
  );

  it('even when the address cannot be decoded', async () => {
    const answer = await sendRaw(stage.server.url, { method: 'GET', target: '/api/v1/patients/%E0%A4%A' });
    expect(answer.status).toBe(404);
    expect(answer.body).toHaveProperty('message');
  });
});

it('tells all faults of an input at once', async () => {
  const answer = await stage.api.post('/patients', { sex: 'x' });
  expect(answer.status).toBe(422);
  expect(answer.body).toEqual({
    message: 'The given names field is required. (and 3 more errors)',
    errors: {
      given_names: ['The given names field is required.'],
      family_name: ['The family name field is required.'],
      date_of_birth: ['The date of birth field is required.'],
      sex: ['The selected sex is invalid.'],
    },
  });
});

it('counts one more error in the singular, and none when there is one', async () => {
  const { given_names: _one, ...rest } = patientFields;
  const two = await stage.api.post('/patients', { ...rest, sex: 'x' });
  expect(two.body.message).toBe('The given names field is required. (and 1 more error)');
  const one = await stage.api.post('/patients', rest);
  expect(one.body.message).toBe('The given names field is required.');
});
