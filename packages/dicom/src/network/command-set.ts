// The command set of a DIMSE message (PS3.7 6.3.1, Annex E): group 0000, always implicit VR little endian.
import { bytesOfAscii, joined } from './pdu-bytes.ts';

/** Command Field (PS3.7 E.1). A response is its request's number with the highest bit set. */
export const commandFields = {
  cStoreRq: 0x0001,
  cStoreRsp: 0x8001,
  cGetRq: 0x0010,
  cGetRsp: 0x8010,
  cFindRq: 0x0020,
  cFindRsp: 0x8020,
  cMoveRq: 0x0021,
  cMoveRsp: 0x8021,
  cEchoRq: 0x0030,
  cEchoRsp: 0x8030,
  nEventReportRq: 0x0100,
  nEventReportRsp: 0x8100,
  nActionRq: 0x0130,
  nActionRsp: 0x8130,
  cCancelRq: 0x0fff,
} as const;

const noDataSet = 0x0101;
/** Any value but 0101H says that there is a data set; this is what others send. */
const someDataSet = 0x0001;

type FieldVr = 'UI' | 'AE' | 'LO' | 'US' | 'AT';

/** Element number, VR and name of every field that we read or write, in the order of the elements (PS3.7 E.1). */
const fields = [
  [0x0002, 'UI', 'affectedSopClassUid'],
  [0x0003, 'UI', 'requestedSopClassUid'],
  [0x0100, 'US', 'commandField'],
  [0x0110, 'US', 'messageId'],
  [0x0120, 'US', 'messageIdBeingRespondedTo'],
  [0x0600, 'AE', 'moveDestination'],
  [0x0700, 'US', 'priority'],
  [0x0800, 'US', 'commandDataSetType'],
  [0x0900, 'US', 'status'],
  [0x0901, 'AT', 'offendingElements'],
  [0x0902, 'LO', 'errorComment'],
  [0x0903, 'US', 'errorId'],
  [0x1000, 'UI', 'affectedSopInstanceUid'],
  [0x1001, 'UI', 'requestedSopInstanceUid'],
  [0x1002, 'US', 'eventTypeId'],
  [0x1008, 'US', 'actionTypeId'],
  [0x1020, 'US', 'remainingCount'],
  [0x1021, 'US', 'completedCount'],
  [0x1022, 'US', 'failedCount'],
  [0x1023, 'US', 'warningCount'],
  [0x1030, 'AE', 'moveOriginatorAeTitle'],
  [0x1031, 'US', 'moveOriginatorMessageId'],
] as const satisfies readonly (readonly [number, FieldVr, string])[];

type Field = (typeof fields)[number];
type ValueOf<Vr extends FieldVr> = Vr extends 'US' ? number : Vr extends 'AT' ? readonly number[] : string;
type RawCommand = { -readonly [F in Field as F[2]]?: ValueOf<F[1]> };

/** A command set. Counts are those of sub-operations (PS3.7 9.1.4). */
export type CommandSet = Readonly<Omit<RawCommand, 'commandDataSetType' | 'commandField'>> & {
  readonly commandField: number;
  /** A data set follows. */
  readonly hasDataSet: boolean;
};

/** Why a command set was refused: the association is of no use any more. */
export class CommandSetError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'CommandSetError';
  }
}

const fieldsByElement: ReadonlyMap<number, Field> = new Map(fields.map((field) => [field[0], field]));

