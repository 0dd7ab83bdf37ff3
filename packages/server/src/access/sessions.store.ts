// The table of dashboard sessions: opened, looked up at every request, ended.
import { sql } from 'kysely';
import type { Db, SessionsTable } from '../platform/database/index.ts';

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
 * The holder of a session that has not ended, in the user's current team or else in the one that was joined first.
 * Unscoped: the scope comes from this row.
 */
export async function selectSessionHolder(
  db: Db,
  at: { tokenHash: string; now: string; seenAfter: string },
): Promise<SessionHolder | undefined> {
  return db
    .selectFrom('sessions as session')
    .innerJoin('users as user', 'user.id', 'session.user_id')
    .innerJoin('memberships as member', 'member.user_id', 'user.id')
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
    .where('session.last_seen_at', '>', at.seenAfter)
    .orderBy(sql`case when member.team_id = "user".current_team_id then 0 else 1 end`)
    .orderBy('member.created_at')
    .orderBy('member.team_id')
    .limit(1)
    .executeTakeFirst();
}

/** Notes that a session is in use. Unscoped: it was just looked up. */
export async function updateSessionSeen(db: Db, seen: { sessionId: string; at: string }): Promise<void> {
  await db
    .updateTable('sessions')
    .set({ last_seen_at: seen.at })
    .where('id', '=', seen.sessionId)
    .where('last_seen_at', '<', seen.at)
    .execute();
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

/** Removes what has ended by itself. Unscoped: whosever it was. */
export async function deleteEndedSessions(db: Db, at: { now: string; seenAfter: string }): Promise<void> {
  await db
    .deleteFrom('sessions')
    .where((eb) => eb.or([eb('expires_at', '<=', at.now), eb('last_seen_at', '<=', at.seenAfter)]))
    .execute();
}
