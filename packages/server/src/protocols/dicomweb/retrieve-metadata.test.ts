// Metadata and bulk data: what a study's headers say, kept once it is quiet, current whatever happens to it.
import { gunzipSync } from 'node:zlib';
import {
  type DicomJson,
  fromDicomXml,
  readHeader,
  stringifyDicomJson,
  toDicomJson,
  transferSyntaxUids,
} from '@lumenbox/dicom';
import { aCtInstance, aDataSet, element, type MadeInstance } from '@lumenbox/dicom/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type DicomwebTestClient, dicomwebClient, partsOf, pathOf } from '../../../test/support/dicomweb.ts';
import { aTeam, type TestMember } from '../../../test/support/makers.ts';
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

const slices = (seed: string, count: number, seriesNumber = 1) =>
  Array.from({ length: count }, (_, index) =>
    aCtInstance({ seed, patientId: seed, seriesNumber, instanceNumber: index + 1 }),
  );
const store = async (made: readonly MadeInstance[]) =>
  expect((await client.store(made.map(({ bytes }) => bytes))).status).toBe(200);
const metadata = async (path: string, headers: Record<string, string> = {}) => {
  const answer = await client.get(`${path}/metadata`, headers);
  expect(answer.status).toBe(200);
  return (await answer.json()) as DicomJson[];
};
const settle = async () => {
  server.clock.advance(10_000);
  await server.parts.jobs.runDue();
};
const documents = () =>
  server.parts.foundation.database.kysely.selectFrom('series_metadata').selectAll().execute();

/** What metadata says of an instance: its header, with an address in the place of the pixels. */
function expected(made: MadeInstance): DicomJson {
  const header = readHeader(made.bytes);
  const uri = `${client.base}${pathOf(made)}/bulkdata/7FE00010`;
  return {
    ...toDicomJson(header.dataSet),
    '7FE00010': { vr: header.pixelData?.vr ?? 'OW', BulkDataURI: uri },
  };
}

