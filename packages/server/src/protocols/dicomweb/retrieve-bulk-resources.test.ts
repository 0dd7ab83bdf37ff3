// All bulk data, and all pixel data, of studies, series and instances (PS3.18 10.4.1.1.5, 10.4.1.1.6).
import { transferSyntaxUids } from '@lumenbox/dicom';
import { aDataSet, anMrInstance, aSecondaryCapture, type MadeInstance } from '@lumenbox/dicom/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  type DicomwebTestClient,
  dicomwebClient,
  locatedPartsOf,
  pathOf,
} from '../../../test/support/dicomweb.ts';
import { aTeam } from '../../../test/support/makers.ts';
import { startTestServer, type TestServer } from '../../../test/support/test-server.ts';

const octets = 'application/octet-stream';
const inParts = (type: string) => ({ accept: `multipart/related; type="${type}"` });
const rle = `image/dicom-rle; transfer-syntax=${transferSyntaxUids.rleLossless}`;

const study = { patientId: 'bulk', studyInstanceUid: '2.25.88100' };
const ofSeries = (number: number) => ({ ...study, seriesInstanceUid: `2.25.8810${number}` });
const small = { rows: 16, columns: 16, frames: 2 };
const native = anMrInstance({ ...ofSeries(1), ...small, seed: 'native', instanceNumber: 1 });
const plain = anMrInstance({ ...ofSeries(1), ...small, seed: 'compressed', instanceNumber: 2 });
const compressed = anMrInstance({
  ...ofSeries(1),
  ...small,
  seed: 'compressed',
  instanceNumber: 2,
  transferSyntaxUid: transferSyntaxUids.rleLossless,
});
const value = Buffer.alloc(6000, 7);
const nestedValue = Buffer.alloc(8000, 9);
const document = aDataSet({
  ...ofSeries(2),
  seed: 'document',
  elements: [
    { tag: 0x00091010, vr: 'OB', value },
    { tag: 0x00400260, vr: 'SQ', value: [[], [{ tag: 0x00091020, vr: 'OB', value: nestedValue }]] },
  ],
});
const film = aSecondaryCapture({
  patientId: 'film',
  studyInstanceUid: '2.25.88200',
  seed: 'film',
  transferSyntaxUid: '1.2.840.10008.1.2.4.102',
  elements: [{ tag: 'PixelData', vr: 'OB', fragments: [Buffer.from('film '.repeat(20))] }],
});
const beside = aSecondaryCapture({
  patientId: 'film',
  studyInstanceUid: '2.25.88200',
  seriesInstanceUid: '2.25.88201',
  seed: 'beside',
});

let server: TestServer;
let client: DicomwebTestClient;
beforeAll(async () => {
  server = await startTestServer();
  client = await dicomwebClient(server, await aTeam(server));
  const stored = await client.store([native, compressed, document, film, beside].map(({ bytes }) => bytes));
  expect(stored.status).toBe(200);
});
afterAll(() => server.close());

const pathOfStudy = `/studies/${study.studyInstanceUid}`;
const pixelsOf = (made: MadeInstance) => `${client.base}${pathOf(made)}/bulkdata/7FE00010`;
const bytesOf = ({ pixelData }: MadeInstance) => Buffer.from(pixelData);

/** What the metadata of a resource says is bulk data. */
async function addressesIn(path: string): Promise<string[]> {
  const text = await (await client.get(`${path}/metadata`)).text();
  return [...text.matchAll(/"BulkDataURI":"([^"]+)"/g)].map(([, uri = '']) => uri);
}

