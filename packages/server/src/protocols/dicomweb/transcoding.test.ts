// Retrieval in transfer syntaxes that nothing is stored in: the same pixels, or a refusal before the first byte.
import { readHeader, toDicomJson, transferSyntaxUids } from '@lumenbox/dicom';
import {
  aCtInstance,
  aDataSet,
  anMrInstance,
  aSecondaryCapture,
  element,
  type MadeInstance,
} from '@lumenbox/dicom/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type DicomwebTestClient, dicomwebClient, partsOf, pathOf } from '../../../test/support/dicomweb.ts';
import { aTeam } from '../../../test/support/makers.ts';
import { startTestServer, type TestServer } from '../../../test/support/test-server.ts';

const jpegLs = '1.2.840.10008.1.2.4.80';
const { explicitLittleEndian, rleLossless } = transferSyntaxUids;
const dicomIn = (uid: string) => ({
  accept: `multipart/related; type="application/dicom"; transfer-syntax=${uid}`,
});
const native = { accept: 'multipart/related; type="application/dicom"' };
const octets = { accept: 'multipart/related; type="application/octet-stream"' };

let server: TestServer;
let client: DicomwebTestClient;
beforeAll(async () => {
  server = await startTestServer();
  client = await dicomwebClient(server, await aTeam(server));
});
afterAll(() => server.close());

async function stored(...files: Uint8Array[]): Promise<void> {
  expect((await client.store(files)).status).toBe(200);
}

/** What an instance looks like in another transfer syntax, by our own word. */
async function inSyntax(made: MadeInstance, uid: string): Promise<Buffer> {
  const answer = await client.get(pathOf(made), { accept: `application/dicom; transfer-syntax=${uid}` });
  expect([answer.status, answer.headers.get('content-type')]).toEqual([
    200,
    `application/dicom; transfer-syntax=${uid}`,
  ]);
  return Buffer.from(await answer.arrayBuffer());
}

function pixelsOf(file: Uint8Array, size: number): Buffer {
  const { offset = 0 } = readHeader(file).pixelData ?? {};
  return Buffer.from(file.subarray(offset, offset + size));
}

/** Takes an instance in, compressed; the native one that it was made of comes back. */
async function aCompressed(seed: string, frames = 1): Promise<MadeInstance> {
  const frameBytes = 16 * 16 * 2;
  // Twelve bits a sample; no frame is like another.
  const pixelData = Uint8Array.from({ length: frames * frameBytes }, (_, at) =>
    at % 2 === 0 ? (at * 31) & 0xff : 1 + Math.floor(at / frameBytes),
  );
  const made = anMrInstance({ seed, patientId: seed, rows: 16, columns: 16, frames, pixelData });
  const other = await dicomwebClient(server, await aTeam(server));
  await other.store([made.bytes]);
  const answer = await other.get(pathOf(made), { accept: `application/dicom; transfer-syntax=${jpegLs}` });
  await stored(Buffer.from(await answer.arrayBuffer()));
  return made;
}

