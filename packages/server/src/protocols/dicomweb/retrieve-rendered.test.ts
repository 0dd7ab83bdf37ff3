// Rendered resources: pictures of what is stored, as large and as bright as asked for, to who may see them.
import { tags, transferSyntaxUids } from '@lumenbox/dicom';
import {
  aCtInstance,
  aDataSet,
  anMrInstance,
  aSecondaryCapture,
  element,
  type MadeInstance,
  type SliceOptions,
} from '@lumenbox/dicom/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type DicomwebTestClient, dicomwebClient, pathOf } from '../../../test/support/dicomweb.ts';
import { aMember, aTeam, type TestMember } from '../../../test/support/makers.ts';
import { jpegSize, readGif, readPng } from '../../../test/support/pictures.ts';
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

/** A grey image of 16 by 8: its value grows by 100 from column to column, by 1 from row to row and 1000 from frame to frame. */
function aRamp(seed: string, options: SliceOptions = {}): MadeInstance {
  const frames = options.frames ?? 1;
  const pixels = Uint16Array.from(
    { length: 128 * frames },
    (_, at) => (at % 16) * 100 + (Math.floor(at / 16) % 8) + Math.floor(at / 128) * 1000,
  );
  const pixelData = new Uint8Array(pixels.buffer);
  return anMrInstance({ seed, patientId: seed, rows: 8, columns: 16, pixelData, ...options });
}

const badParameters = [
  'quality=0',
  'quality=101',
  'quality=best',
  'window=1,2,cubic',
  'window=40',
  'window=40,0.5,linear',
  'window=40,0,sigmoid',
  'window=a,b,linear',
  'window=1,2,linear,3',
  'window=1,2,__proto__',
  'viewport=0,10',
  'viewport=10',
  'viewport=10,10,1',
  'viewport=100000,10',
  'viewport=4097,10',
  'viewport=10,10,x,,,',
  'viewport=10,10,-1,,,',
  'viewport=10,10,16,0,4,4',
  'viewport=10,10,0,0,0,4',
  'annotation=name',
  'iccprofile=cmyk',
];

const body = async (answer: Response) => Buffer.from(await answer.arrayBuffer());
const png = { accept: 'image/png' };
const picture = async (path: string) => readPng(await body(await client.get(path, png)));
/** What every part is, of an answer whose parts state no length. */
async function partTypes(answer: Response): Promise<(string | undefined)[]> {
  const text = (await body(answer)).toString('latin1');
  return [...text.matchAll(/\r\nContent-Type: (.*)\r\n/g)].map(([, type]) => type);
}

