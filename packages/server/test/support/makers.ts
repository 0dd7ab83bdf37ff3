// Makers of what tests need: each makes one thing, quickly and through the services, and shares nothing.
import type { Role, Scope } from '@lumenbox/contract';
import { grantScope, type RealmScope } from '../../src/access/index.ts';
import type { Origin } from '../../src/audit/index.ts';
import { issueToken } from '../../src/features/tokens/index.ts';
import { createUserInTeam } from '../../src/features/users/index.ts';
import { newId, type RealmId } from '../../src/platform/ids.ts';
import type { TestServer } from './test-server.ts';

/** A member of a team and the keys that act for them. */
export interface TestMember {
  readonly userId: string;
  readonly email: string;
  readonly password: string;
  readonly teamId: string;
  readonly teamName: string;
  readonly realmId: RealmId;
  readonly scope: RealmScope;
  /** What services ask for when a test calls one without HTTP. */
  readonly origin: Origin & { readonly realmId: RealmId };
  /** A new key of this member. */
  token(scopes?: readonly Scope[]): Promise<string>;
  /** The headers of a request with a key that may do all that the role allows. */
  readonly headers: { readonly authorization: string };
}

const password = 'correct horse battery';
let passwordHash: string | undefined;

/** A team of its own realm with its owner. */
export function aTeam(server: TestServer): Promise<TestMember> {
  return join(server, { team: `Team ${newId()}`, role: 'owner' });
}

/** A further member of a team. */
export function aMember(server: TestServer, team: TestMember, role: Role): Promise<TestMember> {
  return join(server, { team: team.teamId, role });
}

async function join(server: TestServer, where: { team: string; role: Role }): Promise<TestMember> {
  const { foundation, audit, passwords } = server.parts;
  const deps = { ...foundation, audit };
  const email = `${newId()}@example.com`;
  // A real hash of the real cost, made once a process: a suite makes hundreds of accounts.
  passwordHash ??= await passwords.hash(password);
  const known = passwordHash;
  const { user, team } = await createUserInTeam(
    { ...deps, passwords: { ...passwords, hash: async () => known } },
    {
      actor: { type: 'system', id: null, name: null, tokenId: null },
      protocol: 'cli',
      ip: null,
      requestId: null,
      realmId: null,
    },
    { email, name: 'Test Member', password, ...where },
  );
  const scope = grantScope(team.realmId, 'cli');
  const origin = {
    actor: { type: 'user' as const, id: user.id, name: user.name, tokenId: null },
    protocol: 'http' as const,
    ip: '127.0.0.1',
    requestId: newId(),
    realmId: team.realmId,
  };
  const token = async (scopes: readonly Scope[] = ['*']) =>
    (
      await issueToken(deps, scope, origin, {
        teamId: team.id,
        userId: user.id,
        name: 'Test key',
        scopes,
        expiresIn: null,
      })
    ).token;
  return {
    userId: user.id,
    email,
    password,
    teamId: team.id,
    teamName: team.name,
    realmId: team.realmId,
    scope,
    origin,
    token,
    headers: { authorization: `Bearer ${await token()}` },
  };
}
