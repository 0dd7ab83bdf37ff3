// Thumbnails: one small picture that stands for a study, a series, an instance or a frame.
import { transferSyntaxUids } from '@lumenbox/dicom';
import {
  aCtInstance,
  aDataSet,
  anMrInstance,
  aSecondaryCapture,
  element,
  type MadeInstance,
  type SliceOptions,
} from '@lumenbox/dicom/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type DicomwebTestClient, dicomwebClient, pathOf } from '../../../test/support/dicomweb.ts';
import { aTeam, type TestMember } from '../../../test/support/makers.ts';
import { jpegSize, readPng } from '../../../test/support/pictures.ts';
import { startTestServer, type TestServer } from '../../../test/support/test-server.ts';

let server: TestServer;
let team: TestMember;
let client: DicomwebTestClient;
beforeAll(async () => {
  server = await startTestServer();
  team = await aTeam(server);
  client = await dicomwebClient(server, team);
});
afterAll(() => server.close());

async function stored(...made: MadeInstance[]): Promise<MadeInstance> {
  expect((await client.store(made.map(({ bytes }) => bytes))).status).toBe(200);
  return made[0] as MadeInstance;
}

/** An image of one brightness, 0 to 255, in every pixel of every frame; or one for each frame. */
function aPlain(seed: string, brightness: number | readonly number[], options: SliceOptions = {}) {
  const list = typeof brightness === 'number' ? [brightness] : brightness;
  const pixelData = Uint8Array.from(
    list.flatMap((value) => Array.from({ length: 64 }, () => [value, 0]).flat()),
  );
  const shape = { rows: 8, columns: 8, frames: list.length, pixelData };
  const window = [
    element('WindowCenter', '127.5'),
    element('WindowWidth', '255'),
    element('VOILUTFunction', 'LINEAR_EXACT'),
  ];
  return anMrInstance({ seed, patientId: seed, ...shape, elements: window, ...options });
}

async function brightnessOf(path: string): Promise<number | undefined> {
  const answer = await client.get(`${path}/thumbnail?viewport=4,4`, { accept: 'image/png' });
  expect(answer.status).toBe(200);
  return readPng(Buffer.from(await answer.arrayBuffer())).data[0];
}

it('is a JPEG that fits into 256 pixels, or into the viewport that is asked for', async () => {
  const made = await stored(aCtInstance({ seed: 'size', patientId: 'size', rows: 300, columns: 600 }));
  for (const path of [
    `/studies/${made.studyInstanceUid}`,
    `/studies/${made.studyInstanceUid}/series/${made.seriesInstanceUid}`,
    pathOf(made),
    `${pathOf(made)}/frames/1`,
  ]) {
    const answer = await client.get(`${path}/thumbnail`);
    expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'image/jpeg']);
    expect(jpegSize(Buffer.from(await answer.arrayBuffer()))).toEqual({ width: 256, height: 128 });
    const small = await client.get(`${path}/thumbnail?viewport=64,64`);
    expect(jpegSize(Buffer.from(await small.arrayBuffer()))).toEqual({ width: 64, height: 32 });
    expect((await client.get(`${path}/thumbnail`, { accept: 'text/html' })).status).toBe(406);
    expect((await client.get(`${path}/thumbnail?viewport=x`)).status).toBe(400);
  }
});

it('shows the middle of the largest series of images', async () => {
  const place = { studyInstanceUid: '2.25.88001', patientId: 'middle' };
  const scout = aPlain('middle', 10, place);
  const slices = [1, 2, 3].map((instanceNumber) =>
    aPlain('middle', 50 * instanceNumber, { ...place, seriesNumber: 2, instanceNumber }),
  );
  const others = [1, 2, 3, 4].map((instanceNumber) =>
    aDataSet({
      ...place,
      seed: 'middle',
      seriesNumber: 3,
      instanceNumber,
      elements: [element('Modality', 'SR')],
    }),
  );
  await stored(scout, ...slices, ...others);
  const study = `/studies/${scout.studyInstanceUid}`;
  expect(await brightnessOf(study)).toBe(100);
  expect(await brightnessOf(`${study}/series/${scout.seriesInstanceUid}`)).toBe(10);
  expect(await brightnessOf(pathOf(slices[2] as MadeInstance))).toBe(150);
});

it('shows the middle frame of an instance, or the one that is named', async () => {
  const made = await stored(aPlain('frames', [10, 20, 30, 40, 50]));
  expect(await brightnessOf(pathOf(made))).toBe(30);
  expect(await brightnessOf(`${pathOf(made)}/frames/5`)).toBe(50);
  expect((await client.get(`${pathOf(made)}/frames/6/thumbnail`)).status).toBe(404);
  expect((await client.get(`${pathOf(made)}/frames/1,2/thumbnail`)).status).toBe(400);
});

it('shows another series when the best one cannot be shown', async () => {
  const place = { studyInstanceUid: '2.25.88002', patientId: 'fallback' };
  const broken = [1, 2].map((instanceNumber) =>
    aSecondaryCapture({
      ...place,
      seed: 'fallback',
      instanceNumber,
      transferSyntaxUid: transferSyntaxUids.jpegBaseline,
      elements: [{ tag: 'PixelData', vr: 'OB', fragments: [Buffer.from('\xff\xd8nothing!', 'latin1')] }],
    }),
  );
  await stored(...broken, aPlain('fallback', 70, { ...place, seriesNumber: 2 }));
  expect(await brightnessOf('/studies/2.25.88002')).toBe(70);
});

it('is not found where there is no image, in words that say so, and by another realm', async () => {
  const data = await stored(aDataSet({ seed: 'none', patientId: 'none' }));
  const none = await client.get(`/studies/${data.studyInstanceUid}/thumbnail`);
  expect([none.status, await none.json()]).toEqual([
    404,
    { message: 'There is no such study or series, or no image in it.' },
  ]);
  expect((await client.get(`${pathOf(data)}/thumbnail`)).status).toBe(404);
  const made = await stored(aPlain('walls', 10));
  const stranger = await dicomwebClient(server, await aTeam(server));
  for (const path of [`/studies/${made.studyInstanceUid}`, pathOf(made), `${pathOf(made)}/frames/1`])
    expect((await stranger.get(`${path}/thumbnail`)).status).toBe(404);
});

it('is not sent again to who has it, until the study has another one', async () => {
  const place = { studyInstanceUid: '2.25.88003', patientId: 'etag' };
  await stored(aPlain('etag', 10, place));
  const path = '/studies/2.25.88003/thumbnail';
  const first = await client.get(path);
  expect(first.headers.get('cache-control')).toBe('private, no-cache');
  const etag = first.headers.get('etag') ?? '';
  expect((await client.get(path, { 'if-none-match': etag })).status).toBe(304);
  await stored(aPlain('etag', 20, { ...place, instanceNumber: 2 }));
  const changed = await client.get(path, { 'if-none-match': etag });
  expect([changed.status, changed.headers.get('etag') === etag]).toEqual([200, false]);
});

it('leaves a line in the audit trail when it is looked at', async () => {
  const made = await stored(aPlain('audited', 10));
  await client.get(`${pathOf(made)}/thumbnail`);
  await server.parts.audit.flush();
  const events = await server.parts.foundation.database.kysely
    .selectFrom('audit_events')
    .select('details')
    .where('event', '=', 'study.read')
    .orderBy('id', 'desc')
    .limit(1)
    .execute();
  expect(events.map(({ details }) => JSON.parse(details ?? ''))).toEqual([
    { by: 'dicomweb', thumbnail: 'instance' },
  ]);
});
