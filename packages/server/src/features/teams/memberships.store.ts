// Who belongs to which team, in which role.
import type { Role } from '@lumenbox/contract';
import type { RealmScope } from '../../access/index.ts';
import type { Db, MembershipsTable } from '../../platform/database/index.ts';
import type { RealmId } from '../../platform/ids.ts';

/** A member with what the list shows. */
export interface MemberRow {
  readonly id: string;
  readonly name: string;
  readonly email: string;
  readonly role: Role;
  readonly joinedAt: string;
}

/** A team of a user, with the role there. */
export interface MembershipFacts {
  readonly teamId: string;
  readonly teamName: string;
  readonly realmId: RealmId;
  readonly role: Role;
}

/** Adds a member; false when the user is one already. Unscoped: whoever joins a team comes from outside of its realm. */
export async function insertMembership(db: Db, row: MembershipsTable): Promise<boolean> {
  const added = await db
    .insertInto('memberships')
    .values(row)
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirst();
  return (added.numInsertedOrUpdatedRows ?? 0n) > 0n;
}

/** The teams of a user in the order of joining. Unscoped: a user's teams lie in many realms. */
export async function selectMembershipsOfUser(db: Db, userId: string): Promise<MembershipFacts[]> {
  const rows = await db
    .selectFrom('memberships as member')
    .innerJoin('teams as team', 'team.id', 'member.team_id')
    .select(['team.id as teamId', 'team.name as teamName', 'team.realm_id as realmId', 'member.role as role'])
    .where('member.user_id', '=', userId)
    .orderBy('member.created_at')
    .orderBy('team.id')
    .execute();
  return rows.map((row) => ({ ...row, realmId: row.realmId as RealmId, role: row.role as Role }));
}

function membersOf(db: Db, scope: RealmScope, teamId: string) {
  return db
    .selectFrom('memberships as member')
    .innerJoin('teams as team', 'team.id', 'member.team_id')
    .innerJoin('users as user', 'user.id', 'member.user_id')
    .where('team.realm_id', '=', scope.realmId)
    .where('team.id', '=', teamId);
}

const memberColumns = [
  'user.id as id',
  'user.name as name',
  'user.email as email',
  'member.role as role',
  'member.created_at as joinedAt',
] as const;

/** One member of a team. */
export async function selectMember(
  db: Db,
  scope: RealmScope,
  which: { teamId: string; userId: string },
): Promise<MemberRow | undefined> {
  const row = await membersOf(db, scope, which.teamId)
    .select(memberColumns)
    .where('user.id', '=', which.userId)
    .executeTakeFirst();
  return row === undefined ? undefined : { ...row, role: row.role as Role };
}

/** The member of a team who has an email address. */
export async function selectMemberByEmail(
  db: Db,
  scope: RealmScope,
  which: { teamId: string; emailKey: string },
): Promise<MemberRow | undefined> {
  const row = await membersOf(db, scope, which.teamId)
    .select(memberColumns)
    .where('user.email_key', '=', which.emailKey)
    .executeTakeFirst();
  return row === undefined ? undefined : { ...row, role: row.role as Role };
}

/** A page of a team's members in the order of joining, and how many there are. */
export async function selectMembers(
  db: Db,
  scope: RealmScope,
  page: { teamId: string; offset: number; limit: number },
): Promise<{ rows: MemberRow[]; total: number }> {
  const members = membersOf(db, scope, page.teamId);
  const [rows, count] = await Promise.all([
    members
      .select(memberColumns)
      .orderBy('member.created_at')
      .orderBy('user.id')
      .limit(page.limit)
      .offset(page.offset)
      .execute(),
    members.select((eb) => eb.fn.countAll<number>().as('total')).executeTakeFirstOrThrow(),
  ]);
  return { rows: rows.map((row) => ({ ...row, role: row.role as Role })), total: count.total };
}

/** How many owners a team has. */
export async function countOwners(db: Db, scope: RealmScope, teamId: string): Promise<number> {
  const row = await membersOf(db, scope, teamId)
    .select((eb) => eb.fn.countAll<number>().as('total'))
    .where('member.role', '=', 'owner')
    .executeTakeFirstOrThrow();
  return row.total;
}

/** Gives a member another role. */
export async function updateRole(
  db: Db,
  scope: RealmScope,
  change: { teamId: string; userId: string; role: Role },
): Promise<void> {
  await db
    .updateTable('memberships')
    .set({ role: change.role })
    .where('user_id', '=', change.userId)
    .where('team_id', 'in', (eb) =>
      eb
        .selectFrom('teams')
        .select('id')
        .where('id', '=', change.teamId)
        .where('realm_id', '=', scope.realmId),
    )
    .execute();
}

/** Takes a member out of a team. */
export async function deleteMembership(
  db: Db,
  scope: RealmScope,
  which: { teamId: string; userId: string },
): Promise<void> {
  await db
    .deleteFrom('memberships')
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
