// The same UIDs under two patients: who asks for one instance has one, and each part is of its own patient.
import { readHeader, stringValues, transferSyntaxUids } from '@lumenbox/dicom';
import { aCtInstance } from '@lumenbox/dicom/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type DicomwebTestClient, dicomwebClient, partsOf, pathOf } from '../../../test/support/dicomweb.ts';
import { readZip } from '../../../test/support/imaging.ts';
import { aTeam } from '../../../test/support/makers.ts';
import { startTestServer, type TestServer } from '../../../test/support/test-server.ts';

const made = ['first', 'second'].map((patientId) =>
  aCtInstance({
    seed: 'twice',
    patientId,
    rows: 16,
    columns: 16,
    transferSyntaxUid: transferSyntaxUids.implicitLittleEndian,
  }),
);
const [one] = made;
const path = pathOf(one as NonNullable<typeof one>);

let server: TestServer;
let client: DicomwebTestClient;
beforeAll(async () => {
  server = await startTestServer();
  client = await dicomwebClient(server, await aTeam(server));
  for (const { bytes } of made) expect((await client.store([bytes])).status).toBe(200);
});
afterAll(() => server.close());

const bytesOf = async (answer: Response) => Buffer.from(await answer.arrayBuffer());
const patientOf = (bytes: Buffer) => stringValues(readHeader(bytes).dataSet, 0x00100020).join();

it('an instance comes alone to who asks for it so, over either service', async () => {
  const [, series, instance] = /series\/(.*)\/instances\/(.*)/.exec(path) ?? [];
  const byUri = `/wado?requestType=WADO&contentType=application/dicom&studyUID=${one?.studyInstanceUid}&seriesUID=${series}&objectUID=${instance}`;
  const alone = await client.get(path, { accept: 'application/dicom; transfer-syntax=*' });
  expect(alone.headers.get('content-type')).toMatch(/^application\/dicom; /);
  expect(await bytesOf(alone)).toEqual(Buffer.from(one?.bytes ?? []));
  for (const answer of [await client.get(path, { accept: 'application/dicom' }), await client.get(byUri)]) {
    expect(answer.headers.get('content-type')).toMatch(/^application\/dicom; /);
    expect(patientOf(await bytesOf(answer))).toBe('first');
  }
});

it('parts and zips hold both, each of its own patient', async () => {
  for (const syntax of ['*', transferSyntaxUids.explicitLittleEndian]) {
    const accept = `multipart/related; type="application/dicom"; transfer-syntax=${syntax}`;
    for (const resource of [path, `/studies/${one?.studyInstanceUid}`]) {
      const parts = await partsOf(await client.get(resource, { accept }));
      expect(parts.map(({ body }) => patientOf(body))).toEqual(['first', 'second']);
    }
  }
  const zip = await client.get(`/studies/${one?.studyInstanceUid}`, { accept: 'application/zip' });
  const files = await readZip(await bytesOf(zip));
  expect(
    ['DICOM/ST00001/SE00001/IM00001', 'DICOM/ST00002/SE00001/IM00001'].map((name) =>
      patientOf(files.get(name) as Buffer),
    ),
  ).toEqual(['first', 'second']);
});
