// One association as the upper layer sees it (PS3.8 9.2), for both roles: takes received bytes and the user's
// primitives, gives bytes to send and indications. Owns no socket and no timer; asks its holder for them.
import { encodePdu } from './encode-pdu.ts';
import {
  type Abort,
  type AssociateAccept,
  type AssociateReject,
  type AssociateRequest,
  abortReasons,
  applicationContextName,
  type ControlPdu,
  type Fragment,
  rejections,
} from './pdu.ts';
import { PduStream } from './pdu-stream.ts';
import { type Action, actionAt, type Event, nextStates, type State } from './state-table.ts';

/** What an association asks of its holder, and tells its user. All are called while the association is. */
export type AssociationHandlers = {
  send(bytes: Uint8Array): void;
  /** Close the transport connection, after what was sent has gone out. */
  closeTransport(): void;
  /** The ARTIM timer (PS3.8 9.1.5): (re)started or stopped. When it runs out, call `artimExpired`. */
  artim(change: 'start' | 'stop'): void;
  /** Somebody wants an association: answer with `accept` or `reject`. */
  associateIndicated?(request: AssociateRequest): void;
  /** The association that was asked for is there, or is refused. */
  associateConfirmed?(answer: AssociateAccept | AssociateReject): void;
  fragment(fragment: Fragment): void;
  /** The peer wants to end: answer with `respondRelease`. */
  releaseIndicated(): void;
  releaseConfirmed?(): void;
  /** The association is over without a release: by the peer's user or by a provider, or because the connection broke off. */
  aborted(abort: { cause: 'peer' | 'provider' | 'transport'; reason: number }): void;
};

/** A primitive that the state does not allow: a fault of the local user, never of the peer. */
export class AssociationStateError extends Error {
  constructor(state: State, event: Event) {
    super(`${event} cannot happen in ${state}`);
    this.name = 'AssociationStateError';
  }
}

type Happening = {
  readonly pdu?: ControlPdu;
  readonly bytes?: Uint8Array;
  readonly reason?: number;
  /** The local user did it, and need not be told. */
  readonly isLocal?: boolean;
};
type Actions = Record<Action, (happening: Happening) => void>;

/** One association, from its transport connection's beginning to its end. */
export class Association {
  readonly role: 'acceptor' | 'requestor';
  #state: State = 'Sta1';
  readonly #handlers: AssociationHandlers;
  readonly #stream: PduStream;
  readonly #actions: Actions;
  #isDataWanted = false;

  /** `pduLengthMax`: the largest P-DATA-TF that is taken, as it is announced to the peer. */
  constructor(
    role: 'acceptor' | 'requestor',
    options: { handlers: AssociationHandlers; pduLengthMax: number },
  ) {
    this.role = role;
    this.#handlers = options.handlers;
    this.#actions = this.#makeActions();
    this.#stream = new PduStream(
      {
        dataBegins: () => {
          this.#isDataWanted = false;
          this.#happen('dataPdu', {});
          return this.#isDataWanted;
        },
        fragment: (fragment) => {
          // Whoever took an earlier fragment may have ended the association.
          if (this.#state === 'Sta6' || this.#state === 'Sta7') this.#handlers.fragment(fragment);
        },
        pdu: (pdu) => this.#happen(pduEvents[pdu.type], { pdu }),
        invalid: ({ reason }) => this.#happen('invalidPdu', { reason }),
      },
      { dataLengthMax: options.pduLengthMax },
    );
  }

  get state(): State {
    return this.#state;
  }

