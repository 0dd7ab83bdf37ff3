// How long a connection on which nothing moves is kept: while we work as long as that takes, for a client that stalls a while.
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { buffer, text } from 'node:stream/consumers';
import { aSecondaryCapture, type MadeInstance } from '@lumenbox/dicom/testing';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { asStored, dicomwebClient, pathOf } from '../../../test/support/dicomweb.ts';
import { aTeam, type TestMember } from '../../../test/support/makers.ts';
import { startTestServer, type TestServer } from '../../../test/support/test-server.ts';

let server: TestServer;
let team: TestMember;
let url: URL;
let made: MadeInstance;
beforeAll(async () => {
  server = await startTestServer();
  team = await aTeam(server);
  url = new URL(await server.app.listen({ host: '127.0.0.1', port: 0 }));
  const client = await dicomwebClient(server, team);
  // More than the system holds for a client that does not read.
  made = aSecondaryCapture({ seed: 'stall', patientId: 'stall', rows: 4096, columns: 4096 });
  expect((await client.store([made.bytes])).status).toBe(200);
  // Two minutes otherwise.
  server.app.server.setTimeout(1000);
});
afterAll(() => server.close());

/** Sends a request over a connection for itself. */
function ask([method, path]: [string, string], fields: Record<string, string>, body = ''): Socket {
  const socket = connect(Number(url.port), url.hostname);
  const all = { ...team.headers, ...fields, Host: 'x', Connection: 'close', 'Content-Length': body.length };
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}`);
  socket.write(`${[`${method} ${path} HTTP/1.1`, ...lines].join('\r\n')}\r\n\r\n${body}`);
  return socket;
}

/** The server's side of the next connection. */
const accepted = () =>
  new Promise<Socket>((resolve) => {
    server.app.server.once('connection', resolve);
  });

it('a client that does not take its answer is cut off', async () => {
  const connection = accepted();
  const socket = ask(['GET', `/dicomweb${pathOf(made)}`], asStored).pause();
  await once(await connection, 'close');
  // It was still to be given.
  expect((await buffer(socket.resume())).length).toBeLessThan(made.bytes.length);
});

it('a client that waits for work of ours is not', async () => {
  const { database } = server.parts.foundation;
  const begun = Promise.withResolvers<void>();
  const released = Promise.withResolvers<void>();
  const inTheWay = database.transaction(async (trx) => {
    if (database.dialect === 'postgres') await sql`LOCK TABLE patients`.execute(trx);
    begun.resolve();
    await released.promise;
  });
  await begun.promise;
  const connection = accepted();
  const socket = ask(
    ['POST', '/api/v1/cases'],
    { 'Content-Type': 'application/json' },
    '{"label":"Patience"}',
  );
  await once(await connection, 'timeout');
  released.resolve();
  await inTheWay;
  expect((await text(socket)).slice(0, 12)).toBe('HTTP/1.1 201');
});
