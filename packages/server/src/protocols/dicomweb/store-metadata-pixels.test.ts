// Compressed pixels beside metadata: frames of a media type become fragments of the transfer syntax that they are of.
import type { DicomJson } from '@lumenbox/dicom';
import { aCtInstance, aSecondaryCapture, encodeRleFrame } from '@lumenbox/dicom/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { describeFile, jsonPart, relatedType } from '../../../test/support/described.ts';
import {
  asStored,
  type DicomwebTestClient,
  dicomwebClient,
  encodeRelated,
  partsOf,
  pathOf,
  type SentPart,
  storedUids,
} from '../../../test/support/dicomweb.ts';
import { aTeam } from '../../../test/support/makers.ts';
import { startTestServer, type TestServer } from '../../../test/support/test-server.ts';

let server: TestServer;
let source: DicomwebTestClient;
let client: DicomwebTestClient;
beforeAll(async () => {
  server = await startTestServer();
  source = await dicomwebClient(server, await aTeam(server));
  client = await dicomwebClient(server, await aTeam(server));
});
afterAll(() => server.close());

const root = '1.2.840.10008.1.2.4.';
const aCine = (seed: string) => aCtInstance({ seed, patientId: seed, frames: 3, rows: 32, columns: 48 });
const frame = (type: string, body: Uint8Array, location = 'pixels'): SentPart => ({ type, location, body });
const send = (parts: readonly SentPart[]) =>
  client.post('/studies', relatedType('json'), encodeRelated(parts));
/** Frames of an instance of ours in a transfer syntax. */
async function framesOf(made: ReturnType<typeof aCine>, type: string, syntax: string) {
  await source.store([made.bytes]);
  const accept = `multipart/related; type="${type}"; transfer-syntax=${syntax}`;
  return (await partsOf(await source.get(`${pathOf(made)}/frames/1,2,3`, { accept }))).map(
    ({ body }) => body,
  );
}
const syntaxOf = async (made: ReturnType<typeof aCine>) =>
  (await partsOf(await client.get(pathOf(made), asStored)))[0]?.type.replace(/.*transfer-syntax=/, '');
const storedFrames = async (made: ReturnType<typeof aCine>, type: string) =>
  (
    await partsOf(
      await client.get(`${pathOf(made)}/frames/1,2,3`, {
        accept: `multipart/related; type="${type}"; transfer-syntax=*`,
      }),
    )
  ).map(({ body }) => body);
const reasonOf = (answer: { body: Record<string, { Value: Record<string, { Value: number[] }>[] }> }) =>
  answer.body['00081198']?.Value[0]?.['00081197']?.Value[0];

describe('frames of a media type', () => {
  it.each([
    ['image/jpeg', `${root}70`],
    ['image/jls', `${root}80`],
    ['image/jp2', `${root}90`],
    ['image/jphc', `${root}201`],
  ])('%s become fragments in their order, of the transfer syntax that they say', async (type, syntax) => {
    const made = aCine(`frames ${type}`);
    const frames = await framesOf(made, type, syntax);
    expect(frames).toHaveLength(3);
    const { json } = describeFile(made, 'pixels');
    const answer = await send([...frames.map((body) => frame(type, body)), jsonPart(json)]);
    expect([answer.status, storedUids(answer)]).toEqual([200, [made.sopInstanceUid]]);
    expect(await syntaxOf(made)).toBe(syntax);
    const even = (bytes: Buffer) => Buffer.concat([bytes, Buffer.alloc(bytes.length % 2)]);
    expect((await storedFrames(made, type)).map(even)).toEqual(frames.map(even));
    const rendered = (from: DicomwebTestClient) => from.get(`${pathOf(made)}/frames/2/rendered`);
    // The picture is that of the original: nothing was lost on the way.
    expect(Buffer.from(await (await rendered(client)).arrayBuffer())).toEqual(
      Buffer.from(await (await rendered(source)).arrayBuffer()),
    );
  });

  it.each([
    [`${root}51`, 200],
    [`${root}90`, 409],
    ['1.2.3', 409],
  ])('that states transfer syntax %s are a %i', async (syntax, status) => {
    const made = aCtInstance({ seed: `stated ${syntax}`, patientId: 'stated', rows: 32, columns: 32 });
    const jpeg = await jpegOf(made);
    const { json } = describeFile(made, 'pixels');
    const answer = await send([
      jsonPart(eightBits(json)),
      frame(`image/jpeg; transfer-syntax=${syntax}`, jpeg),
    ]);
    expect(answer.status).toBe(status);
    if (status === 200) expect(await syntaxOf(made)).toBe(syntax);
  });

  it('may come without the attributes that a picture tells itself', async () => {
    const made = aSecondaryCapture({ seed: 'camera', patientId: 'camera', rows: 40, columns: 64 });
    const jpeg = await jpegOf(made);
    const { json } = describeFile(made, 'pixels');
    const described = Object.fromEntries(Object.entries(json).filter(([key]) => !key.startsWith('0028')));
    expect((await send([jsonPart(described), frame('image/jpeg', jpeg)])).status).toBe(200);
    const [told] = (await (await client.get(`${pathOf(made)}/metadata`)).json()) as [DicomJson];
    const numberOf = (key: string) => told[key]?.Value?.[0];
    expect(await syntaxOf(made)).toBe(`${root}50`);
    expect(['00280010', '00280011', '00280100', '00280103'].map(numberOf)).toEqual([40, 64, 8, 0]);
    expect((await client.get(`${pathOf(made)}/rendered`)).status).toBe(200);
  });

  it('of RLE need no statement', async () => {
    const made = aCine('rle');
    const { json, pixels } = describeFile(made, 'pixels');
    const size = pixels.length / 3;
    const frames = [0, 1, 2].map((index) =>
      Buffer.from(
        encodeRleFrame(
          pixels.subarray(index * size, (index + 1) * size),
          { bitsAllocated: 16, samplesPerPixel: 1, pixels: 32 * 48 },
          48,
        ),
      ),
    );
    const answer = await send([jsonPart(json), ...frames.map((body) => frame('image/x-dicom-rle', body))]);
    expect(answer.status, JSON.stringify(answer.body)).toBe(200);
    expect(await syntaxOf(made)).toBe('1.2.840.10008.1.2.5');
  });
});