  /** Whether data may be sent. */
  get canSend(): boolean {
    return actionAt(this.#state, 'dataPrimitive') !== undefined;
  }

  /** Bytes from the peer. Fragments that are passed on are parts of them. */
  receive(bytes: Uint8Array): void {
    this.#stream.push(bytes);
  }

  /** The connection is there: to an acceptor the peer has connected, a requestor has reached its peer. */
  transportOpened(request?: AssociateRequest): void {
    if (this.role === 'acceptor') {
      this.#happen('transportIndicated', {});
      return;
    }
    if (this.#state === 'Sta1') this.#happen('associateRequestPrimitive', {});
    this.#happen('transportConfirmed', request === undefined ? {} : { pdu: request });
  }

  transportClosed(): void {
    this.#stream.stop();
    this.#happen('transportClosed', {});
  }

  artimExpired(): void {
    this.#happen('artimExpired', {});
  }

  /** @throws AssociationStateError unless an association was indicated */
  accept(answer: AssociateAccept): void {
    this.#issue('associateAcceptPrimitive', { pdu: answer });
  }

  /** @throws AssociationStateError unless an association was indicated */
  reject(rejection: Omit<AssociateReject, 'type'>): void {
    this.#issue('associateRejectPrimitive', { pdu: { type: 'associate-reject', ...rejection } });
  }

  /** Sends P-DATA-TF PDUs as p-data.ts makes them. @throws AssociationStateError when `canSend` is false */
  sendData(bytes: Uint8Array): void {
    this.#issue('dataPrimitive', { bytes });
  }

  /** @throws AssociationStateError unless the association is established */
  release(): void {
    this.#issue('releaseRequestPrimitive', {});
  }

  /** @throws AssociationStateError unless a release was indicated */
  respondRelease(): void {
    this.#issue('releaseResponsePrimitive', {});
  }

  /** Ends the association at once, in any state: as its user, or as the provider for a reason (PS3.8 Table 9-26). */
  abort(options: { reason?: number } = {}): void {
    if (options.reason !== undefined && actionAt(this.#state, 'invalidPdu') !== undefined)
      this.#happen('invalidPdu', { reason: options.reason });
    else this.#happen('abortPrimitive', { isLocal: true });
  }

  #issue(event: Event, happening: Happening): void {
    if (actionAt(this.#state, event) === undefined) throw new AssociationStateError(this.#state, event);
    this.#happen(event, happening);
  }

  /** What cannot happen in a state changes nothing: the connection is gone, or on its way. */
  #happen(event: Event, happening: Happening): void {
    const action = actionAt(this.#state, event);
    if (action === undefined) return;
    const next = nextStates[action];
    // First the state, then the deed: whoever is told of it may answer at once.
    if (typeof next === 'string') this.#state = next;
    this.#actions[action](happening);
  }

  #makeActions(): Actions {
    const handlers = this.#handlers;
    const send = (pdu: ControlPdu | undefined) => {
      if (pdu !== undefined) handlers.send(encodePdu(pdu));
    };
    const sendBytes = ({ bytes }: Happening) => {
      if (bytes !== undefined) handlers.send(bytes);
    };
    const end = (cause: 'peer' | 'provider' | 'transport', reason: number) =>
      handlers.aborted({ cause, reason });
    const indicateData = () => {
      this.#isDataWanted = true;
    };
    const nothing = () => undefined;
    return {
      'AE-1': nothing,
      'AE-2': ({ pdu }) => send(pdu),
      'AE-3': ({ pdu }) => handlers.associateConfirmed?.(pdu as AssociateAccept),
      'AE-4': ({ pdu }) => {
        handlers.closeTransport();
        handlers.associateConfirmed?.(pdu as AssociateReject);
      },
      'AE-5': () => handlers.artim('start'),
      'AE-6': ({ pdu }) => this.#indicateAssociation(pdu as AssociateRequest),
      'AE-7': ({ pdu }) => send(pdu),
      'AE-8': ({ pdu }) => {
        send(pdu);
        handlers.artim('start');
      },
      'DT-1': sendBytes,
      'DT-2': indicateData,
      'AR-1': () => send({ type: 'release-request' }),
      'AR-2': () => handlers.releaseIndicated(),
      'AR-3': () => {
        handlers.closeTransport();
        handlers.releaseConfirmed?.();
      },
      'AR-4': () => {
        send({ type: 'release-response' });
        handlers.artim('start');
      },
      'AR-5': () => handlers.artim('stop'),
      'AR-6': indicateData,
      'AR-7': sendBytes,
      'AR-8': () => {
        this.#state = this.role === 'requestor' ? 'Sta9' : 'Sta10';
        handlers.releaseIndicated();
      },
      'AR-9': () => send({ type: 'release-response' }),
      'AR-10': () => handlers.releaseConfirmed?.(),
      'AA-1': ({ isLocal, reason = abortReasons.unexpectedPdu }) => {
        send({ type: 'abort', source: 0, reason: abortReasons.notSpecified });
        handlers.artim('start');
        if (isLocal !== true) end('provider', reason);
      },
      'AA-2': () => {
        handlers.artim('stop');
        handlers.closeTransport();
      },
      'AA-3': ({ pdu }) => {
        handlers.closeTransport();
        // Its user's or its provider's: either way it is the peer who ends it.
        end('peer', (pdu as Abort).reason);
      },
      'AA-4': () => end('transport', abortReasons.notSpecified),
      'AA-5': () => handlers.artim('stop'),
      'AA-6': nothing,
      'AA-7': ({ reason = abortReasons.unexpectedPdu }) => send({ type: 'abort', source: 2, reason }),
      'AA-8': ({ reason = abortReasons.unexpectedPdu }) => {
        send({ type: 'abort', source: 2, reason });
        handlers.artim('start');
        end('provider', reason);
      },
    };
  }

  /** What the provider itself refuses (PS3.8 9.3.2); the rest is for the user to decide. */
  #indicateAssociation(request: AssociateRequest): void {
    this.#handlers.artim('stop');
    const refusal = refusalOf(request);
    if (refusal === undefined) {
      this.#state = 'Sta3';
      this.#handlers.associateIndicated?.(request);
      return;
    }
    this.#state = 'Sta13';
    this.#handlers.send(encodePdu({ type: 'associate-reject', ...refusal }));
    this.#handlers.artim('start');
  }
}

const pduEvents = {
  'associate-request': 'associateRequestPdu',
  'associate-accept': 'associateAcceptPdu',
  'associate-reject': 'associateRejectPdu',
  'release-request': 'releaseRequestPdu',
  'release-response': 'releaseResponsePdu',
  abort: 'abortPdu',
} as const satisfies Record<ControlPdu['type'], Event>;

function refusalOf(request: AssociateRequest): Omit<AssociateReject, 'type'> | undefined {
  if ((request.protocolVersion & 1) === 0) return rejections.protocolVersionNotSupported;
  if (request.applicationContextName !== applicationContextName)
    return rejections.applicationContextNotSupported;
  return undefined;
}
