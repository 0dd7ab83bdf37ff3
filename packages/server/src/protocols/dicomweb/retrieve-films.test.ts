// Films: the bit stream that an instance holds, handed out whole or in ranges, as players ask for it (PS3.18 8.7.3.3.2).
import { aSecondaryCapture, element, type MadeInstance } from '@lumenbox/dicom/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type DicomwebTestClient, dicomwebClient, pathOf } from '../../../test/support/dicomweb.ts';
import { aTeam } from '../../../test/support/makers.ts';
import { startTestServer, type TestServer } from '../../../test/support/test-server.ts';

let server: TestServer;
let client: DicomwebTestClient;
beforeAll(async () => {
  server = await startTestServer();
  client = await dicomwebClient(server, await aTeam(server));
});
afterAll(() => server.close());

async function stored(made: MadeInstance): Promise<MadeInstance> {
  expect((await client.store([made.bytes])).status).toBe(200);
  return made;
}

const body = async (answer: Response) => Buffer.from(await answer.arrayBuffer());

describe('a film', () => {
  it('beside a picture is left out of who takes pictures, who is told that', async () => {
    const place = { seed: 'beside', patientId: 'beside' };
    const picture = await stored(aSecondaryCapture({ ...place, instanceNumber: 1, rows: 8, columns: 8 }));
    await stored(
      aSecondaryCapture({
        ...place,
        instanceNumber: 2,
        transferSyntaxUid: '1.2.840.10008.1.2.4.102',
        elements: [{ tag: 'PixelData', vr: 'OB', fragments: [Buffer.from('film')] }],
      }),
    );
    const path = `/studies/${picture.studyInstanceUid}/rendered`;
    const some = await client.get(path, { accept: 'image/jpeg' });
    expect([some.status, some.headers.get('content-type')]).toEqual([206, 'image/jpeg']);
    const etag = some.headers.get('etag') ?? '';
    expect((await client.get(path, { accept: 'image/jpeg', 'if-none-match': etag })).status).toBe(304);
    expect((await client.get(`${pathOf(picture)}/rendered`, { accept: 'image/jpeg' })).status).toBe(200);
  });

  // Two fragments, as encoders write them, with the padding of the standard (PS3.5 A.4.4, 8.2.5).
  const stream = Buffer.from(Array.from({ length: 1000 }, (_, at) => at & 0xff));
  const film = (seed: string, transferSyntaxUid: string) =>
    aSecondaryCapture({
      seed,
      patientId: seed,
      transferSyntaxUid,
      elements: [
        element('NumberOfFrames', '250'),
        { tag: 'PixelData', vr: 'OB', fragments: [stream.subarray(0, 600), stream.subarray(600)] },
      ],
    });

  it.each([
    ['video/mpeg', '1.2.840.10008.1.2.4.100'],
    ['video/mp4', '1.2.840.10008.1.2.4.102'],
    ['video/mp4', '1.2.840.10008.1.2.4.107'],
  ])('is handed out as %s, whole or in ranges (%s)', async (type, transferSyntaxUid) => {
    const path = pathOf(await stored(film(transferSyntaxUid, transferSyntaxUid)));
    for (const [resource, accept] of [
      ['rendered', '*/*'],
      ['rendered', type],
      ['frames/1/rendered', 'video/*'],
      ['frames/1', type],
    ] as const) {
      const whole = await client.get(`${path}/${resource}`, { accept });
      expect([whole.status, whole.headers.get('accept-ranges')]).toEqual([200, 'bytes']);
      expect(whole.headers.get('content-type')).toBe(type);
      expect((await body(whole)).equals(stream)).toBe(true);
      const part = await client.get(`${path}/${resource}`, { accept, range: 'bytes=590-609' });
      expect([part.status, part.headers.get('content-range')]).toEqual([206, 'bytes 590-609/1000']);
      expect((await body(part)).equals(stream.subarray(590, 610))).toBe(true);
      const beyond = await client.get(`${path}/${resource}`, { accept, range: 'bytes=1000-' });
      expect([beyond.status, beyond.headers.get('content-range')]).toEqual([416, 'bytes */1000']);
      expect(await beyond.json()).toEqual({
        message: 'The range lies beyond the 1000 bytes that there are.',
      });
    }
  });

  it('is no picture, and has no frames of its own', async () => {
    const path = pathOf(await stored(film('film', '1.2.840.10008.1.2.4.102')));
    expect((await client.get(`${path}/rendered`, { accept: 'image/png' })).status).toBe(406);
    expect((await client.get(`${path}/frames/2/rendered`, { accept: 'video/*' })).status).toBe(404);
    expect((await client.get(`${path}/thumbnail`)).status).toBe(404);
  });
});
