// Accounts and teams: first run, sign-in, current team, members, invitations.
import { z } from 'zod';
import { choice, failing, flag, id, text, timestamp } from '../fields.ts';
import { pagingFields } from '../paging.ts';
import { permissions, roles } from '../permissions.ts';

/** At least so many characters make a password (NIST SP 800-63B asks for eight; we ask for more). */
export const passwordMinCharacters = 10;

/** An email address as accounts have it: something, an at sign, something. Nothing more can be said without sending to it. */
export function emailAddress() {
  return text(255).refine((value) => /^[^\s@]+@[^\s@]+$/.test(value), failing({ rule: 'format' }));
}
/** A new password. */
export function password() {
  return text(1024).min(passwordMinCharacters);
}

export const User = z
  .object({ id: id(), name: z.string(), email: z.string(), created_at: timestamp() })
  .meta({ id: 'User' });
export type User = z.output<typeof User>;

export const TeamMembership = z
  .object({ id: id(), name: z.string(), realm_id: z.string(), role: z.enum(roles) })
  .meta({ id: 'TeamMembership' });
export type TeamMembership = z.output<typeof TeamMembership>;

export const Session = z
  .object({
    user: User,
    team: TeamMembership,
    teams: z.array(TeamMembership),
    permissions: z.array(z.enum(permissions)),
    csrf_token: z
      .string()
      .nullable()
      .meta({ description: 'To be sent as `X-CSRF-Token` with every write; null with an API key.' }),
  })
  .meta({ id: 'Session' });
export type Session = z.output<typeof Session>;

export const SetupState = z.object({ needed: z.boolean() }).meta({ id: 'SetupState' });
export type SetupState = z.output<typeof SetupState>;
export const CompleteSetup = z.object({
  code: text(64).meta({ description: 'The one-time code that the console prints.' }),
  name: text(255).meta({ description: 'Your name, as others see it.' }),
  email: emailAddress().meta({ description: 'With it you sign in.' }),
  password: password().meta({ description: `At least ${passwordMinCharacters} characters.` }),
  team: text(255).meta({ description: 'The name of the first team.' }),
});
export type CompleteSetup = z.output<typeof CompleteSetup>;

export const SignIn = z.object({
  email: text(255).meta({ description: 'The address of the account.' }),
  password: text(1024).meta({ description: 'Its password.' }),
});
export type SignIn = z.output<typeof SignIn>;
export const SignOut = z.object({
  everywhere: flag().nullish().meta({ description: 'End every session of the account, not only this one.' }),
});
export type SignOut = z.output<typeof SignOut>;
export const ChangePassword = z.object({
  current_password: text(1024).meta({ description: 'The one until now.' }),
  password: password().meta({ description: `The new one: at least ${passwordMinCharacters} characters.` }),
});
export type ChangePassword = z.output<typeof ChangePassword>;
export const SwitchTeam = z.object({ team_id: text(64).meta({ description: 'One of your teams.' }) });
export type SwitchTeam = z.output<typeof SwitchTeam>;
export const UpdateAccount = z.object({
  name: text(255).optional().meta({ description: 'Your name, as others see it.' }),
});
export type UpdateAccount = z.output<typeof UpdateAccount>;

export const CreateTeam = z.object({ name: text(255).meta({ description: 'What the team is called.' }) });
export type CreateTeam = z.output<typeof CreateTeam>;
export const UpdateTeam = z.object({
  name: text(255).optional().meta({ description: 'What the team is called.' }),
});
export type UpdateTeam = z.output<typeof UpdateTeam>;

export const Member = z
  .object({ id: id(), name: z.string(), email: z.string(), role: z.enum(roles), joined_at: timestamp() })
  .meta({ id: 'Member' });
export type Member = z.output<typeof Member>;
export const ListMembers = z.object(pagingFields);
export const ChangeRole = z.object({ role: choice(roles).meta({ description: 'The role from now on.' }) });
export type ChangeRole = z.output<typeof ChangeRole>;

export const Invitation = z
  .object({
    id: id(),
    email: z.string().nullable(),
    role: z.enum(roles),
    expires_at: timestamp(),
    created_at: timestamp(),
  })
  .meta({ id: 'Invitation' });
export type Invitation = z.output<typeof Invitation>;
export const CreatedInvitation = z
  .object({
    ...Invitation.shape,
    url: z.string().meta({ description: 'The one-time link. It is shown this once.' }),
  })
  .meta({ id: 'CreatedInvitation' });
export type CreatedInvitation = z.output<typeof CreatedInvitation>;
export const ListInvitations = z.object(pagingFields);
export const Invite = z.object({
  email: emailAddress().nullish().meta({ description: 'Whom the link is for; no mail is sent.' }),
  role: choice(roles).meta({ description: 'The role in the team.' }),
});
export type Invite = z.output<typeof Invite>;

export const OpenInvitation = z
  .object({ team: z.string(), role: z.enum(roles), email: z.string().nullable(), expires_at: timestamp() })
  .meta({ id: 'OpenInvitation' });
export type OpenInvitation = z.output<typeof OpenInvitation>;
export const ReadInvitation = z.object({
  code: text(128).meta({ description: 'The code at the end of the link.' }),
});
export type ReadInvitation = z.output<typeof ReadInvitation>;
export const AcceptInvitation = z.object({
  code: text(128).meta({ description: 'The code at the end of the link.' }),
  name: text(255)
    .nullish()
    .meta({ description: 'Needed, with email and password, when nobody is signed in.' }),
  email: emailAddress().nullish().meta({ description: 'The address of the new account.' }),
  password: password()
    .nullish()
    .meta({ description: `At least ${passwordMinCharacters} characters.` }),
});
export type AcceptInvitation = z.output<typeof AcceptInvitation>;
