// A real server, killed while a part comes in and while one is taken in: it says what it has, and each file counts once.
import { request } from 'node:http';
import { aCtInstance } from '@lumenbox/dicom/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runCli, type ServeProcess, startServe } from '../../test/support/cli.ts';
import { readZip } from '../../test/support/imaging.ts';
import { rawZip } from '../../test/support/raw-zip.ts';
import { makeTestPlace, openTestDatabase, type TestPlace } from '../../test/support/test-database.ts';
import { receivePartsJob } from '../features/resumable-uploads/index.ts';

let place: TestPlace;
let token: string;
let server: ServeProcess;
const start = async () => {
  server = await startServe(place, /ready at/, { LUMENBOX_RATE_LIMIT: '0' });
};
beforeAll(async () => {
  place = await makeTestPlace();
  const user = [
    'user',
    'create',
    '--email',
    'a@example.com',
    '--name',
    'A',
    '--team',
    'T',
    '--password-stdin',
  ];
  await runCli(place, user, { stdin: 'a long password' });
  const key = ['token', 'create', '--email', 'a@example.com', '--team', 'T', '--name', 'K', '--json'];
  token = JSON.parse((await runCli(place, key)).stdout).token;
  await start();
}, 60_000);
afterAll(async () => {
  await server.stop();
  await place.remove();
});

const headers = () => ({ authorization: `Bearer ${token}`, 'tus-resumable': '1.0.0' });
const create = async (sizeBytes: number, metadata = ''): Promise<string> => {
  const answer = await fetch(`${server.baseUrl}/files`, {
    method: 'POST',
    headers: { ...headers(), 'upload-length': String(sizeBytes), 'upload-metadata': metadata },
  });
  return new URL(answer.headers.get('location') ?? '').pathname;
};
const head = async (path: string) => {
  const answer = await fetch(server.baseUrl + path, { method: 'HEAD', headers: headers() });
  return {
    offset: Number(answer.headers.get('upload-offset')),
    uploadId: answer.headers.get('lumenbox-upload-id') ?? '',
  };
};

/** How many pieces of parts are durable. */
const piecesStored = async () => {
  const database = await openTestDatabase(place);
  const { pieces } = await database.kysely
    .selectFrom('part_pieces')
    .select(({ fn }) => fn.countAll<number>().as('pieces'))
    .executeTakeFirstOrThrow();
  await database.close();
  return pieces;
};

/** Sends bytes from an offset on; kills the server when so many are sent and so many pieces stored. Gives the status, when there is one. */
function patch(
  path: string,
  bytes: Uint8Array,
  options: { offset: number; kill?: { afterBytes: number; afterPieces: number } },
) {
  return new Promise<number | undefined>((resolve, reject) => {
    const outgoing = request(server.baseUrl + path, {
      method: 'PATCH',
      headers: {
        ...headers(),
        'upload-offset': String(options.offset),
        'content-type': 'application/offset+octet-stream',
        'content-length': String(bytes.length - options.offset),
      },
    });
    outgoing.on('response', (answer) => {
      answer.resume();
      resolve(answer.statusCode);
    });
    outgoing.on('error', () => resolve(undefined));
    const chunkBytes = 256 * 1024;
    const { kill } = options;
    const killWhenStored = async (pieces: number) => {
      await expect.poll(piecesStored, { timeout: 60_000 }).toBeGreaterThanOrEqual(pieces);
      server.kill();
    };
    const next = (at: number): void => {
      if (kill !== undefined && at - options.offset >= kill.afterBytes) {
        killWhenStored(kill.afterPieces).catch(reject);
        return;
      }
      if (at >= bytes.length) outgoing.end();
      else
        outgoing.write(bytes.subarray(at, at + chunkBytes), () =>
          next(Math.min(bytes.length, at + chunkBytes)),
        );
    };
    next(options.offset);
  });
}

