// What others may use of the upper layer and of DIMSE: bytes in, bytes out. No sockets here.
export * from './association.ts';
export * from './command-set.ts';
export { encodePdu } from './encode-pdu.ts';
export * from './message-assembler.ts';
export * from './negotiation.ts';
export * from './p-data.ts';
export * from './pdu.ts';
export { PduError } from './pdu-bytes.ts';
export * from './sop-classes.ts';
export type { State } from './state-table.ts';
export * from './statuses.ts';
