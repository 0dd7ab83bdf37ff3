// Invitations: a one-time link to a team and a role, good for a week, handed on by whatever way.
import type { CreatedInvitation, Invitation, Invite, OpenInvitation, Role } from '@lumenbox/contract';
import { type Caller, demand } from '../../access/index.ts';
import { formatMillis } from '../../platform/clock.ts';
import type { Db } from '../../platform/database/index.ts';
import { failure } from '../../platform/errors.ts';
import { isId, newId, newSecret, sha256 } from '../../platform/ids.ts';
import {
  deleteOpenInvitation,
  type InvitationWithTeam,
  insertInvitation,
  markInvitationAccepted,
  selectInvitationByCode,
  selectOpenInvitations,
} from './invitations.store.ts';
import { presentInvitation } from './teams.present.ts';
import type { TeamsDeps } from './teams.service.ts';

/** An invitation is good for seven days. */
const lifetimeMs = 7 * 24 * 3_600_000;
/** 256 bits: no search finds a code. */
const codeBytes = 32;

/** A page of the open invitations of the caller's team. */
export async function listInvitations(
  deps: TeamsDeps,
  caller: Caller,
  page: { offset: number; limit: number },
): Promise<{ rows: Invitation[]; total: number }> {
  const { rows, total } = await selectOpenInvitations(deps.database.kysely, caller.scope, {
    teamId: caller.teamId,
    now: deps.clock.now(),
    ...page,
  });
  deps.audit.recordRead(caller.origin, {
    event: 'member.listed',
    details: { invitations: true, offset: page.offset, count: rows.length },
  });
  return { rows: rows.map(presentInvitation), total };
}

/** Makes an invitation to the caller's team. Only owners invite owners. The link is shown this once. */
export async function invite(
  deps: TeamsDeps,
  caller: Caller,
  input: Invite,
  baseUrl: string,
): Promise<CreatedInvitation> {
  if (input.role === 'owner') demand(caller, 'owners:manage');
  const code = newSecret(codeBytes);
  const row = {
    id: newId(),
    team_id: caller.teamId,
    code_hash: sha256(code),
    email: input.email ?? null,
    role: input.role,
    created_by: caller.userId,
    expires_at: formatMillis(deps.clock.nowMs() + lifetimeMs),
    accepted_at: null,
    created_at: deps.clock.now(),
  };
  await deps.database.transaction(async (trx) => {
    await insertInvitation(trx, caller.scope, row);
    await deps.audit.record(trx, caller.origin, {
      event: 'member.invited',
      object: { type: 'invitation', id: row.id },
      details: { team_id: caller.teamId, role: input.role },
    });
  });
  // Behind the hash sign: browsers send it to no server, so that it stands in no log.
  return { ...presentInvitation(row), url: `${baseUrl}/invite#${code}` };
}

/** Takes an invitation back. Throws `notFound`. */
export async function revokeInvitation(deps: TeamsDeps, caller: Caller, id: string): Promise<void> {
  await deps.database.transaction(async (trx) => {
    const which = { teamId: caller.teamId, id };
    if (!isId(id) || !(await deleteOpenInvitation(trx, caller.scope, which))) throw failure.notFound();
    await deps.audit.record(trx, caller.origin, {
      event: 'member.invitation_revoked',
      object: { type: 'invitation', id },
    });
  });
}

/** Says to whoever holds a code where it leads. Throws `notFound`. */
export async function readInvitation(deps: TeamsDeps, code: string): Promise<OpenInvitation> {
  const invitation = await findInvitation(deps, deps.database.kysely, code);
  if (invitation === undefined) throw failure.notFound();
  const { team_name: team, role, email, expires_at } = invitation;
  return { team, role: role as Role, email, expires_at };
}

/** The open invitation of a code, or `undefined`. */
export async function findInvitation(
  deps: Pick<TeamsDeps, 'clock'>,
  db: Db,
  code: string,
): Promise<InvitationWithTeam | undefined> {
  return selectInvitationByCode(db, { codeHash: sha256(code), now: deps.clock.now() });
}

/** Uses an invitation up, within the transaction in which somebody joins; false when somebody else just did, or its maker may no longer make it. */
export async function takeInvitation(
  deps: Pick<TeamsDeps, 'clock'>,
  trx: Db,
  invitation: InvitationWithTeam,
): Promise<boolean> {
  return markInvitationAccepted(trx, { id: invitation.id, at: deps.clock.now() });
}
