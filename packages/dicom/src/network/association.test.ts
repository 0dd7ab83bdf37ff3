// The state machine at work: every cell of PS3.8 Table 9-10, for both roles, and what a whole association looks like.
import { describe, expect, it } from 'vitest';
import { Association, AssociationStateError } from './association.ts';
import { encodePdu } from './encode-pdu.ts';
import { encodeMessage } from './p-data.ts';
import {
  type AssociateAccept,
  type AssociateRequest,
  applicationContextName,
  type ControlPdu,
  rejections,
} from './pdu.ts';
import { actionAt, type Event, events, nextStates, type State, states } from './state-table.ts';

const userInformation = {
  pduLengthMax: 16_384,
  implementationClassUid: '1.2',
  roles: [],
  extendedNegotiations: [],
};
const request: AssociateRequest = {
  type: 'associate-request',
  protocolVersion: 1,
  calledAeTitle: 'A',
  callingAeTitle: 'B',
  applicationContextName,
  contexts: [{ id: 1, abstractSyntax: '1.2', transferSyntaxes: ['1.2.840.10008.1.2'] }],
  userInformation,
};
const accept: AssociateAccept = {
  type: 'associate-accept',
  calledAeTitle: 'A',
  callingAeTitle: 'B',
  contexts: [{ id: 1, result: 0, transferSyntax: '1.2.840.10008.1.2' }],
  userInformation,
};
const reject: ControlPdu = { type: 'associate-reject', ...rejections.noReason };
const abort: ControlPdu = { type: 'abort', source: 0, reason: 0 };
const data = encodeMessage(
  { commandField: 0x30, messageId: 1, hasDataSet: false },
  { contextId: 1, pduLengthMax: 0 },
);

function watched(role: 'acceptor' | 'requestor') {
  const log: string[] = [];
  const sent: Uint8Array[] = [];
  const association = new Association(role, {
    pduLengthMax: 16_384,
    handlers: {
      send: (bytes) => {
        sent.push(bytes);
        log.push(`send ${bytes[0]}`);
      },
      closeTransport: () => log.push('close'),
      artim: (change) => log.push(`artim ${change}`),
      associateIndicated: () => log.push('associate indicated'),
      associateConfirmed: ({ type }) => log.push(`confirmed ${type}`),
      fragment: ({ bytes }) => log.push(`fragment ${bytes.length}`),
      releaseIndicated: () => log.push('release indicated'),
      releaseConfirmed: () => log.push('release confirmed'),
      aborted: ({ cause }) => log.push(`aborted ${cause}`),
    },
  });
  return { association, log, sent };
}
type Watched = ReturnType<typeof watched>;

/** How each state is reached, by which role: from which other state, and by what. */
const ways: Record<State, { role?: 'requestor'; from?: State; by?: (association: Association) => void }> = {
  Sta1: {},
  Sta2: { from: 'Sta1', by: (it) => it.transportOpened() },
  Sta3: { from: 'Sta2', by: (it) => it.receive(encodePdu(request)) },
  // Between the user's wish and the connection there is nothing that could happen to this object.
  Sta4: { role: 'requestor' },
  Sta5: { role: 'requestor', from: 'Sta4', by: (it) => it.transportOpened(request) },
  Sta6: { from: 'Sta3', by: (it) => it.accept(accept) },
  Sta7: { from: 'Sta6', by: (it) => it.release() },
  Sta8: { from: 'Sta6', by: (it) => it.receive(encodePdu({ type: 'release-request' })) },
  Sta9: {
    role: 'requestor',
    from: 'Sta5',
    by: (it) => {
      it.receive(encodePdu(accept));
      it.release();
      it.receive(encodePdu({ type: 'release-request' }));
    },
  },
  Sta10: { from: 'Sta7', by: (it) => it.receive(encodePdu({ type: 'release-request' })) },
  Sta11: { role: 'requestor', from: 'Sta9', by: (it) => it.respondRelease() },
  Sta12: { from: 'Sta10', by: (it) => it.receive(encodePdu({ type: 'release-response' })) },
  Sta13: { from: 'Sta3', by: (it) => it.reject(rejections.noReason) },
};

