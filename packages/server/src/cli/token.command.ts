// `lumenbox token create|list|revoke`: API keys from the operator's seat.
import { durationMs, type Scope, scopes, type Token } from '@lumenbox/contract';
import { type Command, InvalidArgumentError } from 'commander';
import { grantScope } from '../access/index.ts';
import type { Parts } from '../compose/index.ts';
import { selectMemberByEmail } from '../features/teams/index.ts';
import {
  endToken,
  issueToken,
  presentToken,
  selectTokenPlace,
  selectTokens,
} from '../features/tokens/index.ts';
import { emailKeyOf } from '../features/users/index.ts';
import { isId } from '../platform/ids.ts';
import {
  CliError,
  createCommand,
  createGroup,
  type OutputOptions,
  printAnswer,
  printMessage,
} from './command.ts';
import { cliOrigin, demandTeam, withParts } from './with-parts.ts';

/** Makes the command. */
export function tokenCommand(): Command {
  return createGroup('token', 'Make, list and revoke API keys.')
    .addCommand(createTokenCommand())
    .addCommand(listTokensCommand())
    .addCommand(revokeTokenCommand());
}

interface CreateOptions extends OutputOptions {
  email: string;
  team: string;
  name: string;
  scopes: Scope[];
  expires?: string;
}

function createTokenCommand(): Command {
  return createCommand('create', 'Make an API key. It is shown this once.')
    .requiredOption('--email <address>', 'the member for whom the key acts')
    .requiredOption('--team <name>', "the team's name or id")
    .requiredOption('--name <name>', 'what the key is for', readName)
    .option('--scopes <list>', `what it may do, comma-separated: ${scopes.join(', ')}`, readScopes, ['*'])
    .option(
      '--expires <duration>',
      'how long it lives: a number and s, m, h or d (default: for ever)',
      readDuration,
    )
    .action((options: CreateOptions) => withParts((parts) => createToken(parts, options)));
}

async function createToken(parts: Parts, options: CreateOptions): Promise<void> {
  const team = await demandTeam(parts, options.team);
  const member = await selectMemberByEmail(parts.foundation.database.kysely, team.scope, {
    teamId: team.id,
    emailKey: emailKeyOf(options.email.trim()),
  });
  if (member === undefined)
    throw new CliError(
      `${options.email} is no member of ${team.name}. Make the account with 'lumenbox user create', or invite it in the dashboard.`,
    );
  const {
    id,
    token,
    name,
    scopes: granted,
    expires_at,
  } = await issueToken({ ...parts.foundation, audit: parts.audit }, team.scope, team.origin, {
    teamId: team.id,
    userId: member.id,
    name: options.name,
    scopes: options.scopes,
    expiresIn: options.expires ?? null,
  });
  if (options.json !== true) printMessage('Keep the key now: it is not shown again.');
  printAnswer(options, { id, token, name, scopes: granted, expires_at }, token);
}

/** Keys read at once; the list goes on until all are read. */
const pageSize = 500;

function listTokensCommand(): Command {
  return createCommand('list', 'List the API keys of a team that are not revoked.')
    .requiredOption('--team <name>', "the team's name or id")
    .action((options: OutputOptions & { team: string }) =>
      withParts(async (parts) => {
        const team = await demandTeam(parts, options.team);
        const tokens: Token[] = [];
        for (let total = 1; tokens.length < total; ) {
          const page = { teamId: team.id, offset: tokens.length, limit: pageSize };
          const { rows, ...count } = await selectTokens(parts.foundation.database.kysely, team.scope, page);
          if (rows.length === 0) break;
          tokens.push(...rows.map(presentToken));
          total = count.total;
        }
        parts.audit.recordRead(team.origin, { event: 'token.listed', details: { count: tokens.length } });
        printAnswer(options, { tokens }, describe(tokens));
      }),
    );
}

function describe(tokens: readonly Token[]): string {
  if (tokens.length === 0) return 'The team has no API keys.';
  return tokens
    .map((token) =>
      [
        token.id,
        `…${token.hint}`,
        token.name,
        token.user.email,
        token.scopes.join(','),
        token.expires_at === null ? 'never expires' : `expires ${token.expires_at}`,
        token.last_used_at === null ? 'never used' : `last used ${token.last_used_at}`,
      ].join('  '),
    )
    .join('\n');
}

function revokeTokenCommand(): Command {
  return createCommand('revoke', 'Revoke an API key. The next request with it fails.')
    .argument('<id>', 'the id of the key, as `token list` shows it')
    .action((id: string, options: OutputOptions) =>
      withParts(async (parts) => {
        const place = isId(id) ? await selectTokenPlace(parts.foundation.database.kysely, id) : undefined;
        if (place === undefined)
          throw new CliError(
            `There is no key ${id}, or it is revoked already. See: lumenbox token list --team T`,
          );
        const deps = { ...parts.foundation, audit: parts.audit };
        await endToken(deps, grantScope(place.realmId, 'cli'), cliOrigin(place.realmId), id);
        printAnswer(options, { id, revoked: true }, `Revoked ${id}.`);
      }),
    );
}

function readName(text: string): string {
  const name = text.trim();
  if (name === '' || [...name].length > 255) throw new InvalidArgumentError('Give 1 to 255 characters.');
  return name;
}

function readScopes(text: string): Scope[] {
  const given = text.split(',').map((scope) => scope.trim());
  const unknown = given.filter((scope) => !(scopes as readonly string[]).includes(scope));
  if (unknown.length > 0)
    throw new InvalidArgumentError(
      `There is no scope ${unknown.join(', ')}. There are: ${scopes.join(', ')}.`,
    );
  return given as Scope[];
}

function readDuration(text: string): string {
  if (Number.isNaN(durationMs(text)))
    throw new InvalidArgumentError(
      'Give a number and s, m, h or d, for instance 30d; at most a hundred years.',
    );
  return text;
}
