// A refusal reaches its client, also one that sends all of its body before it reads.
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { aTeam } from '../../../test/support/makers.ts';
import { startTestServer, type TestServer } from '../../../test/support/test-server.ts';

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
