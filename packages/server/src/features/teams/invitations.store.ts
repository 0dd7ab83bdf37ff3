// Invitations to a team. Only the hash of a code is kept; one that is taken back is removed.
import type { RealmScope } from '../../access/index.ts';
import type { Db, InvitationsTable } from '../../platform/database/index.ts';
import type { RealmId } from '../../platform/ids.ts';

/** An invitation with the team to which it leads. */
export type InvitationWithTeam = InvitationsTable & {
  readonly team_name: string;
  readonly realm_id: RealmId;
};

/** Adds an invitation to a team of the scope. The team is the caller's own. */
export async function insertInvitation(db: Db, _scope: RealmScope, row: InvitationsTable): Promise<void> {
  await db.insertInto('invitations').values(row).execute();
}

/** A page of a team's open invitations, newest first, and how many there are. */
export async function selectOpenInvitations(
  db: Db,
  scope: RealmScope,
  page: { teamId: string; now: string; offset: number; limit: number },
): Promise<{ rows: InvitationsTable[]; total: number }> {
  const open = db
    .selectFrom('invitations as invitation')
    .innerJoin('teams as team', 'team.id', 'invitation.team_id')
    .where('team.realm_id', '=', scope.realmId)
    .where('team.id', '=', page.teamId)
    .where('invitation.accepted_at', 'is', null)
    .where('invitation.expires_at', '>', page.now);
  const [rows, count] = await Promise.all([
    open
      .selectAll('invitation')
      .orderBy('invitation.id', 'desc')
      .limit(page.limit)
      .offset(page.offset)
      .execute(),
    open.select((eb) => eb.fn.countAll<number>().as('total')).executeTakeFirstOrThrow(),
  ]);
  return { rows, total: count.total };
}

/** The open invitation of a code. Unscoped: whoever holds the code comes from outside. */
export async function selectInvitationByCode(
  db: Db,
  which: { codeHash: string; now: string },
): Promise<InvitationWithTeam | undefined> {
  const row = await db
    .selectFrom('invitations as invitation')
    .innerJoin('teams as team', 'team.id', 'invitation.team_id')
    .selectAll('invitation')
    .select(['team.name as team_name', 'team.realm_id as realm_id'])
    .where('invitation.code_hash', '=', which.codeHash)
    .where('invitation.accepted_at', 'is', null)
    .where('invitation.expires_at', '>', which.now)
    .executeTakeFirst();
  return row === undefined ? undefined : { ...row, realm_id: row.realm_id as RealmId };
}

/** Uses an invitation up; false when somebody else just did. Unscoped: whoever joins comes from outside. */
export async function markInvitationAccepted(db: Db, which: { id: string; at: string }): Promise<boolean> {
  const result = await db
    .updateTable('invitations')
    .set({ accepted_at: which.at })
    .where('id', '=', which.id)
    .where('accepted_at', 'is', null)
    .executeTakeFirst();
  return result.numUpdatedRows > 0n;
}

/** Takes back an open invitation; false when the team has no such. */
export async function deleteOpenInvitation(
  db: Db,
  scope: RealmScope,
  which: { teamId: string; id: string },
): Promise<boolean> {
  const result = await db
    .deleteFrom('invitations')
    .where('id', '=', which.id)
    .where('accepted_at', 'is', null)
    .where('team_id', 'in', (eb) =>
      eb
        .selectFrom('teams')
        .select('id')
        .where('id', '=', which.teamId)
        .where('realm_id', '=', scope.realmId),
    )
    .executeTakeFirst();
  return result.numDeletedRows > 0n;
}