describe('pixel data', () => {
  it('of a study is a native value for each image, where its metadata says', async () => {
    const answer = await client.get(`${pathOfStudy}/pixeldata`, inParts(octets));
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-type')).toContain(`type="${octets}"`);
    expect(await locatedPartsOf(answer)).toEqual([
      { type: octets, location: pixelsOf(native), body: bytesOf(native) },
      { type: octets, location: pixelsOf(compressed), body: bytesOf(plain) },
    ]);
  });

  it('of a series and of an instance is theirs', async () => {
    const ofSeries = await client.get(`${pathOfStudy}/series/2.25.88101/pixeldata`, inParts(octets));
    expect(await locatedPartsOf(ofSeries)).toHaveLength(2);
    const ofInstance = await client.get(`${pathOf(compressed)}/pixeldata`, inParts(octets));
    expect((await locatedPartsOf(ofInstance)).map(({ location }) => location)).toEqual([
      pixelsOf(compressed),
    ]);
  });

  it('comes as it is stored to who takes whatever there is, and made into what is asked for', async () => {
    const stored = await locatedPartsOf(await client.get(`${pathOfStudy}/pixeldata`));
    expect(stored.map(({ type, location }) => [type, location])).toEqual([
      [octets, pixelsOf(native)],
      [rle, pixelsOf(compressed)],
      [rle, pixelsOf(compressed)],
    ]);
    const asked = await client.get(`${pathOfStudy}/pixeldata`, inParts('image/dicom-rle'));
    expect((await locatedPartsOf(asked)).map(({ type }) => type)).toEqual([rle, rle, rle, rle]);
  });

  it('is 206 where some of it cannot be had as asked, and 406 where nothing can', async () => {
    const films = await client.get('/studies/2.25.88200/pixeldata', inParts('video/mp4'));
    expect(films.status).toBe(206);
    expect((await locatedPartsOf(films)).map(({ location }) => location)).toEqual([pixelsOf(film)]);
    const images = await client.get('/studies/2.25.88200/pixeldata', inParts(octets));
    expect(images.status).toBe(206);
    expect((await locatedPartsOf(images)).map(({ location }) => location)).toEqual([pixelsOf(beside)]);
    for (const accept of ['text/html', octets, 'multipart/related; type="video/mp4"'])
      expect((await client.get(`${pathOfStudy}/pixeldata`, { accept })).status).toBe(406);
  });

  it('that is no image of its transfer syntax comes as it is stored, and takes no neighbours along', async () => {
    const broken = { patientId: 'broken', studyInstanceUid: '2.25.88300' };
    const made = [
      aSecondaryCapture({
        ...broken,
        seed: 'broken',
        seriesInstanceUid: '2.25.88301',
        instanceNumber: 1,
        transferSyntaxUid: transferSyntaxUids.jpegBaseline,
        elements: [{ tag: 'PixelData', vr: 'OB', fragments: [Buffer.from('\xff\xd8nothing!', 'latin1')] }],
      }),
      aSecondaryCapture({
        ...broken,
        seed: 'whole',
        seriesInstanceUid: '2.25.88301',
        instanceNumber: 2,
      }),
    ];
    await client.store(made.map(({ bytes }) => bytes));
    const parts = await locatedPartsOf(await client.get('/studies/2.25.88300/pixeldata', inParts(octets)));
    expect(parts.map(({ type }) => type)).toEqual([
      `image/jpeg; transfer-syntax=${transferSyntaxUids.jpegBaseline}`,
      octets,
    ]);
  });

  it('is not found where there is none', async () => {
    for (const path of [
      pathOf(document),
      `${pathOfStudy}/series/2.25.88102`,
      '/studies/2.25.1',
      '/studies/x',
    ])
      expect((await client.get(`${path}/pixeldata`)).status).toBe(404);
    const stranger = await dicomwebClient(server, await aTeam(server));
    expect((await stranger.get(`${pathOfStudy}/pixeldata`)).status).toBe(404);
    expect((await stranger.get(`${pathOfStudy}/bulkdata`)).status).toBe(404);
  });
});

describe('bulk data', () => {
  it.each(['', '/series/2.25.88101', '/series/2.25.88102'])(
    'of a study or series (%s) is all that its metadata names',
    async (path) => {
      const answer = await client.get(`${pathOfStudy}${path}/bulkdata`, inParts(octets));
      expect(answer.status).toBe(200);
      const parts = await locatedPartsOf(answer);
      expect(parts.map(({ location }) => location)).toEqual(await addressesIn(`${pathOfStudy}${path}`));
      for (const { location, body } of parts) {
        const alone = await client.get(location.slice(client.base.length), { accept: octets });
        expect(Buffer.from(await alone.arrayBuffer()).equals(body)).toBe(true);
      }
    },
  );

  it('of an instance has values within sequences too', async () => {
    const parts = await locatedPartsOf(await client.get(`${pathOf(document)}/bulkdata`));
    expect(parts).toEqual([
      { type: octets, location: expect.stringMatching(/\/bulkdata\/00091010$/), body: value },
      { type: octets, location: expect.stringMatching(/\/00400260\/1\/00091020$/), body: nestedValue },
    ]);
  });

  it('is 206 where it has more than pixels, and octets are not taken', async () => {
    const statusOf = async (path: string) =>
      (await client.get(`${pathOfStudy}${path}/bulkdata`, inParts('image/dicom-rle'))).status;
    expect(await statusOf('')).toBe(206);
    expect(await statusOf('/series/2.25.88101')).toBe(200);
    expect(await statusOf('/series/2.25.88102')).toBe(406);
  });

  it('says in each part where it is, also when it is asked for alone', async () => {
    const [part] = await locatedPartsOf(
      await client.get(`${pathOf(native)}/bulkdata/7FE00010`, inParts(octets)),
    );
    expect(part?.location).toBe(pixelsOf(native));
    const frames = await locatedPartsOf(await client.get(`${pathOf(compressed)}/bulkdata/7FE00010`));
    expect(frames.map(({ location }) => location)).toEqual([pixelsOf(compressed), pixelsOf(compressed)]);
  });

  it('is told of without being sent', async () => {
    const answer = await fetch(`${client.base}${pathOfStudy}/bulkdata`, {
      method: 'HEAD',
      headers: { ...client.headers, ...inParts(octets) },
    });
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-type')).toContain('multipart/related');
  });
});
