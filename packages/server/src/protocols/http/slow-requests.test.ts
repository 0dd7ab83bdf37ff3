// Requests whose body is still on its way while the right to make them is taken away.
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { aMember, aTeam, type TestMember } from '../../../test/support/makers.ts';
import { startTestServer, type TestServer } from '../../../test/support/test-server.ts';
import { sha256 } from '../../platform/ids.ts';

let server: TestServer;
let url: URL;
let team: TestMember;
beforeAll(async () => {
  server = await startTestServer();
  url = new URL(await server.app.listen({ host: '127.0.0.1', port: 0 }));
  team = await aTeam(server);
});
afterAll(() => server.close());

const call = (method: 'PUT' | 'DELETE', path: string, payload?: object) =>
  server.app.inject({
    method,
    url: `/api/v1${path}`,
    headers: team.headers,
    ...(payload === undefined ? {} : { payload }),
  });

/** Sends the head of a request, and resolves once its key was found good: the body is all that is missing. */
async function headSent(key: string, path: string, body: string): Promise<Socket> {
  const socket = connect(Number(url.port), url.hostname);
  await once(socket, 'connect');
  const fields = {
    Host: url.host,
    Authorization: `Bearer ${key}`,
    'Content-Type': 'application/json',
    'Content-Length': body.length,
    Connection: 'close',
  };
  const lines = Object.entries(fields).map(([name, value]) => `${name}: ${value}`);
  socket.write(`POST /api/v1${path} HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n`);
  await expect.poll(() => useOf(key)).toBeDefined();
  return socket;
}

/** The id of a key that was used. */
async function useOf(key: string): Promise<string | undefined> {
  const row = await server.parts.foundation.database.kysely
    .selectFrom('api_keys as key')
    .innerJoin('api_key_uses as use', 'use.api_key_id', 'key.id')
    .select('key.id as id')
    .where('key.key_hash', '=', sha256(key))
    .executeTakeFirst();
  return row?.id;
}

const statusOf = async (socket: Socket) => (await text(socket)).split('\r\n', 1)[0];

describe('a request whose body is waited for', () => {
  const body = JSON.stringify({ label: 'Slow', role: 'viewer' });

  it('is answered when nothing has changed meanwhile', async () => {
    const socket = await headSent(await team.token(), '/cases', body);
    socket.write(body);
    expect(await statusOf(socket)).toBe('HTTP/1.1 201 Created');
  });

  it('is refused when its key is revoked meanwhile', async () => {
    const key = await team.token();
    const socket = await headSent(key, '/cases', body);
    expect((await call('DELETE', `/tokens/${await useOf(key)}`)).statusCode).toBe(204);
    socket.write(body);
    expect(await statusOf(socket)).toBe('HTTP/1.1 401 Unauthorized');
  });

  it('is refused when its sender may not make it any more', async () => {
    const admin = await aMember(server, team, 'admin');
    const socket = await headSent(await admin.token(), '/invitations', body);
    expect((await call('PUT', `/members/${admin.userId}`, { role: 'viewer' })).statusCode).toBe(200);
    socket.write(body);
    expect(await statusOf(socket)).toBe('HTTP/1.1 403 Forbidden');
  });
});