describe('an instance', () => {
  it('is a JPEG of its own size to who names nothing, and what is accepted most else', async () => {
    const path = `${pathOf(await stored(aRamp('types')))}/rendered`;
    const plain = await client.get(path);
    expect([plain.status, plain.headers.get('content-type')]).toEqual([200, 'image/jpeg']);
    expect(jpegSize(await body(plain))).toEqual({ width: 16, height: 8 });
    for (const [accept, query, type] of [
      ['image/png;q=0.5, image/gif', '', 'image/gif'],
      ['image/webp, image/*;q=0.1', '', 'image/jpeg'],
      ['image/jpeg;q=0, image/*', '', 'image/png'],
      ['image/jpeg', '?accept=image/png', 'image/png'],
    ] as const) {
      const answer = await client.get(path + query, { accept });
      expect(answer.headers.get('content-type')).toBe(type);
    }
    expect((await client.get(path, { accept: 'image/webp, text/html' })).status).toBe(406);
  });

  it('shows its values through its own window, or through the one that is asked for', async () => {
    const path = `${pathOf(await stored(aRamp('window')))}/rendered`;
    // Of its own: center 1000, width 2000.
    const { data } = await picture(path);
    expect([data[0], data[10], data[15]]).toEqual([0, 128, 191]);
    const exact = await picture(`${path}?window=500,1000,linear-exact`);
    expect([...exact.data.subarray(0, 12)]).toEqual([0, 26, 51, 77, 102, 128, 153, 179, 204, 230, 255, 255]);
    const sigmoid = await picture(`${path}?window=500,400,sigmoid`);
    expect([sigmoid.data[5], sigmoid.data[0], sigmoid.data[15]]).toEqual([128, 2, 255]);
    const threshold = await picture(`${path}?window=500,1,linear`);
    expect([...threshold.data.subarray(3, 8)]).toEqual([0, 0, 255, 255, 255]);
  });

  it('is scaled into the viewport with its proportions kept, and cut and mirrored by its source', async () => {
    const path = `${pathOf(await stored(aRamp('viewport')))}/rendered`;
    const window = 'window=750,1500,linear-exact';
    expect(jpegSize(await body(await client.get(`${path}?viewport=8,8`)))).toEqual({ width: 8, height: 4 });
    expect(jpegSize(await body(await client.get(`${path}?viewport=100,16`)))).toEqual({
      width: 32,
      height: 16,
    });
    const whole = await picture(`${path}?${window}`);
    const part = await picture(`${path}?${window}&viewport=4,4,4,2,4,4`);
    expect([...part.data.subarray(0, 4)]).toEqual([...whole.data.subarray(2 * 16 + 4, 2 * 16 + 8)]);
    const mirrored = await picture(`${path}?${window}&viewport=16,8,,,-16,-8`);
    expect([...mirrored.data]).toEqual([...whole.data].reverse());
    // What is left out of the source is the rest of the image.
    const rest = await picture(`${path}?${window}&viewport=4,8,12,,,`);
    expect([rest.width, rest.height, rest.data[3]]).toEqual([4, 8, whole.data[15]]);
  });

  it('is smaller as JPEG the lower the quality', async () => {
    const made = await stored(
      aCtInstance({ seed: 'quality', patientId: 'quality', rows: 128, columns: 128 }),
    );
    const sizes = [];
    for (const quality of [100, 60, 10])
      sizes.push((await body(await client.get(`${pathOf(made)}/rendered?quality=${quality}`))).length);
    expect(sizes).toEqual([...sizes].sort((first, second) => second - first));
    expect(new Set(sizes).size).toBe(3);
  });

  it('is refused when a parameter has a value that is none', async () => {
    const path = `${pathOf(await stored(aRamp('bad-parameters')))}/rendered`;
    for (const query of badParameters)
      expect([query, (await client.get(`${path}?${query}`)).status]).toEqual([query, 400]);
  });

  it('comes with a warning when annotations or a colour profile were asked for, which there are none of', async () => {
    const path = `${pathOf(await stored(aRamp('warnings')))}/rendered`;
    const answer = await client.get(`${path}?annotation=patient,technique&iccprofile=srgb`);
    expect(answer.status).toBe(200);
    expect(answer.headers.get('warning')).toBe(
      '299 Lumenbox "The following annotation values are not supported: patient, technique", 299 Lumenbox "The following iccprofile value is not supported: srgb"',
    );
    expect((await client.get(`${path}?iccprofile=no`)).headers.has('warning')).toBe(false);
  });

  it('is not sent again to who has it, and kept by nobody for others', async () => {
    const path = `${pathOf(await stored(aRamp('cached')))}/rendered`;
    const first = await client.get(path);
    expect(first.headers.get('cache-control')).toBe('private, no-cache');
    expect(first.headers.get('vary')).toContain('Authorization');
    const etag = first.headers.get('etag') ?? '';
    const again = await client.get(path, { 'if-none-match': etag });
    expect([again.status, (await body(again)).length]).toEqual([304, 0]);
    for (const other of [`${path}?quality=50`, `${path}?window=1,2,linear`, `${path}?viewport=8,8`])
      expect((await client.get(other, { 'if-none-match': etag })).status).toBe(200);
    expect((await client.get(path, { ...png, 'if-none-match': etag })).status).toBe(200);
    const head = await fetch(client.base + path, { method: 'HEAD', headers: client.headers });
    expect([head.status, head.headers.get('etag')]).toEqual([200, etag]);
  });

  it('of several frames is its first one alone, all of them as parts, and an animation as GIF', async () => {
    const times = [element('FrameTime', '40')];
    const path = `${pathOf(await stored(aRamp('cine', { frames: 3, elements: times })))}/rendered`;
    expect(await picture(path)).toEqual(await picture(path.replace('/rendered', '/frames/1/rendered')));
    const parts = await client.get(path, { accept: 'multipart/related; type="image/png"' });
    expect(await partTypes(parts)).toEqual(['image/png', 'image/png', 'image/png']);
    const gif = await client.get(path, { accept: 'image/gif' });
    expect(readGif(await body(gif))).toEqual({ width: 16, height: 8, timesMs: [40, 40, 40] });
  });

  it('that has nothing to show is refused in words; a document is handed out as it is', async () => {
    const data = await stored(aDataSet({ seed: 'raw', patientId: 'raw' }));
    const refused = await client.get(`${pathOf(data)}/rendered`);
    expect(refused.status).toBe(406);
    expect(await refused.json()).toEqual({ message: 'There is nothing in it that can be rendered.' });
    const document = await stored(aPdf('pdf'));
    const answer = await client.get(`${pathOf(document)}/rendered`);
    expect(answer.headers.get('content-type')).toBe('application/pdf');
    expect((await body(answer)).toString()).toBe('%PDF-1.4 odd');
    expect((await client.get(`${pathOf(document)}/rendered`, png)).status).toBe(406);
  });

  it('whose attributes or bytes lie is refused, and the next one is rendered', async () => {
    for (const [seed, elements] of Object.entries({
      wide: [element('Rows', 65_535), element('Columns', 65_535)],
      flat: [element('Rows', 0)],
      deep: [element('BitsStored', 40)],
      odd: [element('SamplesPerPixel', 2)],
      code: [],
    })) {
      const fragments = [Buffer.from('\xff\xd8nothing!', 'latin1')];
      const made = aSecondaryCapture({
        seed,
        patientId: seed,
        transferSyntaxUid: transferSyntaxUids.jpegBaseline,
        elements: [...elements, { tag: 'PixelData', vr: 'OB', fragments }],
      });
      const path = pathOf(await stored(made));
      expect([seed, (await client.get(`${path}/rendered`)).status]).toEqual([seed, 406]);
      expect([seed, (await client.get(`${path}/thumbnail`)).status]).toEqual([seed, 404]);
    }
    expect((await client.get(`${pathOf(await stored(aRamp('sound')))}/rendered`)).status).toBe(200);
  });

  it('is not found by another realm, and not given to who may not read images', async () => {
    const path = `${pathOf(await stored(aRamp('walls')))}/rendered`;
    const stranger = await dicomwebClient(server, await aTeam(server));
    expect((await stranger.get(path)).status).toBe(404);
    const etag = (await client.get(path)).headers.get('etag') ?? '';
    expect((await stranger.get(path, { 'if-none-match': etag })).status).toBe(404);
    const uploader = await dicomwebClient(server, await aMember(server, team, 'uploader'));
    expect((await uploader.get(path)).status).toBe(403);
    expect((await fetch(client.base + path)).status).toBe(401);
  });
});

