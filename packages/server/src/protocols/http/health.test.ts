// Whether a server says that it can work, part by part, and what one serves that has no API.
import { mkdir, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { startServe } from '../../../test/support/cli.ts';
import { makeTestPlace } from '../../../test/support/test-database.ts';
import { startTestServer } from '../../../test/support/test-server.ts';

describe('a server that is asked whether it is ready', () => {
  it('names the directory that cannot be written, and is ready again when it can', async () => {
    const server = await startTestServer();
    const ask = async () => (await server.app.inject('/health/ready')).json();
    const reasons = async () => (await ask()).reasons ?? [];
    expect(await ask()).toEqual({ status: 'ok' });
    const incoming = join(server.dataDir, 'objects', 'incoming');
    await rename(incoming, `${incoming}-away`);
    await expect.poll(reasons).toEqual(['object store is not available']);
    await rename(`${incoming}-away`, incoming);
    await expect.poll(reasons).toEqual([]);
    // The name under which the data directory is tried is taken.
    await mkdir(join(server.dataDir, `.ready-${process.pid}`, 'deeper'), { recursive: true });
    await expect.poll(reasons).toEqual(['data directory is not available']);
    await server.close();
  });

  it('names a bucket that is away', async () => {
    const server = await startTestServer({
      LUMENBOX_STORAGE_URL: 's3://images',
      LUMENBOX_S3_ENDPOINT: 'http://127.0.0.1:1',
      AWS_ACCESS_KEY_ID: 'nobody',
      AWS_SECRET_ACCESS_KEY: 'secret',
    });
    const ready = await server.app.inject('/health/ready');
    expect([ready.statusCode, ready.json()]).toEqual([
      503,
      { status: 'unavailable', reasons: ['object store is not available'] },
    ]);
    await server.close();
  });
});

describe('a process without the role api', () => {
  it('serves its health and its metrics, and nothing else', async () => {
    const place = await makeTestPlace();
    const server = await startServe(place, /ready at/, { LUMENBOX_ROLES: 'worker' });
    const status = async (path: string, options: RequestInit = {}) =>
      (await fetch(`${server.baseUrl}${path}`, options)).status;
    expect(await status('/health/live')).toBe(200);
    expect(await status('/health/ready')).toBe(200);
    expect(await status('/metrics')).toBe(200);
    for (const path of ['/', '/setup', '/docs', '/openapi.json', '/dicomweb/studies', '/api/v1/patients'])
      expect(await status(path), path).toBe(404);
    expect(await status('/api/v1/setup', { method: 'POST' })).toBe(404);
    expect(await status('/files', { method: 'POST' })).toBe(404);
    for (const method of ['OPTIONS', 'DELETE'])
      for (const path of ['/', '/docs', '/api/v1/patients', '/api/v1/nothing', '/dicomweb/studies'])
        expect(await status(path, { method }), `${method} ${path}`).toBe(404);
    const preflight = { Origin: 'https://a.example', 'Access-Control-Request-Method': 'GET' };
    expect(await status('/api/v1/patients', { method: 'OPTIONS', headers: preflight })).toBe(404);
    expect(await status('/health/live', { method: 'DELETE' })).toBe(405);
    expect(server.output()).not.toContain('Make the first account');
    await server.stop();
    await place.remove();
  });
});
