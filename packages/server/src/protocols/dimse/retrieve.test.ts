// C-MOVE and C-GET as DCMTK's programs ask: instances arrive as they are stored, or in what the receiver takes; counts are exact.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { deflateRawSync, inflateRawSync } from 'node:zlib';
import { encodeFileMeta, readFile as readDicom, tags, transferSyntaxUids } from '@lumenbox/dicom';
import {
  aCtInstance,
  aDataSet,
  aSecondaryCapture,
  element,
  type MadeInstance,
} from '@lumenbox/dicom/testing';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  aCalledTeam,
  aPeer,
  type CalledTeam,
  type DimseServer,
  freePort,
  runTool,
  startDimseServer,
} from '../../../test/support/dimse.ts';
import { imagingClient } from '../../../test/support/imaging.ts';

let server: DimseServer;
let team: CalledTeam;
let peer: string;
let folder: string;
beforeAll(async () => {
  server = await startDimseServer();
  team = await aCalledTeam(server);
  peer = await aPeer(server, team, { rights: ['retrieve'] });
});
afterAll(() => server.close());
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lumenbox-retrieve-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

async function stored(...made: MadeInstance[]): Promise<MadeInstance> {
  for (const { bytes } of made)
    expect((await imagingClient(server, team).send('/imaging', bytes)).status).toBe(201);
  return made[0] as MadeInstance;
}
const aSlice = (seed: string, instanceNumber = 1, more = {}) =>
  aCtInstance({ seed, patientId: seed, instanceNumber, rows: 16, columns: 16, ...more });

/** The data sets in the folder, by SOP Instance UID. */
async function received() {
  const files = await Promise.all((await readdir(folder)).map((name) => readFile(join(folder, name))));
  return files.map((bytes) => {
    const { dataSet, transferSyntaxUid, dataSetOffset } = readDicom(bytes);
    return { bytes: bytes.subarray(dataSetOffset), dataSet, transferSyntaxUid };
  });
}
/** A file whose element, in Explicit VR, lacks the last byte of its value. */
function withoutFilling({ bytes }: MadeInstance, tag: number): Buffer {
  const file = Buffer.from(bytes);
  const { offset, length } = readDicom(file).dataSet.elements.get(tag) as { offset: number; length: number };
  if (tag === tags.PixelData) file.writeUInt32LE(length - 1, offset - 4);
  else file.writeUInt16LE(length - 1, offset - 2);
  return Buffer.concat([file.subarray(0, offset + length - 1), file.subarray(offset + length)]);
}

/** A deflated file with blocks such that their bytes are odd in number, and nothing behind them. */
function deflatedOddly({ bytes }: MadeInstance): Buffer {
  const { dataSetOffset } = readDicom(bytes);
  const dataSet = inflateRawSync(bytes.subarray(dataSetOffset));
  const ways = Array.from({ length: 10 }, (_, level) => deflateRawSync(dataSet, { level }));
  const odd = ways.find(({ length }) => length % 2 === 1) as Buffer;
  return Buffer.concat([bytes.subarray(0, dataSetOffset), odd]);
}

const dataSetOf = ({ bytes }: MadeInstance) => Buffer.from(bytes.subarray(readDicom(bytes).dataSetOffset));

const who = (caller = peer) => ['-v', '-aet', caller, '-aec', team.aeTitle, '127.0.0.1', String(server.port)];
const keysOf = (...keys: string[]) => keys.flatMap((key) => ['-k', key]);
const getscu = (keys: string[], model = '-S') =>
  runTool('getscu', [model, '-od', folder, ...keysOf(...keys), ...who()]);
const movescu = (to: string, keys: string[], model = '-S') =>
  runTool('movescu', [model, '-aem', to, ...keysOf(...keys), ...who()]);