describe('an instance', () => {
  it('comes in Explicit VR Little Endian to who names no transfer syntax, with the same pixels', async () => {
    const made = await aCompressed('default');
    const answer = await client.get(pathOf(made), { accept: 'application/dicom' });
    expect(answer.headers.get('content-type')).toBe(
      `application/dicom; transfer-syntax=${explicitLittleEndian}`,
    );
    const bytes = Buffer.from(await answer.arrayBuffer());
    expect(pixelsOf(bytes, made.pixelData.length)).toEqual(Buffer.from(made.pixelData));
  });

  it.each([
    transferSyntaxUids.implicitLittleEndian,
    transferSyntaxUids.explicitBigEndian,
    transferSyntaxUids.deflatedExplicitLittleEndian,
  ])('that is native in %s does so too, with pixels or without', async (transferSyntaxUid) => {
    const seed = `native-${transferSyntaxUid}`;
    const image = anMrInstance({ seed, patientId: seed, rows: 4, columns: 4, transferSyntaxUid });
    const plain = anMrInstance({ seed, patientId: seed, rows: 4, columns: 4 });
    const document = aDataSet({ seed, patientId: seed, instanceNumber: 2, transferSyntaxUid });
    for (const made of [image, document]) {
      await stored(made.bytes);
      const bytes = await inSyntax(made, explicitLittleEndian);
      const { dataSet, transferSyntaxUid: given } = readHeader(bytes);
      expect(given).toBe(explicitLittleEndian);
      expect(toDicomJson(dataSet)).toEqual(toDicomJson(readHeader(made.bytes).dataSet));
      if (made === image) expect(pixelsOf(bytes, 32)).toEqual(Buffer.from(plain.pixelData));
      const asStored = await client.get(pathOf(made), { accept: 'application/dicom; transfer-syntax=*' });
      expect(Buffer.from(await asStored.arrayBuffer())).toEqual(Buffer.from(made.bytes));
    }
    const parts = await partsOf(await client.get(`/studies/${image.studyInstanceUid}`, native));
    expect(new Set(parts.map(({ type }) => type))).toEqual(
      new Set([`application/dicom; transfer-syntax=${explicitLittleEndian}`]),
    );
  });

  it('that is native comes as it is stored where it cannot be made into anything else', async () => {
    const seed = 'odd-native';
    const transferSyntaxUid = transferSyntaxUids.implicitLittleEndian;
    const made = anMrInstance({
      seed,
      patientId: seed,
      transferSyntaxUid,
      elements: [element('BitsAllocated', 13)],
    });
    await stored(made.bytes);
    for (const accept of ['application/dicom', native.accept]) {
      const answer = await client.get(pathOf(made), { accept });
      expect(answer.status).toBe(200);
      const [type] = accept === native.accept ? (await partsOf(answer)).map((part) => part.type) : [];
      expect(type ?? answer.headers.get('content-type')).toContain('transfer-syntax=');
    }
  });

  it.each([
    jpegLs,
    rleLossless,
    '1.2.840.10008.1.2.4.70',
    '1.2.840.10008.1.2.4.90',
    '1.2.840.10008.1.2.4.201',
  ])('comes in %s, from which its pixels come back', async (uid) => {
    const made = aCtInstance({ seed: uid, patientId: uid, rows: 16, columns: 16 });
    await stored(made.bytes);
    const there = await inSyntax(made, uid);
    expect(readHeader(there).transferSyntaxUid).toBe(uid);
    const other = await dicomwebClient(server, await aTeam(server));
    await other.store([there]);
    const back = await other.get(pathOf(made), { accept: 'application/dicom' });
    const bytes = Buffer.from(await back.arrayBuffer());
    expect(pixelsOf(bytes, made.pixelData.length)).toEqual(Buffer.from(made.pixelData));
  });

  it('is refused before anything is sent when its pixels are no image of its transfer syntax', async () => {
    const made = aSecondaryCapture({
      seed: 'broken',
      patientId: 'broken',
      transferSyntaxUid: transferSyntaxUids.jpegBaseline,
      elements: [{ tag: 'PixelData', vr: 'OB', fragments: [Buffer.from('\xff\xd8nothing!', 'latin1')] }],
    });
    await stored(made.bytes);
    expect((await client.get(pathOf(made), native)).status).toBe(406);
    expect((await client.get(`${pathOf(made)}/frames/1`, octets)).status).toBe(406);
    expect((await client.get(pathOf(made), dicomIn('*'))).status).toBe(200);
  });

  it('that cannot be transcoded goes as it is stored beside those that can, and says so', async () => {
    const place = { seed: 'mixed', patientId: 'mixed', rows: 16, columns: 16 };
    const sound = aSecondaryCapture({ ...place, instanceNumber: 1 });
    const broken = aSecondaryCapture({
      ...place,
      instanceNumber: 2,
      transferSyntaxUid: transferSyntaxUids.jpegBaseline,
      elements: [{ tag: 'PixelData', vr: 'OB', fragments: [Buffer.from('\xff\xd8nothing!', 'latin1')] }],
    });
    await stored(sound.bytes, broken.bytes);
    const answer = await client.get(`/studies/${sound.studyInstanceUid}`, native);
    const boundary = /boundary=(\S+)/.exec(answer.headers.get('content-type') ?? '')?.[1] ?? '';
    const text = Buffer.from(await answer.arrayBuffer()).toString('latin1');
    const types = [...text.matchAll(/Content-Type: (.*)\r\n/g)].map(([, type]) => type);
    expect(types).toEqual(
      [explicitLittleEndian, transferSyntaxUids.jpegBaseline].map(
        (uid) => `application/dicom; transfer-syntax=${uid}`,
      ),
    );
    expect(text.endsWith(`--${boundary}--\r\n`)).toBe(true);
  });

  it('of a video comes as it is stored to who names no transfer syntax: there is nothing else of it', async () => {
    const place = { seed: 'film', patientId: 'film', rows: 16, columns: 16 };
    const film = '1.2.840.10008.1.2.4.102';
    const made = aSecondaryCapture({
      ...place,
      instanceNumber: 1,
      transferSyntaxUid: film,
      elements: [{ tag: 'PixelData', vr: 'OB', fragments: [Buffer.alloc(100, 7)] }],
    });
    const plain = aSecondaryCapture({ ...place, instanceNumber: 2 });
    await stored(made.bytes, plain.bytes);
    const type = `application/dicom; transfer-syntax=${film}`;
    for (const accept of [native.accept, '*/*', 'application/dicom;q=0.1, multipart/related']) {
      const answer = await client.get(pathOf(made), { accept });
      expect([accept, answer.status]).toEqual([accept, 200]);
      expect(await partsOf(answer)).toEqual([{ type, body: Buffer.from(made.bytes) }]);
    }
    const byUri = `/wado?requestType=WADO&contentType=application/dicom&studyUID=${made.studyInstanceUid}&seriesUID=${made.seriesInstanceUid}&objectUID=${made.sopInstanceUid}`;
    for (const answer of [
      await client.get(byUri),
      await client.get(pathOf(made), { accept: 'application/dicom' }),
    ]) {
      expect([answer.status, answer.headers.get('content-type')]).toEqual([200, type]);
      expect(Buffer.from(await answer.arrayBuffer())).toEqual(Buffer.from(made.bytes));
    }
    const study = await client.get(`/studies/${made.studyInstanceUid}`, native);
    expect(study.status).toBe(200);
    const plainType = `application/dicom; transfer-syntax=${explicitLittleEndian}`;
    expect((await partsOf(study)).map((part) => part.type)).toEqual([type, plainType]);
    expect((await client.get(pathOf(made), dicomIn(explicitLittleEndian))).status).toBe(406);
  });
});

