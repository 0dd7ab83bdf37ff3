// Examples of the operations on tokens, accounts, teams, members and the audit trail. Nobody's data.
import type { Examples } from './examples.ts';
import { pageOfOne } from './examples-records.ts';
import { rolePermissions } from './permissions.ts';
import type { Invitation, Member, Session, TeamMembership } from './resources/accounts.ts';
import type { AuditEvent } from './resources/audit.ts';
import type { Realm } from './resources/realm.ts';
import type { Token } from './resources/tokens.ts';

const user = {
  id: '0199d2a4-7c11-7b6e-9d1f-3f0a8a2c5e01',
  name: 'Sam Carter',
  email: 'sam.carter@example.org',
};
const createdAt = '2025-01-15T10:30:00.000000Z';

const aTeam: TeamMembership = {
  id: '0199d2a4-7c12-7d3a-8b52-6f1f0f6f2a02',
  name: 'Clinic',
  realm_id: '0199d2a4-7c13-75e8-9a0b-0c9a4b8f7d03',
  role: 'owner',
};

const aRealm: Realm = {
  id: aTeam.realm_id,
  ae_title: 'LUMENBOX',
  match_by_demographics: false,
  when_patient_unknown: 'create',
  when_bytes_differ: 'keep_first',
  case_profile: 'basic',
  keep_identity_map: false,
  hand_out_case_keys: true,
};

const aSession: Session = {
  user: { ...user, created_at: createdAt },
  team: aTeam,
  teams: [aTeam],
  permissions: [...rolePermissions.owner],
  csrf_token: 'q5v1Yx7Kc0mB3nT8wZ2rLd6HsJ4gPfUa',
};

const aToken: Token = {
  id: '0199d2a4-7c14-7f0c-8e6d-1d2c3b4a5f04',
  name: 'Integration',
  scopes: ['patients:read', 'studies:read'],
  user,
  hint: 'x9Qz',
  expires_at: '2025-02-14T10:30:00.000000Z',
  last_used_at: null,
  created_at: createdAt,
};

const aMember: Member = {
  id: '0199d2a4-7c15-7a11-9c3b-7e8f9a0b1c05',
  name: 'Robin Lee',
  email: 'robin.lee@example.org',
  role: 'member',
  joined_at: createdAt,
};

const anInvitation: Invitation = {
  id: '0199d2a4-7c16-7b22-8d4c-8f9a0b1c2d06',
  email: 'robin.lee@example.org',
  role: 'member',
  expires_at: '2025-01-22T10:30:00.000000Z',
  created_at: createdAt,
};

const invitationCode = 'Jb8wq2YtVn4Kx7Lm';

const anAuditEvent: AuditEvent = {
  id: '0199d2a4-7c17-7c33-9e5d-9a0b1c2d3e07',
  event: 'patient.updated',
  occurred_at: createdAt,
  actor: { type: 'token', id: user.id, name: user.name, token_id: aToken.id },
  object: { type: 'patient', id: '003fb6c7-a399-46de-8199-ac51e031bd10' },
  ip: '192.0.2.10',
  protocol: 'http',
  request_id: '7d1f9a52-3c1e-4f7e-9d59-1b0c2f6f8a11',
  details: { fields: ['family_name'] },
};

const password = 'a long pass phrase';

const accountExamples: Examples<
  | 'showSetup'
  | 'completeSetup'
  | 'signIn'
  | 'showSession'
  | 'signOut'
  | 'changePassword'
  | 'updateAccount'
  | 'switchTeam'
  | 'readInvitation'
  | 'acceptInvitation'
