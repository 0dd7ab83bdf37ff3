// The URI Service: one instance by query parameters, for who may see it, in the transfer syntax that is asked for.
import { readHeader } from '@lumenbox/dicom';
import { aCtInstance, type MadeInstance } from '@lumenbox/dicom/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type DicomwebTestClient, dicomwebClient } from '../../../test/support/dicomweb.ts';
import { aTeam } from '../../../test/support/makers.ts';
import { jpegSize, readPng } from '../../../test/support/pictures.ts';
import { startTestServer, type TestServer } from '../../../test/support/test-server.ts';

const jpegLs = '1.2.840.10008.1.2.4.80';
let server: TestServer;
let client: DicomwebTestClient;
let made: MadeInstance;
beforeAll(async () => {
  server = await startTestServer();
  client = await dicomwebClient(server, await aTeam(server));
  made = aCtInstance({ rows: 16, columns: 16 });
  await client.store([made.bytes]);
});
afterAll(() => server.close());

function address(more: Record<string, string> = {}, without?: string): string {
  const parameters = new URLSearchParams({
    requestType: 'WADO',
    studyUID: made.studyInstanceUid,
    seriesUID: made.seriesInstanceUid,
    objectUID: made.sopInstanceUid,
    contentType: 'application/dicom',
    ...more,
  });
  if (without !== undefined) parameters.delete(without);
  return `/wado?${parameters.toString()}`;
}

it('gives an instance as it is stored, or in the transfer syntax that is named', async () => {
  const answer = await client.get(address());
  expect(answer.headers.get('content-type')).toBe(
    `application/dicom; transfer-syntax=${made.transferSyntaxUid}`,
  );
  expect(Buffer.from(await answer.arrayBuffer())).toEqual(Buffer.from(made.bytes));
  const other = await client.get(address({ transferSyntax: jpegLs }));
  expect(readHeader(Buffer.from(await other.arrayBuffer())).transferSyntaxUid).toBe(jpegLs);
});

it('refuses what is incomplete, not there, of another realm, or of a form that it has not', async () => {
  for (const name of ['requestType', 'studyUID', 'seriesUID', 'objectUID'])
    expect((await client.get(address({}, name))).status).toBe(400);
  expect((await client.get(address({ requestType: 'XDS' }))).status).toBe(400);
  expect((await client.get(address({ objectUID: '1.2.3' }))).status).toBe(404);
  expect((await client.get(address({ contentType: 'text/html' }))).status).toBe(406);
  expect((await client.get(address({ transferSyntax: '1.2.3' }))).status).toBe(406);
  const stranger = await dicomwebClient(server, await aTeam(server));
  expect((await stranger.get(address())).status).toBe(404);
});

it('gives a picture to who names no type, or names one of a picture', async () => {
  const picture = await client.get(address({}, 'contentType'));
  expect(picture.headers.get('content-type')).toBe('image/jpeg');
  expect(jpegSize(Buffer.from(await picture.arrayBuffer()))).toEqual({ width: 16, height: 16 });
  for (const contentType of ['image/png', 'image/gif', 'image/jpeg, application/dicom'])
    expect((await client.get(address({ contentType }))).headers.get('content-type')).toBe(
      contentType.split(',')[0],
    );
  const etag = picture.headers.get('etag') ?? '';
  expect((await client.get(address({}, 'contentType'), { 'if-none-match': etag })).status).toBe(304);
});

it('cuts, scales and brightens a picture as it is asked to', async () => {
  const png = async (more: Record<string, string>) =>
    readPng(
      Buffer.from(await (await client.get(address({ contentType: 'image/png', ...more }))).arrayBuffer()),
    );
  const whole = await png({});
  const sizes = [
    [{ rows: '8' }, [8, 8]],
    [{ columns: '4' }, [4, 4]],
    [{ rows: '8', columns: '100' }, [8, 8]],
    [{ region: '0.25,0.5,0.75,1' }, [8, 8]],
    [{ region: '0,0,1,0.5', columns: '32' }, [32, 16]],
  ] as const;
  for (const [more, size] of sizes) {
    const { width, height } = await png(more);
    expect([more, [width, height]]).toEqual([more, size]);
  }
  const part = await png({ region: '0.25,0.5,0.75,1' });
  expect([...part.data.subarray(0, 8)]).toEqual([...whole.data.subarray(8 * 16 + 4, 8 * 16 + 12)]);
  const white = await png({ windowCenter: '-5000', windowWidth: '10' });
  expect(new Set(white.data)).toEqual(new Set([255]));
  expect(await png({ frameNumber: '1' })).toEqual(whole);
});

it('refuses parameters of pictures that are none, and what it would not do', async () => {
  for (const more of [
    { rows: '0' },
    { columns: 'x' },
    { rows: '5000' },
    { region: '0,0,1' },
    { region: '0.5,0,0.5,1' },
    { region: '0,0,2,1' },
    { windowCenter: '1' },
    { windowCenter: '1', windowWidth: '0' },
    { imageQuality: '0' },
    { frameNumber: '0' },
    { frameNumber: '2' },
    { anonymize: 'yes' },
    { presentationUID: '1.2.3' },
  ] as Record<string, string>[]) {
    const answer = await client.get(address({ contentType: 'image/jpeg', ...more }));
    expect([more, answer.status]).toEqual([more, 400]);
  }
  const stranger = await dicomwebClient(server, await aTeam(server));
  expect((await stranger.get(address({ contentType: 'image/jpeg' }))).status).toBe(404);
});
