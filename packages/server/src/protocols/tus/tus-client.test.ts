// A real client, tus-js-client, against a real server over real sockets: lines that break, and servers that restart.
import { Agent } from 'node:http';
import type { AddressInfo } from 'node:net';
import { aCtInstance } from '@lumenbox/dicom/testing';
import { DefaultHttpStack, Upload, type UploadOptions } from 'tus-js-client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type FaultProxy, startFaultProxy } from '../../../test/support/fault-proxy.ts';
import { imagingClient } from '../../../test/support/imaging.ts';
import { aTeam, type TestMember } from '../../../test/support/makers.ts';
import { restClient } from '../../../test/support/rest-client.ts';
import { startTestServer, type TestServer } from '../../../test/support/test-server.ts';

let server: TestServer;
let proxy: FaultProxy;
let team: TestMember;
beforeAll(async () => {
  server = await startTestServer();
  await server.app.listen({ port: 0, host: '127.0.0.1' });
  const { port } = server.app.server.address() as AddressInfo;
  proxy = await startFaultProxy(`http://127.0.0.1:${port}`);
  team = await aTeam(server);
});
afterAll(async () => {
  await proxy.close();
  await server.close();
});

/** An image whose pixels are many more bytes than one piece of a part. */
const aLargeImage = () => aCtInstance({ seed: 'large', patientId: 'LARGE', rows: 3000, columns: 3000 });

interface Sent {
  readonly uploadId: string;
  /** Where the client went on after each break, as the server told it. */
  readonly offsets: number[];
}

interface SendOptions extends Partial<UploadOptions> {
  /** Told of the upload's address once it has one. */
  readonly onUrl?: (url: string) => void;
}

function send(bytes: Uint8Array, { onUrl, ...options }: SendOptions = {}): Promise<Sent> {
  return new Promise((resolve, reject) => {
    const offsets: number[] = [];
    let uploadId = '';
    const upload = new Upload(Buffer.from(bytes), {
      endpoint: `${proxy.url}/files`,
      headers: { authorization: team.headers.authorization },
      metadata: { filename: 'large.dcm', filetype: 'application/dicom' },
      // A line that was kept and is closed at this moment would be a break that no test asked for.
      httpStack: new DefaultHttpStack({ agent: new Agent({ keepAlive: false }) }),
      retryDelays: [0, 0, 0, 0],
      onAfterResponse: (request, response) => {
        uploadId = response.getHeader('Lumenbox-Upload-Id') ?? uploadId;
        const url = response.getHeader('Location');
        if (url !== undefined) onUrl?.(url);
        if (request.getMethod() === 'HEAD') offsets.push(Number(response.getHeader('Upload-Offset')));
      },
      onSuccess: () => resolve({ uploadId, offsets }),
      onError: reject,
      ...options,
    });
    upload.start();
  });
}

const isPatch = (request: { method?: string | undefined }) => request.method === 'PATCH';
const uploadOf = async (id: string) => {
  await server.parts.jobs.runDue();
  return (await restClient(server, team).get(`/uploads/${id}`)).body.data;
};

describe('a tus client', () => {
  it('sends an image that comes out again byte for byte', async () => {
    const { bytes } = aLargeImage();
    const { uploadId } = await send(bytes);
    const upload = await uploadOf(uploadId);
    expect(upload).toMatchObject({
      status: 'complete',
      source: 'tus',
      counts: { received: 1, stored: 1 },
      files: [{ name: 'large.dcm', outcome: 'stored' }],
    });
    const [study] = upload.studies;
    const files = await imagingClient(server, team).download(study.patient_id, study.id);
    expect([...files.values()].some((file) => file.equals(Buffer.from(bytes)))).toBe(true);
  });

  it('goes on where the line broke, again and again, with nothing sent that was durable', async () => {
    const { bytes } = aCtInstance({ seed: 'broken line', rows: 3000, columns: 3000 });
    let url: string | undefined;
    const options: SendOptions = {
      retryDelays: null,
      onUrl: (made) => {
        url = made;
      },
    };
    const standsAt = async () => {
      const headers = { authorization: team.headers.authorization, 'tus-resumable': '1.0.0' };
      const answer = await fetch(url ?? '', { method: 'HEAD', headers });
      return Number(answer.headers.get('upload-offset'));
    };
    let stood = 0;
    for (const afterBytes of [3_000_000, 4_000_000, 5_000_000]) {
      proxy.fail([{ kind: 'cut-request', afterBytes }], isPatch);
      await expect(
        send(bytes, { ...options, ...(url === undefined ? {} : { uploadUrl: url }) }),
      ).rejects.toThrow();
      // What came before the break is durable as soon as the server has noticed it.
      await expect.poll(standsAt, { timeout: 30_000 }).toBeGreaterThan(stood);
      stood = await standsAt();
    }
    const { uploadId, offsets } = await send(bytes, { ...options, uploadUrl: url ?? '' });
    expect(offsets).toEqual([stood]);
    expect(await uploadOf(uploadId)).toMatchObject({ status: 'complete', counts: { stored: 1 } });
  });

  it('asks where it stands when an answer was lost, and sends nothing twice', async () => {
    const { bytes } = aCtInstance({ seed: 'lost answer' });
    proxy.fail([{ kind: 'lose-answer' }], isPatch);
    const { uploadId, offsets } = await send(bytes);
    expect(offsets).toEqual([bytes.length]);
    expect(await uploadOf(uploadId)).toMatchObject({
      status: 'complete',
      counts: { received: 1, stored: 1 },
    });
  });

  it('sends in chunks, with the bytes in the first request', async () => {
    const { bytes } = aCtInstance({ seed: 'chunks' });
    const options = { chunkSize: 50_000, uploadDataDuringCreation: true };
    const { uploadId } = await send(bytes, options);
    expect(await uploadOf(uploadId)).toMatchObject({ status: 'complete', counts: { stored: 1 } });
  });

  it('gives its upload up', async () => {
    const { bytes } = aCtInstance({ seed: 'given up' });
    proxy.fail([{ kind: 'cut-request', afterBytes: 1 }], isPatch);
    let url = '';
    const broken = send(bytes, {
      retryDelays: null,
      onUrl: (made) => {
        url = made;
      },
    });
    await expect(broken).rejects.toThrow();
    await Upload.terminate(url, { headers: { authorization: team.headers.authorization } });
    const answer = await fetch(url, {
      method: 'HEAD',
      headers: { authorization: team.headers.authorization, 'tus-resumable': '1.0.0' },
    });
    expect(answer.status).toBe(404);
  });
});
