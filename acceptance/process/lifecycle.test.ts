// The life of the server process: it starts with nothing to configure, stops without losing anything, and says what is wrong.
import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { serverProgram } from '../../scripts/build-server.mjs';
import { type RunningServer, runLumenbox, runProgram, startServer } from '../support/index.ts';

const setupLine = /with the code [0-9A-Z]{4}-[0-9A-Z]{4}/;
const running: RunningServer[] = [];
const start = async (...wishes: Parameters<typeof startServer>) => {
  const server = await startServer(...wishes);
  running.push(server);
  return server;
};
afterEach(async () => {
  for (const server of running.splice(0)) await server.stop();
});

const serveOn = (dataDir: string, env: Record<string, string> = {}) =>
  runLumenbox(['serve'], {
    env: {
      LUMENBOX_DATA_DIR: dataDir,
      LUMENBOX_PORT: '0',
      LUMENBOX_DIMSE_PORT: '0',
      LUMENBOX_HOST: '127.0.0.1',
      ...env,
    },
  });

describe('the server process', () => {
  it('is alive and ready when it says so, and ends with 0 when asked to', async () => {
    const server = await start();
    expect((await fetch(`${server.url}/health/live`)).status).toBe(200);
    expect((await fetch(`${server.url}/health/ready`)).status).toBe(200);
    expect(await server.stop()).toBe(0);
  });

  it('prints the code for the first account while there is none', async () => {
    const server = await start();
    await vi.waitFor(() => expect(server.logs()).toMatch(setupLine));
    await server.createAccount();
    await server.stop({ keepData: true });
    const again = await start({ dataDir: server.dataDir });
    await again.stop({ keepData: true });
    expect(again.logs()).not.toMatch(setupLine);
  });

  it('refuses a data directory on which another server runs, and says what to do', async () => {
    const first = await start();
    const second = await serveOn(first.dataDir);
    expect(second.code).toBe(1);
    expect(second.stderr).toMatch(/Another Lumenbox server is running/);
    expect(second.stderr).toMatch(/LUMENBOX_DATA_DIR/);
    expect((await fetch(`${first.url}/health/ready`)).status).toBe(200);
  });

  it('starts again without help after it was killed', async () => {
    const first = await start();
    const account = await first.createAccount();
    const token = await first.createToken(account);
    first.process.kill('SIGKILL');
    await once(first.process, 'exit');
    const second = await start({ dataDir: first.dataDir });
    const answer = await fetch(`${second.url}/api/v1/patients`, {
      headers: { Authorization: `Bearer ${token}` },
    });
    expect(answer.status).toBe(200);
  });

  it('begins nothing, as `npm start` neither, when it is given an option that it does not know', async () => {
    const npmStart = await serverProgram('server');
    const unknown = await runProgram(process.execPath, [npmStart, '--port', '9000']);
    expect(unknown).toMatchObject({ code: 2, stdout: '' });
    expect(unknown.stderr).toContain("unknown option '--port'");
    const help = await runProgram(process.execPath, [npmStart, '--help']);
    expect(help).toMatchObject({ code: 0, stderr: '' });
    expect(help.stdout).toContain('--roles');
  });

  it('names a port that is taken', async () => {
    const blocker = createServer().listen(0, '127.0.0.1');
    await once(blocker, 'listening');
    const { port } = blocker.address() as { port: number };
    const server = await start();
    const result = await serveOn(`${server.dataDir}/other`, { LUMENBOX_PORT: String(port) });
    blocker.close();
    expect(result.code).toBe(1);
    expect(result.stderr).toContain(`Port ${port} is in use`);
  });

  it('does not listen beyond this machine without an explicit yes', async () => {
    const server = await start();
    const result = await serveOn(`${server.dataDir}/other`, { LUMENBOX_HOST: '0.0.0.0' });
    expect(result.code).toBe(1);
    expect(result.stderr).toMatch(/LUMENBOX_TRUST_PROXY[\s\S]*LUMENBOX_ALLOW_INSECURE/);
  });

  it('lists what is wrong with its configuration', async () => {
    const server = await start();
    const result = await serveOn(`${server.dataDir}/other`, {
      LUMENBOX_PORT: 'eighty',
      LUMENBOX_LOG_LEVEL: 'loud',
    });
    expect(result.code).toBe(1);
    expect(result.stderr).toMatch(/LUMENBOX_PORT[\s\S]*LUMENBOX_LOG_LEVEL/);
  });

  it('lets a request under way end before it stops, and takes no new ones', async () => {
    const server = await start();
    const account = await server.createAccount();
    const token = await server.createToken(account);
    const body = JSON.stringify({ label: 'Sent slowly' });
    const socket = connect(Number(new URL(server.url).port), '127.0.0.1');
    await once(socket, 'connect');
    socket.write(
      `POST /api/v1/cases HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${token}\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n${body.slice(0, 5)}`,
    );
    await requestsUnderWay(server, 1);
    const stopped = server.stop({ keepData: true });
    await refusesConnections(server);
    socket.write(body.slice(5));
    expect(await firstLine(socket)).toBe('HTTP/1.1 201 Created');
    expect(await stopped).toBe(0);
    const again = await start({ dataDir: server.dataDir });
    const list = await fetch(`${again.url}/api/v1/cases`, { headers: { Authorization: `Bearer ${token}` } });
    expect(((await list.json()) as { meta: { total: number } }).meta.total).toBe(1);
  });

  it('keeps what has come of a slow resumable upload when it stops, and waits for no more of it', async () => {
    const server = await start();
    const token = await server.createToken(await server.createAccount());
    const headers = { Authorization: `Bearer ${token}`, 'Tus-Resumable': '1.0.0' };
    const made = await fetch(`${server.url}/files`, {
      method: 'POST',
      headers: { ...headers, 'Upload-Length': String(32 * mebibyte) },
    });
    const { pathname } = new URL(made.headers.get('location') ?? '');
    const offsetAt = async ({ url }: RunningServer) => {
      const answer = await fetch(`${url}${pathname}`, { method: 'HEAD', headers });
      return Number(answer.headers.get('upload-offset'));
    };
    const socket = connect(Number(new URL(server.url).port), '127.0.0.1');
    socket.write(
      `PATCH ${pathname} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${token}\r\nTus-Resumable: 1.0.0\r\nUpload-Offset: 0\r\nContent-Type: application/offset+octet-stream\r\nContent-Length: ${32 * mebibyte}\r\n\r\n`,
    );
    socket.write(Buffer.alloc(9 * mebibyte));
    const durable = () => offsetAt(server);
    // A whole piece of it; the rest of what was sent is on its way.
    await expect.poll(durable, { timeout: 30_000 }).toBeGreaterThan(0);
    const before = await durable();
    const stopped = server.stop({ keepData: true });
    expect(await firstLine(socket)).toBe('HTTP/1.1 503 Service Unavailable');
    socket.destroy();
    expect(await stopped).toBe(0);
    expect(await offsetAt(await start({ dataDir: server.dataDir }))).toBeGreaterThan(before);
  });
});

const mebibyte = 1024 * 1024;

/** Waits until the server has so many open connections besides the one that asks. */
async function requestsUnderWay(server: RunningServer, count: number): Promise<void> {
  for (let attempt = 0; attempt < 1000; attempt++) {
    const text = await (await fetch(`${server.url}/metrics`, { headers: { Connection: 'close' } })).text();
    const open = Number(/^lumenbox_http_connections (\d+)/m.exec(text)?.[1] ?? 0);
    if (open > count) return;
  }
  throw new Error('The server never saw the request.');
}

async function refusesConnections(server: RunningServer): Promise<void> {
  for (let attempt = 0; attempt < 1000; attempt++) {
    const refused = await fetch(`${server.url}/health/live`, { headers: { Connection: 'close' } }).then(
      (response) => response.status === 503,
      () => true,
    );
    if (refused) return;
  }
  throw new Error('The server goes on taking requests.');
}

async function firstLine(socket: Socket): Promise<string> {
  let text = '';
  for await (const chunk of socket) {
    text += String(chunk);
    if (text.includes('\r\n')) break;
  }
  return text.split('\r\n', 1)[0] ?? '';
}
