// What DIMSE works with, and what a request of a peer looks like to whoever serves it. Types alone.
import type { AcceptedContext, CommandSet } from '@lumenbox/dicom/network';
import type { PeerCaller } from '../../access/index.ts';
import type { Archive } from '../../archive/index.ts';
import type { AssociationSocket, TlsFiles } from '../../associations/index.ts';
import type { Audit } from '../../audit/index.ts';
import type { IngestDeps, InstanceUpload } from '../../ingest/index.ts';
import type { Pixels } from '../../pixels/index.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Database } from '../../platform/database/index.ts';
import type { Logger } from '../../platform/log.ts';
import type { Metrics } from '../../platform/metrics.ts';
import type { IncomingDataSet } from './incoming-data-set.ts';
import type { OwnRequests } from './own-requests.ts';

/** What the listener and its services work with. */
export interface DimseDeps {
  readonly database: Database;
  readonly clock: Clock;
  readonly log: Logger;
  readonly metrics: Metrics;
  readonly audit: Audit;
  readonly ingest: IngestDeps;
  readonly archive: Archive;
  readonly pixels: Pixels;
  /** What our side shows when it calls over TLS. */
  readonly tls: Partial<TlsFiles>;
  readonly privateSopClasses: ReadonlySet<string>;
}

/** An association of a peer, as those see it who serve its requests. */
export interface PeerSession {
  readonly peer: PeerCaller;
  /** The title of ours that the peer called. */
  readonly calledAeTitle: string;
  readonly contexts: ReadonlyMap<number, AcceptedContext>;
  readonly association: AssociationSocket;
  /** What we ask of the peer over its own association. */
  readonly ownRequests: OwnRequests;
  /** The upload of what the association brings, opened when it is first asked for. */
  readonly upload: () => InstanceUpload;
}

/** A request of a peer, and the way to answer it. */
export interface DimseRequest {
  readonly session: PeerSession;
  readonly context: AcceptedContext;
  readonly command: CommandSet;
  /** Empty when the request has none. */
  readonly dataSet: IncomingDataSet;
  /** Aborted when the peer cancels, or is gone. */
  readonly signal: AbortSignal;
  /** Sends a response to the request, in one write. */
  respond(fields: Partial<CommandSet> & { status: number }, dataSet?: Uint8Array): void;
}

/** How a kind of request is served. */
export interface DimseService {
  /** The status with which a request is refused before anything is done; undefined when it is served. */
  refusalOf(request: Pick<DimseRequest, 'session' | 'context' | 'command'>): number | undefined;
  /** Bytes to be put before the data set for whoever reads it. */
  headOf?(request: Pick<DimseRequest, 'context' | 'command'>): Uint8Array;
  /** Does the work and responds, also when it fails. */
  serve(deps: DimseDeps, request: DimseRequest): Promise<void>;
}
