// Over 300 lines: a modality of its own, of both roles, for one service.
// Storage commitment as a modality lives it: it asks whether its instances are safe, and is told on its own association or on ours.
import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import {
  type DataSet,
  encodeDataSet,
  encodeFileMeta,
  firstNumber,
  firstString,
  readFile,
  sequence,
  tags,
  transferSyntaxUids,
} from '@lumenbox/dicom';
import {
  type CommandSet,
  commandFields,
  negotiateContexts,
  type RoleSelection,
  responseTo,
  statuses,
  storageCommitmentInstanceUid,
  storageCommitmentUid,
} from '@lumenbox/dicom/network';
import { aCtInstance } from '@lumenbox/dicom/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  aCalledTeam,
  aPeer,
  associateRequest,
  type CalledTeam,
  type DimseServer,
  freePort,
  startDimseServer,
} from '../../../test/support/dimse.ts';
import { imagingClient } from '../../../test/support/imaging.ts';
import { restClient } from '../../../test/support/rest-client.ts';
import { type AssociationEnd, AssociationSocket, ownInformation } from '../../associations/index.ts';

const ctImageStorage = '1.2.840.10008.5.1.4.1.1.2';
const explicit = transferSyntaxUids.explicitLittleEndian;
const commitmentContext = {
  id: 1,
  abstractSyntax: storageCommitmentUid,
  transferSyntaxes: [explicit],
};

let server: DimseServer;
let team: CalledTeam;
beforeAll(async () => {
  server = await startDimseServer();
  team = await aCalledTeam(server);
});
afterAll(() => server.close());

/** A message that a modality has got. */
interface Message {
  readonly command: CommandSet;
  readonly dataSet: DataSet | undefined;
}

/** A modality on one end of a connection; it answers every event report with success. */
class Modality {
  readonly #messages: Message[] = [];
  readonly #waiting: ((message: Message) => void)[] = [];
  readonly association: AssociationSocket;
  readonly ended: Promise<AssociationEnd | undefined>;
  roles: readonly RoleSelection[] = [];
  /** Reports stay without an answer. */
  isSilent = false;

  constructor(role: 'acceptor' | 'requestor', socket: Socket) {
    let command: CommandSet | undefined;
    let pieces: Buffer[] = [];
    let tellEnded: (end?: AssociationEnd) => void = () => undefined;
    this.ended = new Promise((resolve) => {
      tellEnded = resolve;
    });
    this.association = new AssociationSocket(role, {
      socket,
      user: {
        associateIndicated: (request) => {
          this.roles = request.userInformation.roles;
          const { answered } = negotiateContexts(request, () => ({
            kind: 'served',
            takes: () => true,
            roles: { scu: true, scp: true },
          }));
          this.association.accept({
            type: 'associate-accept',
            calledAeTitle: request.calledAeTitle,
            callingAeTitle: request.callingAeTitle,
            contexts: answered,
            userInformation: { ...ownInformation, roles: request.userInformation.roles },
          });
        },
        associateConfirmed: () => this.#take({ command: {} as CommandSet, dataSet: undefined }),
        command: (message) => {
          command = message.command;
          pieces = [];
          if (!command.hasDataSet) this.#take({ command, dataSet: undefined });
        },
        dataSet: (bytes, { isLast }) => {
          pieces.push(Buffer.from(bytes));
          if (!isLast || command === undefined) return;
          const head = encodeFileMeta({
            sopClassUid: '1.2',
            sopInstanceUid: '1.2',
            transferSyntaxUid: explicit,
          });
          this.#take({ command, dataSet: readFile(Buffer.concat([head, ...pieces])).dataSet });
        },
        releaseIndicated: () => this.association.respondRelease(),
        isBusy: () => false,
        ended: (end) => tellEnded(end),
        failed: () => tellEnded(),
      },
    });
  }

