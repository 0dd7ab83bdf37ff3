// Opens the server's parts for a command, beside a running server or without one, and closes them again.
import { userInfo } from 'node:os';
import { grantScope, type RealmScope } from '../access/index.ts';
import type { Origin } from '../audit/index.ts';
import { composeParts, openFoundation, type Parts } from '../compose/index.ts';
import { readConfig } from '../config.ts';
import { selectTeamsByName, type TeamFacts } from '../features/teams/index.ts';
import type { RealmId } from '../platform/ids.ts';
import { createLogger } from '../platform/log.ts';
import { CliError } from './command.ts';

/** Runs a command's work with the server's parts. Logs go to standard error, warnings and worse. */
export async function withParts<T>(work: (parts: Parts) => Promise<T>): Promise<T> {
  const config = readConfig(process.env);
  const log = createLogger({
    level: 'warn',
    isTerminal: process.stderr.isTTY === true,
    destination: 'stderr',
  });
  const parts = await composeParts(await openFoundation({ config, log }));
  try {
    return await work(parts);
  } finally {
    await parts.close();
  }
}

/** The operator at the machine, as the audit trail names them. */
export function cliOrigin(realmId: RealmId): Origin & { readonly realmId: RealmId };
export function cliOrigin(realmId: null): Origin;
export function cliOrigin(realmId: RealmId | null): Origin {
  return {
    actor: { type: 'cli', id: null, name: operatorName(), tokenId: null },
    protocol: 'cli',
    ip: null,
    requestId: null,
    realmId,
  };
}

/** In a container the user may have no name. */
function operatorName(): string | null {
  try {
    return userInfo().username;
  } catch {
    return null;
  }
}

/** A team that a command works for, with what its services ask for. */
export interface CommandTeam extends TeamFacts {
  readonly scope: RealmScope;
  readonly origin: Origin & { readonly realmId: RealmId };
}

/** Finds the team that `--team` names, by name or id. Throws {@link CliError} when there is none, or more than one. */
export async function demandTeam(parts: Parts, nameOrId: string): Promise<CommandTeam> {
  const [team, ...others] = await selectTeamsByName(parts.foundation.database.kysely, nameOrId);
  if (team === undefined)
    throw new CliError(
      `There is no team ${JSON.stringify(nameOrId)}. Make it with an account: lumenbox user create --email E --name N --team ${JSON.stringify(nameOrId)} --password-stdin`,
    );
  if (others.length > 0)
    throw new CliError(
      `There are ${others.length + 1} teams called ${JSON.stringify(nameOrId)}. Name the one you mean by its id: ${[team, ...others].map(({ id }) => id).join(', ')}`,
    );
  return { ...team, scope: grantScope(team.realmId, 'cli'), origin: cliOrigin(team.realmId) };
}