describe.skipIf(process.env.LUMENBOX_TEST_DCMTK === undefined)('getscu', () => {
  it('gets a study as it is stored', async () => {
    const made = [1, 2, 3].map((number) => aSlice('get-study', number));
    const { studyInstanceUid } = await stored(...made);
    const { output, code } = await getscu([
      'QueryRetrieveLevel=STUDY',
      `StudyInstanceUID=${studyInstanceUid}`,
    ]);
    expect(code).toBe(0);
    expect(output).toMatch(/Success/);
    const files = await received();
    expect(files).toHaveLength(3);
    for (const one of made) expect(files.some(({ bytes }) => bytes.equals(dataSetOf(one)))).toBe(true);
  });

  it('gets a series, and single instances', async () => {
    const made = [
      aSlice('get-parts', 1),
      aSlice('get-parts', 2),
      aSlice('get-parts', 1, { seriesNumber: 2 }),
    ];
    const { studyInstanceUid, seriesInstanceUid, sopInstanceUid } = await stored(...made);
    const parents = [`StudyInstanceUID=${studyInstanceUid}`, `SeriesInstanceUID=${seriesInstanceUid}`];
    await getscu(['QueryRetrieveLevel=IMAGE', ...parents, `SOPInstanceUID=${sopInstanceUid}`]);
    expect(await received()).toHaveLength(1);
    await getscu(['QueryRetrieveLevel=SERIES', ...parents]);
    expect(await received()).toHaveLength(2);
  });

  it('gets nothing of another patient who has a study of the same UID', async () => {
    const [a, b] = ['DUP-A', 'DUP-B'].map((patientId, index) =>
      aSlice('get-same-uid', index + 1, { patientId, patientName: `${patientId}^X` }),
    ) as [MadeInstance, MadeInstance];
    await stored(a, b);
    const study = `StudyInstanceUID=${a.studyInstanceUid}`;
    await getscu(['QueryRetrieveLevel=STUDY', 'PatientID=NOBODY', study], '-P');
    expect(await received()).toEqual([]);
    await getscu(['QueryRetrieveLevel=STUDY', 'PatientID=DUP-B', study], '-P');
    expect((await received()).map(({ bytes }) => bytes)).toEqual([dataSetOf(b)]);
    await getscu(['QueryRetrieveLevel=PATIENT', 'PatientID=DUP-A'], '-P');
    expect(await received()).toHaveLength(2);
    await getscu(['QueryRetrieveLevel=PATIENT', 'PatientID=DUP-A', 'IssuerOfPatientID=ELSEWHERE'], '-P');
    expect(await received()).toHaveLength(2);
  });

  it('gets what it can take, in a transfer syntax that it takes', async () => {
    const rle = aSlice('get-rle', 1, { transferSyntaxUid: transferSyntaxUids.rleLossless });
    const { studyInstanceUid } = await stored(rle, aDataSet({ seed: 'get-rle', patientId: 'get-rle' }));
    const plain = aSlice('get-rle', 1);
    const { output } = await getscu(['QueryRetrieveLevel=STUDY', `StudyInstanceUID=${studyInstanceUid}`]);
    expect(output).toMatch(/Success|Final/i);
    const images = (await received()).filter(({ dataSet }) => dataSet.elements.has(0x7fe00010));
    expect(images).toHaveLength(1);
    expect(images[0]?.transferSyntaxUid).toBe(transferSyntaxUids.explicitLittleEndian);
    const pixels = Buffer.from(plain.bytes).subarray(-16 * 16 * 2);
    expect(images[0]?.bytes.subarray(-16 * 16 * 2).equals(pixels)).toBe(true);
  });

  it.each([
    ['pixels', '+xe', 'explicitLittleEndian', tags.PixelData],
    ['a text before compressed pixels', '+xr', 'rleLossless', tags.ImageComments],
    ['a deflated data set', '+xd', 'deflatedExplicitLittleEndian', undefined],
  ] as const)(
    'gets an instance with an odd number of bytes in %s, and the next one',
    async (_, wish, name, tag) => {
      const seed = `get-odd-${name}`;
      const more = {
        seed,
        patientId: seed,
        rows: 3,
        columns: 5,
        transferSyntaxUid: transferSyntaxUids[name],
      };
      const [odd, next] = [
        aSecondaryCapture({ ...more, instanceNumber: 1, elements: [element('ImageComments', 'even')] }),
        aSecondaryCapture({ ...more, instanceNumber: 2 }),
      ];
      const bytes = tag === undefined ? deflatedOddly(odd) : withoutFilling(odd, tag);
      expect((bytes.length - readDicom(bytes).dataSetOffset) % 2).toBe(1);
      const { studyInstanceUid } = await stored({ ...odd, bytes }, next);
      const keys = ['QueryRetrieveLevel=STUDY', `StudyInstanceUID=${studyInstanceUid}`];
      const { output } = await runTool('getscu', ['-S', wish, '-od', folder, ...keysOf(...keys), ...who()]);
      expect(output).toMatch(/Number of Completed Suboperations : 2/);
      const files = await received();
      expect(files.map((file) => file.transferSyntaxUid)).toEqual(Array(2).fill(more.transferSyntaxUid));
      for (const { dataSet } of files) expect(dataSet.elements.get(tags.PixelData)).toBeDefined();
    },
  );

  it('gets what came under the name of another transfer syntax in one that it says', async () => {
    const implicit = { transferSyntaxUid: transferSyntaxUids.implicitLittleEndian };
    const made = aSlice('get-mislabelled', 1, implicit);
    const head = encodeFileMeta({ ...made, transferSyntaxUid: transferSyntaxUids.explicitLittleEndian });
    const { studyInstanceUid } = await stored({ ...made, bytes: Buffer.concat([head, dataSetOf(made)]) });
    await getscu(['QueryRetrieveLevel=STUDY', `StudyInstanceUID=${studyInstanceUid}`]);
    const [file] = await received();
    const inExplicit = dataSetOf(aSlice('get-mislabelled', 1));
    const isExplicit = file?.transferSyntaxUid === transferSyntaxUids.explicitLittleEndian;
    expect(file?.bytes).toEqual(isExplicit ? inExplicit : dataSetOf(made));
    expect(file?.dataSet.explicit).toBe(isExplicit);
  });

  it.each(['*', '1.2.*', '1.2\\?'])('is refused for %s in place of UIDs', async (value) => {
    const { output } = await getscu(['QueryRetrieveLevel=STUDY', `StudyInstanceUID=${value}`]);
    expect(output).toMatch(/DataSetDoesNotMatchSOPClass|0xa900/i);
    expect(await received()).toEqual([]);
  });

  it('gets nothing of a study that is not there, and nothing without the right', async () => {
    const none = await getscu(['QueryRetrieveLevel=STUDY', 'StudyInstanceUID=1.2.3.4']);
    expect(none.output).toMatch(/Success/);
    expect(await received()).toEqual([]);
    const asker = await aPeer(server, team, { rights: ['query'] });
    const { output } = await runTool('getscu', [
      '-S',
      '-od',
      folder,
      ...keysOf('QueryRetrieveLevel=STUDY', 'StudyInstanceUID=1.2'),
      ...who(asker),
    ]);
    expect(output).toMatch(/No Acceptable|No presentation|no valid/i);
  });
});

