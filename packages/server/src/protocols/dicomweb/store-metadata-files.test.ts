// Metadata and bulk data of real files, as we hand them out, sent back to us in another realm: the data set reads the same there.
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import {
  type DicomJson,
  fromDicomXml,
  lookupTransferSyntax,
  stringifyDicomJson,
  toDicomXml,
  transferSyntaxUids,
} from '@lumenbox/dicom';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  asStored,
  type DicomwebTestClient,
  dicomwebClient,
  encodeRelated,
  partsOf,
  pathOf,
  type SentPart,
  testBoundary,
} from '../../../test/support/dicomweb.ts';
import { aTeam } from '../../../test/support/makers.ts';
import { startTestServer, type TestServer } from '../../../test/support/test-server.ts';

const folder = fileURLToPath(new URL('../../../../../../shared/data/dicom/', import.meta.url));
const isThere = existsSync(folder);
if (!isThere && process.env.CI === 'true') throw new Error('The reference files are not there.');
if (!isThere) process.stderr.write('The reference files are not there: their tests are skipped.\n');

interface ReferenceFile {
  readonly file: string;
  readonly status: string;
  readonly expected?: { StudyInstanceUID?: string; SeriesInstanceUID?: string; SOPInstanceUID?: string };
}

describe.skipIf(!isThere)('the metadata and bulk data of the reference files', () => {
  let server: TestServer;
  beforeAll(async () => {
    server = await startTestServer();
  });
  afterAll(() => server.close());

  const manifest = isThere
    ? (JSON.parse(readFileSync(`${folder}manifest.json`, 'utf8')) as { files: ReferenceFile[] })
    : { files: [] };

  // Side by side: each has realms of its own, and waits for the disk half of the time.
  it.concurrent.each(['json', 'xml'] as const)(
    'make the same data sets of %s',
    { timeout: 180_000 },
    async (form) => {
      const [one, other] = [
        await dicomwebClient(server, await aTeam(server)),
        await dicomwebClient(server, await aTeam(server)),
      ];
      let count = 0;
      for (const { file, status, expected } of manifest.files) {
        if (status !== 'valid' || expected?.SOPInstanceUID === undefined) continue;
        const uids = {
          studyInstanceUid: expected.StudyInstanceUID ?? '',
          seriesInstanceUid: expected.SeriesInstanceUID ?? '',
          sopInstanceUid: expected.SOPInstanceUID,
        };
        await one.post('/studies', 'application/dicom', readFileSync(folder + file));
        // What says of no patient whose it is, or is here under another name, is none that was stored by this.
        if ((await one.get(`${pathOf(uids)}/metadata`)).status !== 200) continue;
        const sent = await asMetadata(one, pathOf(uids), form);
        const stored = await other.post(
          '/studies',
          `multipart/related; type="application/dicom+${form}"; boundary=${testBoundary}`,
          encodeRelated(sent),
        );
        expect(stored.body, file).not.toHaveProperty('00081198');
        expect(stored.body, file).not.toHaveProperty('0008119A');
        expect(stored.body['00081199'].Value[0], file).not.toHaveProperty('00081196');
        expect(await described(other, pathOf(uids)), file).toEqual(
          asHeld(await described(one, pathOf(uids)), form),
        );
        await one.delete(pathOf(uids));
        await other.delete(pathOf(uids));
        count += 1;
      }
      // All but those that say of no study, no series or no instance what they are.
      expect(count).toBeGreaterThan(150);
    },
  );
});

/** All that DICOMweb tells of an instance: its data set, the hashes of all bulk data in it, and what its pixels are in. */
interface Described {
  readonly metadata: DicomJson;
  readonly bulkData: ReadonlyMap<string, readonly string[]>;
  /** Of compressed pixels; what is not compressed is Explicit VR Little Endian afterwards. */
  readonly transferSyntaxUid: string;
}

async function described(client: DicomwebTestClient, path: string): Promise<Described> {
  const [metadata] = (await (await client.get(`${path}/metadata`)).json()) as [DicomJson];
  const [stored] = await partsOf(await client.get(path, asStored));
  const named = /transfer-syntax=(.*)$/.exec(stored?.type ?? '')?.[1] ?? '';
  const { encapsulated = false } = lookupTransferSyntax(named) ?? {};
  const bulkData = new Map<string, string[]>();
  for (const uri of addressesIn(metadata))
    bulkData.set(
      uri,
      (await bulkDataOf(client, uri)).map(({ body }) => digestOf(body)),
    );
  const transferSyntaxUid = encapsulated ? named : transferSyntaxUids.explicitLittleEndian;
  return { metadata, bulkData, transferSyntaxUid };
}

/** The same as metadata can hold it: decimals of sixteen characters, compressed pixels as OB (PS3.5 6.2, A.4), and what XML has. */
function asHeld({ metadata, bulkData, transferSyntaxUid }: Described, form: 'json' | 'xml'): Described {
  const json = form === 'xml' ? fromDicomXml(toDicomXml(metadata)) : metadata;
  const held = JSON.parse(JSON.stringify(json), (_, value) =>
    value?.vr === 'DS' ? { ...value, Value: value.Value?.map(decimalOf) } : value,
  ) as DicomJson;
  const { '7FE00010': pixels, ...others } = held;
  const vr = transferSyntaxUid === transferSyntaxUids.explicitLittleEndian ? pixels?.vr : 'OB';
  return {
    metadata: pixels === undefined ? others : { ...others, '7FE00010': { ...pixels, vr: vr ?? 'OW' } },
    bulkData,
    transferSyntaxUid,
  };
}

/** Values and fragments have an even length (PS3.5 7.1.1, A.4), which not every maker knows. */
function digestOf(bytes: Buffer): string {
  return createHash('sha256')
    .update(bytes)
    .update(Buffer.alloc(bytes.length % 2))
    .digest('hex');
}

function decimalOf(value: unknown): unknown {
  let shortened = value;
  for (let digits = 16; typeof value === 'number' && String(shortened).length > 16; digits -= 1)
    shortened = Number(value.toPrecision(digits));
  return shortened;
}

async function asMetadata(
  client: DicomwebTestClient,
  path: string,
  form: 'json' | 'xml',
): Promise<SentPart[]> {
  const [metadata] = (await (await client.get(`${path}/metadata`)).json()) as [DicomJson];
  const sent: SentPart[] = [
    {
      type: `application/dicom+${form}`,
      body: form === 'xml' ? toDicomXml(metadata) : `[${stringifyDicomJson(metadata)}]`,
    },
  ];
  for (const uri of addressesIn(metadata))
    for (const { type, body } of await bulkDataOf(client, uri)) sent.push({ type, location: uri, body });
  return sent;
}

function addressesIn(json: DicomJson): string[] {
  return Object.values(json).flatMap((element) => [
    ...(element.BulkDataURI === undefined ? [] : [element.BulkDataURI]),
    ...(element.vr === 'SQ' ? (element.Value ?? []) : []).flatMap((item) => addressesIn(item as DicomJson)),
  ]);
}

/** One part of octets, or one a frame. */
async function bulkDataOf(client: DicomwebTestClient, uri: string) {
  const answer = await client.get(uri.slice(client.base.length));
  const type = answer.headers.get('content-type') ?? '';
  if (type.startsWith('multipart/')) return partsOf(answer);
  return [{ type, body: Buffer.from(await answer.arrayBuffer()) }];
}
