// Teams: made with a realm of their own, and renamed.
import type { Role, TeamMembership } from '@lumenbox/contract';
import type { Caller } from '../../access/index.ts';
import type { Audit, Origin } from '../../audit/index.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Database, Db } from '../../platform/database/index.ts';
import { failure } from '../../platform/errors.ts';
import { newId, type RealmId } from '../../platform/ids.ts';
import { foundRealm } from '../realms/index.ts';
import { insertMembership } from './memberships.store.ts';
import { insertTeam, selectTeam, type TeamFacts, updateTeamName } from './teams.store.ts';

/** What the feature works with. */
export interface TeamsDeps {
  readonly database: Database;
  readonly clock: Clock;
  readonly audit: Audit;
}

/** Makes a team, its realm and its first owner, in the transaction that makes the owner where there is one. */
export async function foundTeam(
  deps: Pick<TeamsDeps, 'audit' | 'clock'>,
  trx: Db,
  origin: Origin,
  team: { name: string; ownerId: string },
): Promise<TeamFacts> {
  const now = deps.clock.now();
  const realmId = newId() as RealmId;
  const id = newId();
  const times = { created_at: now, updated_at: now };
  await foundRealm(deps, trx, { id: realmId, name: team.name });
  await insertTeam(trx, { id, realm_id: realmId, name: team.name, ...times });
  await insertMembership(trx, { team_id: id, user_id: team.ownerId, role: 'owner', created_at: now });
  await deps.audit.record(
    trx,
    { ...origin, realmId },
    { event: 'team.created', object: { type: 'team', id } },
  );
  return { id, name: team.name, realmId };
}

/** Makes a user a member of a team. False when the user is one already. */
export async function addMember(
  deps: Pick<TeamsDeps, 'clock'>,
  trx: Db,
  member: { teamId: string; userId: string; role: Role },
): Promise<boolean> {
  return insertMembership(trx, {
    team_id: member.teamId,
    user_id: member.userId,
    role: member.role,
    created_at: deps.clock.now(),
  });
}

/** Makes a further team for somebody who is signed in. */
export async function createTeam(
  deps: TeamsDeps,
  caller: Caller,
  input: { name: string },
): Promise<TeamMembership> {
  const team = await deps.database.transaction((trx) =>
    foundTeam(deps, trx, caller.origin, { name: input.name, ownerId: caller.userId }),
  );
  return { id: team.id, name: team.name, realm_id: team.realmId, role: 'owner' };
}

/** Renames the caller's current team. */
export async function updateTeam(
  deps: TeamsDeps,
  caller: Caller,
  input: { name?: string | undefined },
): Promise<TeamMembership> {
  const { name } = input;
  const team = await deps.database.transaction(async (trx) => {
    const before = await selectTeam(trx, caller.scope, caller.teamId);
    if (before === undefined) throw failure.notFound();
    if (name === undefined || name === before.name) return before;
    await updateTeamName(trx, caller.scope, { id: before.id, name, at: deps.clock.now() });
    await deps.audit.record(trx, caller.origin, {
      event: 'team.updated',
      object: { type: 'team', id: before.id },
      details: { fields: ['name'] },
    });
    return { ...before, name };
  });
  return { id: team.id, name: team.name, realm_id: team.realmId, role: caller.role };
}
