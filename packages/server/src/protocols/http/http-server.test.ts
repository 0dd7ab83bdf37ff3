// The frame of the HTTP server: what every answer carries, what is refused before any feature is asked, health and metrics.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestServer, type TestServer } from '../../../test/support/test-server.ts';

describe('the HTTP server', () => {
  let server: TestServer;
  beforeAll(async () => {
    server = await startTestServer({ LUMENBOX_CORS_ORIGINS: 'https://partner.example' });
  });
  afterAll(() => server.close());
  const ask = (method: string, url: string, headers: Record<string, string> = {}) =>
    server.app.inject({ method: method as 'GET', url, headers });

  it('gives every answer an id of its own', async () => {
    const [first, second] = await Promise.all([ask('GET', '/health/live'), ask('GET', '/nowhere')]);
    expect(first.headers['x-request-id']).toMatch(/^[0-9a-f-]{36}$/);
    expect(second.headers['x-request-id']).not.toBe(first.headers['x-request-id']);
  });

  it('refuses strangers whatever Accept says, in JSON', async () => {
    for (const accept of ['application/json', 'text/html', 'aplication/jason', '']) {
      const response = await ask('GET', '/api/v1/patients', { accept });
      expect(response.statusCode).toBe(401);
      expect(response.json()).toEqual({ message: 'Unauthenticated.' });
      expect(response.headers['www-authenticate']).toBe('Bearer');
    }
  });

  it('names a route that does not exist, before it asks who is there', async () => {
    const response = await ask('GET', '/api/v1/x?secret=1');
    expect(response.statusCode).toBe(404);
    expect(response.json()).toEqual({ message: 'The route api/v1/x could not be found.' });
  });

  it('names the methods that a route has', async () => {
    const response = await ask('PATCH', '/api/v1/patients');
    expect(response.statusCode).toBe(405);
    expect(response.headers.allow).toBe('GET, HEAD, POST');
    expect(response.json().message).toBe(
      'The PATCH method is not supported for route api/v1/patients. Supported methods: GET, HEAD, POST.',
    );
  });

  it('ignores the ways of pretending another method', async () => {
    const response = await ask('GET', '/api/v1/x?_method=DELETE', { 'x-http-method-override': 'DELETE' });
    expect(response.statusCode).toBe(404);
    expect((await ask('GET', '/api/v1/patients', { 'x-http-method-override': 'PATCH' })).statusCode).toBe(
      401,
    );
  });

  it('lets the configured origins ask from their pages, and no others', async () => {
    const preflight = (origin: string) =>
      ask('OPTIONS', '/api/v1/patients', {
        origin,
        'access-control-request-method': 'POST',
        'access-control-request-headers': 'authorization',
      });
    const friend = await preflight('https://partner.example');
    expect(friend.headers['access-control-allow-origin']).toBe('https://partner.example');
    expect(friend.headers['access-control-allow-credentials']).toBeUndefined();
    expect((await preflight('https://evil.example')).headers['access-control-allow-origin']).toBeUndefined();
  });

  it('tells browsers to trust nothing in an answer', async () => {
    const { headers } = await ask('GET', '/api/v1/patients');
    expect(headers).toMatchObject({
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
      'cache-control': 'no-store',
    });
    expect(headers['content-security-policy']).toContain("default-src 'none'");
  });

  it('tells browsers to come back over TLS alone, where they came over TLS', async () => {
    const proxied = await startTestServer({ LUMENBOX_TRUST_PROXY: 'true' });
    const published = await startTestServer({ LUMENBOX_PUBLIC_URL: 'https://images.example.com' });
    const policy = async ({ app }: TestServer, headers: Record<string, string> = {}) => {
      const answer = await app.inject({ url: '/api/v1/patients', headers });
      return answer.headers['strict-transport-security'];
    };
    try {
      expect(await policy(proxied, { 'x-forwarded-proto': 'https' })).toBe('max-age=31536000');
      expect(await policy(proxied)).toBeUndefined();
      expect(await policy(published)).toBe('max-age=31536000');
      expect(await policy(server, { 'x-forwarded-proto': 'https' })).toBeUndefined();
    } finally {
      await Promise.all([proxied.close(), published.close()]);
    }
  });

  it('is alive and ready', async () => {
    expect((await ask('GET', '/health/live')).json()).toEqual({ status: 'ok' });
    expect((await ask('GET', '/health/ready')).statusCode).toBe(200);
  });

  it('shows metrics to this machine alone', async () => {
    const here = await ask('GET', '/metrics');
    expect(here.statusCode).toBe(200);
    expect(here.body).toContain('lumenbox_http_request_seconds');
    const through = await ask('GET', '/metrics', { 'x-forwarded-for': '203.0.113.9' });
    expect(through.statusCode).toBe(404);
    const elsewhere = await server.app.inject({
      method: 'GET',
      url: '/metrics',
      remoteAddress: '203.0.113.9',
    });
    expect(elsewhere.statusCode).toBe(404);
  });
});

describe('a server whose database is gone', () => {
  it('is alive, is not ready and says why', async () => {
    const server = await startTestServer();
    await server.parts.foundation.database.close();
    expect((await server.app.inject('/health/live')).statusCode).toBe(200);
    const ready = await server.app.inject('/health/ready');
    expect(ready.statusCode).toBe(503);
    expect(ready.json()).toEqual({ status: 'unavailable', reasons: ['database is not available'] });
    await server.app.close();
  });
});
