// Looks up at every association who is called and who calls. Peers are registered by the feature of peers.
import { type Db, type PeersTable, quickRead } from '../platform/database/index.ts';
import type { RealmScope } from './caller.ts';

/** Whom an association's titles name: the realm that is called, and the peer that it knows by the calling title. */
export interface CalledRealm {
  readonly realmId: string;
  readonly peer: PeersTable | undefined;
}

/** The realm of a called title with its peer of a calling one. Unscoped: the scope comes from this row. */
export async function selectCalledRealm(
  db: Db,
  titles: { called: string; calling: string },
): Promise<CalledRealm | undefined> {
  const realm = await db
    .selectFrom('realms')
    .select('id')
    .where('ae_title', '=', titles.called)
    .executeTakeFirst();
  if (realm === undefined) return undefined;
  const peer = await db
    .selectFrom('peers')
    .selectAll()
    .where('realm_id', '=', realm.id)
    .where('ae_title', '=', titles.calling)
    .executeTakeFirst();
  return { realmId: realm.id, peer };
}

/** What decides what a peer may do, as it stands now; undefined when it is gone. */
export async function selectPeerStanding(
  db: Db,
  scope: RealmScope,
  id: string,
): Promise<Pick<PeersTable, 'ae_title' | 'rights' | 'case_id'> | undefined> {
  const [peer] = await peerStandings(db, { realmId: scope.realmId, id });
  return peer;
}

const peerStandings = quickRead('access.peer-standing', (db, which: { realmId: string; id: string }) =>
  db
    .selectFrom('peers')
    .select(['ae_title', 'rights', 'case_id'])
    .where('realm_id', '=', which.realmId)
    .where('id', '=', which.id),
);