const restart = async () => {
  await server.stop();
  // On PostgreSQL other workers may live, and the killed one's hold ends by time: here it is over.
  const database = await openTestDatabase(place);
  await database.kysely
    .updateTable('jobs')
    .set({ leased_until: '2000-01-01T00:00:00.000000Z' })
    .where('kind', '=', receivePartsJob.kind)
    .where('state', '=', 'running')
    .execute();
  await database.close();
  await start();
};

interface UploadSeen {
  readonly status: string;
  readonly counts: Readonly<Record<string, number>>;
  readonly studies: readonly { id: string; patient_id: string }[];
  readonly files: readonly { name: string; outcome: string }[];
}
const uploadOf = async (id: string): Promise<UploadSeen> => {
  const answer = await fetch(`${server.baseUrl}/api/v1/uploads/${id}`, { headers: headers() });
  return ((await answer.json()) as { data: UploadSeen }).data;
};
const whenOver = async (id: string) => {
  await expect.poll(async () => (await uploadOf(id)).status, { timeout: 60_000 }).toBe('complete');
  return uploadOf(id);
};
const storedFiles = async ({ studies }: UploadSeen) => {
  const [study] = studies;
  const url = `${server.baseUrl}/api/v1/patients/${study?.patient_id}/studies/${study?.id}/archive`;
  return [
    ...(await readZip(Buffer.from(await (await fetch(url, { headers: headers() })).arrayBuffer()))).values(),
  ];
};

describe('a server that is killed', () => {
  it('in the middle of a part, again and again, goes on with what it said that it has', async () => {
    const { bytes } = aCtInstance({ seed: 'killed', patientId: 'KILLED', rows: 4500, columns: 4500 });
    const path = await create(bytes.length);
    let stood = 0;
    for (const kill of [
      { afterBytes: 1_000_000, afterPieces: 0 },
      { afterBytes: 12_000_000, afterPieces: 1 },
      { afterBytes: 20_000_000, afterPieces: 2 },
    ]) {
      expect(await patch(path, bytes, { offset: stood, kill })).toBeUndefined();
      await restart();
      const { offset } = await head(path);
      expect(offset).toBeGreaterThanOrEqual(stood);
      expect(offset).toBeLessThan(bytes.length);
      stood = offset;
    }
    expect(stood).toBeGreaterThan(0);
    expect(await patch(path, bytes, { offset: stood })).toBe(204);
    const upload = await whenOver((await head(path)).uploadId);
    expect(upload).toMatchObject({ counts: { received: 1, stored: 1 } });
    const files = await storedFiles(upload);
    expect(files.some((file) => file.equals(Buffer.from(bytes)))).toBe(true);
  }, 180_000);

  it('while it takes a part in has each file once in the end, with its first verdict', async () => {
    const count = 400;
    const images = Array.from({ length: count }, (_, index) => ({
      name: `${index}.dcm`,
      bytes: aCtInstance({ seed: 'taken in', patientId: 'TAKEN', instanceNumber: index + 1 }).bytes,
    }));
    const cut = { name: 'cut.dcm', bytes: Buffer.from(images[0]?.bytes ?? []).subarray(0, 700) };
    const zip = rawZip([...images, cut]);
    const path = await create(zip.length, `filetype ${Buffer.from('application/zip').toString('base64')}`);
    expect(await patch(path, zip, { offset: 0 })).toBe(204);
    const { uploadId } = await head(path);
    for (const least of [1, count / 2]) {
      await expect
        .poll(async () => (await uploadOf(uploadId)).counts.stored, { interval: 5, timeout: 60_000 })
        .toBeGreaterThanOrEqual(least);
      server.kill();
      await restart();
    }
    const upload = await whenOver(uploadId);
    expect(upload.counts).toEqual({ received: count + 1, stored: count, duplicate: 0, held: 0, rejected: 1 });
    expect(upload.files.map(({ name }) => name)).toEqual([...images, cut].map(({ name }) => name));
    const verified = await runCli(place, ['verify', '--json']);
    expect(JSON.parse(verified.stdout)).toMatchObject({ ok: true, faults: [] });
  }, 180_000);
});