describe('frames', () => {
  it('of compressed pixels are native to who takes octets, one or many', async () => {
    const made = await aCompressed('native-frames', 3);
    const size = made.pixelData.length / 3;
    const frame = (number: number) =>
      Buffer.from(made.pixelData.subarray((number - 1) * size, number * size));
    const [only] = await partsOf(await client.get(`${pathOf(made)}/frames/2`, octets));
    expect(only).toEqual({ type: 'application/octet-stream', body: frame(2) });
    const alone = await client.get(`${pathOf(made)}/frames/3`, { accept: 'application/octet-stream' });
    expect(Buffer.from(await alone.arrayBuffer())).toEqual(frame(3));
    const many = await client.get(`${pathOf(made)}/frames/3,1`, octets);
    const body = Buffer.from(await many.arrayBuffer());
    expect(body.indexOf(frame(3))).toBeGreaterThan(0);
    expect(body.indexOf(frame(1))).toBeGreaterThan(body.indexOf(frame(3)));
  });

  it('come in no media type that is refused, and in the one that is wanted more', async () => {
    const made = aSecondaryCapture({
      seed: 'weighed',
      patientId: 'weighed',
      rows: 16,
      columns: 16,
      transferSyntaxUid: rleLossless,
    });
    await stored(made.bytes);
    const rle = `image/dicom-rle; transfer-syntax=${rleLossless}`;
    for (const [accept, type] of [
      ['multipart/related; type="image/dicom-rle";q=0.1, multipart/related; type="image/*"', 'image/jpeg'],
      ['image/dicom-rle;q=0, */*', 'image/jpeg'],
      ['image/*;q=0, */*', 'application/octet-stream'],
      ['multipart/related; type="image/*";q=0.1, */*', 'application/octet-stream'],
      ['*/*, multipart/related; type="image/dicom-rle"', rle],
      ['multipart/related; type="image/dicom-rle"; transfer-syntax=1.2.3;q=0, */*', rle],
      ['multipart/related; type="application/octet-stream"; transfer-syntax=*, */*;q=0.1', rle],
    ] as const) {
      const [part] = await partsOf(await client.get(`${pathOf(made)}/frames/1`, { accept }));
      expect([accept, part?.type.slice(0, type.length)]).toEqual([accept, type]);
    }
    const none = 'image/*;q=0, application/octet-stream;q=0, */*';
    expect((await client.get(`${pathOf(made)}/frames/1`, { accept: none })).status).toBe(406);
  });

  it('come compressed to who takes a compressed media type alone', async () => {
    const made = anMrInstance({ seed: 'to-jls', patientId: 'to-jls', rows: 16, columns: 16 });
    await stored(made.bytes);
    for (const [type, uid] of [
      ['image/jls', jpegLs],
      ['image/jpeg', '1.2.840.10008.1.2.4.70'],
      ['image/jp2', '1.2.840.10008.1.2.4.90'],
      ['image/dicom-rle', rleLossless],
    ]) {
      const accept = `multipart/related; type="${type}"`;
      const [part] = await partsOf(await client.get(`${pathOf(made)}/frames/1`, { accept }));
      expect(part?.type).toBe(`${type}; transfer-syntax=${uid}`);
    }
  });
});
