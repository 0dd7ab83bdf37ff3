// The members of a team: who is there, in which role, and out again. A team always keeps an owner.
import type { Member, Role } from '@lumenbox/contract';
import { type Caller, deleteSessionsInTeam, demand } from '../../access/index.ts';
import type { Db } from '../../platform/database/index.ts';
import { failure } from '../../platform/errors.ts';
import { isId } from '../../platform/ids.ts';
import { revokeKeysOfMember } from '../tokens/index.ts';
import {
  countOwners,
  deleteMembership,
  type MemberRow,
  selectMember,
  selectMembers,
  updateRole,
} from './memberships.store.ts';
import { presentMember } from './teams.present.ts';
import type { TeamsDeps } from './teams.service.ts';
import { lockTeam } from './teams.store.ts';

/** A page of the members of the caller's team. */
export async function listMembers(
  deps: TeamsDeps,
  caller: Caller,
  page: { offset: number; limit: number },
): Promise<{ rows: Member[]; total: number }> {
  const { rows, total } = await selectMembers(deps.database.kysely, caller.scope, {
    teamId: caller.teamId,
    ...page,
  });
  deps.audit.recordRead(caller.origin, {
    event: 'member.listed',
    details: { offset: page.offset, count: rows.length },
  });
  return { rows: rows.map(presentMember), total };
}

/** Finds a member of the caller's team by the user's id. Throws `notFound`. */
export async function findMember(deps: TeamsDeps, caller: Caller, userId: string): Promise<MemberRow> {
  const member = isId(userId)
    ? await selectMember(deps.database.kysely, caller.scope, { teamId: caller.teamId, userId })
    : undefined;
  if (member === undefined) throw failure.notFound();
  return member;
}

/** Gives a member another role. Only owners make or unmake owners. */
export async function changeRole(
  deps: TeamsDeps,
  caller: Caller,
  userId: string,
  role: Role,
): Promise<Member> {
  return deps.database.transaction(async (trx) => {
    const member = await lockMember(trx, caller, userId);
    if (member.role === role) return presentMember(member);
    if (member.role === 'owner' || role === 'owner') demand(caller, 'owners:manage');
    if (member.role === 'owner') await keepAnOwner(trx, caller, 'role');
    await updateRole(trx, caller.scope, { teamId: caller.teamId, userId, role });
    await deps.audit.record(trx, caller.origin, {
      event: 'member.role_changed',
      object: { type: 'user', id: userId },
      details: { team_id: caller.teamId, from: member.role, to: role },
    });
    return presentMember({ ...member, role });
  });
}

/** Takes a member out of the team, revokes the member's keys and ends the sessions there. Everybody may leave. */
export async function removeMember(deps: TeamsDeps, caller: Caller, userId: string): Promise<void> {
  await deps.database.transaction(async (trx) => {
    const member = await lockMember(trx, caller, userId);
    if (userId !== caller.userId)
      demand(caller, member.role === 'owner' ? 'owners:manage' : 'members:manage');
    if (member.role === 'owner') await keepAnOwner(trx, caller, 'id');
    await deleteMembership(trx, caller.scope, { teamId: caller.teamId, userId });
    // Only now: whoever makes a key holds the membership, and what was made meanwhile is there when the hold ends.
    const revoked = await revokeKeysOfMember(deps, trx, caller.scope, { teamId: caller.teamId, userId });
    await deleteSessionsInTeam(trx, caller.scope, { teamId: caller.teamId, userId });
    await deps.audit.record(trx, caller.origin, {
      event: 'member.removed',
      object: { type: 'user', id: userId },
      details: { team_id: caller.teamId, role: member.role, revoked_keys: revoked },
    });
  });
}

/** Reads a member again with the team held, since much may have happened after the first look. */
async function lockMember(trx: Db, caller: Caller, userId: string): Promise<MemberRow> {
  await lockTeam(trx, caller.scope, caller.teamId);
  const member = await selectMember(trx, caller.scope, { teamId: caller.teamId, userId });
  if (member === undefined) throw failure.notFound();
  return member;
}

async function keepAnOwner(trx: Db, caller: Caller, field: string): Promise<void> {
  if ((await countOwners(trx, caller.scope, caller.teamId)) > 1) return;
  throw failure.validation({
    [field]: ['A team keeps at least one owner. Make another member an owner first.'],
  });
}