/** Reads a command set. Elements that are not used here (of services that are not served) are skipped. @throws CommandSetError */
export function decodeCommandSet(bytes: Uint8Array): CommandSet {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const raw: Record<string, unknown> = {};
  let offset = 0;
  while (offset < bytes.length) {
    if (bytes.length - offset < 8) throw new CommandSetError('The command set ends within an element.');
    const group = view.getUint16(offset, true);
    const element = view.getUint16(offset + 2, true);
    const length = view.getUint32(offset + 4, true);
    offset += 8;
    if (group !== 0) throw new CommandSetError('The command set holds an element of another group.');
    if (length > bytes.length - offset)
      throw new CommandSetError('An element is longer than the command set.');
    const field = fieldsByElement.get(element);
    if (field !== undefined) raw[field[2]] = decodeValue(view, { offset, length, vr: field[1] });
    offset += length;
  }
  const { commandField, commandDataSetType, ...others } = raw as RawCommand;
  if (commandField === undefined) throw new CommandSetError('The command set names no command.');
  return { ...others, commandField, hasDataSet: (commandDataSetType ?? noDataSet) !== noDataSet };
}

type ValueAt = { offset: number; length: number; vr: FieldVr };

function decodeValue(view: DataView, { offset, length, vr }: ValueAt): unknown {
  if (vr === 'US') return length >= 2 ? view.getUint16(offset, true) : undefined;
  if (vr === 'AT') {
    const tags: number[] = [];
    for (let at = offset; at + 4 <= offset + length; at += 4)
      tags.push(((view.getUint16(at, true) << 16) | view.getUint16(at + 2, true)) >>> 0);
    return tags;
  }
  let text = '';
  for (let at = offset; at < offset + length; at += 1) text += String.fromCharCode(view.getUint8(at));
  return vr === 'UI' ? text.replace(/[\0 ]+$/, '') : text.replaceAll('\0', '').trim();
}

/** The bytes of a command set, group length first (PS3.7 6.3.1). */
export function encodeCommandSet({ hasDataSet, ...command }: CommandSet): Uint8Array {
  const raw: RawCommand = { ...command, commandDataSetType: hasDataSet ? someDataSet : noDataSet };
  const elements: Uint8Array[] = [];
  for (const [element, vr, name] of fields) {
    const value = raw[name];
    if (value !== undefined) elements.push(encodeElement(element, encodeValue(value, vr)));
  }
  const body = joined(elements);
  return joined([encodeElement(0, uint32LittleEndian(body.length)), body]);
}

function encodeElement(element: number, value: Uint8Array): Uint8Array {
  const head = new Uint8Array(8);
  const view = new DataView(head.buffer);
  view.setUint16(2, element, true);
  view.setUint32(4, value.length, true);
  return joined([head, value]);
}

function encodeValue(value: string | number | readonly number[], vr: FieldVr): Uint8Array {
  if (typeof value === 'number') return Uint8Array.of(value & 0xff, (value >>> 8) & 0xff);
  if (typeof value !== 'string') return joined(value.map(encodeTag));
  const padding = vr === 'UI' ? '\0' : ' ';
  return bytesOfAscii(value.length % 2 === 0 ? value : value + padding);
}

function encodeTag(tag: number): Uint8Array {
  return Uint8Array.of((tag >>> 16) & 0xff, tag >>> 24, tag & 0xff, (tag >>> 8) & 0xff);
}

function uint32LittleEndian(value: number): Uint8Array {
  return Uint8Array.of(value & 0xff, (value >>> 8) & 0xff, (value >>> 16) & 0xff, value >>> 24);
}

/** The fields that make a response of a request: what it answers, and about which class and instance. */
export function responseTo(request: CommandSet): Omit<CommandSet, 'status' | 'hasDataSet'> {
  const isNormalised = request.requestedSopClassUid !== undefined;
  const sopClassUid = isNormalised ? request.requestedSopClassUid : request.affectedSopClassUid;
  const sopInstanceUid = isNormalised ? request.requestedSopInstanceUid : request.affectedSopInstanceUid;
  return {
    commandField: request.commandField | 0x8000,
    messageIdBeingRespondedTo: request.messageId ?? 0,
    ...(sopClassUid === undefined ? {} : { affectedSopClassUid: sopClassUid }),
    ...(sopInstanceUid === undefined ? {} : { affectedSopInstanceUid: sopInstanceUid }),
  };
}
