// The state machine of the DICOM upper layer (PS3.8 9.2) as its tables: states, events, actions, and Table 9-10 itself.
// What the actions do stands in association.ts.

/** States (PS3.8 Tables 9-1 to 9-5). */
export const states = {
  /** Idle. */
  Sta1: 'Sta1',
  /** Transport connection open, awaiting A-ASSOCIATE-RQ PDU. */
  Sta2: 'Sta2',
  /** Awaiting local A-ASSOCIATE response primitive. */
  Sta3: 'Sta3',
  /** Awaiting transport connection opening to complete. */
  Sta4: 'Sta4',
  /** Awaiting A-ASSOCIATE-AC or A-ASSOCIATE-RJ PDU. */
  Sta5: 'Sta5',
  /** Association established and ready for data transfer. */
  Sta6: 'Sta6',
  /** Awaiting A-RELEASE-RP PDU. */
  Sta7: 'Sta7',
  /** Awaiting local A-RELEASE response primitive. */
  Sta8: 'Sta8',
  /** Release collision, requestor side; awaiting A-RELEASE response primitive. */
  Sta9: 'Sta9',
  /** Release collision, acceptor side; awaiting A-RELEASE-RP PDU. */
  Sta10: 'Sta10',
  /** Release collision, requestor side; awaiting A-RELEASE-RP PDU. */
  Sta11: 'Sta11',
  /** Release collision, acceptor side; awaiting A-RELEASE response primitive. */
  Sta12: 'Sta12',
  /** Awaiting transport connection close indication. */
  Sta13: 'Sta13',
} as const;
/** A state of an association. */
export type State = keyof typeof states;

/** Events in the order of Table 9-10's rows, with what they are. */
export const events = {
  associateRequestPrimitive: 'A-ASSOCIATE request (local user)',
  transportConfirmed: 'Transport connection confirmation (local transport service)',
  associateAcceptPdu: 'A-ASSOCIATE-AC PDU received',
  associateRejectPdu: 'A-ASSOCIATE-RJ PDU received',
  transportIndicated: 'Transport connection indication (local transport service)',
  associateRequestPdu: 'A-ASSOCIATE-RQ PDU received',
  associateAcceptPrimitive: 'A-ASSOCIATE response primitive (accept)',
  associateRejectPrimitive: 'A-ASSOCIATE response primitive (reject)',
  dataPrimitive: 'P-DATA request primitive',
  dataPdu: 'P-DATA-TF PDU',
  releaseRequestPrimitive: 'A-RELEASE request primitive',
  releaseRequestPdu: 'A-RELEASE-RQ PDU',
  releaseResponsePdu: 'A-RELEASE-RP PDU',
  releaseResponsePrimitive: 'A-RELEASE response primitive',
  abortPrimitive: 'A-ABORT request primitive',
  abortPdu: 'A-ABORT PDU',
  transportClosed: 'Transport connection closed indication (local transport service)',
  artimExpired: 'ARTIM timer expired',
  invalidPdu: 'Unrecognized or invalid PDU received',
} as const;
/** Something that happens to an association. */
export type Event = keyof typeof events;

/** Actions (PS3.8 Tables 9-6 to 9-9) with the state they lead to; where it depends on what happened, association.ts decides. */
export const nextStates = {
  'AE-1': 'Sta4',
  'AE-2': 'Sta5',
  'AE-3': 'Sta6',
  'AE-4': 'Sta1',
  'AE-5': 'Sta2',
  'AE-6': ['Sta3', 'Sta13'],
  'AE-7': 'Sta6',
  'AE-8': 'Sta13',
  'DT-1': 'Sta6',
  'DT-2': 'Sta6',
  'AR-1': 'Sta7',
  'AR-2': 'Sta8',
  'AR-3': 'Sta1',
  'AR-4': 'Sta13',
  'AR-5': 'Sta1',
  'AR-6': 'Sta7',
  'AR-7': 'Sta8',
  'AR-8': ['Sta9', 'Sta10'],
  'AR-9': 'Sta11',
  'AR-10': 'Sta12',
  'AA-1': 'Sta13',
  'AA-2': 'Sta1',
  'AA-3': 'Sta1',
  'AA-4': 'Sta1',
  'AA-5': 'Sta1',
  'AA-6': 'Sta13',
  'AA-7': 'Sta13',
  'AA-8': 'Sta13',
} as const satisfies Record<string, State | readonly [State, State]>;
/** What is done at an event. */
export type Action = keyof typeof nextStates;

