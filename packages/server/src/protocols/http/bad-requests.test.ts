// Requests that are broken, hostile or slow, over a real socket: each is refused in the API's own words, and nothing is a fault of ours.
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { aTeam } from '../../../test/support/makers.ts';
import { startTestServer, type TestServer } from '../../../test/support/test-server.ts';

describe('a broken request', () => {
  let server: TestServer;
  let url: URL;
  let headers: Record<string, string>;
  beforeAll(async () => {
    server = await startTestServer();
    url = new URL(await server.app.listen({ host: '127.0.0.1', port: 0 }));
    const team = await aTeam(server);
    headers = { Authorization: `Bearer ${await team.token()}` };
  });
  afterAll(() => server.close());

  const send = (
    method: string,
    path: string,
    options: { headers?: Record<string, string>; body?: RequestInit['body'] } = {},
  ) =>
    fetch(new URL(path, url), {
      method,
      headers: { ...headers, ...options.headers },
      ...(options.body === undefined ? {} : { body: options.body }),
    });

  it('may be compressed', async () => {
    const json = JSON.stringify({ label: 'Squeezed' });
    for (const [encoding, bytes] of [
      ['gzip', gzipSync(json)],
      ['br', brotliCompressSync(json)],
    ] as const) {
      const response = await send('POST', '/api/v1/cases', {
        headers: { 'Content-Type': 'application/json', 'Content-Encoding': encoding },
        body: new Uint8Array(bytes),
      });
      expect(response.status).toBe(201);
      expect(await response.json()).toMatchObject({ data: { label: 'Squeezed' } });
    }
  });

  it('does not unfold beyond the limit, is not taken for a compression that it is not, nor read in one that nobody knows', async () => {
    const post = (encoding: string, body: Uint8Array<ArrayBuffer>) =>
      send('POST', '/api/v1/cases', {
        headers: { 'Content-Type': 'application/json', 'Content-Encoding': encoding },
        body,
      });
    expect((await post('gzip', new Uint8Array(gzipSync(' '.repeat(8 * 1024 * 1024))))).status).toBe(413);
    expect((await post('gzip', new TextEncoder().encode('{"label":"plain"}'))).status).toBe(422);
    expect((await post('foo', new TextEncoder().encode('{"label":"plain"}'))).status).toBe(415);
  });

  it('with a Content-Type that is none is a 415 for those who are known, and a 401 for others', async () => {
    const body = new TextEncoder().encode('{}');
    expect(
      (await send('POST', '/api/v1/cases', { headers: { 'Content-Type': 'garbage' }, body })).status,
    ).toBe(415);
    expect(
      (
        await fetch(new URL('/api/v1/cases', url), {
          method: 'POST',
          headers: { 'Content-Type': 'garbage' },
          body,
        })
      ).status,
    ).toBe(401);
  });

  it('larger than the limit is refused and not gathered, whatever form it has', async () => {
    const endless = () =>
      new ReadableStream({ pull: (controller) => controller.enqueue(new Uint8Array(65_536).fill(0x25)) });
    for (const type of [
      'application/json',
      'application/x-www-form-urlencoded',
      'multipart/form-data; boundary=x',
    ]) {
      const request = {
        method: 'POST',
        headers: { 'Content-Type': type },
        body: endless(),
        duplex: 'half',
      } as RequestInit;
      const outcome = await fetch(new URL('/api/v1/session', url), request).then(
        (response) => response.status,
        () => 'cut off',
      );
      expect([413, 'cut off']).toContain(outcome);
    }
    const socket = await open(url);
    socket.write(
      'POST /api/v1/session HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 99999999\r\n\r\n{',
    );
    const answer = await readAll(socket);
    expect(answer).toMatch(/^HTTP\/1.1 413 /);
    expect(answer.toLowerCase()).toContain('connection: close');
  });

  it('written as to a proxy, with its whole address, means the same as without', async () => {
    const ask = async (line: string) => {
      const socket = await open(url);
      socket.write(
        `${line} HTTP/1.1\r\nHost: ${url.host}\r\nAuthorization: ${headers.Authorization}\r\nConnection: close\r\n\r\n`,
      );
      return readAll(socket);
    };
    const list = await ask(`GET http://${url.host}/api/v1/patients?per_page=1`);
    expect(list).toMatch(/^HTTP\/1.1 200 /);
    expect(list).toContain(`"first":"http://${url.host}/api/v1/patients?per_page=1&page=1"`);
    expect(await ask(`PATCH http://${url.host}/api/v1/patients`)).toMatch(/^HTTP\/1.1 405 /);
    expect(await ask(`GET http://${url.host}`)).not.toMatch(/^HTTP\/1.1 5/);
  });

  it('as a form or in the query string with bytes that are no UTF-8 is refused', async () => {
    const post = async (path: string, body: string | Uint8Array<ArrayBuffer>) => {
      const response = await send('POST', path, {
        headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
        body,
      });
      return [response.status, ((await response.json()) as { message?: string }).message];
    };
    const malformed = [422, 'The form in the request body is malformed.'];
    expect(await post('/api/v1/cases', 'label=%E9t%E9')).toEqual(malformed);
    expect(await post('/api/v1/cases', Buffer.from('label=\xe9t\xe9', 'latin1'))).toEqual(malformed);
    expect(await post('/api/v1/cases?label=%E9', '')).toEqual([422, 'The query string is malformed.']);
    expect((await post('/api/v1/cases', 'label=%C3%A9t%C3%A9'))[0]).toBe(201);
  });

  it('of a type that is not read is told so, however large it is', async () => {
    const response = await send('POST', '/api/v1/cases', {
      headers: { 'Content-Type': 'text/plain' },
      body: ' '.repeat(2 * 1024 * 1024),
    });
    expect(response.status).toBe(415);
  });

  it('names an object that cannot be: not found, whatever is wrong with its name', async () => {
    for (const id of ['%zz', '%00', 'x'.repeat(600), '..%2f..%2fetc', "' OR 1=1 --"]) {
      const response = await send('GET', `/api/v1/patients/${id}`);
      expect([id, response.status]).toEqual([id, 404]);
      expect(await response.json()).toEqual({ message: 'Not found' });
    }
  });

  it('with a slash at its end means the same as without', async () => {
    expect((await send('GET', '/api/v1/patients/')).status).toBe(200);
    expect(
      (
        await send('POST', '/api/v1/cases/', {
          headers: { 'Content-Type': 'application/json' },
          body: '{"label":"Slash"}',
        })
      ).status,
    ).toBe(201);
    expect(await (await send('GET', '/api/v1/cases/?per_page=5')).json()).toMatchObject({
      links: { first: `${url.origin}/api/v1/cases?per_page=5&page=1` },
    });
    expect(await (await send('GET', '/api/v1/x/')).json()).toEqual({
      message: 'The route api/v1/x could not be found.',
    });
  });

  it('with a name twice in its query or its form counts the last', async () => {
    const label = `Last ${Math.random()}`;
    const created = await send('POST', '/api/v1/cases', {
      headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
      body: new TextEncoder().encode(`label=first&label=${encodeURIComponent(label)}`),
    });
    expect(await created.json()).toMatchObject({ data: { label } });
    const found = await (await send('GET', '/api/v1/cases?per_page=100&per_page=1')).json();
    expect(found).toMatchObject({ meta: { per_page: 1 } });
  });

  it('with text that UTF-8 cannot hold is refused, and nothing is kept in its place', async () => {
    const post = async (body: Uint8Array<ArrayBuffer>) => {
      const headers = { 'Content-Type': 'application/json' };
      const answer = await send('POST', '/api/v1/cases', { headers, body });
      return [answer.status, await answer.json()];
    };
    expect(await post(new TextEncoder().encode('{"label":"half \\ud800 of a pair"}'))).toEqual([
      422,
      {
        message: 'The label field format is invalid.',
        errors: { label: ['The label field format is invalid.'] },
      },
    ]);
    expect(await post(new Uint8Array(Buffer.from('{"label":"M\u00fcller"}', 'latin1')))).toEqual([
      422,
      {
        message: 'The request body must be a valid JSON object.',
        errors: { body: ['The request body must be a valid JSON object.'] },
      },
    ]);
  });

  it('with an unusual method is told which there are', async () => {
    const socket = await open(url);
    socket.write('QUERY /api/v1/patients HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n');
    expect(await readAll(socket)).toMatch(/^HTTP\/1.1 405 /);
    const options = await send('OPTIONS', '/api/v1/patients');
    expect(options.status).toBe(204);
    expect(options.headers.get('allow')).toBe('GET, HEAD, POST');
    expect(options.headers.get('x-request-id')).not.toBeNull();
    expect((await send('OPTIONS', '/api/v1/nothing')).status).toBe(404);
    for (const path of ['/health/live', '/openapi.json']) {
      const answer = await send('POST', path);
      expect([path, answer.status, answer.headers.get('allow')]).toEqual([path, 405, 'GET, HEAD']);
    }
  });

  it('that is no HTTP is answered in JSON, with an id', async () => {
    const garbage = await open(url);
    garbage.write('HELLO\r\n\r\n');
    expect(await readAll(garbage)).toMatch(
      /^HTTP\/1.1 400 [\s\S]*X-Request-Id: [\s\S]*\{"message":"The request is malformed."\}$/,
    );
    for (const host of ['', 'Host: "><script>\r\n', 'Host: x\r\nhost: y\r\n', 'Host: x\r\nHOST: x\r\n']) {
      const unaddressed = await open(url);
      unaddressed.write(`GET /api/v1/patients HTTP/1.1\r\n${host}\r\n`);
      const answer = await readAll(unaddressed);
      expect(answer).toMatch(/^HTTP\/1.1 400 [\s\S]*\{"message":"The request is malformed."\}$/);
      expect(answer.toLowerCase()).toContain('x-request-id: ');
    }
    const old = await open(url);
    old.write(`GET /api/v1/cases HTTP/1.0\r\nAuthorization: ${headers.Authorization}\r\n\r\n`);
    expect(await readAll(old)).toContain(`"first":"${url.origin}/api/v1/cases?page=1"`);
    const long = await open(url);
    long.write(`GET / HTTP/1.1\r\nHost: x\r\nX-Long: ${'a'.repeat(70_000)}\r\n\r\n`);
    expect(await readAll(long)).toMatch(/^HTTP\/1.1 431 /);
  });

  it('that does not come in time is told so, by which a browser knows that it may ask again', async () => {
    const accepted = once(server.app.server, 'connection');
    const idle = await open(url);
    const [socket] = (await accepted) as [Socket];
    // As Node does when the time for headers is up, which is too long for a test.
    const error = Object.assign(new Error('Request timeout'), { code: 'ERR_HTTP_REQUEST_TIMEOUT' });
    server.app.server.emit('clientError', error, socket);
    expect(await readAll(idle)).toMatch(/^HTTP\/1.1 408 [\s\S]*Connection: close\r\n/);
  });

  it('that breaks off is no fault of the server', async () => {
    const before = await failures();
    for (const type of ['application/json', 'multipart/form-data; boundary=x']) {
      const socket = await open(url);
      socket.write(
        `POST /api/v1/cases HTTP/1.1\r\nHost: x\r\nAuthorization: ${headers.Authorization}\r\nContent-Type: ${type}\r\nContent-Length: 100\r\n\r\n{"la`,
      );
      socket.destroySoon();
      await once(socket, 'close');
    }
    expect((await send('GET', '/health/live')).status).toBe(200);
    expect(await failures()).toBe(before);
  });

  it('leaves a key of a prototype alone', async () => {
    const body = '{"label":"Proto","__proto__":{"sex":"male"},"constructor":{"x":1}}';
    expect(
      (await send('POST', '/api/v1/cases', { headers: { 'Content-Type': 'application/json' }, body })).status,
    ).toBe(201);
    const deep = `{"label":${'['.repeat(5000)}${']'.repeat(5000)}}`;
    expect(
      (await send('POST', '/api/v1/cases', { headers: { 'Content-Type': 'application/json' }, body: deep }))
        .status,
    ).toBe(422);
  });

  const failures = async () =>
    (await server.parts.foundation.metrics.registry.metrics())
      .split('\n')
      .filter((line) => /status="5\d\d"/.test(line)).length;
});

async function open(url: URL): Promise<Socket> {
  const socket = connect(Number(url.port), url.hostname);
  await once(socket, 'connect');
  // The server may close while this end still writes.
  socket.on('error', () => undefined);
  return socket;
}

async function readAll(socket: Socket): Promise<string> {
  let text = '';
  for await (const chunk of socket) text += String(chunk);
  return text;
}