describe.skipIf(process.env.LUMENBOX_TEST_DCMTK === undefined)('movescu', () => {
  let port: number;
  let destination: string;
  let storescp: ReturnType<typeof spawn>;
  beforeEach(async () => {
    port = await freePort();
    destination = await aPeer(server, team, { rights: [], host: '127.0.0.1', port });
    storescp = spawn('storescp', ['-od', folder, '+xa', '-aet', destination, String(port)], {
      stdio: 'ignore',
    });
    await expect
      .poll(async () => (await runTool('echoscu', ['127.0.0.1', String(port)])).code, { timeout: 20_000 })
      .toBe(0);
  });
  afterEach(async () => {
    storescp.kill('SIGKILL');
    await once(storescp, 'close').catch(() => undefined);
  });

  it('moves a study to a peer with an address, each instance once', async () => {
    const made = [1, 2].map((number) => aSlice('move-study', number));
    const { studyInstanceUid } = await stored(...made);
    const { output } = await movescu(destination, [
      'QueryRetrieveLevel=STUDY',
      `StudyInstanceUID=${studyInstanceUid}`,
    ]);
    expect(output).toMatch(/Received Final Move Response \(Success\)/);
    const files = await received();
    expect(files).toHaveLength(2);
    for (const one of made) expect(files.some(({ bytes }) => bytes.equals(dataSetOf(one)))).toBe(true);
  });

  it('moves all studies of a patient', async () => {
    await stored(aSlice('move-a', 1, { patientId: 'MOVE' }), aSlice('move-b', 1, { patientId: 'MOVE' }));
    await movescu(destination, ['QueryRetrieveLevel=PATIENT', 'PatientID=MOVE'], '-P');
    expect(await received()).toHaveLength(2);
  });

  it('refuses destinations that are no peers, or peers without an address', async () => {
    const { studyInstanceUid } = await stored(aSlice('move-refused'));
    const keys = ['QueryRetrieveLevel=STUDY', `StudyInstanceUID=${studyInstanceUid}`];
    expect((await movescu('NOBODY', keys)).output).toMatch(/MoveDestinationUnknown/);
    expect((await movescu(peer, keys)).output).toMatch(/MoveDestinationUnknown/);
  });

  it('says that all have failed when nobody answers at the address', async () => {
    const { studyInstanceUid } = await stored(aSlice('move-nobody'));
    const nobody = await aPeer(server, team, { rights: [], host: '127.0.0.1', port: await freePort() });
    const keys = ['QueryRetrieveLevel=STUDY', `StudyInstanceUID=${studyInstanceUid}`];
    expect((await movescu(nobody, keys)).output).toMatch(/OutOfResources.*SubOperations|Refused/i);
  });

  it('moves nothing of another realm', async () => {
    const { studyInstanceUid } = await stored(aSlice('move-wall'));
    const stranger = await aCalledTeam(server);
    const theirs = await aPeer(server, stranger, { rights: ['retrieve'], host: '127.0.0.1', port });
    const keys = keysOf('QueryRetrieveLevel=STUDY', `StudyInstanceUID=${studyInstanceUid}`);
    await runTool('movescu', [
      '-S',
      '-aem',
      theirs,
      ...keys,
      '-aet',
      theirs,
      '-aec',
      stranger.aeTitle,
      '127.0.0.1',
      String(server.port),
    ]);
    expect(await received()).toEqual([]);
  });
});