it('a film that says its transfer syntax is stored as it is', async () => {
  const made = aCine('film');
  const body = Buffer.from('a film '.repeat(30));
  const answer = await send([
    jsonPart(describeFile(made, 'pixels').json),
    frame(`video/mp4; transfer-syntax=${root}102`, body),
  ]);
  expect(answer.status).toBe(200);
  expect(await syntaxOf(made)).toBe(`${root}102`);
  const film = await client.get(`${pathOf(made)}/rendered`, { accept: 'video/mp4' });
  expect(Buffer.from(await film.arrayBuffer())).toEqual(body);
});

describe('pixels that cannot be right', () => {
  it.each<[string, (frames: readonly Buffer[]) => SentPart[], number]>([
    ['are too few frames', ([first]) => [frame('image/jls', first as Buffer)], 0xc002],
    [
      'are of several media types',
      ([a, b, c]) => [
        frame('image/jls', a as Buffer),
        frame('image/jp2', b as Buffer),
        frame('image/jls', c as Buffer),
      ],
      0xc002,
    ],
    [
      'are another code than their media type',
      (frames) => frames.map((body) => frame('image/jp2', body)),
      0xc002,
    ],
    ['are no code at all', (frames) => frames.map(() => frame('image/jls', Buffer.alloc(99))), 0xc002],
    [
      'are PNG, which no transfer syntax has',
      (frames) => frames.map((body) => frame('image/png', body)),
      0xc122,
    ],
    ['are GIF', (frames) => frames.map((body) => frame('image/gif', body)), 0xc122],
    [
      'are a film that does not say its transfer syntax',
      ([first]) => [frame('video/mp4', first as Buffer)],
      0xc122,
    ],
    [
      'are a film of a transfer syntax of pictures',
      ([first]) => [frame(`video/mp4; transfer-syntax=${root}80`, first as Buffer)],
      0xc002,
    ],
    ['are too few octets', () => [frame('application/octet-stream', Buffer.alloc(100))], 0xc000],
  ])('because they %s fail', async (why, parts, reason) => {
    const made = aCine(`wrong ${why}`);
    const frames = await framesOf(made, 'image/jls', `${root}80`);
    const answer = await send([jsonPart(describeFile(made, 'pixels').json), ...parts(frames)]);
    expect([answer.status, reasonOf(answer)]).toEqual([409, reason]);
    expect((await client.get(pathOf(made))).status).toBe(404);
  });

  it('because a picture is sent for something else fail', async () => {
    const made = aCtInstance({ seed: 'icon', patientId: 'icon', rows: 8, columns: 8 });
    const { json, pixels } = describeFile(made, 'pixels');
    const icon: DicomJson = { '7FE00010': { vr: 'OB', BulkDataURI: 'icon' } };
    const answer = await send([
      jsonPart({ ...json, '00880200': { vr: 'SQ', Value: [icon] } }),
      frame('application/octet-stream', pixels),
      frame('image/jpeg', await jpegOf(made), 'icon'),
    ]);
    expect([answer.status, reasonOf(answer)]).toEqual([409, 0xc002]);
  });
});

/** A picture of an instance, of eight bits. */
async function jpegOf(made: { bytes: Uint8Array } & ReturnType<typeof aCine>): Promise<Buffer> {
  await source.store([made.bytes]);
  const answer = await source.get(`${pathOf(made)}/rendered`, { accept: 'image/jpeg' });
  return Buffer.from(await answer.arrayBuffer());
}

function eightBits(json: DicomJson): DicomJson {
  const number = (value: number): DicomJson[string] => ({ vr: 'US', Value: [value] });
  return {
    ...json,
    '00280100': number(8),
    '00280101': number(8),
    '00280102': number(7),
    '00280103': number(0),
  };
}
