// DIMSE peers of a realm: who may open associations with it, with which rights, and where each listens.
import { type CreatePeer, type Peer, type PeerRight, peerRights, type UpdatePeer } from '@lumenbox/contract';
import type { Caller, RealmScope } from '../../access/index.ts';
import type { Destination, TlsFiles } from '../../associations/index.ts';
import type { Audit, Origin } from '../../audit/index.ts';
import type { Clock } from '../../platform/clock.ts';
import { type Database, type Db, databaseErrorKind, type PeersTable } from '../../platform/database/index.ts';
import { failure } from '../../platform/errors.ts';
import { isId, newId } from '../../platform/ids.ts';
import { selectRecord } from '../patients/index.ts';
import { readRealmTitle } from '../realms/index.ts';
import { presentPeer } from './peers.present.ts';
import { deletePeer, insertPeer, selectPeer, selectPeers, updatePeerColumns } from './peers.store.ts';

/** What the feature works with. */
export interface PeersDeps {
  readonly database: Database;
  readonly clock: Clock;
  readonly audit: Audit;
  /** What we show, and believe, when a peer is called over TLS. */
  readonly tls: Partial<TlsFiles>;
}

type ChangeDeps = Pick<PeersDeps, 'database' | 'clock' | 'audit'>;

/** A page of the realm's peers. */
export async function listPeers(
  deps: PeersDeps,
  caller: Caller,
  page: { offset: number; limit: number },
): Promise<{ rows: Peer[]; total: number }> {
  const { rows, total } = await selectPeers(deps.database.kysely, caller.scope, page);
  deps.audit.recordRead(caller.origin, {
    event: 'peer.listed',
    details: { offset: page.offset, count: rows.length },
  });
  return { rows: rows.map(presentPeer), total };
}

/** Registers a peer. Throws `validation` when the realm has one of that title. */
export async function addPeer(
  deps: ChangeDeps,
  scope: RealmScope,
  origin: Origin,
  input: CreatePeer,
): Promise<Peer> {
  const now = deps.clock.now();
  const row = {
    id: newId(),
    ae_title: input.ae_title.trim(),
    host: input.host ?? null,
    port: input.port ?? null,
    rights: rightsColumn(input.rights ?? peerRights),
    tls: input.tls === true ? (1 as const) : (0 as const),
    case_id: input.case_id ?? null,
    created_at: now,
    updated_at: now,
  };
  demandAddress(row);
  await deps.database.transaction(async (trx) => {
    await demandCase(trx, scope, row.case_id);
    if (!(await insertPeer(trx, scope, row))) throw taken(row.ae_title);
    await deps.audit.record(trx, origin, {
      event: 'peer.created',
      object: { type: 'peer', id: row.id },
      details: { ae_title: row.ae_title, rights: JSON.parse(row.rights) },
    });
  });
  return presentPeer({ ...row, realm_id: scope.realmId });
}

/** A peer of the realm. Throws `notFound`. */
export async function findPeer(
  deps: Pick<PeersDeps, 'database'>,
  scope: RealmScope,
  id: string,
): Promise<PeersTable> {
  const peer = isId(id) ? await selectPeer(deps.database.kysely, scope, { id }) : undefined;
  if (peer === undefined) throw failure.notFound();
  return peer;
}