describe('metadata', () => {
  it('of a study is that of all its instances, in order, before and after it is quiet', async () => {
    const made = [...slices('whole', 9), ...slices('whole', 2, 2)];
    await store(made);
    const path = `/studies/${made[0]?.studyInstanceUid}`;
    const all = made.map(expected);
    expect(await metadata(path)).toEqual(all);
    expect(await documents()).toEqual([]);
    await settle();
    // One series is worth a document, and the other is not.
    expect(await documents()).toHaveLength(1);
    expect(await metadata(path)).toEqual(all);
    expect(await metadata(`${path}/series/${made[9]?.seriesInstanceUid}`)).toEqual(all.slice(9));
    expect(await metadata(pathOf(made[3] as MadeInstance))).toEqual([all[3]]);
    // Nothing is done twice.
    const [before] = await documents();
    const { signal } = new AbortController();
    await server.parts.metadata.keep(team.scope, [await studyIdOf(made[0] as MadeInstance)], signal);
    expect(await documents()).toEqual([before]);
  });

  it('is XML, one part an instance, for who asks for it, under an entity tag of its own', async () => {
    const made = slices('as-xml', 9);
    await store(made);
    await settle();
    const accept = { Accept: 'multipart/related; type="application/dicom+xml"' };
    for (const [path, instances] of [
      [`/studies/${made[0]?.studyInstanceUid}/metadata`, made],
      [`${pathOf(made[4] as MadeInstance)}/metadata`, made.slice(4, 5)],
    ] as const) {
      const answer = await client.get(path, accept);
      expect(answer.status).toBe(200);
      const tag = answer.headers.get('etag') ?? '';
      expect(tag).not.toBe((await client.get(path)).headers.get('etag'));
      const parts = await partsOf(answer);
      expect(parts.map(({ type }) => type)).toEqual(instances.map(() => 'application/dicom+xml'));
      expect(parts.map(({ body }) => fromDicomXml(body.toString()))).toEqual(
        instances.map((one) => JSON.parse(stringifyDicomJson(expected(one)))),
      );
      expect((await client.get(path, { ...accept, 'If-None-Match': tag })).status).toBe(304);
    }
  });

  it('names the address that the client uses, whatever it was kept with', async () => {
    const made = slices('address', 8);
    await store(made);
    await settle();
    const fresh = await server.app.inject({
      url: `/dicomweb/studies/${made[0]?.studyInstanceUid}/metadata`,
      headers: { ...team.headers, host: 'other.example' },
    });
    const uris = fresh.json<DicomJson[]>().map((json) => json['7FE00010']?.BulkDataURI);
    expect(uris).toEqual(made.map((one) => `http://other.example/dicomweb${pathOf(one)}/bulkdata/7FE00010`));
  });

  it('is current when images come, and its former document goes', async () => {
    const made = slices('growing', 12);
    await store(made.slice(0, 8));
    await settle();
    const key = (await documents()).at(-1)?.object_key;
    await store(made.slice(8));
    const path = `/studies/${made[0]?.studyInstanceUid}`;
    expect(await metadata(path)).toHaveLength(12);
    await settle();
    await server.parts.jobs.runDue();
    expect((await documents()).map((row) => row.object_key)).not.toContain(key);
    expect(await server.parts.archive.objects.stat(key as never)).toBeUndefined();
    expect(await metadata(path)).toEqual(made.map(expected));
  });

  it('goes with its study, and its document with the next sweep', async () => {
    const made = slices('gone', 8);
    await store(made);
    await settle();
    const id = await studyIdOf(made[0] as MadeInstance);
    const db = server.parts.foundation.database.kysely;
    const { person_id } = await db
      .selectFrom('studies')
      .select('person_id')
      .where('id', '=', id)
      .executeTakeFirstOrThrow();
    const patient = await db
      .selectFrom('patients')
      .select('id')
      .where('person_id', '=', person_id)
      .executeTakeFirstOrThrow();
    const removed = await server.app.inject({
      method: 'DELETE',
      url: `/api/v1/patients/${patient.id}/studies/${id}`,
      headers: team.headers,
    });
    expect(removed.statusCode).toBe(204);
    expect((await client.get(`/studies/${made[0]?.studyInstanceUid}/metadata`)).status).toBe(404);
  });

  it('is made again when its document is missing', async () => {
    const made = slices('lost', 8);
    await store(made);
    await settle();
    for (const row of await documents()) await server.parts.archive.objects.delete(row.object_key as never);
    const again = await startTestClientBase(made[0] as MadeInstance);
    expect(again).toHaveLength(8);
  });

  it('is not sent again to who has it, and compressed to who takes that', async () => {
    const made = slices('tags', 8);
    await store(made);
    const path = `/studies/${made[0]?.studyInstanceUid}/metadata`;
    const first = await server.app.inject({
      url: `/dicomweb${path}`,
      headers: { ...team.headers, 'accept-encoding': 'br, gzip;q=0.5' },
    });
    expect(first.headers['content-encoding']).toBe('gzip');
    expect(JSON.parse(gunzipSync(first.rawPayload).toString())).toHaveLength(8);
    const etag = String(first.headers.etag);
    const again = await server.app.inject({
      url: `/dicomweb${path}`,
      headers: { ...team.headers, 'if-none-match': `"x", ${etag}` },
    });
    expect([again.statusCode, again.body]).toEqual([304, '']);
    const plain = await server.app.inject({
      url: `/dicomweb${path}`,
      headers: { ...team.headers, 'accept-encoding': 'gzip;q=0' },
    });
    expect(plain.headers['content-encoding']).toBeUndefined();
    await store([aCtInstance({ seed: 'tags', patientId: 'tags', instanceNumber: 9 })]);
    const changed = await server.app.inject({
      url: `/dicomweb${path}`,
      headers: { ...team.headers, 'if-none-match': etag },
    });
    expect(changed.statusCode).toBe(200);
    expect((await client.get(path, { accept: 'text/html' })).status).toBe(406);
  });

  const studyIdOf = async (made: MadeInstance) =>
    (
      await server.parts.foundation.database.kysely
        .selectFrom('studies')
        .select('id')
        .where('study_instance_uid', '=', made.studyInstanceUid)
        .executeTakeFirstOrThrow()
    ).id;
  /** Under another address nothing is remembered. */
  const startTestClientBase = async (made: MadeInstance) => {
    const answer = await server.app.inject({
      url: `/dicomweb/studies/${made.studyInstanceUid}/metadata`,
      headers: { ...team.headers, host: 'third.example' },
    });
    return answer.json<DicomJson[]>();
  };
});

