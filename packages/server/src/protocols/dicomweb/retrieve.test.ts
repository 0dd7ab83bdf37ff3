// Retrieve Transaction: objects and frames out as they were stored, in the forms that clients ask for, to who may see them.
import { transferSyntaxUids } from '@lumenbox/dicom';
import {
  aCrInstance,
  aCtInstance,
  aSecondaryCapture,
  element,
  type MadeInstance,
} from '@lumenbox/dicom/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { aBrowser } from '../../../test/support/browser.ts';
import {
  asStored,
  type DicomwebTestClient,
  dicomwebClient,
  partsOf,
  pathOf,
} from '../../../test/support/dicomweb.ts';
import { readZip } from '../../../test/support/imaging.ts';
import { aMember, aTeam, type TestMember } from '../../../test/support/makers.ts';
import { startTestServer, type TestServer } from '../../../test/support/test-server.ts';
import { sessionCookie } from '../../access/index.ts';

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
  const answer = await client.store(made.map(({ bytes }) => bytes));
  expect(answer.status).toBe(200);
  return made[0] as MadeInstance;
}

const octets = { accept: 'multipart/related; type="application/octet-stream"' };
const frames = async (made: MadeInstance, list: string, headers: Record<string, string> = octets) =>
  partsOf(await client.get(`${pathOf(made)}/frames/${list}`, headers));

describe('a study', () => {
  it('comes with all its instances, in the order of series and instance numbers', async () => {
    const made = [2, 1].flatMap((seriesNumber) =>
      [3, 1, 2].map((instanceNumber) =>
        aCtInstance({ seed: 'ordered', patientId: 'ordered', seriesNumber, instanceNumber }),
      ),
    );
    const { studyInstanceUid } = await stored(...made);
    const answer = await client.get(`/studies/${studyInstanceUid}`, asStored);
    expect(Number(answer.headers.get('content-length'))).toBeGreaterThan(made.length * 1000);
    const bodies = (await partsOf(answer)).map(({ body }) => body);
    const order = [4, 5, 3, 1, 2, 0].map((index) => Buffer.from(made[index]?.bytes ?? []));
    expect(bodies).toEqual(order);
  });

  it('comes series by series, or as a zip', async () => {
    const made = [1, 2].map((seriesNumber) => aCtInstance({ seed: 'zip', patientId: 'zip', seriesNumber }));
    const { studyInstanceUid, seriesInstanceUid } = await stored(...made);
    const ofSeries = `/studies/${studyInstanceUid}/series/${seriesInstanceUid}`;
    expect(await partsOf(await client.get(ofSeries, asStored))).toHaveLength(1);
    const zip = await client.get(`/studies/${studyInstanceUid}`, { accept: 'application/zip' });
    const files = await readZip(Buffer.from(await zip.arrayBuffer()));
    expect([...files.values()]).toContainEqual(Buffer.from(made[0]?.bytes ?? []));
    const zipped = await client.get(`${ofSeries}?accept=application/zip`);
    const own = await readZip(Buffer.from(await zipped.arrayBuffer()));
    expect([...own.keys()]).toHaveLength(2);
  });

  it('is not found by another realm, by wrong UIDs, or by what is no UID', async () => {
    const made = await stored(aCtInstance({ seed: 'walls', patientId: 'walls' }));
    const stranger = await dicomwebClient(server, await aTeam(server));
    const wrong = { ...made, seriesInstanceUid: '1.2.3' };
    for (const path of ['', '/metadata', '/frames/1', '/bulkdata/7FE00010'])
      expect((await stranger.get(pathOf(made) + path, asStored)).status).toBe(404);
    expect((await stranger.get(`/studies/${made.studyInstanceUid}`, asStored)).status).toBe(404);
    expect((await client.get(pathOf(wrong), asStored)).status).toBe(404);
    for (const uid of ['1.2.3', "1'--", '../..', '%00', 'x'.repeat(70), '*'])
      expect((await client.get(`/studies/${uid}`, asStored)).status).toBe(404);
  });

  it('is forbidden to who may only store', async () => {
    const made = await stored(aCtInstance({ seed: 'rights', patientId: 'rights' }));
    const uploader = await dicomwebClient(server, await aMember(server, team, 'uploader'));
    expect((await uploader.get(pathOf(made), asStored)).status).toBe(403);
    expect((await uploader.get(pathOf({ ...made, studyInstanceUid: '1.2' }), asStored)).status).toBe(403);
  });
});

