// Invitations to a team. Only the hash of a code is kept; one that is taken back is removed.
import { type Permission, type Role, rolePermissions, roles } from '@lumenbox/contract';
import type { RealmScope } from '../../access/index.ts';
import type { Db, InvitationsTable } from '../../platform/database/index.ts';
import type { RealmId } from '../../platform/ids.ts';

/** An invitation with the team to which it leads. */
export type InvitationWithTeam = InvitationsTable & {
  readonly team_name: string;
  readonly realm_id: RealmId;
};

const rolesWith = (permission: Permission): Role[] =>
  roles.filter((role) => rolePermissions[role].includes(permission));
const inviters = rolesWith('members:manage');
const ownerInviters = rolesWith('owners:manage');

/**
 * The invitations that are not used up, and whose maker is still a member who may make them: who has left, or is
 * something less now, brings nobody in, and comes back by no link of their own. Of every team.
 */
function standingInvitations(db: Db) {
  return db
    .selectFrom('invitations as invitation')
    .innerJoin('teams as team', 'team.id', 'invitation.team_id')
    .innerJoin('memberships as maker', (join) =>
      join
        .onRef('maker.team_id', '=', 'invitation.team_id')
        .onRef('maker.user_id', '=', 'invitation.created_by'),
    )
    .where('invitation.accepted_at', 'is', null)
    .where((eb) =>
      eb.or([
        eb('maker.role', 'in', ownerInviters),
        eb.and([eb('maker.role', 'in', inviters), eb('invitation.role', '!=', 'owner')]),
      ]),
    );
}

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
  const open = standingInvitations(db)
    .where('team.realm_id', '=', scope.realmId)
    .where('team.id', '=', page.teamId)
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
  const row = await standingInvitations(db)
    .selectAll('invitation')
    .select(['team.name as team_name', 'team.realm_id as realm_id'])
    .where('invitation.code_hash', '=', which.codeHash)
    .where('invitation.expires_at', '>', which.now)
    .executeTakeFirst();
  return row === undefined ? undefined : { ...row, realm_id: row.realm_id as RealmId };
}

/** Uses an invitation up; false when somebody else just did, or its maker may no longer make it. Unscoped: whoever joins comes from outside. */
export async function markInvitationAccepted(db: Db, which: { id: string; at: string }): Promise<boolean> {
  const result = await db
    .updateTable('invitations')
    .set({ accepted_at: which.at })
    .where('id', '=', which.id)
    .where('accepted_at', 'is', null)
    .where('id', 'in', standingInvitations(db).select('invitation.id').where('invitation.id', '=', which.id))
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
