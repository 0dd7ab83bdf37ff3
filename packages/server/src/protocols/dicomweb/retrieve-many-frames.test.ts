// Instances of very many small frames: their layout is long, and reading it anew for each frame would never end.
import { aSecondaryCapture, element, type MadeInstance } from '@lumenbox/dicom/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type DicomwebTestClient, dicomwebClient, partsOf, pathOf } from '../../../test/support/dicomweb.ts';
import { aTeam } from '../../../test/support/makers.ts';
import { startTestServer, type TestServer } from '../../../test/support/test-server.ts';

/** Read anew for each, the layouts of so many frames took minutes, and all memory that there is. */
const frameCount = 20_000;

let server: TestServer;
let client: DicomwebTestClient;
let made: MadeInstance;
beforeAll(async () => {
  server = await startTestServer();
  client = await dicomwebClient(server, await aTeam(server));
  made = aSecondaryCapture({
    seed: 'many-frames',
    patientId: 'many-frames',
    transferSyntaxUid: '1.2.840.10008.1.2.4.50',
    elements: [
      element('NumberOfFrames', String(frameCount)),
      {
        tag: 'PixelData',
        vr: 'OB',
        fragments: Array.from({ length: frameCount }, (_, index) => frame(index + 1)),
      },
    ],
  });
  expect((await client.store([made.bytes])).status).toBe(200);
});
afterAll(() => server.close());

/** Any bytes that tell the frame's number. */
function frame(number: number): Buffer {
  return Buffer.from(`frame ${String(number).padStart(8, '0')}`);
}

const accept = { accept: 'multipart/related; type="image/jpeg"' };

describe('an instance of very many frames', () => {
  it('gives all of them as its bulk data', async () => {
    const answer = await client.get(`${pathOf(made)}/bulkdata/7FE00010`, accept);
    expect(Number(answer.headers.get('content-length'))).toBeGreaterThan(frameCount * 100);
    const bodies = (await partsOf(answer)).map(({ body }) => body.toString());
    expect(bodies).toHaveLength(frameCount);
    expect(bodies.every((body, index) => body === frame(index + 1).toString())).toBe(true);
  });

  it('gives those that are named, in their order, and is not found by others', async () => {
    const numbers = [1, frameCount, 2];
    const answer = await client.get(`${pathOf(made)}/frames/${numbers.join()}`, accept);
    expect((await partsOf(answer)).map(({ body }) => body)).toEqual(numbers.map(frame));
    // So many are said to fit into the line of a request.
    const first = Array.from({ length: 3000 }, (_, index) => index + 1);
    const many = await client.get(`${pathOf(made)}/frames/${first.join()}`, accept);
    expect((await partsOf(many)).map(({ body }) => body)).toEqual(first.map(frame));
    expect((await client.get(`${pathOf(made)}/frames/1,${frameCount + 1}`, accept)).status).toBe(404);
  });
});
