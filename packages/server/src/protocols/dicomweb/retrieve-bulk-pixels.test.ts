// Compressed pixels as bulk data: decoded to who takes octets, as they are stored to who takes their media type (PS3.18 8.7.3.3).
import { type DicomJson, transferSyntaxUids } from '@lumenbox/dicom';
import { anMrInstance, aSecondaryCapture, type MadeInstance } from '@lumenbox/dicom/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type DicomwebTestClient, dicomwebClient, partsOf, pathOf } from '../../../test/support/dicomweb.ts';
import { aTeam } from '../../../test/support/makers.ts';
import { startTestServer, type TestServer } from '../../../test/support/test-server.ts';

const { rleLossless, explicitLittleEndian } = transferSyntaxUids;
const octets = 'application/octet-stream';
const rle = `image/dicom-rle; transfer-syntax=${rleLossless}`;

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

const ask = (made: MadeInstance, accept: string) =>
  client.get(`${pathOf(made)}/bulkdata/7FE00010`, { accept });

it.each([1, 3])('of %i frames are one native value to who takes octets alone', async (frames) => {
  const options = { seed: `rle-${frames}`, patientId: 'bulk', rows: 16, columns: 16, frames };
  const native = Buffer.from(anMrInstance(options).pixelData);
  const made = await stored(anMrInstance({ ...options, transferSyntaxUid: rleLossless }));
  for (const accept of [
    octets,
    `${octets}; transfer-syntax=${explicitLittleEndian}`,
    `${octets}, image/png`,
  ]) {
    const answer = await ask(made, accept);
    expect([accept, answer.status, answer.headers.get('content-type')]).toEqual([accept, 200, octets]);
    expect(Buffer.from(await answer.arrayBuffer())).toEqual(native);
  }
  for (const accept of [
    `multipart/related; type="${octets}"`,
    `image/png, multipart/related; type=${octets}`,
  ])
    expect(await partsOf(await ask(made, accept))).toEqual([{ type: octets, body: native }]);
});

it('are frames as they are stored to who takes their media type, or whatever there is', async () => {
  const made = await stored(
    anMrInstance({ seed: 'kept', patientId: 'kept', frames: 2, transferSyntaxUid: rleLossless }),
  );
  for (const accept of [
    '*/*',
    'multipart/related',
    'multipart/related; type="image/dicom-rle"',
    `multipart/related; type="image/*", ${octets}`,
    `multipart/related; type="${octets}"; transfer-syntax=*`,
  ]) {
    const types = (await partsOf(await ask(made, accept))).map(({ type }) => type);
    expect([accept, types]).toEqual([accept, [rle, rle]]);
  }
  for (const accept of ['image/png', 'text/html', 'application/dicom'])
    expect((await ask(made, accept)).status).toBe(406);
});

it('have the Planar Configuration that their metadata says, also where they are decoded', async () => {
  const planes = [{ tag: 'PlanarConfiguration', value: [1] }] as const;
  const options = { seed: 'planes', patientId: 'planes', elements: planes };
  const made = await stored(aSecondaryCapture({ ...options, transferSyntaxUid: rleLossless }));
  const kept = await stored(aSecondaryCapture({ ...options, instanceNumber: 2 }));
  const said = async (one: MadeInstance) => {
    const [dataSet] = (await (await client.get(`${pathOf(one)}/metadata`)).json()) as DicomJson[];
    return dataSet?.['00280006']?.Value;
  };
  // Segments of RLE are planes whatever is said of them; decoded, their samples lie pixel by pixel.
  expect(await said(made)).toEqual([0]);
  const pixels = Buffer.from(made.pixelData);
  expect(Buffer.from(await (await ask(made, octets)).arrayBuffer())).toEqual(pixels);
  const [frame] = await partsOf(
    await client.get(`${pathOf(made)}/frames/1`, { accept: `multipart/related; type="${octets}"` }),
  );
  expect(frame?.body).toEqual(pixels);
  // What is native is handed out as it lies.
  expect(await said(kept)).toEqual([1]);
  expect(Buffer.from(await (await ask(kept, octets)).arrayBuffer())).toEqual(Buffer.from(kept.pixelData));
});

it('that are no image of their transfer syntax are not acceptable as octets', async () => {
  const made = await stored(
    aSecondaryCapture({
      seed: 'broken',
      patientId: 'broken',
      transferSyntaxUid: transferSyntaxUids.jpegBaseline,
      elements: [{ tag: 'PixelData', vr: 'OB', fragments: [Buffer.from('\xff\xd8nothing!', 'latin1')] }],
    }),
  );
  for (const accept of [octets, `multipart/related; type="${octets}"`])
    expect((await ask(made, accept)).status).toBe(406);
  expect((await ask(made, '*/*')).status).toBe(200);
});

it('of a film are the film, and nothing to who takes octets alone', async () => {
  const film = Buffer.from('film '.repeat(20));
  const made = await stored(
    aSecondaryCapture({
      seed: 'film',
      patientId: 'film',
      transferSyntaxUid: '1.2.840.10008.1.2.4.102',
      elements: [{ tag: 'PixelData', vr: 'OB', fragments: [film] }],
    }),
  );
  for (const accept of [octets, `multipart/related; type="${octets}"`])
    expect((await ask(made, accept)).status).toBe(406);
  const alone = await ask(made, `video/*, ${octets}`);
  expect([alone.status, alone.headers.get('content-type')]).toEqual([200, 'video/mp4']);
  expect(Buffer.from(await alone.arrayBuffer())).toEqual(film);
  expect((await partsOf(await ask(made, '*/*'))).map(({ body }) => body)).toEqual([film]);
});
