// Objects that came as bare data sets, without the beginning of a file, or behind one that names another transfer syntax: what is handed out is a Part 10 file (PS3.18 8.7.3.1).
import { encodeFileMeta, readHeader, toDicomJson, transferSyntaxUids } from '@lumenbox/dicom';
import {
  aCtInstance,
  aDataSet,
  anMrInstance,
  aSecondaryCapture,
  type MadeInstance,
  withoutMeta,
  withoutPreamble,
} from '@lumenbox/dicom/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import {
  asStored,
  type DicomwebTestClient,
  dicomwebClient,
  partsOf,
  pathOf,
} from '../../../test/support/dicomweb.ts';
import { readZip } from '../../../test/support/imaging.ts';
import { aTeam, type TestMember } from '../../../test/support/makers.ts';
import { startTestServer, type TestServer } from '../../../test/support/test-server.ts';

const { explicitBigEndian, implicitLittleEndian, rleLossless } = transferSyntaxUids;
const study = { patientId: 'bare', studyInstanceUid: '2.25.77100', seriesInstanceUid: '2.25.77101' };
const prefixBytes = 128;

/** Every way in which the beginning of a file is missing or not true. */
const instances = {
  'a data set with explicit VR': bare(aCtInstance({ ...study, seed: 'explicit', instanceNumber: 1 })),
  'a data set with implicit VR': bare(
    anMrInstance({
      ...study,
      seed: 'implicit',
      instanceNumber: 2,
      transferSyntaxUid: implicitLittleEndian,
    }),
  ),
  'a data set without pixels': bare(aDataSet({ ...study, seed: 'plain', instanceNumber: 3 })),
  'a data set behind a preamble': headed(aCtInstance({ ...study, seed: 'headed', instanceNumber: 4 })),
  'a file without preamble': cut(
    aSecondaryCapture({ ...study, seed: 'cut', instanceNumber: 5, transferSyntaxUid: rleLossless }),
  ),
  'a file that begins with its prefix': prefixed(
    aCtInstance({ ...study, seed: 'prefixed', instanceNumber: 6 }),
  ),
  'a file that names another native transfer syntax': labelled(
    anMrInstance({ ...study, seed: 'labelled', instanceNumber: 7, transferSyntaxUid: implicitLittleEndian }),
    transferSyntaxUids.explicitLittleEndian,
  ),
  'a big endian file that names a compressed one': labelled(
    anMrInstance({ ...study, seed: 'compressed', instanceNumber: 8, transferSyntaxUid: explicitBigEndian }),
    rleLossless,
  ),
};
const file = aCtInstance({ ...study, seed: 'file', instanceNumber: 9 });

interface Sent {
  readonly made: MadeInstance;
  readonly bytes: Uint8Array;
}

function bare(made: MadeInstance): Sent {
  return { made, bytes: withoutMeta(made.bytes) };
}

function headed(made: MadeInstance): Sent {
  const head = made.bytes.subarray(0, prefixBytes + 4);
  return { made, bytes: Buffer.concat([head, withoutMeta(made.bytes)]) };
}

function labelled(made: MadeInstance, transferSyntaxUid: string): Sent {
  const head = encodeFileMeta({ ...made, transferSyntaxUid });
  return { made, bytes: Buffer.concat([head, withoutMeta(made.bytes)]) };
}

function cut(made: MadeInstance): Sent {
  return { made, bytes: withoutPreamble(made.bytes) };
}

function prefixed(made: MadeInstance): Sent {
  return { made, bytes: made.bytes.slice(prefixBytes) };
}

let server: TestServer;
let team: TestMember;
let client: DicomwebTestClient;
beforeAll(async () => {
  server = await startTestServer();
  team = await aTeam(server);
  client = await dicomwebClient(server, team);
  const sent = [...Object.values(instances).map(({ bytes }) => bytes), file.bytes];
  expect((await client.store(sent)).status).toBe(200);
});
afterAll(() => server.close());

