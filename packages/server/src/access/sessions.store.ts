// The table of dashboard sessions: opened, looked up at every request, ended.
import { type Db, quickRead, type SessionsTable } from '../platform/database/index.ts';
import type { RealmScope } from './caller.ts';

/** A session with its user and the team in which it acts. */
export interface SessionHolder {
  readonly sessionId: string;
  readonly lastSeenAt: string;
  readonly userId: string;
  readonly userName: string;
  readonly realmId: string;
  readonly teamId: string;
  readonly role: string;
}

/** Adds a session. Unscoped: a session belongs to a user, who may act in many realms. */
export async function insertSession(db: Db, row: SessionsTable): Promise<void> {
  await db.insertInto('sessions').values(row).execute();
}

/**
 * The holder of a session that has not ended and whose user is still a member of its team. It acts in no other: what
 * was typed for one realm must not land in another. Unscoped: the scope comes from this row.
 */
export async function selectSessionHolder(
  db: Db,
  at: { tokenHash: string; now: string; seenAfter: string },
): Promise<SessionHolder | undefined> {
  const [holder] = await sessionHolders(db, at);
  return holder;
}

const sessionHolders = quickRead(
  'access.session-holder',
  (db, at: { tokenHash: string; now: string; seenAfter: string }) =>
    db
      .selectFrom('sessions as session')
      .innerJoin('users as user', 'user.id', 'session.user_id')
      .innerJoin('memberships as member', (join) =>
        join.onRef('member.user_id', '=', 'session.user_id').onRef('member.team_id', '=', 'session.team_id'),
      )
      .innerJoin('teams as team', 'team.id', 'member.team_id')
      .select([
        'session.id as sessionId',
        'session.last_seen_at as lastSeenAt',
        'user.id as userId',
        'user.name as userName',
        'team.realm_id as realmId',
        'team.id as teamId',
        'member.role as role',
      ])
      .where('session.token_hash', '=', at.tokenHash)
      .where('session.expires_at', '>', at.now)
      .where('session.last_seen_at', '>', at.seenAfter),
);

/** Notes that a session is in use. Unscoped: it was just looked up. */
export async function updateSessionSeen(db: Db, seen: { sessionId: string; at: string }): Promise<void> {
  await db
    .updateTable('sessions')
    .set({ last_seen_at: seen.at })
    .where('id', '=', seen.sessionId)
    .where('last_seen_at', '<', seen.at)
    .execute();
}

/** Moves one session to another team. Unscoped: it is the caller's own, on its way between two realms. */
export async function updateSessionTeam(db: Db, move: { sessionId: string; teamId: string }): Promise<void> {
  await db.updateTable('sessions').set({ team_id: move.teamId }).where('id', '=', move.sessionId).execute();
}

/** Ends one session. Unscoped: it is the caller's own. */
export async function deleteSession(db: Db, sessionId: string): Promise<void> {
  await db.deleteFrom('sessions').where('id', '=', sessionId).execute();
}

/** Ends the sessions of a user, all but one if one is named. Unscoped: they are of every realm. */
export async function deleteSessionsOfUser(
  db: Db,
  which: { userId: string; exceptId?: string },
): Promise<void> {
  let query = db.deleteFrom('sessions').where('user_id', '=', which.userId);
  if (which.exceptId !== undefined) query = query.where('id', '!=', which.exceptId);
  await query.execute();
}

/** Ends the sessions of a user that act in a team. */
export async function deleteSessionsInTeam(
  db: Db,
  scope: RealmScope,
  which: { teamId: string; userId: string },
): Promise<void> {
  await db
    .deleteFrom('sessions')
    .where('user_id', '=', which.userId)
    .where('team_id', 'in', (eb) =>
      eb
        .selectFrom('teams')
        .select('id')
        .where('id', '=', which.teamId)
        .where('realm_id', '=', scope.realmId),
    )
    .execute();
}

/** Removes what has ended by itself. Unscoped: whosever it was. */
export async function deleteEndedSessions(db: Db, at: { now: string; seenAfter: string }): Promise<void> {
  await db
    .deleteFrom('sessions')
    .where((eb) => eb.or([eb('expires_at', '<=', at.now), eb('last_seen_at', '<=', at.seenAfter)]))
    .execute();
}
