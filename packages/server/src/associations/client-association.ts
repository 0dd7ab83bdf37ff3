// An association that we opened: asks, waits for the answer, and gives it. One request at a time, as the window is one.
import type { Socket } from 'node:net';
import {
  type AcceptedContext,
  type AssociateAccept,
  type AssociateReject,
  type AssociateRequest,
  type CommandSet,
  commandFields,
  verificationUid,
} from '@lumenbox/dicom/network';
import { AssociationFailure, type AssociationFailureReason } from './association-failure.ts';
import { type AssociationEnd, AssociationSocket } from './association-socket.ts';
import { type OutgoingInstance, sendInstance } from './send-instance.ts';

/** So long a peer may take to answer a request: it may have to store a large instance first. */
export const answerMsMax = 120_000;
/** A peer that does not answer a release is left after so long. */
export const releaseMsMax = 5000;

interface Waiting<T> {
  resolve(value: T): void;
  reject(error: AssociationFailure): void;
}

/** An association of which we are the requestor. */
export class ClientAssociation {
  /** What was agreed upon, by context id. */
  contexts: ReadonlyMap<number, AcceptedContext> = new Map();
  readonly #association: AssociationSocket;
  #answer: Waiting<AssociateAccept> | undefined;
  #response: Waiting<CommandSet> | undefined;
  #released: (() => void) | undefined;
  #failure: AssociationFailure | undefined;
  #lastMessageId = 0;

  constructor(socket: Socket) {
    this.#association = new AssociationSocket('requestor', {
      socket,
      user: {
        associateConfirmed: (answer) => this.#confirmed(answer),
        command: ({ command }) => this.#answered(command),
        dataSet: () => undefined,
        releaseIndicated: () => this.#association.respondRelease(),
        isBusy: () => false,
        ended: (end) => this.#ended(end),
        failed: () => undefined,
      },
      idleMs: answerMsMax,
    });
  }

  /** Asks for the association. @throws AssociationFailure */
  negotiate(request: AssociateRequest): Promise<AssociateAccept> {
    return new Promise((resolve, reject) => {
      this.#answer = { resolve, reject };
      this.#association.open(request);
    });
  }

  /** The context of a class whose transfer syntax is one of these, in the order in which they are wanted. */
  contextOf(abstractSyntax: string, transferSyntaxes?: readonly string[]): AcceptedContext | undefined {
    const ofClass = [...this.contexts.values()].filter(
      (context) => context.abstractSyntax === abstractSyntax,
    );
    if (transferSyntaxes === undefined) return ofClass[0];
    return transferSyntaxes
      .map((syntax) => ofClass.find((context) => context.transferSyntax === syntax))
      .find((context) => context !== undefined);
  }

  /** C-ECHO (PS3.7 9.1.5). Gives the status. @throws AssociationFailure */
  async echo(): Promise<number> {
    const context = this.contextOf(verificationUid);
    if (context === undefined) throw new AssociationFailure('not-supported');
    const response = await this.request(context.id, {
      affectedSopClassUid: verificationUid,
      commandField: commandFields.cEchoRq,
      hasDataSet: false,
    });
    return response.status ?? 0;
  }

  /** C-STORE (PS3.7 9.1.1), the data set as it comes. Gives the response. @throws AssociationFailure, or what the data set throws */
  async store(instance: OutgoingInstance): Promise<CommandSet> {
    const { response, startClock } = this.#expect();
    // A rejection that nobody awaits yet is no fault of the process.
    response.catch(() => undefined);
    await sendInstance(this.#association, { ...instance, messageId: this.#nextMessageId() });
    startClock();
    return response;
  }

  /** Sends a request that has one response. @throws AssociationFailure */
  request(contextId: number, command: CommandSet, dataSet?: Uint8Array): Promise<CommandSet> {
    const { response, startClock } = this.#expect();
    startClock();
    this.#association.send(contextId, { ...command, messageId: this.#nextMessageId() }, dataSet);
    return response;
  }

  /** Ends in good order; when the peer does not, the connection is cut. */
  async release(): Promise<void> {
    if (this.#failure !== undefined) return;
    await new Promise<void>((resolve) => {
      const late = setTimeout(() => this.#association.destroy(), releaseMsMax);
      this.#released = () => {
        clearTimeout(late);
        resolve();
      };
      this.#association.release();
    });
  }

  abort(): void {
    this.#association.abort();
  }

  /** Gives up, for a reason of our own. */
  fail(reason: AssociationFailureReason): void {
    this.#fail(new AssociationFailure(reason));
    this.#association.abort();
    this.#association.destroy();
  }

  /** The answer to what is sent next. Its clock runs from when all is sent: until then the association looks after who takes nothing. */
  #expect(): { readonly response: Promise<CommandSet>; startClock(): void } {
    const { promise: response, resolve, reject } = Promise.withResolvers<CommandSet>();
    if (this.#failure === undefined) this.#response = { resolve, reject };
    else reject(this.#failure);
    const startClock = () => {
      const late = setTimeout(() => this.fail('timeout'), answerMsMax);
      const stop = () => clearTimeout(late);
      response.then(stop, stop);
    };
    return { response, startClock };
  }

  /** PS3.7 9.1: an id of a request that is outstanding is not used again. */
  #nextMessageId(): number {
    this.#lastMessageId = (this.#lastMessageId % 0xffff) + 1;
    return this.#lastMessageId;
  }

  #confirmed(answer: AssociateAccept | AssociateReject): void {
    if (answer.type === 'associate-reject') {
      this.#fail(new AssociationFailure('rejected'));
      return;
    }
    this.#association.peerPduLengthMax = answer.userInformation.pduLengthMax;
    this.#answer?.resolve(answer);
    this.#answer = undefined;
  }

  #answered(command: CommandSet): void {
    if (command.messageIdBeingRespondedTo !== this.#lastMessageId) return;
    const waiting = this.#response;
    this.#response = undefined;
    waiting?.resolve(command);
  }

  #ended(end: AssociationEnd): void {
    this.#fail(new AssociationFailure(end.kind === 'timed-out' ? 'timeout' : 'aborted'));
    this.#released?.();
  }

  #fail(failure: AssociationFailure): void {
    this.#failure ??= failure;
    this.#answer?.reject(this.#failure);
    this.#response?.reject(this.#failure);
    this.#answer = undefined;
    this.#response = undefined;
  }
}
