// Cuts the bytes of a transport connection into PDUs (PS3.8 9.3.1). Message fragments are passed on as they come and
// are never gathered; everything else is gathered whole, up to a limit. Allocates nothing from a claimed length.
import { decodePdu } from './decode-pdu.ts';
import { abortReasons, type ControlPdu, type Fragment, pduTypes } from './pdu.ts';
import { joined, PduError } from './pdu-bytes.ts';

/** What becomes of what was read. Each is called while bytes are pushed, in the order of the bytes. */
export type PduStreamHandlers = {
  /** A P-DATA-TF begins. Says whether its fragments are wanted; else they are skipped. */
  dataBegins(): boolean;
  fragment(fragment: Fragment): void;
  pdu(pdu: ControlPdu): void;
  /** Bytes that are no PDU. What comes behind them has no meaning: everything is skipped from here on. */
  invalid(error: PduError): void;
};

/** 128 contexts with forty transfer syntaxes each fit; nobody sends the tenth of it. */
const controlLengthMax = 512 * 1024;
/** Type, a reserved byte, length of the PDU; or length, context and control header of a presentation data value. */
const headLength = 6;
/** Presentation context id and message control header are counted in a value's length (PS3.8 9.3.5.1). */
const valueHeadLength = 2;

/** Reads PDUs from bytes that arrive in chunks. */
export class PduStream {
  readonly #handlers: PduStreamHandlers;
  readonly #dataLengthMax: number;
  readonly #head = new Uint8Array(headLength);
  #headFilled = 0;
  /** Bytes of the PDU under way that are still to come. */
  #pduRemaining = 0;
  /** Of the presentation data value under way. */
  #valueRemaining = 0;
  #part: 'pdu-head' | 'body' | 'value-head' | 'value' | 'nothing' = 'pdu-head';
  #type = 0;
  #body: Uint8Array[] = [];
  #isWanted = false;
  #contextId = 0;
  #control = 0;

  /** `dataLengthMax`: the largest P-DATA-TF that was announced to the peer (PS3.8 D.1). */
  constructor(handlers: PduStreamHandlers, { dataLengthMax }: { dataLengthMax: number }) {
    this.#handlers = handlers;
    this.#dataLengthMax = dataLengthMax;
  }

  /** Whether all bytes so far belong to whole PDUs. */
  get isBetweenPdus(): boolean {
    return this.#part === 'pdu-head' && this.#headFilled === 0;
  }

  /** Takes the next bytes. Fragments are parts of them: who keeps fragments keeps the chunk. */
  push(chunk: Uint8Array): void {
    let offset = 0;
    try {
      while (offset < chunk.length && this.#part !== 'nothing') offset += this.#take(chunk, offset);
    } catch (error) {
      if (!(error instanceof PduError)) throw error;
      this.#part = 'nothing';
      this.#body = [];
      this.#handlers.invalid(error);
    }
  }

  /** Skips whatever else comes. */
  stop(): void {
    this.#part = 'nothing';
    this.#body = [];
  }

  /** @returns how many bytes were taken, at least one */
  #take(chunk: Uint8Array, offset: number): number {
    if (this.#part === 'body') return this.#takeBody(chunk, offset);
    if (this.#part === 'value') return this.#takeValue(chunk, offset);
    const taken = Math.min(headLength - this.#headFilled, chunk.length - offset);
    this.#head.set(chunk.subarray(offset, offset + taken), this.#headFilled);
    this.#headFilled += taken;
    if (this.#headFilled < headLength) return taken;
    this.#headFilled = 0;
    if (this.#part === 'pdu-head') this.#beginPdu();
    else this.#beginValue();
    return taken;
  }

  #beginPdu(): void {
    const [type = 0] = this.#head;
    const length = this.#uint32(2);
    if (type < pduTypes.associateRequest || type > pduTypes.abort)
      throw new PduError('A PDU has an unknown type.', { reason: abortReasons.unrecognizedPdu });
    const lengthMax = type === pduTypes.data ? this.#dataLengthMax : controlLengthMax;
    if (length > lengthMax) throw invalid('A PDU is longer than the limit.');
    if (length < 4) throw invalid('A PDU is too short.');
    this.#type = type;
    this.#pduRemaining = length;
    if (type !== pduTypes.data) {
      this.#part = 'body';
      return;
    }
    this.#isWanted = this.#handlers.dataBegins();
    if (this.#part !== 'nothing') this.#part = 'value-head';
  }

  #takeBody(chunk: Uint8Array, offset: number): number {
    const piece = chunk.subarray(offset, offset + this.#pduRemaining);
    this.#pduRemaining -= piece.length;
    if (this.#pduRemaining > 0) {
      // The chunk may be used again by who pushed it.
      this.#body.push(piece.slice());
      return piece.length;
    }
    const body = this.#body.length === 0 ? piece : joined([...this.#body, piece]);
    this.#body = [];
    this.#part = 'pdu-head';
    this.#handlers.pdu(decodePdu(this.#type, body));
    return piece.length;
  }

  #beginValue(): void {
    const length = this.#uint32(0);
    this.#pduRemaining -= 4;
    if (length < valueHeadLength || length > this.#pduRemaining)
      throw invalid('The length of a presentation data value is wrong.');
    this.#contextId = this.#head[4] ?? 0;
    this.#control = this.#head[5] ?? 0;
    this.#pduRemaining -= length;
    this.#valueRemaining = length - valueHeadLength;
    // A value of no bytes says something all the same: that its message ends here.
    if (this.#valueRemaining === 0) this.#endValue(new Uint8Array(0));
    else this.#part = 'value';
  }

  #takeValue(chunk: Uint8Array, offset: number): number {
    const bytes = chunk.subarray(offset, offset + this.#valueRemaining);
    this.#valueRemaining -= bytes.length;
    if (this.#valueRemaining === 0) this.#endValue(bytes);
    else if (this.#isWanted) this.#pass(bytes, false);
    return bytes.length;
  }

  #endValue(bytes: Uint8Array): void {
    if (this.#pduRemaining > 0 && this.#pduRemaining < headLength)
      throw invalid('There are bytes behind the presentation data values of a PDU.');
    this.#part = this.#pduRemaining === 0 ? 'pdu-head' : 'value-head';
    if (this.#isWanted) this.#pass(bytes, (this.#control & 0x02) !== 0);
  }

  #pass(bytes: Uint8Array, isLast: boolean): void {
    const isCommand = (this.#control & 0x01) !== 0;
    this.#handlers.fragment({ contextId: this.#contextId, isCommand, isLast, bytes });
  }

  #uint32(offset: number): number {
    const [first = 0, second = 0, third = 0, fourth = 0] = this.#head.subarray(offset, offset + 4);
    return ((first << 24) | (second << 16) | (third << 8) | fourth) >>> 0;
  }
}

function invalid(message: string): PduError {
  return new PduError(message, { reason: abortReasons.invalidParameterValue });
}