> = {
  showSetup: { request: {}, answer: { data: { needed: true } } },
  completeSetup: {
    request: { code: 'H4K7-2QXM', name: user.name, email: user.email, password, team: aTeam.name },
    answer: { data: aSession },
  },
  signIn: { request: { email: user.email, password }, answer: { data: aSession } },
  showSession: {
    request: {},
    answer: { data: aSession },
    otherAnswers: {
      'With an API key': { data: { ...aSession, permissions: ['patients:read'], csrf_token: null } },
    },
  },
  signOut: { request: { everywhere: false }, answer: undefined },
  changePassword: {
    request: { current_password: password, password: 'another long pass phrase' },
    answer: undefined,
  },
  updateAccount: {
    request: { name: 'Samantha Carter' },
    answer: { data: { ...aSession, user: { ...aSession.user, name: 'Samantha Carter' } } },
  },
  switchTeam: { request: { team_id: aTeam.id }, answer: { data: aSession } },
  readInvitation: {
    request: { code: invitationCode },
    answer: {
      data: {
        team: aTeam.name,
        role: 'member',
        email: anInvitation.email,
        expires_at: anInvitation.expires_at,
      },
    },
  },
  acceptInvitation: {
    request: { code: invitationCode, name: aMember.name, email: aMember.email, password },
    answer: {
      data: {
        ...aSession,
        user: { ...aSession.user, name: aMember.name, email: aMember.email },
        team: { ...aTeam, role: 'member' },
        teams: [{ ...aTeam, role: 'member' }],
        permissions: [...rolePermissions.member],
      },
    },
  },
};

/** The example of each operation that runs the installation. */
export const administrationExamples: Examples<
  | keyof typeof accountExamples
  | 'listTokens'
  | 'createToken'
  | 'revokeToken'
  | 'createTeam'
  | 'updateTeam'
  | 'showRealm'
  | 'showRealmStatistics'
  | 'updateRealm'
  | 'listMembers'
  | 'changeRole'
  | 'removeMember'
  | 'listInvitations'
  | 'invite'
  | 'revokeInvitation'
  | 'listAuditEvents'
  | 'exportAuditEvents'
> = {
  ...accountExamples,
  listTokens: { request: { per_page: 25 }, answer: pageOfOne('/tokens', aToken) },
  createToken: {
    request: { name: 'Integration', scopes: ['patients:read', 'studies:read'], expires_in: '30d' },
    answer: { data: { ...aToken, token: 'lbx_{shown once}' } },
  },
  revokeToken: { request: {}, answer: undefined },
  createTeam: { request: { name: 'Research' }, answer: { data: { ...aTeam, name: 'Research' } } },
  showRealm: { request: {}, answer: { data: aRealm } },
  showRealmStatistics: {
    request: {},
    answer: {
      data: {
        patient_count: 1204,
        case_count: 87,
        study_count: 1651,
        series_count: 7420,
        instance_count: 512_806,
        object_bytes: 268_871_204_864,
      },
    },
  },
  updateRealm: {
    request: { match_by_demographics: true, when_patient_unknown: 'hold' },
    answer: { data: { ...aRealm, match_by_demographics: true, when_patient_unknown: 'hold' } },
  },
  updateTeam: { request: { name: 'Clinic North' }, answer: { data: { ...aTeam, name: 'Clinic North' } } },
  listMembers: { request: { per_page: 25 }, answer: pageOfOne('/members', aMember) },
  changeRole: { request: { role: 'admin' }, answer: { data: { ...aMember, role: 'admin' } } },
  removeMember: { request: {}, answer: undefined },
  listInvitations: { request: { per_page: 25 }, answer: pageOfOne('/invitations', anInvitation) },
  invite: {
    request: { email: anInvitation.email, role: 'member' },
    answer: {
      data: { ...anInvitation, url: `http://127.0.0.1:8100/invitations/${invitationCode}` },
    },
  },
  revokeInvitation: { request: {}, answer: undefined },
  listAuditEvents: {
    request: { per_page: 25, event: 'patient.updated', date_from: '2025-01-01' },
    answer: pageOfOne('/audit-events', anAuditEvent),
  },
  exportAuditEvents: { request: { event: 'patient.updated', date_from: '2025-01-01' }, answer: undefined },
};
