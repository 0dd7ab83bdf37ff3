// Queries and retrievals that are called off, broken off or taken with a warning: what has been told is written down, and how it ended.
import { once } from 'node:events';
import { connect } from 'node:net';
import { encodeDataSet, tags, transferSyntaxUids } from '@lumenbox/dicom';
import { type CommandSet, commandFields, responseTo, statuses } from '@lumenbox/dicom/network';
import { aCtInstance } from '@lumenbox/dicom/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import {
  aCalledTeam,
  aPeer,
  associateRequest,
  type CalledTeam,
  type DimseServer,
  startDimseServer,
} from '../../../test/support/dimse.ts';
import { imagingClient } from '../../../test/support/imaging.ts';
import { type RestClient, restClient } from '../../../test/support/rest-client.ts';
import { AssociationSocket, ownInformation } from '../../associations/index.ts';

const studyRootFind = '1.2.840.10008.5.1.4.1.2.2.1';
const studyRootGet = '1.2.840.10008.5.1.4.1.2.2.3';
const ctImageStorage = '1.2.840.10008.5.1.4.1.1.2';
const transferSyntaxes = [transferSyntaxUids.explicitLittleEndian];

let server: DimseServer;
let team: CalledTeam;
let api: RestClient;
let studyInstanceUid: string;
beforeAll(async () => {
  server = await startDimseServer();
  team = await aCalledTeam(server);
  api = restClient(server, team);
  for (const instanceNumber of [1, 2]) {
    const made = aCtInstance({ seed: 'called-off', patientId: 'P', instanceNumber, rows: 16, columns: 16 });
    expect((await imagingClient(server, team).send('/imaging', made.bytes)).status).toBe(201);
    studyInstanceUid = made.studyInstanceUid;
  }
});
afterAll(() => server.close());

/** An association of a peer of ours; `answers` is what it does with each command that comes. */
async function associate(answers: (command: CommandSet, association: AssociationSocket) => void) {
  const calling = await aPeer(server, team, { rights: ['query', 'retrieve'] });
  const socket = connect({ port: server.port, host: '127.0.0.1' });
  await once(socket, 'connect');
  let confirm: () => void = () => undefined;
  const confirmed = new Promise<void>((resolve) => {
    confirm = resolve;
  });
  const association: AssociationSocket = new AssociationSocket('requestor', {
    socket,
    user: {
      associateConfirmed: () => confirm(),
      command: ({ command }) => answers(command, association),
      dataSet: () => undefined,
      releaseIndicated: () => association.respondRelease(),
      isBusy: () => false,
      ended: () => undefined,
      failed: () => undefined,
    },
  });
  const contexts = [studyRootFind, studyRootGet, ctImageStorage].map((abstractSyntax, index) => ({
    id: 2 * index + 1,
    abstractSyntax,
    transferSyntaxes,
  }));
  const roles = [{ sopClassUid: ctImageStorage, scu: false, scp: true }];
  association.open(
    associateRequest({ called: team.aeTitle, calling }, contexts, { ...ownInformation, roles }),
  );
  await confirmed;
  return association;
}

function ask(
  association: AssociationSocket,
  contextId: number,
  commandField: number,
  study = studyInstanceUid,
): void {
  const keys = [
    { tag: tags.QueryRetrieveLevel, value: 'STUDY' },
    { tag: tags.StudyInstanceUID, value: study },
  ];
  const affectedSopClassUid = contextId === 1 ? studyRootFind : studyRootGet;
  const command = { commandField, messageId: 1, affectedSopClassUid, priority: 0, hasDataSet: true };
  association.send(contextId, command, encodeDataSet(keys));
}

const newest = async (event: string) => (await api.get(`/audit-events?event=${event}`)).body.data[0]?.details;

it('an image that was on its way when its reader broke off is in the audit trail', async () => {
  const association = await associate((command, own) => {
    if (command.commandField === commandFields.cStoreRq) own.abort();
  });
  ask(association, 3, commandFields.cGetRq);
  await expect.poll(() => newest('study.exported')).toMatchObject({ instances: 1 });
});

it('a query that is called off is in the audit trail, with what was told', async () => {
  const ended = Promise.withResolvers<CommandSet>();
  const association = await associate((command) => ended.resolve(command));
  ask(association, 1, commandFields.cFindRq);
  const cancel = { commandField: commandFields.cCancelRq, messageIdBeingRespondedTo: 1, hasDataSet: false };
  association.send(1, cancel);
  expect((await ended.promise).status).toBe(statuses.cancel);
  await expect.poll(() => newest('imaging.queried')).toMatchObject({ level: 'study', count: 0 });
});

it('a retrieval that is called off while an image is made for it sends that image whole, and counts every one', async () => {
  let study = '';
  for (const instanceNumber of [1, 2, 3]) {
    // Each frame has to be decoded: there is time to call it off before the last.
    const made = aCtInstance({
      seed: 'called-off in between',
      patientId: 'P',
      instanceNumber,
      frames: 200,
      rows: 64,
      columns: 64,
      transferSyntaxUid: transferSyntaxUids.rleLossless,
    });
    expect((await imagingClient(server, team).send('/imaging', made.bytes)).status).toBe(201);
    study = made.studyInstanceUid;
  }
  const last = Promise.withResolvers<CommandSet>();
  const association = await associate((command, own) => {
    if (command.commandField === commandFields.cStoreRq) {
      own.send(3, { commandField: commandFields.cCancelRq, messageIdBeingRespondedTo: 1, hasDataSet: false });
      own.send(5, { ...responseTo(command), status: statuses.success, hasDataSet: false });
    } else if (command.status !== statuses.pending) last.resolve(command);
  });
  ask(association, 3, commandFields.cGetRq, study);
  const counts = { completedCount: 1, failedCount: 0, warningCount: 0, remainingCount: 2 };
  expect(await last.promise).toMatchObject({ status: statuses.cancel, ...counts, hasDataSet: false });
});

it('a retrieval that is taken with warnings does not end as if there were none', async () => {
  const last = Promise.withResolvers<CommandSet>();
  const association = await associate((command, own) => {
    if (command.commandField === commandFields.cStoreRq)
      own.send(5, { ...responseTo(command), status: 0xb000, hasDataSet: false });
    else if (command.status !== statuses.pending) last.resolve(command);
  });
  ask(association, 3, commandFields.cGetRq);
  const counts = { completedCount: 0, warningCount: 2, failedCount: 0 };
  expect(await last.promise).toMatchObject({ status: 0xb000, ...counts });
});
