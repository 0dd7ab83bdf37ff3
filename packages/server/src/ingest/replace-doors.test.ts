// Instances that are replaced, by every door: each says so in its own words.
import { readHeader } from '@lumenbox/dicom';
import { commandFields, decodeCommandSet, encodeMessage } from '@lumenbox/dicom/network';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { asStored, partsOf, pathOf } from '../../test/support/dicomweb.ts';
import {
  aCalledTeam,
  aPeer,
  associateRequest,
  type CalledTeam,
  type DimseServer,
  rawAssociation,
  startDimseServer,
} from '../../test/support/dimse.ts';
import { aSlice, type ReplacingClients, replacing } from '../../test/support/replacing.ts';

let server: DimseServer;
let team: CalledTeam;
let api: ReplacingClients['api'];
let imaging: ReplacingClients['imaging'];
let dicomweb: ReplacingClients['dicomweb'];
beforeAll(async () => {
  server = await startDimseServer();
});
beforeEach(async () => {
  team = await aCalledTeam(server);
  ({ api, imaging, dicomweb } = await replacing(server, team));
});
afterAll(() => server.close());

type Made = ReturnType<typeof aSlice>;

const received = async (made: Made) =>
  (await partsOf(await dicomweb.get(pathOf(made), asStored))).map(({ body }) => body);
const instanceRows = () =>
  server.parts.foundation.database.kysely
    .selectFrom('instances')
    .selectAll()
    .where('realm_id', '=', team.realmId)
    .execute();
const replacements = async () =>
  (
    await server.parts.foundation.database.kysely
      .selectFrom('audit_events')
      .selectAll()
      .where('realm_id', '=', team.realmId)
      .where('event', '=', 'imaging.replaced')
      .execute()
  ).map(({ object_id, details }) => ({ studyId: object_id, ...JSON.parse(details ?? '{}') }));

describe('by every door', () => {
  it('STOW references what replaced, with a warning of its own', async () => {
    const [first, second] = [aSlice('Stow'), aSlice('Stow', { seriesDescription: 'Second' })];
    expect((await dicomweb.store([first.bytes])).status).toBe(200);
    const answer = await dicomweb.store([second.bytes]);
    expect(answer.status).toBe(202);
    const [item] = answer.body['00081199'].Value;
    expect(item['00081155'].Value).toEqual([second.sopInstanceUid]);
    expect(item['00081196'].Value).toEqual([0xb104]);
    expect(await received(second)).toEqual([Buffer.from(second.bytes)]);
    expect((await dicomweb.store([second.bytes])).body['00081199'].Value[0]['00081196'].Value).toEqual([
      0xb101,
    ]);
  });

  it('C-STORE is answered with success, and the trail says that it replaced', async () => {
    const calling = await aPeer(server, team);
    const abstractSyntax = '1.2.840.10008.5.1.4.1.1.2';
    const contexts = [{ id: 1, abstractSyntax, transferSyntaxes: ['1.2.840.10008.1.2.1'] }];
    const peer = await rawAssociation(
      server.port,
      associateRequest({ called: team.aeTitle, calling }, contexts),
    );
    const versions = [aSlice('Dimse'), aSlice('Dimse', { seriesDescription: 'Second' })];
    for (const [index, made] of versions.entries()) {
      const command = {
        commandField: commandFields.cStoreRq,
        messageId: index + 1,
        priority: 0,
        affectedSopClassUid: abstractSyntax,
        affectedSopInstanceUid: made.sopInstanceUid,
        hasDataSet: true,
      };
      const dataSet = made.bytes.subarray(readHeader(made.bytes).dataSetOffset);
      peer.send(encodeMessage(command, { contextId: 1, pduLengthMax: 16_384 }, dataSet));
      const pdu = await peer.nextPdu();
      expect(decodeCommandSet((pdu ?? Buffer.alloc(0)).subarray(12))).toMatchObject({ status: 0 });
    }
    peer.socket.destroy();
    expect(await replacements()).toHaveLength(1);
    const metadata = await dicomweb.get(`${pathOf(versions[1] as Made)}/metadata`);
    expect(await metadata.json()).toMatchObject([{ '0008103E': { Value: ['Second'] } }]);
  });

  it('a case compares what de-identification made, and has the account of what is there', async () => {
    const { id } = (await api.post('/cases', { label: 'Replaced 1' })).body.data;
    const first = aSlice('Case', { patientName: 'Zauberfeld^Hieronymus' });
    // What de-identification takes out makes no other bytes.
    const sameInside = aSlice('Case', { patientName: 'Quendelbach^Ottilie' });
    const other = aSlice('Case', { pixelData: new Uint8Array(512).fill(1) });
    const outcomes = [];
    for (const { bytes } of [first, sameInside, other, other]) {
      const [file] = (await imaging.send(`/patients/${id}/imaging`, bytes)).body.data.files;
      outcomes.push([file.outcome, file.reason?.split(':')[0]]);
    }
    expect(outcomes).toEqual([
      ['stored', undefined],
      ['duplicate', undefined],
      ['stored', 'replaced'],
      ['duplicate', undefined],
    ]);
    const [study] = (await api.get(`/patients/${id}/studies`)).body.data;
    expect(study).toMatchObject({ series_count: 1, instance_count: 1 });
    const receipt = (await api.get(`/patients/${id}/studies/${study.id}/receipt`)).body.data;
    expect(receipt.content.instances).toHaveLength(1);
    expect(receipt.content.instances[0].sha256).toBe((await instanceRows())[0]?.sha256);
  });
});
