// One association on one socket, for both roles: bytes in and out, time-outs, back-pressure, and messages put together.
// What is said on it is its user's matter.
import type { Socket } from 'node:net';
import { implementationClassUid, implementationVersionName } from '@lumenbox/dicom';
import {
  type AssociateAccept,
  type AssociateReject,
  type AssociateRequest,
  Association,
  type CommandSet,
  DataSetWriter,
  encodeMessage,
  MessageAssembler,
  type MessageHandlers,
  PduError,
} from '@lumenbox/dicom/network';

/** How an association ended. */
export interface AssociationEnd {
  readonly kind: 'released' | 'rejected' | 'aborted' | 'broken-off' | 'timed-out';
  /** Who aborted; with the reason of PS3.8 Table 9-26. */
  readonly by?: 'peer' | 'us';
  readonly reason?: number;
}

/** Who talks on an association. All are called one after the other, in the order of what comes. */
export interface AssociationUser extends MessageHandlers {
  associateIndicated?(request: AssociateRequest): void;
  associateConfirmed?(answer: AssociateAccept | AssociateReject): void;
  /** The peer wants to end: call `respondRelease` when nothing is left to be said. */
  releaseIndicated(): void;
  /** While something is being done for the peer, silence is no reason to end. */
  isBusy(): boolean;
  /** Exactly once; nothing comes after it. */
  ended(end: AssociationEnd): void;
  /** A fault of our own; the association is aborted. */
  failed(error: unknown): void;
}

/** The largest P-DATA-TF that we take, as everybody is told: fewer heads to read, and what DCMTK sends at most. */
export const pduLengthMax = 131_072;

/** The user information that every association of ours carries. */
export const ownInformation = {
  pduLengthMax,
  implementationClassUid,
  implementationVersionName,
  roles: [],
  extendedNegotiations: [],
} as const;

/** PS3.8 9.1.5 leaves the value open; others use the same. */
export const artimMs = 30_000;
/** So long a peer may say nothing, or not take what is sent to it. */
export const idleMsDefault = 120_000;

/** An association on a socket. */
export class AssociationSocket {
  /** What the peer takes at most in one PDU; set when the association is agreed upon. */
  peerPduLengthMax = 0;
  readonly #socket: Socket;
  readonly #user: AssociationUser;
  readonly #association: Association;
  readonly #assembler: MessageAssembler;
  readonly #idleMs: number;
  #artim: NodeJS.Timeout | undefined;
  #isEnded = false;
  #wasRejected = false;

  constructor(
    role: 'acceptor' | 'requestor',
    options: { socket: Socket; user: AssociationUser; idleMs?: number },
  ) {
    this.#socket = options.socket;
    this.#user = options.user;
    this.#idleMs = options.idleMs ?? idleMsDefault;
    this.#assembler = new MessageAssembler(options.user);
    this.#association = new Association(role, { handlers: this.#handlers(), pduLengthMax });
    this.#listen();
  }

  /** The connection is there. A requestor gives what it asks for. */
  open(request?: AssociateRequest): void {
    this.#association.transportOpened(request);
  }

  /** Whether an answer to a request for an association is still awaited from us. */
  get awaitsAnswer(): boolean {
    return this.#association.state === 'Sta3';
  }

  /** Whether messages can still be sent. */
  get canSend(): boolean {
    return this.#association.canSend;
  }

  accept(answer: AssociateAccept): void {
    this.#association.accept(answer);
  }

  reject(rejection: Omit<AssociateReject, 'type'>): void {
    this.#wasRejected = true;
    this.#association.reject(rejection);
  }

