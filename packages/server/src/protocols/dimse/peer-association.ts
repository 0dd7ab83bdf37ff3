// One association with a peer that called us (PS3.7 D.3): who is it, what is agreed upon, and what is written down when
// it ends. Its requests are served in operations.ts.
import type { Socket } from 'node:net';
import {
  type AssociateRequest,
  negotiateContexts,
  negotiateWindow,
  rejections,
  type UserInformation,
} from '@lumenbox/dicom/network';
import { identifyPeer, type PeerCaller } from '../../access/index.ts';
import { type AssociationEnd, AssociationSocket, ownInformation } from '../../associations/index.ts';
import { selectRecord } from '../../features/patients/index.ts';
import { type InstanceUpload, openInstanceUpload, type Target } from '../../ingest/index.ts';
import { failure } from '../../platform/errors.ts';
import type { DimseDeps, DimseService } from './deps.ts';
import { Operations, operationsMax } from './operations.ts';
import { OwnRequests } from './own-requests.ts';
import { serviceOf } from './services.ts';

/** Says who may have one more association. */
export interface Admission {
  /** Counts an association, unless the peer or all peers have too many. */
  admit(peerId: string): boolean;
  leave(peerId: string): void;
}

/** One association of which we are the acceptor. */
export class PeerAssociation {
  /** Resolves when nothing of it is left to be done. */
  readonly whenOver: Promise<void>;
  readonly #deps: DimseDeps;
  readonly #services: ReadonlyMap<number, DimseService>;
  readonly #admission: Admission;
  readonly #association: AssociationSocket;
  readonly #ip: string | null;
  #tellOver: () => void = () => undefined;
  #operations: Operations | undefined;
  #peer: PeerCaller | undefined;
  #target: Target | undefined;
  #upload: InstanceUpload | undefined;
  #isReleaseWanted = false;
  #isDraining = false;
  #end: AssociationEnd | undefined;