/** Changes what is sent of a peer. Throws `validation`, `notFound`. */
export async function updatePeer(
  deps: ChangeDeps,
  caller: Caller,
  peer: PeersTable,
  input: UpdatePeer,
): Promise<Peer> {
  const changes = {
    ...(input.ae_title === undefined ? {} : { ae_title: input.ae_title.trim() }),
    ...(input.host === undefined ? {} : { host: input.host }),
    ...(input.port === undefined ? {} : { port: input.port }),
    ...(input.rights === undefined ? {} : { rights: rightsColumn(input.rights) }),
    ...(input.tls === undefined ? {} : { tls: input.tls ? (1 as const) : (0 as const) }),
    ...(input.case_id === undefined ? {} : { case_id: input.case_id }),
    updated_at: deps.clock.now(),
  };
  const changed = { ...peer, ...changes };
  demandAddress(changed);
  try {
    await deps.database.transaction(async (trx) => {
      if (typeof input.case_id === 'string') await demandCase(trx, caller.scope, input.case_id);
      if (!(await updatePeerColumns(trx, caller.scope, { id: peer.id, changes }))) throw failure.notFound();
      await deps.audit.record(trx, caller.origin, {
        event: 'peer.updated',
        object: { type: 'peer', id: peer.id },
        details: { fields: Object.keys(input) },
      });
    });
  } catch (error) {
    throw databaseErrorKind(error) === 'unique' ? taken(changed.ae_title) : error;
  }
  return presentPeer(changed);
}

/** Removes a peer. Throws `notFound` when that is done already. */
export async function removePeer(
  deps: ChangeDeps,
  scope: RealmScope,
  origin: Origin,
  peer: PeersTable,
): Promise<void> {
  await deps.database.transaction(async (trx) => {
    if (!(await deletePeer(trx, scope, peer.id))) throw failure.notFound();
    await deps.audit.record(trx, origin, {
      event: 'peer.removed',
      object: { type: 'peer', id: peer.id },
      details: { ae_title: peer.ae_title },
    });
  });
}

/** Removes the peer of a title. Throws `notFound`. */
export async function removePeerByTitle(
  deps: ChangeDeps,
  scope: RealmScope,
  origin: Origin,
  aeTitle: string,
): Promise<void> {
  const peer = await selectPeer(deps.database.kysely, scope, { aeTitle });
  if (peer === undefined) throw failure.notFound();
  await removePeer(deps, scope, origin, peer);
}

/** Where a peer is called, and as whom; or what is missing for it. */
export async function destinationOf(
  deps: Pick<PeersDeps, 'database' | 'tls'>,
  scope: RealmScope,
  peer: PeersTable,
): Promise<Destination | 'no-address' | 'no-own-title'> {
  if (peer.host === null || peer.port === null) return 'no-address';
  const callingAeTitle = await readRealmTitle(deps.database.kysely, scope);
  if (callingAeTitle === null) return 'no-own-title';
  return {
    host: peer.host,
    port: peer.port,
    calledAeTitle: peer.ae_title,
    callingAeTitle,
    tls: peer.tls === 1 ? deps.tls : undefined,
  };
}

/** Where the peer of a title is to be called, and as whom; or why it cannot be. */
export async function findDestination(
  deps: Pick<PeersDeps, 'database' | 'tls'>,
  scope: RealmScope,
  aeTitle: string,
): Promise<Destination | 'no-peer' | 'no-address' | 'no-own-title'> {
  const peer = await selectPeer(deps.database.kysely, scope, { aeTitle });
  return peer === undefined ? 'no-peer' : destinationOf(deps, scope, peer);
}

function rightsColumn(rights: readonly PeerRight[]): string {
  return JSON.stringify(peerRights.filter((right) => rights.includes(right)));
}

/** Half an address is a mistake. Throws `validation`. */
function demandAddress({ host, port }: { host: string | null; port: number | null }): void {
  if ((host === null) === (port === null)) return;
  const field = host === null ? 'host' : 'port';
  throw failure.validation({ [field]: ['A destination has both a host and a port.'] });
}

/** A patient's id would have the peer store identities where none are expected. Throws `validation`. */
async function demandCase(trx: Db, scope: RealmScope, caseId: string | null): Promise<void> {
  if (caseId === null) return;
  const record = await selectRecord(trx, scope, caseId);
  if (record?.kind !== 'case') throw failure.validation({ case_id: ['The realm has no such case.'] });
}

function taken(aeTitle: string) {
  return failure.validation({ ae_title: [`The realm has a peer ${aeTitle} already.`] });
}
