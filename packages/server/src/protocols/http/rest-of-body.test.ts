// A refusal reaches its client, also one that sends all of its body before it reads; and nobody holds a connection with a body that is
// not wanted.
import { once } from 'node:events';
import { createServer } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { aTeam } from '../../../test/support/makers.ts';
import { startTestServer, type TestServer } from '../../../test/support/test-server.ts';
import { takeRestOfBody } from './rest-of-body.ts';

let server: TestServer;
let url: URL;
let token: string;
beforeAll(async () => {
  server = await startTestServer();
  url = new URL(await server.app.listen({ host: '127.0.0.1', port: 0 }));
  token = await (await aTeam(server)).token();
});
afterAll(() => server.close());

const body = Buffer.alloc(6 * 1024 * 1024, ' ');

it.each([
  ['too large', 413, () => [`Authorization: Bearer ${token}`]],
  [
    'too large, over a connection for itself',
    413,
    () => [`Authorization: Bearer ${token}`, 'Connection: close'],
  ],
  ['from nobody, over a connection for itself', 401, () => ['Connection: close']],
])('a body that is %s', async (_what, status, fields) => {
  const socket = connect({ port: Number(url.port), host: url.hostname, allowHalfOpen: true });
  const head = [
    'POST /api/v1/cases HTTP/1.1',
    'Host: x',
    'Content-Type: application/json',
    `Content-Length: ${body.length}`,
    ...fields(),
  ];
  socket.write(`${head.join('\r\n')}\r\n\r\n`);
  await new Promise<void>((resolve, reject) => {
    socket.once('error', reject);
    socket.write(body, () => resolve());
  });
  expect((await text(socket)).slice(0, 12)).toBe(`HTTP/1.1 ${status}`);
  socket.destroy();
});

it.each(['keep-alive', 'close'])(
  'a body that never ends does not hold a connection (%s)',
  async (connection) => {
    const limited = createServer((request, response) => {
      takeRestOfBody(request, response, { closingMs: 50, keptMs: 50 });
      response.writeHead(401, { Connection: connection, 'Content-Length': 0 }).end();
    }).listen(0, '127.0.0.1');
    await once(limited, 'listening');
    const socket = connect({
      port: (limited.address() as AddressInfo).port,
      host: '127.0.0.1',
      allowHalfOpen: true,
    });
    socket.on('error', () => undefined);
    socket.write('POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\nx');
    expect(String((await once(socket, 'data'))[0])).toMatch(/^HTTP\/1.1 401 /);
    // It closes when no connection is left.
    limited.close();
    await once(limited, 'close');
    socket.destroy();
  },
);

it('a body of which nobody reads the rest does not keep its sender from the answer', async () => {
  const tired = createServer((request, response) => {
    takeRestOfBody(request, response);
    request.once('readable', () => {
      request.read(1);
      response.writeHead(503, { 'Content-Length': 0 }).end();
    });
  }).listen(0, '127.0.0.1');
  await once(tired, 'listening');
  const socket = connect({ port: (tired.address() as AddressInfo).port, host: '127.0.0.1' });
  socket.write(`POST / HTTP/1.1\r\nHost: x\r\nContent-Length: ${body.length}\r\n\r\n`);
  await new Promise<void>((resolve, reject) => {
    socket.once('error', reject);
    socket.write(body, () => resolve());
  });
  expect(String((await once(socket, 'data'))[0])).toMatch(/^HTTP\/1.1 503 /);
  tired.closeAllConnections();
  tired.close();
});