  constructor(
    deps: DimseDeps,
    options: { socket: Socket; services: ReadonlyMap<number, DimseService>; admission: Admission },
  ) {
    this.#deps = deps;
    this.#services = options.services;
    this.#admission = options.admission;
    this.#ip = options.socket.remoteAddress ?? null;
    this.whenOver = new Promise((resolve) => {
      this.#tellOver = resolve;
    });
    this.#association = new AssociationSocket('acceptor', {
      socket: options.socket,
      user: {
        associateIndicated: (request) => {
          this.#answer(request).catch((error: unknown) => this.#fail(error));
        },
        command: (message) => this.#operations?.take(message),
        dataSet: (bytes, part) => this.#operations?.takeDataSet(bytes, part),
        releaseIndicated: () => {
          this.#isReleaseWanted = true;
          this.#operations?.endOwnRequests();
          this.#settle();
        },
        isBusy: () => this.#operations?.isBusy === true,
        ended: (end) => {
          this.#end = end;
          this.#operations?.cancelAll();
          this.#settle();
        },
        failed: (error) => this.#fail(error),
      },
    });
    this.#association.open();
  }

  /** Ends it as soon as no request is under way. */
  drain(): void {
    this.#isDraining = true;
    this.#settle();
  }

  /** Ends it at once. */
  cut(): void {
    this.#association.abort();
    this.#association.destroy();
  }

  async #answer(request: AssociateRequest): Promise<void> {
    const titles = { called: request.calledAeTitle, calling: request.callingAeTitle };
    const identified = await identifyPeer(this.#deps, titles, { ip: this.#ip });
    if (!this.#association.awaitsAnswer) return;
    if (identified.kind === 'called-unknown') return this.#reject('calledAeTitleNotRecognized');
    if (identified.kind === 'calling-unknown') {
      this.#deps.audit.recordRead(identified.origin, { event: 'association.rejected' });
      return this.#reject('callingAeTitleNotRecognized');
    }
    const { peer } = identified;
    const target = await this.#targetOf(peer);
    if (!this.#association.awaitsAnswer) return;
    if (this.#isDraining || !this.#admission.admit(peer.peerId)) return this.#reject('localLimitExceeded');
    this.#target = target;
    this.#accept(request, peer);
  }

  /** Where it all goes that the peer stores; `undefined` when that is a case which is gone. */
  async #targetOf({ scope, caseId }: PeerCaller): Promise<Target | undefined> {
    if (caseId === null) return { kind: 'match' };
    const record = await selectRecord(this.#deps.database.kysely, scope, caseId);
    return record?.kind === 'case' ? { kind: 'record', record } : undefined;
  }

  #reject(name: keyof typeof rejections): void {
    this.#deps.metrics.associations.inc({ end: 'rejected' });
    this.#deps.log.warn({ ip: this.#ip, reason: name }, 'association.rejected');
    this.#association.reject(rejections[name]);
  }

  #accept(request: AssociateRequest, peer: PeerCaller): void {
    const { privateSopClasses, metrics } = this.#deps;
    const { answered, accepted, roles } = negotiateContexts(request, (abstractSyntax, proposed) =>
      serviceOf(abstractSyntax, proposed, { rights: peer.rights, privateSopClasses }),
    );
    this.#peer = peer;
    this.#operations = new Operations(this.#deps, {
      services: this.#services,
      session: {
        peer,
        calledAeTitle: request.calledAeTitle,
        contexts: accepted,
        association: this.#association,
        ownRequests: new OwnRequests(this.#association),
        upload: () => this.#openUpload(),
      },
      whenIdle: () => this.#settle(),
      whenFailed: (error) => this.#fail(error),
      whenBarred: () => {
        this.#deps.log.warn({ peer: peer.peerId, ip: this.#ip }, 'association.barred');
        this.#association.abort();
      },
    });
    metrics.openAssociations.inc();
    this.#association.peerPduLengthMax = request.userInformation.pduLengthMax;
    this.#association.accept({
      type: 'associate-accept',
      calledAeTitle: request.calledAeTitle,
      callingAeTitle: request.callingAeTitle,
      contexts: answered,
      userInformation: { ...answeredInformation(request.userInformation), roles },
    });
  }

  #openUpload(): InstanceUpload {
    if (this.#peer === undefined) throw new Error('An upload without a peer was asked for.');
    // Fail closed: what was to lose its identity must not go elsewhere with it.
    if (this.#target === undefined) throw failure.notFound();
    const { scope, origin } = this.#peer;
    this.#upload ??= openInstanceUpload(this.#deps.ingest, {
      scope,
      origin,
      target: this.#target,
      acceptMismatch: false,
      source: 'dimse',
    });
    return this.#upload;
  }

  /** Goes on with what waited for the last request: the end, a release, a stop. */
  #settle(): void {
    if (this.#operations?.isIdle === false) return;
    if (this.#end !== undefined) this.#close(this.#end).catch((error: unknown) => this.#fail(error));
    else if (this.#isReleaseWanted) this.#association.respondRelease();
    else if (this.#isDraining) this.#association.abort();
  }

  async #close(end: AssociationEnd): Promise<void> {
    const peer = this.#peer;
    this.#peer = undefined;
    try {
      if (peer === undefined) return;
      this.#admission.leave(peer.peerId);
      this.#deps.metrics.openAssociations.dec();
      this.#deps.metrics.associations.inc({ end: end.kind });
      const requests = this.#operations?.counts ?? {};
      const details = { end: end.kind, by: end.by, reason: end.reason, requests };
      this.#deps.log.info(
        { peer: peer.peerId, ip: this.#ip, ...details, instances: this.#upload?.counts },
        'association.ended',
      );
      this.#deps.audit.recordRead(peer.origin, {
        event: 'association.ended',
        object: { type: 'peer', id: peer.peerId },
        details,
      });
      await this.#upload?.end(end.kind === 'released' ? 'complete' : 'failed');
    } finally {
      this.#tellOver();
    }
  }

  #fail(error: unknown): void {
    this.#deps.log.error({ err: error }, 'association.failed');
    this.#association.abort();
  }
}

function answeredInformation({ operationsWindow: proposed, userIdentity }: UserInformation) {
  const operationsWindow = negotiateWindow(proposed, { invoked: operationsMax, performed: 1 });
  return {
    ...ownInformation,
    ...(operationsWindow === undefined ? {} : { operationsWindow }),
    // A peer is known by its title and, over TLS, its certificate: an identity is accepted, and adds nothing to that.
    ...(userIdentity?.isAnswerWanted === true ? { userIdentityResponse: new Uint8Array(0) } : {}),
  };
}