describe('an instance', () => {
  it('comes alone when it is asked for so, and by HEAD without its bytes', async () => {
    const made = await stored(aCtInstance({ seed: 'single', patientId: 'single' }));
    const alone = await client.get(pathOf(made), { accept: 'application/dicom; transfer-syntax=*' });
    expect(alone.headers.get('content-type')).toBe(
      `application/dicom; transfer-syntax=${made.transferSyntaxUid}`,
    );
    expect(Buffer.from(await alone.arrayBuffer())).toEqual(Buffer.from(made.bytes));
    const head = await fetch(client.base + pathOf(made), {
      method: 'HEAD',
      headers: { ...client.headers, accept: 'application/dicom' },
    });
    expect([head.status, head.headers.get('content-length')]).toEqual([200, String(made.bytes.length)]);
  });

  it('leaves a line in the audit trail', async () => {
    const made = await stored(aCtInstance({ seed: 'read', patientId: 'read' }));
    await client.get(pathOf(made), asStored);
    await server.parts.audit.flush();
    const events = await server.parts.foundation.database.kysely
      .selectFrom('audit_events')
      .select(['event', 'details'])
      .where('realm_id', '=', team.realmId)
      .orderBy('id', 'desc')
      .limit(1)
      .execute();
    expect(events).toEqual([{ event: 'study.exported', details: '{"by":"dicomweb","instances":1}' }]);
  });

  it('of compressed pixels is not acceptable to who takes native ones alone, unless they can be made', async () => {
    const made = await stored(
      aSecondaryCapture({ seed: 'rle', patientId: 'rle', transferSyntaxUid: transferSyntaxUids.rleLossless }),
    );
    const video = 'multipart/related; type="application/dicom"; transfer-syntax=1.2.840.10008.1.2.4.102';
    expect((await client.get(pathOf(made), { accept: video })).status).toBe(406);
    expect((await client.get(pathOf(made), { accept: 'text/html' })).status).toBe(406);
    const named = `multipart/related; type="application/dicom"; transfer-syntax=${transferSyntaxUids.rleLossless}`;
    expect((await client.get(pathOf(made), { accept: named })).status).toBe(200);
    // The query parameter stands above the header.
    const byQuery = await client.get(`${pathOf(made)}?accept=${encodeURIComponent(named)}`, {
      accept: 'text/html',
    });
    expect(byQuery.status).toBe(200);
  });
});

