// The URI Service: one instance by query parameters, for who may see it, in the transfer syntax that is asked for.
import { readHeader } from '@lumenbox/dicom';
import { aCtInstance, type MadeInstance } from '@lumenbox/dicom/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type DicomwebTestClient, dicomwebClient } from '../../../test/support/dicomweb.ts';
import { aTeam } from '../../../test/support/makers.ts';
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