  /** Sends a message in one write; nothing when the association is over. */
  send(contextId: number, command: CommandSet, dataSet?: Uint8Array): void {
    if (!this.#association.canSend) return;
    const options = { contextId, pduLengthMax: this.peerPduLengthMax };
    this.#association.sendData(encodeMessage(command, options, dataSet));
  }

  /** Sends the command of a message, and gives the writer for its data set. */
  sendCommand(contextId: number, command: CommandSet): DataSetWriter {
    this.send(contextId, command);
    const options = { contextId, pduLengthMax: this.peerPduLengthMax };
    return new DataSetWriter(options, (pdu) => {
      if (this.#association.canSend) this.#association.sendData(pdu);
    });
  }

  /** Resolves when the peer has taken most of what was sent, or the association is over. */
  async drained(): Promise<void> {
    if (!this.#socket.writableNeedDrain || this.#socket.destroyed) return;
    await new Promise<void>((resolve) => {
      const done = () => {
        this.#socket.off('drain', done);
        this.#socket.off('close', done);
        resolve();
      };
      this.#socket.on('drain', done);
      this.#socket.on('close', done);
    });
  }

  /** Reads no more of the peer's bytes until `resume`: whoever takes them is behind. */
  pause(): void {
    this.#socket.pause();
  }

  resume(): void {
    this.#socket.resume();
  }

  release(): void {
    if (this.#association.state === 'Sta6') this.#association.release();
  }

  /** Answers a wish to release, once. */
  respondRelease(): void {
    if (!['Sta8', 'Sta9', 'Sta12'].includes(this.#association.state)) return;
    this.#association.respondRelease();
    this.#end({ kind: 'released' });
  }

  /** Ends at once: as the user, or for a reason of PS3.8 Table 9-26. */
  abort(options: { reason?: number } = {}): void {
    this.#association.abort(options);
    this.#end({ kind: 'aborted', by: 'us', ...options });
  }

  /** Cuts the connection without a word. */
  destroy(): void {
    this.#socket.destroy();
  }

  #handlers() {
    const socket = this.#socket;
    const user = this.#user;
    return {
      send: (bytes: Uint8Array) => void socket.write(bytes),
      closeTransport: () => socket.destroySoon(),
      artim: (change: 'start' | 'stop') => this.#setArtim(change),
      associateIndicated: (request: AssociateRequest) => user.associateIndicated?.(request),
      associateConfirmed: (answer: AssociateAccept | AssociateReject) => {
        user.associateConfirmed?.(answer);
        if (answer.type === 'associate-reject') this.#end({ kind: 'rejected' });
      },
      fragment: this.#assembler.take.bind(this.#assembler),
      releaseIndicated: () => user.releaseIndicated(),
      releaseConfirmed: () => this.#end({ kind: 'released' }),
      aborted: ({ cause, reason }: { cause: 'peer' | 'provider' | 'transport'; reason: number }) => {
        const by = cause === 'provider' ? 'us' : 'peer';
        this.#end(cause === 'transport' ? { kind: 'broken-off' } : { kind: 'aborted', by, reason });
      },
    };
  }

  #listen(): void {
    const socket = this.#socket;
    // Nagle's algorithm would hold every answer back until the peer's delayed acknowledgement, some 40 ms.
    socket.setNoDelay(true);
    socket.on('data', (bytes: Uint8Array) => this.#receive(bytes));
    // What went wrong is told by `close`, which follows.
    socket.on('error', () => undefined);
    socket.on('close', () => {
      this.#setArtim('stop');
      this.#association.transportClosed();
      this.#end({ kind: this.#wasRejected ? 'rejected' : 'broken-off' });
    });
    socket.setTimeout(this.#idleMs, () => this.#idle());
  }

  #receive(bytes: Uint8Array): void {
    try {
      this.#association.receive(bytes);
    } catch (error) {
      if (!(error instanceof PduError)) this.#user.failed(error);
      this.abort({ reason: error instanceof PduError ? error.reason : 0 });
    }
  }

  #idle(): void {
    if (this.#user.isBusy() && this.#socket.writableLength === 0) {
      this.#socket.setTimeout(this.#idleMs);
      return;
    }
    this.#association.abort();
    this.#end({ kind: 'timed-out' });
    this.#socket.destroy();
  }

  #setArtim(change: 'start' | 'stop'): void {
    clearTimeout(this.#artim);
    if (change === 'stop') return;
    this.#artim = setTimeout(() => {
      this.#association.artimExpired();
      // A peer that does not read would hold the connection open for ever.
      this.#socket.destroy();
    }, artimMs);
    this.#artim.unref();
  }

  #end(end: AssociationEnd): void {
    if (this.#isEnded) return;
    this.#isEnded = true;
    // A paused socket would never tell that its peer is gone.
    this.#socket.resume();
    this.#user.ended(end);
  }
}
