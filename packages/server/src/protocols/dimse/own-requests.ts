// Requests that we send over an association of a peer: the sub-operations of its C-GET (PS3.4 C.4.3), and what it waits to hear.
import type { CommandSet } from '@lumenbox/dicom/network';
import {
  AssociationFailure,
  type AssociationSocket,
  type OutgoingInstance,
  sendInstance,
} from '../../associations/index.ts';

/** So long a peer may take to store an instance. */
export const answerMsMax = 120_000;

/** Our requests under way on one association. */
export class OwnRequests {
  readonly #association: AssociationSocket;
  readonly #waiting = new Map<number, (answer: CommandSet | AssociationFailure) => void>();
  #lastMessageId = 0;
  #isOver = false;

  constructor(association: AssociationSocket) {
    this.#association = association;
  }

  /** C-STORE; gives the response. @throws AssociationFailure, or what the data set throws */
  store(instance: OutgoingInstance): Promise<CommandSet> {
    return this.#ask((messageId) => sendInstance(this.#association, { ...instance, messageId }));
  }

  /** A request that has one response. @throws AssociationFailure */
  request(contextId: number, command: CommandSet, dataSet: Uint8Array): Promise<CommandSet> {
    return this.#ask(async (messageId) =>
      this.#association.send(contextId, { ...command, messageId }, dataSet),
    );
  }

  async #ask(send: (messageId: number) => Promise<void>): Promise<CommandSet> {
    if (this.#isOver || !this.#association.canSend) throw new AssociationFailure('aborted');
    this.#lastMessageId = (this.#lastMessageId % 0xffff) + 1;
    const messageId = this.#lastMessageId;
    const answer = new Promise<CommandSet | AssociationFailure>((resolve) => {
      this.#waiting.set(messageId, resolve);
    });
    await send(messageId);
    // From when all is sent: until then the association looks after who takes nothing.
    const late = setTimeout(() => this.#settle(messageId, new AssociationFailure('timeout')), answerMsMax);
    const response = await answer.finally(() => clearTimeout(late));
    if (response instanceof AssociationFailure) throw response;
    return response;
  }

  /** Takes a response of the peer; one to nothing of ours is dropped. */
  take(response: CommandSet): void {
    this.#settle(response.messageIdBeingRespondedTo ?? 0, response);
  }

  /** The peer is gone. */
  cancelAll(): void {
    this.#isOver = true;
    for (const messageId of this.#waiting.keys()) this.#settle(messageId, new AssociationFailure('aborted'));
  }

  #settle(messageId: number, answer: CommandSet | AssociationFailure): void {
    const tell = this.#waiting.get(messageId);
    this.#waiting.delete(messageId);
    tell?.(answer);
  }
}
