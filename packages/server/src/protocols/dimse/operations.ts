// The requests of one association that are under way: which service each goes to, how many there may be, cancelling.
import {
  abortReasons,
  type CommandSet,
  commandFields,
  PduError,
  responseTo,
  statusClass,
  statuses,
} from '@lumenbox/dicom/network';
import { isPeerAsItWas } from '../../access/index.ts';
import type { DimseDeps, DimseRequest, DimseService, PeerSession } from './deps.ts';
import { IncomingDataSet } from './incoming-data-set.ts';

/** Requests that a peer with an asynchronous window may have outstanding: as many share syncs, more gain nothing. */
export const operationsMax = 16;

const commandNames: ReadonlyMap<number, string> = new Map(
  Object.entries(commandFields).map(([name, field]) => [field, name]),
);
const noBytes = new Uint8Array(0);

/** Requests under way on one association. */
export class Operations {
  /** How often each kind of request has come. */
  readonly counts: Record<string, number> = {};
  readonly #deps: DimseDeps;
  readonly #services: ReadonlyMap<number, DimseService>;
  readonly #session: PeerSession;
  /** Requests that are being served, and under its message id each that has not had its last response. */
  readonly #serving = new Set<AbortController>();
  readonly #unanswered = new Map<number, AbortController>();
  readonly #whenIdle: () => void;
  readonly #whenFailed: (error: unknown) => void;
  readonly #whenBarred: () => void;
  #dataSet: IncomingDataSet | undefined;

  constructor(
    deps: DimseDeps,
    options: {
      services: ReadonlyMap<number, DimseService>;
      session: PeerSession;
      /** Told whenever the last request has been answered. */
      whenIdle: () => void;
      /** Told of a fault that no service has turned into a response. */
      whenFailed: (error: unknown) => void;
      /** Told when a request comes of a peer that is no longer let in as it was: it is not served. */
      whenBarred: () => void;
    },
  ) {
    this.#deps = deps;
    this.#services = options.services;
    this.#session = options.session;
    this.#whenIdle = options.whenIdle;
    this.#whenFailed = options.whenFailed;
    this.#whenBarred = options.whenBarred;
  }

  get isIdle(): boolean {
    return this.#serving.size === 0;
  }

  /** Whether it is our turn: something is being done that does not wait for bytes of the peer. */
  get isBusy(): boolean {
    return this.#serving.size > 0 && this.#dataSet?.awaitsPeer !== true;
  }

  /** Takes a command. @throws PduError for one in a context that was not agreed upon */
  take({ contextId, command }: { contextId: number; command: CommandSet }): void {
    const context = this.#session.contexts.get(contextId);
    if (context === undefined)
      throw new PduError('A message is in a presentation context that was not accepted.', {
        reason: abortReasons.invalidParameterValue,
      });
    this.#dataSet = undefined;
    const name = commandNames.get(command.commandField) ?? 'unknown';
    this.counts[name] = (this.counts[name] ?? 0) + 1;
    if (command.commandField === commandFields.cCancelRq)
      this.#unanswered.get(command.messageIdBeingRespondedTo ?? 0)?.abort();
    else if ((command.commandField & 0x8000) !== 0) this.#session.ownRequests.take(command);
    else this.#begin({ context, command }, name);
  }

  /** The next bytes of the last command's data set; nobody wants those of a refused one. */
  takeDataSet(bytes: Uint8Array, part: { isLast: boolean }): void {
    this.#dataSet?.push(bytes, part);
  }

  /** The peer sends no more: requests of ours stay without an answer (PS3.8 9.2.1, state Sta8). Its own still get theirs. */
  endOwnRequests(): void {
    this.#session.ownRequests.cancelAll();
  }

  /** The peer is gone: nothing more comes, and nobody waits for an answer. */
  cancelAll(): void {
    this.#dataSet?.cut();
    this.endOwnRequests();
    for (const cancel of this.#serving) cancel.abort();
  }

  #begin(received: Pick<DimseRequest, 'context' | 'command'>, name: string): void {
    const { context, command } = received;
    const session = this.#session;
    const base = responseTo(command);
    const respond: DimseRequest['respond'] = (fields, dataSet) => {
      const result = statusClass(fields.status);
      this.#deps.metrics.dimseResponses.inc({ request: name, result });
      // From the last response on the peer may use the message id again (PS3.7 9.1.1.1.1).
      if (result !== 'pending') this.#unanswered.delete(command.messageId ?? 0);
      session.association.send(
        context.id,
        { ...base, ...fields, hasDataSet: dataSet !== undefined },
        dataSet,
      );
    };
    const service = this.#services.get(command.commandField);
    const refusal = this.#refusalOf(service, received);
    if (service === undefined || refusal !== undefined) {
      respond({ status: refusal ?? statuses.unrecognizedOperation });
      return;
    }
    const dataSet = new IncomingDataSet(service.headOf?.(received) ?? noBytes, session.association);
    if (command.hasDataSet) this.#dataSet = dataSet;
    else dataSet.push(noBytes, { isLast: true });
    this.#run(service, { session, ...received, dataSet, respond });
  }

  #refusalOf(
    service: DimseService | undefined,
    received: Pick<DimseRequest, 'context' | 'command'>,
  ): number | undefined {
    if (service === undefined) return statuses.unrecognizedOperation;
    if (this.#unanswered.has(received.command.messageId ?? 0)) return statuses.duplicateInvocation;
    return service.refusalOf({ ...received, session: this.#session });
  }

  #run(service: DimseService, request: Omit<DimseRequest, 'signal'>): void {
    const id = request.command.messageId ?? 0;
    const { association } = this.#session;
    const cancel = new AbortController();
    this.#serving.add(cancel);
    this.#unanswered.set(id, cancel);
    // Whoever keeps to the window that was agreed upon never gets here.
    if (this.#serving.size === operationsMax) association.pause();
    this.#serve(service, { ...request, signal: cancel.signal })
      .catch(this.#whenFailed)
      .finally(() => {
        if (this.#serving.size === operationsMax) association.resume();
        this.#serving.delete(cancel);
        if (this.#unanswered.get(id) === cancel) this.#unanswered.delete(id);
        if (this.#serving.size === 0) this.#whenIdle();
      });
  }

  /** An association can be kept open for days: what was taken from its peer meanwhile is asked for at every request. */
  async #serve(service: DimseService, request: DimseRequest): Promise<void> {
    if (await isPeerAsItWas(this.#deps, this.#session.peer)) await service.serve(this.#deps, request);
    else this.#whenBarred();
  }
}
