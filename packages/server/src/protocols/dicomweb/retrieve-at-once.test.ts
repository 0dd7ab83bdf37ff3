// Retrieval by many at once: memory is lent to answers and used again, and no client may ever see another one's bytes in its own.
import { connect } from 'node:net';
import { aCtInstance, type MadeInstance } from '@lumenbox/dicom/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  asStored,
  type DicomwebTestClient,
  dicomwebClient,
  partsOf,
  pathOf,
} from '../../../test/support/dicomweb.ts';
import { aTeam } from '../../../test/support/makers.ts';
import { startTestServer, type TestServer } from '../../../test/support/test-server.ts';

let server: TestServer;
let client: DicomwebTestClient;
beforeAll(async () => {
  server = await startTestServer();
  client = await dicomwebClient(server, await aTeam(server));
});
afterAll(() => server.close());

const bodiesOf = async (answer: Response) => (await partsOf(answer)).map(({ body }) => body);

/** Asks, takes the first bytes and goes away. */
async function breakOff({ base, headers }: DicomwebTestClient, path: string): Promise<void> {
  const abort = new AbortController();
  const answer = await fetch(base + path, { headers: { ...headers, ...asStored }, signal: abort.signal });
  await answer.body?.getReader().read();
  abort.abort();
}

/** Asks for one after the other over one connection, and reads when it is told to, until the server closes. */
function askWithoutReading({ base, headers }: DicomwebTestClient, paths: readonly string[]) {
  const { hostname, port, pathname } = new URL(base);
  const lines = Object.entries({ ...headers, ...asStored, host: `${hostname}:${port}` });
  const socket = connect(Number(port), hostname);
  socket.pause();
  for (const [index, path] of paths.entries()) {
    const connection = index === paths.length - 1 ? 'close' : 'keep-alive';
    const head = [...lines, ['connection', connection]].map(([name, value]) => `${name}: ${value}\r\n`);
    socket.write(`GET ${pathname}${path} HTTP/1.1\r\n${head.join('')}\r\n`);
  }
  const readAll = async () => {
    const chunks: Buffer[] = [];
    for await (const chunk of socket) chunks.push(chunk as Buffer);
    return Buffer.concat(chunks);
  };
  return { readAll };
}

function countOf(whole: Buffer, part: Buffer): number {
  let count = 0;
  for (let at = whole.indexOf(part); at >= 0; at = whole.indexOf(part, at + part.length)) count += 1;
  return count;
}

describe('a study and its instances', () => {
  it('come whole to each of many at once, whoever breaks off or reads slowly beside them', async () => {
    const made = [1, 2, 3].map((instanceNumber) =>
      aCtInstance({ seed: 'at once', patientId: 'at once', instanceNumber, rows: 512, columns: 512 }),
    );
    const [one] = made as [MadeInstance];
    expect((await client.store(made.map(({ bytes }) => bytes))).status).toBe(200);
    const paths = [`/studies/${one.studyInstanceUid}`, ...made.map(pathOf)];
    const wanted = [made, ...made.map((instance) => [instance])].map((some) =>
      some.map(({ bytes }) => Buffer.from(bytes)),
    );
    // More than the system takes for who does not read: some of it waits in the memory of the server.
    const slow = paths.map((path) =>
      askWithoutReading(
        client,
        Array.from({ length: 12 }, () => path),
      ),
    );
    for (let round = 0; round < 3; round++) {
      const whole = paths.map(async (path) => bodiesOf(await client.get(path, asStored)));
      const aborted = paths.map((path) => breakOff(client, path));
      expect(await Promise.all(whole)).toEqual(wanted);
      await Promise.all(aborted);
    }
    for (const [index, { readAll }] of slow.entries()) {
      const received = await readAll();
      for (const bytes of wanted[index] ?? []) expect(countOf(received, bytes)).toBe(12);
    }
  });
});
