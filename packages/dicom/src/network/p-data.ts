// Makes P-DATA-TF PDUs (PS3.8 9.3.5): whole messages into one run of bytes, and data sets of any length into PDUs that
// are as long as the peer takes.
import { type CommandSet, encodeCommandSet } from './command-set.ts';
import { pduTypes } from './pdu.ts';

/** Type, reserved byte and length of the PDU; length, context and control header of its one presentation data value. */
const headBytes = 12;
/** Of these the last six are counted in the PDU's length, and so in the peer's maximum (PS3.8 D.1.1). */
const countedHeadBytes = 6;
/** Longer PDUs save nothing any more and cost memory for each association that sends. */
const payloadMax = 256 * 1024;

/** The bytes of a fragment that a PDU of the peer's maximum holds; even (PS3.8 9.3.1). `pduLengthMax` 0 is without bound. */
export function fragmentBytesMax(pduLengthMax: number): number {
  const room = pduLengthMax === 0 ? payloadMax : Math.min(pduLengthMax - countedHeadBytes, payloadMax);
  return Math.max(room - (room % 2), 2);
}

/** How a message goes out. */
export type SendOptions = {
  readonly contextId: number;
  /** The peer's maximum (PS3.8 D.1); 0 is without bound. */
  readonly pduLengthMax: number;
};

/** The PDUs of a whole message in one array: a command, and its data set when there is one. */
export function encodeMessage(
  command: CommandSet,
  { contextId, pduLengthMax }: SendOptions,
  dataSet?: Uint8Array,
): Uint8Array {
  const parts = [{ bytes: encodeCommandSet(command), isCommand: true }];
  if (dataSet !== undefined) parts.push({ bytes: dataSet, isCommand: false });
  const max = fragmentBytesMax(pduLengthMax);
  const size = parts.reduce(
    (sum, { bytes }) => sum + bytes.length + headBytes * pduCount(bytes.length, max),
    0,
  );
  const target = new Uint8Array(size);
  let offset = 0;
  for (const { bytes, isCommand } of parts) {
    for (let start = 0, index = pduCount(bytes.length, max); index > 0; index -= 1, start += max) {
      const piece = bytes.subarray(start, start + max);
      writeHead(target, { offset, length: piece.length, contextId, isCommand, isLast: index === 1 });
      target.set(piece, offset + headBytes);
      offset += headBytes + piece.length;
    }
  }
  return target;
}

function pduCount(length: number, max: number): number {
  return Math.max(1, Math.ceil(length / max));
}

type Head = { offset: number; length: number; contextId: number; isCommand: boolean; isLast: boolean };

function writeHead(target: Uint8Array, { offset, length, contextId, isCommand, isLast }: Head): void {
  const view = new DataView(target.buffer, target.byteOffset + offset, headBytes);
  view.setUint8(0, pduTypes.data);
  view.setUint32(2, length + countedHeadBytes);
  view.setUint32(6, length + 2);
  view.setUint8(10, contextId);
  view.setUint8(11, (isCommand ? 1 : 0) | (isLast ? 2 : 0));
}

/** Writes one data set into PDUs: each is handed on when it is full, the last at the end. */
export class DataSetWriter {
  readonly #contextId: number;
  readonly #max: number;
  readonly #send: (pdu: Uint8Array) => void;
  #pdu: Uint8Array | undefined;
  #filled = 0;

  /** `send` gets a PDU that is its own from then on. */
  constructor({ contextId, pduLengthMax }: SendOptions, send: (pdu: Uint8Array) => void) {
    this.#contextId = contextId;
    this.#max = fragmentBytesMax(pduLengthMax);
    this.#send = send;
  }

  write(bytes: Uint8Array): void {
    let offset = 0;
    while (offset < bytes.length) {
      // A full PDU waits for the next byte: only then is it known not to be the last.
      if (this.#filled === this.#max) this.#flush(false);
      this.#pdu ??= new Uint8Array(headBytes + this.#max);
      const piece = bytes.subarray(offset, offset + this.#max - this.#filled);
      this.#pdu.set(piece, headBytes + this.#filled);
      this.#filled += piece.length;
      offset += piece.length;
    }
  }

  /** Sends what is left, as the data set's last fragment. */
  end(): void {
    this.#flush(true);
  }

  #flush(isLast: boolean): void {
    const pdu = (this.#pdu ?? new Uint8Array(headBytes)).subarray(0, headBytes + this.#filled);
    writeHead(pdu, {
      offset: 0,
      length: this.#filled,
      contextId: this.#contextId,
      isCommand: false,
      isLast,
    });
    this.#pdu = undefined;
    this.#filled = 0;
    this.#send(pdu);
  }
}
