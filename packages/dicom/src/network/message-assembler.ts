// Puts fragments together to DIMSE messages (PS3.7 6.3.2, PS3.8 Annex E): the command set is gathered and read, the data
// set's bytes are passed on as they come. One message at a time, as the standard has it.
import { type CommandSet, CommandSetError, decodeCommandSet } from './command-set.ts';
import { abortReasons, type Fragment } from './pdu.ts';
import { joined, PduError } from './pdu-bytes.ts';

/** What becomes of messages, in the order of the bytes. */
export type MessageHandlers = {
  /** A command has come; with `hasDataSet` its data set follows. */
  command(message: { contextId: number; command: CommandSet }): void;
  /** The next bytes of the data set of the last command; they are parts of what was received, and may be none. */
  dataSet(bytes: Uint8Array, options: { isLast: boolean }): void;
};

/** The longest command is of some 400 bytes; one with a long list of attributes stays far below this. */
const commandBytesMax = 64 * 1024;

/** The messages of one direction of an association. */
export class MessageAssembler {
  readonly #handlers: MessageHandlers;
  #pieces: Uint8Array[] = [];
  #commandBytes = 0;
  /** The context of the message under way; 0 between messages. */
  #contextId = 0;
  #part: 'command' | 'data set' = 'command';

  constructor(handlers: MessageHandlers) {
    this.#handlers = handlers;
  }

  /** Whether a message is under way. */
  get isWithinMessage(): boolean {
    return this.#contextId !== 0;
  }

  /** Takes the next fragment. @throws PduError for one that cannot be there: abort with its reason */
  take(fragment: Fragment): void {
    if (this.#contextId === 0) this.#contextId = fragment.contextId;
    if (fragment.contextId !== this.#contextId)
      throw unexpected('A message goes on in another presentation context.');
    if (fragment.isCommand !== (this.#part === 'command'))
      throw unexpected(`There is a fragment of another part within a ${this.#part}.`);
    if (fragment.isCommand) this.#takeCommand(fragment);
    else this.#takeDataSet(fragment);
  }

  #takeCommand({ contextId, bytes, isLast }: Fragment): void {
    this.#commandBytes += bytes.length;
    if (this.#commandBytes > commandBytesMax) throw invalid('A command set is too long.');
    if (!isLast) {
      this.#pieces.push(bytes.slice());
      return;
    }
    const whole = this.#pieces.length === 0 ? bytes : joined([...this.#pieces, bytes]);
    this.#pieces = [];
    this.#commandBytes = 0;
    const command = decode(whole);
    if (command.hasDataSet) this.#part = 'data set';
    else this.#contextId = 0;
    this.#handlers.command({ contextId, command });
  }

  #takeDataSet({ bytes, isLast }: Fragment): void {
    if (isLast) {
      this.#contextId = 0;
      this.#part = 'command';
    }
    this.#handlers.dataSet(bytes, { isLast });
  }
}

function decode(bytes: Uint8Array): CommandSet {
  try {
    return decodeCommandSet(bytes);
  } catch (error) {
    if (error instanceof CommandSetError) throw invalid(error.message);
    throw error;
  }
}

function invalid(message: string): PduError {
  return new PduError(message, { reason: abortReasons.invalidParameterValue });
}

function unexpected(message: string): PduError {
  return new PduError(message, { reason: abortReasons.unexpectedParameter });
}
