// What the dashboard is told of whoever is signed in: account, teams, permissions, CSRF token.
import { permissions, type Scope, type Session, type TeamMembership } from '@lumenbox/contract';
import { may } from '../../access/index.ts';
import type { Db, UsersTable } from '../../platform/database/index.ts';
import { failure } from '../../platform/errors.ts';
import { type MembershipFacts, selectMembershipsOfUser } from '../teams/index.ts';
import { selectUser } from './users.store.ts';

/** Who is described: a user in a team, by a session or by a key. */
export interface SessionView {
  readonly userId: string;
  readonly teamId: string;
  readonly keyScopes: readonly Scope[] | undefined;
  readonly csrfToken: string | undefined;
}

/** Describes a session or a key. A key knows only the team for which it was made. */
export async function describeSession(db: Db, view: SessionView): Promise<Session> {
  const [user, memberships] = await Promise.all([
    selectUser(db, view.userId),
    selectMembershipsOfUser(db, view.userId),
  ]);
  const current = memberships.find((membership) => membership.teamId === view.teamId);
  if (user === undefined || current === undefined) throw failure.unauthenticated();
  const holder = { role: current.role, keyScopes: view.keyScopes };
  return {
    user: { id: user.id, name: user.name, email: user.email, created_at: user.created_at },
    team: presentMembership(current),
    teams: (view.keyScopes === undefined ? memberships : [current]).map(presentMembership),
    permissions: permissions.filter((permission) => may(holder, permission)),
    csrf_token: view.csrfToken ?? null,
  };
}

/** The team in which a user's next session begins: the one chosen last, else the one joined first. */
export function currentTeam(
  user: UsersTable,
  memberships: readonly MembershipFacts[],
): MembershipFacts | undefined {
  return memberships.find((membership) => membership.teamId === user.current_team_id) ?? memberships[0];
}

function presentMembership(membership: MembershipFacts): TeamMembership {
  return {
    id: membership.teamId,
    name: membership.teamName,
    realm_id: membership.realmId,
    role: membership.role,
  };
}