describe('frames', () => {
  it('may be kept by who received them, and are not sent again to who has them', async () => {
    const made = await stored(aSecondaryCapture({ seed: 'kept', patientId: 'kept', frames: 2 }));
    const path = `${pathOf(made)}/frames/1`;
    const single = { accept: 'application/octet-stream; transfer-syntax=1.2.840.10008.1.2.1' };
    const first = await client.get(path, single);
    expect(first.headers.get('cache-control')).toBe('private, no-cache');
    expect(first.headers.get('vary')).toBe('Accept, Authorization, Cookie');
    const etag = first.headers.get('etag') ?? '';
    const again = await client.get(path, { ...single, 'if-none-match': etag });
    expect([again.status, (await again.arrayBuffer()).byteLength]).toEqual([304, 0]);
    // Another frame, another form and another coding are other bytes.
    for (const [other, accept] of [
      [`${pathOf(made)}/frames/2`, single.accept],
      [path, octets.accept],
      [path, 'multipart/related; type="image/jls"; transfer-syntax=1.2.840.10008.1.2.4.80'],
    ] as const)
      expect((await client.get(other, { accept, 'if-none-match': etag })).status).toBe(200);
    const stranger = await dicomwebClient(server, await aTeam(server));
    expect((await stranger.get(path, { ...single, 'if-none-match': etag })).status).toBe(404);
  });

  it('go to the session of the dashboard as to a key, and to nobody without either', async () => {
    const made = await stored(aSecondaryCapture({ seed: 'session', patientId: 'session' }));
    const { token, csrfToken } = await aBrowser(server, team);
    const cookie = `${sessionCookie}=${token}`;
    const ask = async (path: string, init: RequestInit = {}) =>
      (await fetch(`${client.base}${pathOf(made)}${path}`, init)).status;
    expect(await ask('/frames/1', { headers: { cookie } })).toBe(200);
    expect(await ask('/frames/1', { headers: { cookie: `${cookie}x` } })).toBe(401);
    expect(await ask('/frames/1')).toBe(401);
    // What changes something takes the token that no other site knows.
    expect(await ask('', { method: 'DELETE', headers: { cookie } })).toBe(403);
    expect(await ask('', { method: 'DELETE', headers: { cookie, 'x-csrf-token': csrfToken } })).toBe(204);
  });

  it('are those that are named, in that order', async () => {
    const made = await stored(aSecondaryCapture({ seed: 'multi', patientId: 'multi', frames: 4 }));
    const size = made.pixelData.length / 4;
    const frame = (number: number) =>
      Buffer.from(made.pixelData.subarray((number - 1) * size, number * size));
    expect((await frames(made, '3,1')).map(({ body }) => body)).toEqual([frame(3), frame(1)]);
    const [only] = await frames(made, '4');
    expect(only).toEqual({ type: 'application/octet-stream', body: frame(4) });
    for (const list of ['5', '1,9'])
      expect((await client.get(`${pathOf(made)}/frames/${list}`)).status).toBe(404);
    for (const list of ['0', 'x', '1,', '-1', '1.5', '1e3'])
      expect((await client.get(`${pathOf(made)}/frames/${list}`)).status).toBe(400);
    const alone = await client.get(`${pathOf(made)}/frames/2`, { accept: 'application/octet-stream' });
    expect(Buffer.from(await alone.arrayBuffer())).toEqual(frame(2));
  });

  it.each(['explicitBigEndian', 'implicitLittleEndian', 'deflatedExplicitLittleEndian'] as const)(
    'of %s are native and little endian',
    async (name) => {
      const transferSyntaxUid = transferSyntaxUids[name];
      const made = await stored(aCrInstance({ seed: name, patientId: name, transferSyntaxUid, frames: 2 }));
      const size = made.pixelData.length / 2;
      expect((await frames(made, '2'))[0]?.body).toEqual(Buffer.from(made.pixelData.subarray(size)));
    },
  );

  it('of single bits begin with a byte of their own', async () => {
    // Three frames of 5 x 5 bits: 25 bits each, packed without gaps (PS3.5 8.1.1).
    const bits = Array.from({ length: 75 }, (_, index) => (index * 7 + (index >> 3)) % 3 === 0);
    const packed = (list: boolean[]) => {
      const bytes = new Uint8Array(Math.ceil(list.length / 8));
      for (const [index, bit] of list.entries())
        if (bit) bytes[index >> 3] = (bytes[index >> 3] ?? 0) | (1 << (index & 7));
      return bytes;
    };
    const made = await stored(
      aSecondaryCapture({
        seed: 'bits',
        patientId: 'bits',
        elements: [
          element('Rows', [5]),
          element('Columns', [5]),
          element('SamplesPerPixel', [1]),
          element('PhotometricInterpretation', 'MONOCHROME2'),
          element('NumberOfFrames', '3'),
          element('BitsAllocated', [1]),
          element('BitsStored', [1]),
          element('HighBit', [0]),
          { tag: 'PixelData', vr: 'OB', value: packed(bits) },
        ],
      }),
    );
    const bodies = (await frames(made, '1,2,3')).map(({ body }) => body);
    expect(bodies).toEqual(
      [0, 1, 2].map((index) => Buffer.from(packed(bits.slice(index * 25, index * 25 + 25)))),
    );
  });

  it('of several fragments come in one piece, in their own media type', async () => {
    const pieces = ['\xff\xd8\xff-first-', 'second', '-third\xff\xd9'].map((text) =>
      Buffer.from(text, 'latin1'),
    );
    const even = pieces.map((piece) =>
      piece.length % 2 === 0 ? piece : Buffer.concat([piece, Buffer.from([0])]),
    );
    const made = await stored(
      aSecondaryCapture({
        seed: 'fragments',
        patientId: 'fragments',
        transferSyntaxUid: transferSyntaxUids.jpegBaseline,
        elements: [{ tag: 'PixelData', vr: 'OB', fragments: even }],
      }),
    );
    const expected = {
      type: 'image/jpeg; transfer-syntax=1.2.840.10008.1.2.4.50',
      body: Buffer.concat(even),
    };
    for (const accept of [
      'multipart/related; type="image/jpeg"',
      'multipart/related; type="image/*"',
      'multipart/related; type="application/octet-stream"; transfer-syntax=*',
      '*/*',
    ])
      expect(await frames(made, '1', { accept })).toEqual([expected]);
    const single = await client.get(`${pathOf(made)}/frames/1`, { accept: 'image/jpeg' });
    expect(single.headers.get('content-type')).toBe(expected.type);
    for (const accept of ['multipart/related; type="image/jls"', 'image/png'])
      expect((await client.get(`${pathOf(made)}/frames/1`, { accept })).status).toBe(406);
  });

  it('of a video are one stream, of which ranges are to be had', async () => {
    const film = Buffer.from('0123456789'.repeat(50));
    const made = await stored(
      aSecondaryCapture({
        seed: 'video',
        patientId: 'video',
        transferSyntaxUid: '1.2.840.10008.1.2.4.102',
        elements: [
          element('NumberOfFrames', '25'),
          { tag: 'PixelData', vr: 'OB', fragments: [film.subarray(0, 200), film.subarray(200)] },
        ],
      }),
    );
    const ask = (range: string) => client.get(`${pathOf(made)}/frames/1`, { accept: 'video/mp4', range });
    const whole = await client.get(`${pathOf(made)}/frames/1`, { accept: 'video/*' });
    expect([whole.status, whole.headers.get('accept-ranges')]).toEqual([200, 'bytes']);
    expect(Buffer.from(await whole.arrayBuffer())).toEqual(film);
    for (const [range, from, to] of [
      ['bytes=0-9', 0, 10],
      ['bytes=195-204', 195, 205],
      ['bytes=490-', 490, 500],
      ['bytes=-7', 493, 500],
      ['bytes=499-100000', 499, 500],
    ] as const) {
      const part = await ask(range);
      expect([range, part.status]).toEqual([range, 206]);
      expect(part.headers.get('content-range')).toBe(`bytes ${from}-${to - 1}/500`);
      expect(Buffer.from(await part.arrayBuffer())).toEqual(film.subarray(from, to));
    }
    for (const range of ['bytes=500-', 'bytes=-0']) {
      const none = await ask(range);
      expect([none.status, none.headers.get('content-range')]).toEqual([416, 'bytes */500']);
    }
    for (const range of ['bytes=9-1', 'bytes=0-1,3-4', 'lines=1-2', 'bytes=-', 'bytes=x'])
      expect((await ask(range)).status).toBe(200);
  });
});
