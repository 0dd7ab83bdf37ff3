// Rows of members and invitations as the API prints them.
import type { Invitation, Member, Role } from '@lumenbox/contract';
import type { InvitationsTable } from '../../platform/database/index.ts';
import type { MemberRow } from './memberships.store.ts';

/** A member. */
export function presentMember(row: MemberRow): Member {
  return { id: row.id, name: row.name, email: row.email, role: row.role, joined_at: row.joinedAt };
}

/** An invitation without its code, which nobody knows any more. */
export function presentInvitation(row: InvitationsTable): Invitation {
  return {
    id: row.id,
    email: row.email,
    role: row.role as Role,
    expires_at: row.expires_at,
    created_at: row.created_at,
  };
}
