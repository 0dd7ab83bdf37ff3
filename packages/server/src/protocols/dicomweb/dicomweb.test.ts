// DICOMweb as a whole: its capabilities, what is no resource, pages of other origins.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestServer, type TestServer } from '../../../test/support/test-server.ts';
import { dicomwebOperations } from './operations.ts';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer({ LUMENBOX_CORS_ORIGINS: 'https://viewer.example' });
});
afterAll(() => server.close());

const ask = (method: 'GET' | 'POST' | 'OPTIONS', url: string, headers: Record<string, string> = {}) =>
  server.app.inject({ method, url, headers });

describe('the capabilities', () => {
  it.each(['OPTIONS', 'GET'] as const)('name every operation, as JSON by %s', async (method) => {
    const answer = await ask(method, '/dicomweb', { accept: 'application/json' });
    expect(answer.statusCode).toBe(200);
    const ids = answer
      .json()
      .resources.flatMap(({ methods }: { methods: { id: string }[] }) => methods.map(({ id }) => id));
    expect(ids.toSorted()).toEqual(Object.keys(dicomwebOperations).toSorted());
  });

  it('are WADL unless JSON is asked for, and 406 in anything else', async () => {
    const answer = await ask('OPTIONS', '/dicomweb/');
    expect(answer.headers['content-type']).toBe('application/vnd.sun.wadl+xml');
    expect(answer.body).toContain('<application xmlns="http://wadl.dev.java.net/2009/02">');
    expect((await ask('GET', '/dicomweb', { accept: 'image/png' })).statusCode).toBe(406);
  });
});

describe('what is no resource', () => {
  it('is a 404 with a sentence and a request id', async () => {
    for (const url of ['/dicomweb/nothing', '/dicomweb/%zz', `/dicomweb/${'a'.repeat(600)}`]) {
      const answer = await ask('GET', url);
      expect([url, answer.statusCode]).toEqual([url, 404]);
      expect(answer.json().message).toBeTruthy();
      expect(answer.headers['x-request-id']).toBeTruthy();
    }
  });

  it('is a 405 that names the methods, where only the method is wrong', async () => {
    const answer = await ask('POST', '/dicomweb');
    expect(answer.statusCode).toBe(405);
    expect(answer.headers.allow).toBe('GET, HEAD, OPTIONS');
  });

  it('tells its methods to an OPTIONS that is no preflight, where there is a resource', async () => {
    const answer = await ask('OPTIONS', '/dicomweb/studies');
    expect([answer.statusCode, answer.headers.allow]).toEqual([204, 'GET, HEAD, POST']);
    expect((await ask('OPTIONS', '/dicomweb/nothing')).statusCode).toBe(404);
  });
});

describe('a page of another origin', () => {
  it('may call when the configuration names it', async () => {
    const preflight = (origin: string) =>
      ask('OPTIONS', '/dicomweb/studies/1.2/metadata', {
        origin,
        'access-control-request-method': 'GET',
        'access-control-request-headers': 'authorization',
      });
    const friend = await preflight('https://viewer.example');
    expect(friend.headers['access-control-allow-origin']).toBe('https://viewer.example');
    expect(friend.headers['access-control-allow-headers']).toContain('Authorization');
    const stranger = await preflight('https://evil.example');
    expect(stranger.headers['access-control-allow-origin']).toBeUndefined();
  });
});