/** From Sta2 to Sta13 without Sta4, in which no PDU can come: the columns of the rows of received PDUs. */
const connected = [
  'Sta2',
  'Sta3',
  'Sta5',
  'Sta6',
  'Sta7',
  'Sta8',
  'Sta9',
  'Sta10',
  'Sta11',
  'Sta12',
  'Sta13',
] as const;

type Row = Partial<Record<State, Action>>;

function row(...actions: Action[]): Row {
  return Object.fromEntries(connected.map((state, index) => [state, actions[index]]));
}

/** All states from the association's establishment to its end have the same action. */
function established(action: Action): Row {
  return {
    Sta6: action,
    Sta7: action,
    Sta8: action,
    Sta9: action,
    Sta10: action,
    Sta11: action,
    Sta12: action,
  };
}

/**
 * Table 9-10. A cell that is not there cannot happen: a primitive that the local user may not issue in that state, or a
 * PDU without a connection.
 */
// biome-ignore format: the columns are those of the standard's table
export const transitions: Readonly<Record<Event, Row>> = {
  associateRequestPrimitive: { Sta1: 'AE-1' },
  transportConfirmed: { Sta4: 'AE-2' },
  //                         2       3       5       6       7       8       9       10       11      12      13
  associateAcceptPdu:  row('AA-1', 'AA-8', 'AE-3', 'AA-8', 'AA-8', 'AA-8', 'AA-8', 'AA-8',  'AA-8', 'AA-8', 'AA-6'),
  associateRejectPdu:  row('AA-1', 'AA-8', 'AE-4', 'AA-8', 'AA-8', 'AA-8', 'AA-8', 'AA-8',  'AA-8', 'AA-8', 'AA-6'),
  transportIndicated: { Sta1: 'AE-5' },
  associateRequestPdu: row('AE-6', 'AA-8', 'AA-8', 'AA-8', 'AA-8', 'AA-8', 'AA-8', 'AA-8',  'AA-8', 'AA-8', 'AA-7'),
  associateAcceptPrimitive: { Sta3: 'AE-7' },
  associateRejectPrimitive: { Sta3: 'AE-8' },
  dataPrimitive: { Sta6: 'DT-1', Sta8: 'AR-7' },
  dataPdu:             row('AA-1', 'AA-8', 'AA-8', 'DT-2', 'AR-6', 'AA-8', 'AA-8', 'AA-8',  'AA-8', 'AA-8', 'AA-6'),
  releaseRequestPrimitive: { Sta6: 'AR-1' },
  releaseRequestPdu:   row('AA-1', 'AA-8', 'AA-8', 'AR-2', 'AR-8', 'AA-8', 'AA-8', 'AA-8',  'AA-8', 'AA-8', 'AA-6'),
  releaseResponsePdu:  row('AA-1', 'AA-8', 'AA-8', 'AA-8', 'AR-3', 'AA-8', 'AA-8', 'AR-10', 'AR-3', 'AA-8', 'AA-6'),
  releaseResponsePrimitive: { Sta8: 'AR-4', Sta9: 'AR-9', Sta12: 'AR-4' },
  abortPrimitive: { Sta3: 'AA-1', Sta4: 'AA-2', Sta5: 'AA-1', ...established('AA-1') },
  abortPdu:            row('AA-2', 'AA-3', 'AA-3', 'AA-3', 'AA-3', 'AA-3', 'AA-3', 'AA-3',  'AA-3', 'AA-3', 'AA-2'),
  transportClosed: { Sta2: 'AA-5', Sta3: 'AA-4', Sta4: 'AA-4', Sta5: 'AA-4', ...established('AA-4'), Sta13: 'AR-5' },
  artimExpired: { Sta2: 'AA-2', Sta13: 'AA-2' },
  invalidPdu:          row('AA-1', 'AA-8', 'AA-8', 'AA-8', 'AA-8', 'AA-8', 'AA-8', 'AA-8',  'AA-8', 'AA-8', 'AA-7'),
};

/** The action of a cell of Table 9-10; `undefined` when the event cannot happen in that state. */
export function actionAt(state: State, event: Event): Action | undefined {
  return transitions[event][state];
}