  #take(message: Message): void {
    if (message.command.commandField === commandFields.nEventReportRq && !this.isSilent)
      this.association.send(1, { ...responseTo(message.command), status: 0, hasDataSet: false });
    const next = this.#waiting.shift();
    if (next === undefined) this.#messages.push(message);
    else next(message);
  }

  next(): Promise<Message> {
    const message = this.#messages.shift();
    return message === undefined
      ? new Promise((resolve) => this.#waiting.push(resolve))
      : Promise.resolve(message);
  }

  /** Asks whether instances are safe; gives the status of the response. */
  async ask(
    instances: readonly { sopClassUid: string; sopInstanceUid: string }[],
    fields: Partial<CommandSet> = {},
  ): Promise<number | undefined> {
    const items = instances.map(({ sopClassUid, sopInstanceUid }) => [
      { tag: 'ReferencedSOPClassUID', value: sopClassUid },
      { tag: 'ReferencedSOPInstanceUID', value: sopInstanceUid },
    ]);
    const dataSet = encodeDataSet([
      { tag: 'TransactionUID', value: '1.2.3.4' },
      { tag: 'ReferencedSOPSequence', value: items },
    ]);
    const command = {
      commandField: commandFields.nActionRq,
      messageId: 7,
      requestedSopClassUid: storageCommitmentUid,
      requestedSopInstanceUid: storageCommitmentInstanceUid,
      actionTypeId: 1,
      hasDataSet: true,
      ...fields,
    };
    this.association.send(1, command, dataSet);
    return (await this.next()).command.status;
  }
}

async function calling(peer: string): Promise<Modality> {
  const socket = connect({ port: server.port, host: '127.0.0.1' });
  await once(socket, 'connect');
  const modality = new Modality('requestor', socket);
  modality.association.open(associateRequest({ called: team.aeTitle, calling: peer }, [commitmentContext]));
  await modality.next();
  return modality;
}

async function stored(seed: string) {
  const made = aCtInstance({ seed, patientId: seed, rows: 16, columns: 16 });
  expect((await imagingClient(server, team).send('/imaging', made.bytes)).status).toBe(201);
  return { sopClassUid: ctImageStorage, sopInstanceUid: made.sopInstanceUid };
}
const uidsIn = (dataSet: DataSet | undefined, tag: number) =>
  dataSet === undefined
    ? []
    : sequence(dataSet, tag).map((item) => firstString(item, tags.ReferencedSOPInstanceUID));

describe('a modality without an address', () => {
  it('is told on its own association that all is safe', async () => {
    const instance = await stored('commit-here');
    const modality = await calling(await aPeer(server, team, { rights: ['store'] }));
    expect(await modality.ask([instance])).toBe(0);
    const { command, dataSet } = await modality.next();
    expect(command).toMatchObject({
      commandField: commandFields.nEventReportRq,
      affectedSopInstanceUid: storageCommitmentInstanceUid,
      eventTypeId: 1,
    });
    expect(firstString(dataSet as DataSet, tags.TransactionUID)).toBe('1.2.3.4');
    expect(uidsIn(dataSet, tags.ReferencedSOPSequence)).toEqual([instance.sopInstanceUid]);
    expect(uidsIn(dataSet, tags.FailedSOPSequence)).toEqual([]);
    modality.association.release();
    await modality.ended;
  });

  it('may end without an answer to its report, and use its message id again before', async () => {
    const instance = await stored('commit-silent');
    const modality = await calling(await aPeer(server, team, { rights: ['store'] }));
    modality.isSilent = true;
    expect(await modality.ask([instance])).toBe(0);
    expect((await modality.next()).command.commandField).toBe(commandFields.nEventReportRq);
    expect(await modality.ask([instance])).toBe(0);
    modality.association.release();
    expect((await modality.ended)?.kind).toBe('released');
  });

  it('is told which are not here, or are of another class, or are of another realm', async () => {
    const instance = await stored('commit-some');
    const stranger = await aCalledTeam(server);
    const theirs = aCtInstance({ seed: 'commit-theirs', patientId: 'X', rows: 16, columns: 16 });
    await imagingClient(server, stranger).send('/imaging', theirs.bytes);
    const other = await stored('commit-class');
    const modality = await calling(await aPeer(server, team, { rights: ['store'] }));
    await modality.ask([
      instance,
      { sopClassUid: ctImageStorage, sopInstanceUid: '1.2.3' },
      { sopClassUid: ctImageStorage, sopInstanceUid: theirs.sopInstanceUid },
      { ...other, sopClassUid: '1.2.840.10008.5.1.4.1.1.4' },
    ]);
    const { command, dataSet } = await modality.next();
    expect(command.eventTypeId).toBe(2);
    expect(uidsIn(dataSet, tags.ReferencedSOPSequence)).toEqual([instance.sopInstanceUid]);
    const failed = sequence(dataSet as DataSet, tags.FailedSOPSequence);
    expect(failed.map((item) => firstNumber(item, tags.FailureReason))).toEqual([0x0112, 0x0112, 0x0119]);
    modality.association.abort();
    await modality.ended;
  });

  it('is not promised what waits in the inbox, nor the original of what went into a case', async () => {
    const send = async (path: string, seed: string, elements: { tag: 'PatientID' }[] = []) => {
      const made = aCtInstance({ seed, patientId: seed, rows: 16, columns: 16, elements });
      const { counts } = (await imagingClient(server, team).send(path, made.bytes)).body.data;
      return { counts, reference: { sopClassUid: ctImageStorage, sopInstanceUid: made.sopInstanceUid } };
    };
    const held = await send('/imaging', 'commit-held', [{ tag: 'PatientID' }]);
    expect(held.counts.held).toBe(1);
    const label = { label: 'Promised to nobody' };
    const caseId = (await restClient(server, team).post('/cases', label)).body.data.id;
    const original = await send(`/patients/${caseId}/imaging`, 'commit-original');
    expect(original.counts.stored).toBe(1);
    const modality = await calling(await aPeer(server, team, { rights: ['store'] }));
    await modality.ask([held.reference, original.reference]);
    const { dataSet } = await modality.next();
    const failed = sequence(dataSet as DataSet, tags.FailedSOPSequence);
    expect(failed.map((item) => firstNumber(item, tags.FailureReason))).toEqual([0x0112, 0x0112]);
    modality.association.abort();
    await modality.ended;
  });

  it('gets a response to what is no question', async () => {
    const modality = await calling(await aPeer(server, team, { rights: ['store'] }));
    expect(await modality.ask([])).toBe(statuses.invalidArgument);
    const one = [{ sopClassUid: ctImageStorage, sopInstanceUid: '1.2.3' }];
    expect(await modality.ask(one, { actionTypeId: 2 })).toBe(statuses.noSuchActionType);
    expect(await modality.ask(one, { requestedSopInstanceUid: '1.2' })).toBe(statuses.noSuchSopInstance);
    expect(await modality.ask(one, { requestedSopClassUid: '1.2' })).toBe(statuses.noSuchSopClass);
    modality.association.abort();
    await modality.ended;
  });
});