const doings: Record<Event, (association: Association) => void> = {
  associateRequestPrimitive: (it) => it.transportOpened(request),
  transportConfirmed: (it) => it.transportOpened(request),
  associateAcceptPdu: (it) => it.receive(encodePdu(accept)),
  associateRejectPdu: (it) => it.receive(encodePdu(reject)),
  transportIndicated: (it) => it.transportOpened(),
  associateRequestPdu: (it) => it.receive(encodePdu(request)),
  associateAcceptPrimitive: (it) => it.accept(accept),
  associateRejectPrimitive: (it) => it.reject(rejections.noReason),
  dataPrimitive: (it) => it.sendData(data),
  dataPdu: (it) => it.receive(data),
  releaseRequestPrimitive: (it) => it.release(),
  releaseRequestPdu: (it) => it.receive(encodePdu({ type: 'release-request' })),
  releaseResponsePdu: (it) => it.receive(encodePdu({ type: 'release-response' })),
  releaseResponsePrimitive: (it) => it.respondRelease(),
  abortPrimitive: (it) => it.abort(),
  abortPdu: (it) => it.receive(encodePdu(abort)),
  transportClosed: (it) => it.transportClosed(),
  artimExpired: (it) => it.artimExpired(),
  invalidPdu: (it) => it.receive(Uint8Array.of(0x55, 0, 0, 0, 0, 4, 0, 0, 0, 0)),
};

/** What an action does, in the order of Tables 9-6 to 9-9. */
const deeds: Record<string, string[]> = {
  'AE-3': ['confirmed associate-accept'],
  'AE-4': ['close', 'confirmed associate-reject'],
  'AE-5': ['artim start'],
  'AE-6': ['artim stop', 'associate indicated'],
  'AE-7': ['send 2'],
  'AE-8': ['send 3', 'artim start'],
  'DT-1': ['send 4'],
  'DT-2': [`fragment ${data.length - 12}`],
  'AR-1': ['send 5'],
  'AR-2': ['release indicated'],
  'AR-3': ['close', 'release confirmed'],
  'AR-4': ['send 6', 'artim start'],
  'AR-5': ['artim stop'],
  'AR-6': [`fragment ${data.length - 12}`],
  'AR-7': ['send 4'],
  'AR-8': ['release indicated'],
  'AR-9': ['send 6'],
  'AR-10': ['release confirmed'],
  'AA-2': ['artim stop', 'close'],
  'AA-3': ['close', 'aborted peer'],
  'AA-4': ['aborted transport'],
  'AA-5': ['artim stop'],
  'AA-6': [],
  'AA-7': ['send 7'],
  'AA-8': ['send 7', 'artim start', 'aborted provider'],
};

function inState(state: State): Watched {
  const watcher = watched(ways[state].role ?? 'acceptor');
  goTo(state, watcher.association);
  watcher.log.length = 0;
  return watcher;
}

function goTo(state: State, association: Association): void {
  const { from, by } = ways[state];
  if (from !== undefined) goTo(from, association);
  by?.(association);
}

/** Primitives that a user may not issue in a state; other events that cannot happen are without effect. */
const throwing: ReadonlySet<Event> = new Set<Event>([
  'associateAcceptPrimitive',
  'associateRejectPrimitive',
  'dataPrimitive',
  'releaseRequestPrimitive',
  'releaseResponsePrimitive',
]);

const reachable = (Object.keys(states) as State[]).filter((state) => state !== 'Sta4');
const peerEvents = (Object.keys(events) as Event[]).filter(
  (event) => !['associateRequestPrimitive', 'transportConfirmed', 'transportIndicated'].includes(event),
);