describe('frames', () => {
  it('come alone, as parts in the order that is asked for, or as an animation that keeps its speed', async () => {
    const made = await stored(aRamp('frames', { frames: 5, elements: [element('CineRate', '20')] }));
    const path = (list: string) => `${pathOf(made)}/frames/${list}/rendered`;
    const { data } = await picture(path('3'));
    expect(data[0]).toBe(255);
    const two = await client.get(path('3,1'), png);
    expect(await partTypes(two)).toEqual(['image/png', 'image/png']);
    const gif = readGif(await body(await client.get(path('1,3,5'), { accept: 'image/gif' })));
    expect(gif.timesMs).toEqual([100, 100, 100]);
    for (const list of ['6', '1,9']) expect((await client.get(path(list))).status).toBe(404);
    for (const list of ['0', 'x']) expect((await client.get(path(list))).status).toBe(400);
  });
});

describe('a series and a study', () => {
  it('come as parts, one for each picture, with their addresses', async () => {
    const place = { patientId: 'many', studyInstanceUid: '2.25.77001' };
    const made = [1, 2].map((instanceNumber) => aRamp('many', { ...place, instanceNumber }));
    const cine = aRamp('many', { ...place, seriesNumber: 2, frames: 2 });
    await stored(...made, cine, aDataSet({ ...place, seed: 'many' }));
    const first = made[0] as MadeInstance;
    const series = `/studies/${first.studyInstanceUid}/series/${first.seriesInstanceUid}/rendered`;
    expect(await partTypes(await client.get(series))).toEqual(['image/jpeg', 'image/jpeg']);
    const study = await client.get(`/studies/${first.studyInstanceUid}/rendered`);
    // The data set has nothing to show.
    expect(study.status).toBe(206);
    const text = (await body(study)).toString('latin1');
    const locations = [...text.matchAll(/Content-Location: (\S+)/g)].map(([, location = '']) => location);
    expect(locations.map((location) => location.slice(location.indexOf('/dicomweb') + 9))).toEqual([
      ...made.map((one) => `${pathOf(one)}/frames/1/rendered`),
      `${pathOf(cine)}/frames/1/rendered`,
      `${pathOf(cine)}/frames/2/rendered`,
    ]);
    const alone = await client.get(locations[3]?.slice(client.base.length) ?? '');
    expect(alone.headers.get('content-type')).toBe('image/jpeg');
  });

  it('of one picture are that picture, which asks whether it is still so', async () => {
    const made = await stored(aRamp('single'));
    const answer = await client.get(`/studies/${made.studyInstanceUid}/rendered`, png);
    expect(answer.headers.get('content-type')).toBe('image/png');
    expect(answer.headers.get('cache-control')).toBe('private, no-cache');
  });

  it('leave out what cannot be shown, and are refused when that is everything', async () => {
    const broken = (instanceNumber: number) =>
      aRamp('left-out', { instanceNumber, elements: [element('BitsAllocated', 12)] });
    const study = `/studies/${(await stored(broken(1), broken(2))).studyInstanceUid}/rendered`;
    const accept = 'multipart/related; type="image/jpeg"';
    expect((await client.get(study, { accept })).status).toBe(406);
    await stored(aRamp('left-out', { instanceNumber: 3 }));
    expect(await partTypes(await client.get(study, { accept }))).toEqual(['image/jpeg']);
  });

  it('are not found by another realm', async () => {
    const made = await stored(aRamp('study-walls'));
    const stranger = await dicomwebClient(server, await aTeam(server));
    expect((await stranger.get(`/studies/${made.studyInstanceUid}/rendered`)).status).toBe(404);
    expect((await client.get('/studies/1.2.3/rendered')).status).toBe(404);
  });
});

/** An encapsulated PDF (PS3.3 A.45.1) of an odd number of bytes. */
function aPdf(seed: string): MadeInstance {
  return aDataSet({
    seed,
    patientId: seed,
    elements: [
      element('SOPClassUID', '1.2.840.10008.5.1.4.1.1.104.1'),
      element('MIMETypeOfEncapsulatedDocument', 'application/pdf'),
      { tag: tags.EncapsulatedDocument, value: Buffer.from('%PDF-1.4 odd\0') },
      element('EncapsulatedDocumentLength', 12),
    ],
  });
}