/** Demands a file of the instance whose data set is the one that came, byte for byte. */
function expectFile(bytes: Buffer, { made }: Sent): void {
  const { preamble, transferSyntaxUid, meta, dataSetOffset } = readHeader(bytes);
  expect([preamble, transferSyntaxUid]).toEqual(['zero', made.transferSyntaxUid]);
  expect(toDicomJson(meta)['00020003']?.Value ?? [made.sopInstanceUid]).toEqual([made.sopInstanceUid]);
  expect(meta.elements.has(0x00020002)).toBe(true);
  expect(bytes.subarray(dataSetOffset)).toEqual(Buffer.from(withoutMeta(made.bytes)));
}

const bytesOf = async (answer: Response) => Buffer.from(await answer.arrayBuffer());

it.each(Object.entries(instances))('%s is handed out as a file', async (_name, sent) => {
  const { made } = sent;
  const alone = { accept: 'application/dicom; transfer-syntax=*' };
  const answer = await client.get(pathOf(made), alone);
  const bytes = await bytesOf(answer);
  expectFile(bytes, sent);
  expect(answer.headers.get('content-length')).toBe(String(bytes.length));
  const [part] = await partsOf(await client.get(pathOf(made), asStored));
  expect(part).toEqual({
    type: `application/dicom; transfer-syntax=${made.transferSyntaxUid}`,
    body: bytes,
  });
  const byUri = new URLSearchParams({
    requestType: 'WADO',
    studyUID: made.studyInstanceUid,
    seriesUID: made.seriesInstanceUid,
    objectUID: made.sopInstanceUid,
    contentType: 'application/dicom',
    transferSyntax: '*',
  });
  expect(await bytesOf(await client.get(`/wado?${byUri.toString()}`))).toEqual(bytes);
  const native = readHeader(await bytesOf(await client.get(pathOf(made), { accept: 'application/dicom' })));
  expect([native.preamble, native.transferSyntaxUid]).toEqual(['zero', '1.2.840.10008.1.2.1']);
});

it('a study of them has a file in each part, and what came as a file is as it came', async () => {
  const parts = await partsOf(await client.get(`/studies/${study.studyInstanceUid}`, asStored));
  for (const [index, sent] of Object.values(instances).entries())
    expectFile(parts[index]?.body as Buffer, sent);
  expect(parts.at(-1)?.body).toEqual(Buffer.from(file.bytes));
});

it('a zip has them as files, and its directory names them all', async () => {
  const zips = [await client.get(`/studies/${study.studyInstanceUid}`, { accept: 'application/zip' })];
  const [{ id } = { id: '' }] = await server.parts.foundation.database.kysely
    .selectFrom('studies')
    .select(['id'])
    .where('study_instance_uid', '=', study.studyInstanceUid)
    .execute();
  zips.push(
    await fetch(`${client.base.replace('/dicomweb', '')}/api/v1/studies/archive?study_ids=${id}`, {
      headers: client.headers,
    }),
  );
  for (const zip of zips) {
    expect(zip.status).toBe(200);
    const files = await readZip(await bytesOf(zip));
    for (const [index, sent] of Object.values(instances).entries())
      expectFile(files.get(`DICOM/ST00001/SE00001/IM0000${index + 1}`) as Buffer, sent);
    expect(files.get('DICOM/ST00001/SE00001/IM00009')).toEqual(Buffer.from(file.bytes));
  }
});

it('what no transfer syntax is the true name of is refused', async () => {
  const made = aSecondaryCapture({ patientId: 'nameless', transferSyntaxUid: rleLossless });
  const { status, body } = await client.store([labelled(made, implicitLittleEndian).bytes]);
  const [failed] = body['00081198'].Value;
  expect([status, failed['00081197'].Value]).toEqual([409, [0xc122]]);
  expect((await client.get(pathOf(made))).status).toBe(404);
});

it('the archive keeps what came', async () => {
  const rows = await server.parts.foundation.database.kysely
    .selectFrom('instances')
    .select(['object_key', 'size_bytes'])
    .orderBy('instance_number')
    .execute();
  const sizes = rows.map(({ size_bytes }) => size_bytes);
  expect(sizes).toEqual(
    [...Object.values(instances).map(({ bytes }) => bytes), file.bytes].map(({ length }) => length),
  );
});