describe('bulk data', () => {
  const octets = { accept: 'application/octet-stream' };
  const bytesOf = async (answer: Response) => Buffer.from(await answer.arrayBuffer());
  const words = Buffer.from(Array.from({ length: 6000 }, (_, index) => index % 251));

  it.each(['explicitLittleEndian', 'explicitBigEndian', 'deflatedExplicitLittleEndian'] as const)(
    'of pixels and of large values in %s is where the metadata says, little endian',
    async (name) => {
      const made = aCtInstance({
        seed: `bulk-${name}`,
        patientId: name,
        transferSyntaxUid: transferSyntaxUids[name],
        elements: [
          element('RedPaletteColorLookupTableData', words),
          element('ReferencedImageSequence', [[], [element('EncapsulatedDocument', words)]]),
        ],
      });
      await store([made]);
      const [json] = await metadata(pathOf(made));
      const uris = [
        json?.['00281201']?.BulkDataURI,
        (json?.['00081140']?.Value?.[1] as DicomJson | undefined)?.['00420011']?.BulkDataURI,
        json?.['7FE00010']?.BulkDataURI,
      ];
      const found = await Promise.all(
        uris.map(async (uri) => bytesOf(await client.get((uri ?? '').slice(client.base.length), octets))),
      );
      expect(found).toEqual([words, words, Buffer.from(made.pixelData)]);
      const range = await client.get((uris[2] ?? '').slice(client.base.length), {
        ...octets,
        range: 'bytes=3-8',
      });
      expect([range.status, await bytesOf(range)]).toEqual([206, Buffer.from(made.pixelData.subarray(3, 9))]);
      const parts = await partsOf(
        await client.get((uris[0] ?? '').slice(client.base.length), {
          accept: 'multipart/related; type="application/octet-stream"',
        }),
      );
      expect(parts).toEqual([{ type: 'application/octet-stream', body: words }]);
    },
  );

  it('of compressed pixels is their frames', async () => {
    const fragments = [Buffer.from('frame 1 '), Buffer.from('frame 2 ')];
    const made = aCtInstance({
      seed: 'bulk-jpeg',
      patientId: 'bulk-jpeg',
      transferSyntaxUid: transferSyntaxUids.jpegBaseline,
      elements: [element('NumberOfFrames', '2'), { tag: 'PixelData', vr: 'OB', fragments }],
    });
    await store([made]);
    const parts = await partsOf(await client.get(`${pathOf(made)}/bulkdata/7FE00010`));
    expect(parts.map(({ body }) => body)).toEqual(fragments);
    expect((await client.get(`${pathOf(made)}/bulkdata/7FE00010`, { accept: 'text/html' })).status).toBe(406);
  });

  it('is not found where there is none', async () => {
    const made = aDataSet({ seed: 'no-bulk', patientId: 'no-bulk' });
    await store([made]);
    for (const path of [
      '7FE00010',
      '00081140',
      '00081140/0',
      '00081140/7/00420011',
      'x',
      '00100010/0/00100010',
      `${'00081140/0/'.repeat(100)}00420011`,
    ])
      expect((await client.get(`${pathOf(made)}/bulkdata/${path}`)).status).toBe(404);
  });
});
