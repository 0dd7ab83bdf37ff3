// C-STORE as peers use it: what becomes of each instance, in every syntax, cut off anywhere, several at once.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readHeader } from '@lumenbox/dicom';
import {
  commandFields,
  decodeCommandSet,
  encodeMessage,
  encodePdu,
  type ProposedContext,
} from '@lumenbox/dicom/network';
import { aCtInstance } from '@lumenbox/dicom/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  aCalledTeam,
  aPeer,
  associateRequest,
  type CalledTeam,
  type DimseServer,
  type RawPeer,
  rawAssociation,
  runTool,
  startDimseServer,
} from '../../../test/support/dimse.ts';
import { restClient } from '../../../test/support/rest-client.ts';

const explicit = '1.2.840.10008.1.2.1';
const ctImageStorage = '1.2.840.10008.5.1.4.1.1.2';
const storage: ProposedContext = { id: 1, abstractSyntax: ctImageStorage, transferSyntaxes: [explicit] };

let server: DimseServer;
let team: CalledTeam;
beforeAll(async () => {
  server = await startDimseServer({ LUMENBOX_MAX_UPLOAD_BYTES: '50000000' });
  team = await aCalledTeam(server);
});
afterAll(() => server.close());

async function associated(information = {}): Promise<RawPeer> {
  const calling = await aPeer(server, team);
  return rawAssociation(
    server.port,
    associateRequest({ called: team.aeTitle, calling }, [storage], information),
  );
}

type Made = ReturnType<typeof aCtInstance>;
let madeCount = 0;

/** An instance that no other test has sent. */
function anInstance(options: Parameters<typeof aCtInstance>[0] = {}): Made {
  madeCount += 1;
  return aCtInstance({ seed: `c-store ${madeCount}`, ...options });
}

const dataSetOf = ({ bytes }: Made) => bytes.subarray(readHeader(bytes).dataSetOffset);

function storeMessage(made: Made, options: { messageId?: number; pduLengthMax?: number } = {}): Uint8Array {
  const { messageId = 1, pduLengthMax = 16_384 } = options;
  return encodeMessage(
    {
      commandField: commandFields.cStoreRq,
      messageId,
      priority: 0,
      affectedSopClassUid: ctImageStorage,
      affectedSopInstanceUid: made.sopInstanceUid,
      hasDataSet: true,
    },
    { contextId: 1, pduLengthMax },
    dataSetOf(made),
  );
}

async function responseOn(peer: RawPeer) {
  const pdu = await peer.nextPdu();
  if (pdu?.[0] !== 4) throw new Error('There was no response.');
  return decodeCommandSet(pdu.subarray(12));
}

