// Accounts and API keys for acceptance tests, made through the command line as an administrator would.
import { randomUUID } from 'node:crypto';
import { askLumenbox } from './run-command.ts';

/** An account in a team. */
export interface Account {
  readonly email: string;
  readonly password: string;
  readonly name: string;
  readonly team: string;
  readonly userId: string;
  readonly teamId: string;
  readonly realmId: string;
}

/** What an account should be like; whatever is left away is made up. */
export interface AccountWishes {
  email?: string;
  name?: string;
  team?: string;
  role?: 'owner' | 'admin' | 'member' | 'uploader' | 'viewer';
  password?: string;
}

/** What a key should be like. */
export interface TokenWishes {
  name?: string;
  /** Comma-separated; absent: all that the role allows. */
  scopes?: string;
  /** A number and s, m, h or d. */
  expires?: string;
}

interface Installation {
  env: Readonly<Record<string, string>>;
}

/** Makes an account. A team that does not exist is made with it, and a realm for the team. */
export async function createAccount(place: Installation, wishes: AccountWishes = {}): Promise<Account> {
  const tail = randomUUID().slice(0, 8);
  const email = wishes.email ?? `user-${tail}@example.org`;
  const name = wishes.name ?? 'Alex Example';
  const team = wishes.team ?? `Team ${tail}`;
  const password = wishes.password ?? `correct horse ${tail}`;
  const args = ['user', 'create', '--email', email, '--name', name, '--team', team];
  const answer = await askLumenbox<{ user: { id: string }; team: { id: string }; realm: { id: string } }>(
    [...args, '--role', wishes.role ?? 'owner', '--password-stdin'],
    { env: place.env, input: `${password}\n` },
  );
  return {
    email,
    password,
    name,
    team,
    userId: answer.user.id,
    teamId: answer.team.id,
    realmId: answer.realm.id,
  };
}

/** Makes an API key for an account and gives its text. */
export async function createToken(
  place: Installation,
  account: Pick<Account, 'email' | 'team'>,
  wishes: TokenWishes = {},
): Promise<string> {
  const args = ['token', 'create', '--email', account.email, '--team', account.team];
  args.push('--name', wishes.name ?? 'Acceptance');
  if (wishes.scopes !== undefined) args.push('--scopes', wishes.scopes);
  if (wishes.expires !== undefined) args.push('--expires', wishes.expires);
  const answer = await askLumenbox<{ token: string }>(args, { env: place.env });
  return answer.token;
}