describe('Table 9-10', () => {
  it.each(reachable)('%s is reached', (state) => {
    expect(inState(state).association.state).toBe(state);
  });

  const cells = reachable.flatMap((state) => peerEvents.map((event) => ({ state, event })));
  it.each(cells)('$event in $state does what the table says', ({ state, event }) => {
    const { association, log } = inState(state);
    const action = actionAt(state, event);
    const happen = () => doings[event](association);
    if (action === undefined) {
      if (throwing.has(event)) expect(happen).toThrow(AssociationStateError);
      else happen();
      expect(log).toEqual([]);
      expect(association.state).toBe(state);
      return;
    }
    happen();
    const isLocal = event === 'abortPrimitive';
    const expected =
      action === 'AA-1' ? ['send 7', 'artim start', ...(isLocal ? [] : ['aborted provider'])] : deeds[action];
    expect(log).toEqual(expected);
    expect([nextStates[action]].flat()).toContain(association.state);
  });

  it('has a cell for every PDU in every state in which one can come', () => {
    const pdus = peerEvents.filter((event) => event.endsWith('Pdu'));
    for (const state of reachable.filter((each) => each !== 'Sta1'))
      for (const event of pdus) expect(actionAt(state, event), `${event} in ${state}`).toBeDefined();
  });
});

describe('an association', () => {
  /** Two ends, joined by nothing but the bytes they send. */
  function pair() {
    const acceptor = watched('acceptor');
    const requestor = watched('requestor');
    acceptor.association.transportOpened();
    requestor.association.transportOpened(request);
    const carry = () => {
      for (let round = 0; round < 10; round += 1) {
        for (const bytes of requestor.sent.splice(0)) acceptor.association.receive(bytes);
        for (const bytes of acceptor.sent.splice(0)) requestor.association.receive(bytes);
      }
    };
    carry();
    return { acceptor, requestor, carry };
  }

  it('is established, carries data both ways and is released', () => {
    const { acceptor, requestor, carry } = pair();
    acceptor.association.accept(accept);
    carry();
    requestor.association.sendData(data);
    acceptor.association.sendData(data);
    carry();
    requestor.association.release();
    carry();
    acceptor.association.respondRelease();
    carry();
    expect(requestor.association.state).toBe('Sta1');
    expect(requestor.log).toContain('release confirmed');
    acceptor.association.transportClosed();
    expect(acceptor.association.state).toBe('Sta1');
  });

  it('survives both sides releasing at once', () => {
    const { acceptor, requestor, carry } = pair();
    acceptor.association.accept(accept);
    carry();
    requestor.association.release();
    acceptor.association.release();
    carry();
    requestor.association.respondRelease();
    carry();
    acceptor.association.respondRelease();
    carry();
    expect([requestor.association.state, acceptor.association.state]).toEqual(['Sta1', 'Sta13']);
  });

  it('is refused by the provider for another protocol version and another application context', () => {
    for (const [change, rejection] of [
      [{ protocolVersion: 2 }, rejections.protocolVersionNotSupported],
      [{ applicationContextName: '1.2.3' }, rejections.applicationContextNotSupported],
    ] as const) {
      const { association, sent, log } = inState('Sta2');
      sent.length = 0;
      association.receive(encodePdu({ ...request, ...change }));
      expect(sent).toEqual([encodePdu({ type: 'associate-reject', ...rejection })]);
      expect(association.state).toBe('Sta13');
      expect(log).not.toContain('associate indicated');
    }
  });

  it('hands on no fragment of a message once it is over', () => {
    const { association, log } = inState('Sta6');
    const two = new Uint8Array([...data, ...data]);
    association.receive(two.subarray(0, data.length));
    association.abort();
    association.receive(two.subarray(data.length));
    expect(log.filter((line) => line.startsWith('fragment'))).toHaveLength(1);
    expect(association.state).toBe('Sta13');
  });
});