/** The bytes that are kept of an instance of the team. */
async function keptBytes(sopInstanceUid: string): Promise<Buffer | undefined> {
  const row = await server.parts.foundation.database.kysely
    .selectFrom('instances')
    .select('object_key')
    .where('realm_id', '=', team.realmId)
    .where('sop_instance_uid', '=', sopInstanceUid)
    .executeTakeFirst();
  if (row === undefined) return undefined;
  const chunks: Buffer[] = [];
  for await (const chunk of await server.parts.archive.open(row.object_key)) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

describe('an instance', () => {
  it('is stored with its data set as it came, and again is a duplicate', async () => {
    const peer = await associated();
    const made = anInstance();
    for (const messageId of [1, 2]) {
      peer.send(storeMessage(made, { messageId }));
      expect(await responseOn(peer)).toMatchObject({
        commandField: commandFields.cStoreRsp,
        messageIdBeingRespondedTo: messageId,
        affectedSopInstanceUid: made.sopInstanceUid,
        status: 0,
      });
    }
    const kept = (await keptBytes(made.sopInstanceUid)) ?? Buffer.alloc(0);
    const header = readHeader(kept);
    expect(header).toMatchObject({ transferSyntaxUid: explicit, preamble: 'zero', warnings: [] });
    expect(Buffer.compare(kept.subarray(header.dataSetOffset), dataSetOf(made))).toBe(0);
    peer.send(encodePdu({ type: 'release-request' }));
    await peer.nextPdu();
    peer.socket.end();
    await peer.closed;
  });

  it('belongs to an upload of its association, whose end is written down', async () => {
    const other = await aCalledTeam(server);
    const calling = await aPeer(server, other);
    const request = associateRequest({ called: other.aeTitle, calling }, [storage]);
    const peer = await rawAssociation(server.port, request);
    const made = anInstance();
    peer.send(storeMessage(made));
    await responseOn(peer);
    peer.send(encodePdu({ type: 'release-request' }));
    await peer.nextPdu();
    peer.socket.end();
    await peer.closed;
    const api = restClient(server, other);
    const isComplete = async () => (await api.get('/uploads')).body.data[0]?.status === 'complete';
    while (!(await isComplete())) await new Promise(setImmediate);
    const [upload] = (await api.get('/uploads')).body.data;
    expect(upload).toMatchObject({
      source: 'dimse',
      counts: { received: 1, stored: 1, duplicate: 0, rejected: 0, held: 0 },
    });
  });

  it('is answered by what is wrong with it, and the next one is stored', async () => {
    const peer = await associated();
    const withoutSeries = anInstance({ elements: [{ tag: 'SeriesInstanceUID' }] });
    const made = anInstance();
    const cut = { ...made, bytes: made.bytes.subarray(0, made.bytes.length - 500) };
    for (const [instance, status] of [
      [withoutSeries, 0xa900],
      [cut, 0xc000],
      [made, 0x0000],
    ] as const) {
      peer.send(storeMessage(instance));
      const response = await responseOn(peer);
      expect(response.status).toBe(status);
      if (status !== 0) expect(response.errorComment?.length).toBeGreaterThan(10);
    }
    peer.socket.destroy();
  });

  it('is not stored when it is another instance, or of another class, than was announced', async () => {
    const peer = await associated();
    const other = anInstance();
    const ofOtherClass = anInstance({ elements: [{ tag: 'SOPClassUID', value: '1.2.3' }] });
    for (const announced of [{ ...other, sopInstanceUid: '1.2.3.4' }, ofOtherClass]) {
      peer.send(storeMessage(announced));
      expect((await responseOn(peer)).status).toBe(0xa900);
    }
    expect(await keptBytes(other.sopInstanceUid)).toBeUndefined();
    peer.socket.destroy();
  });

  it('is not taken without a data set, under another class, or on the wrong side', async () => {
    const peer = await associated();
    const base = {
      commandField: commandFields.cStoreRq,
      affectedSopClassUid: ctImageStorage,
      affectedSopInstanceUid: '1.2.3',
      hasDataSet: false,
    };
    for (const [command, status] of [
      [base, 0xc000],
      [{ ...base, affectedSopClassUid: '1.2.840.10008.5.1.4.1.1.4' }, 0x0122],
    ] as const) {
      peer.send(encodeMessage({ ...command, messageId: 1 }, { contextId: 1, pduLengthMax: 0 }));
      expect((await responseOn(peer)).status).toBe(status);
    }
    peer.socket.destroy();
  });

  it('that is larger than the limit is refused, and its rest is read past', async () => {
    const peer = await associated();
    const large = anInstance({
      elements: [{ tag: 0x00091010, vr: 'OB', value: Buffer.alloc(51_000_000) }],
    });
    peer.send(storeMessage(large, { pduLengthMax: 131_072 }));
    expect((await responseOn(peer)).status).toBe(0xa700);
    peer.send(storeMessage(anInstance()));
    expect((await responseOn(peer)).status).toBe(0);
    peer.socket.destroy();
  });
});

describe('an association that breaks off', () => {
  it('within an instance leaves nothing of it, at whatever byte', async () => {
    const made = anInstance();
    const message = storeMessage(made, { pduLengthMax: 4096 });
    for (const cut of [1, 12, 200, 4096, message.length - 5000, message.length - 1]) {
      const peer = await associated();
      peer.send(message.subarray(0, cut));
      peer.socket.end();
      await peer.closed;
    }
    expect(await keptBytes(made.sopInstanceUid)).toBeUndefined();
    const peer = await associated();
    peer.send(message);
    expect((await responseOn(peer)).status).toBe(0);
    peer.socket.destroy();
  });
});

describe('several instances', () => {
  it('under way at once are each answered, where the peer has asked for a window', async () => {
    const peer = await associated({ operationsWindow: { invoked: 0, performed: 0 } });
    const instances = Array.from({ length: 40 }, () => anInstance());
    for (const [index, made] of instances.entries()) peer.send(storeMessage(made, { messageId: index + 1 }));
    const answered = new Set<number>();
    while (answered.size < instances.length) {
      const response = await responseOn(peer);
      expect(response.status).toBe(0);
      answered.add(response.messageIdBeingRespondedTo ?? 0);
    }
    peer.socket.destroy();
  });

  it('of one study by eight associations make one study', async () => {
    const studyInstanceUid = '1.2.826.0.1.77';
    const instances = Array.from({ length: 16 }, (_, index) =>
      anInstance({
        studyInstanceUid,
        seriesInstanceUid: `${studyInstanceUid}.${index % 2}`,
        sopInstanceUid: `${studyInstanceUid}.${index % 2}.${index}`,
      }),
    );
    await Promise.all(
      Array.from({ length: 8 }, async (_, index) => {
        const peer = await associated();
        for (const made of instances.slice(2 * index, 2 * index + 2)) {
          peer.send(storeMessage(made));
          expect((await responseOn(peer)).status).toBe(0);
        }
        peer.socket.destroy();
      }),
    );
    const studies = await server.parts.foundation.database.kysely
      .selectFrom('studies')
      .select(['series_count', 'instance_count'])
      .where('study_instance_uid', '=', studyInstanceUid)
      .execute();
    expect(studies).toEqual([{ series_count: 2, instance_count: 16 }]);
  });
});

describe.skipIf(process.env.LUMENBOX_TEST_DCMTK === undefined)('DCMTK', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'lumenbox-dimse-'));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('finds us by echoscu', async () => {
    const calling = await aPeer(server, team, { rights: [] });
    const address = ['-aet', calling, '-aec', team.aeTitle, '127.0.0.1', String(server.port)];
    expect(await runTool('echoscu', address)).toMatchObject({ code: 0 });
    const stranger = await runTool('echoscu', ['-aec', team.aeTitle, '127.0.0.1', String(server.port)]);
    expect(stranger.output).toContain('Calling AE Title Not Recognized');
  });

  it.each([
    ['in explicit little endian', '-xe'],
    ['in implicit little endian', '-xi'],
    ['in explicit big endian', '-xb'],
    ['deflated', '-xd'],
    ['with small PDUs', '--max-send-pdu=4096'],
  ])('sends by storescu %s', async (_, option) => {
    const calling = await aPeer(server, team, { rights: ['store'] });
    const made = anInstance();
    const path = join(folder, `${made.sopInstanceUid}.dcm`);
    writeFileSync(path, made.bytes);
    const result = await runTool('storescu', [
      ...option.split('='),
      '-aet',
      calling,
      '-aec',
      team.aeTitle,
      '127.0.0.1',
      String(server.port),
      path,
    ]);
    expect(result).toMatchObject({ code: 0, output: '' });
    expect(await keptBytes(made.sopInstanceUid)).toBeDefined();
  });
});