describe('a modality with an address', () => {
  /** Listens for one association; the modality on it is given when it is there. */
  function listening(port: number): { modality: Promise<Modality>; close: () => Promise<void> } {
    const listener = createServer().listen(port, '127.0.0.1');
    const modality = once(listener, 'connection').then(([socket]) => {
      const made = new Modality('acceptor', socket as Socket);
      made.association.open();
      return made;
    });
    return {
      modality,
      close: async () => {
        listener.close();
        await once(listener, 'close');
      },
    };
  }

  it('is told over an association of ours, in which we take the role of the one who serves', async () => {
    const instance = await stored('commit-away');
    const port = await freePort();
    const peer = await aPeer(server, team, { rights: ['store'], host: '127.0.0.1', port });
    const asking = await calling(peer);
    expect(await asking.ask([instance])).toBe(0);
    asking.association.release();
    await asking.ended;
    const { modality, close } = listening(port);
    await server.parts.jobs.runDue();
    const called = await modality;
    const { command, dataSet } = await called.next();
    expect(command.eventTypeId).toBe(1);
    expect(uidsIn(dataSet, tags.ReferencedSOPSequence)).toEqual([instance.sopInstanceUid]);
    expect(called.roles).toEqual([{ sopClassUid: storageCommitmentUid, scu: false, scp: true }]);
    await called.ended;
    await close();
    const { database } = server.parts.foundation;
    expect(await database.kysely.selectFrom('commitments').selectAll().execute()).toEqual([]);
  });

  it('is told later when it is away, by the job commitments.report', async () => {
    const instance = await stored('commit-later');
    const port = await freePort();
    const peer = await aPeer(server, team, { rights: ['store'], host: '127.0.0.1', port });
    const asking = await calling(peer);
    await asking.ask([instance]);
    asking.association.abort();
    await asking.ended;
    await server.parts.jobs.runDue();
    const { modality, close } = listening(port);
    server.clock.advance(3_600_000);
    await server.parts.jobs.runDue();
    expect((await (await modality).next()).command.eventTypeId).toBe(1);
    await (await modality).ended;
    await close();
  });
});

it('asks for the right to store', async () => {
  const modality = await calling(await aPeer(server, team, { rights: ['query'] }));
  modality.association.send(1, { commandField: commandFields.nActionRq, messageId: 1, hasDataSet: false });
  // The context was not accepted: PS3.8 has no answer to that but the end.
  expect(await modality.ended).toMatchObject({ kind: 'aborted', by: 'peer' });
});
