// The page docs/permissions.md, made from the table of permissions and the list of operations.
import type { Operation } from './operations/define.ts';
import { operations } from './operations/index.ts';
import { permissions, rolePermissions, roles, scopes, scopesAllow } from './permissions.ts';

/** The page as Markdown. */
export function permissionsPage(): string {
  return `${[
    '# Who may do what',
    'Made from `packages/contract/src/permissions.ts`; a test fails when it is out of date (`LUMENBOX_UPDATE_GOLDEN=1` writes it anew).',
    '## Roles',
    'Every member of a team has one role there. Owners alone make, unmake and remove owners, and a team always keeps one.',
    table(
      ['Permission', ...roles],
      permissions.map((permission) => [
        code(permission),
        ...roles.map((role) => mark(rolePermissions[role].includes(permission))),
      ]),
    ),
    '## Scopes of API keys',
    "A key has the permissions of its user's role that its scopes cover, and no more. `*` covers all; `admin` covers the running of the team, but neither patient data nor the members, through whom it could be reached; a peer gets only rights whose like the key has itself. Nothing but `*` signs reports. A key that a key makes expires no later than its maker.",
    table(
      ['Scope', 'Covers'],
      scopes.map((scope) => [
        code(scope),
        scope === '*'
          ? 'everything'
          : permissions
              .filter((permission) => scopesAllow([scope], permission))
              .map(code)
              .join(', '),
      ]),
    ),
    '## Operations',
    table(
      ['Operation', 'Path', 'Takes'],
      (Object.values(operations) as Operation[]).map((operation) => [
        operation.summary,
        code(`${operation.method} ${operation.path}`),
        demandOf(operation),
      ]),
    ),
  ].join('\n\n')}\n`;
}

function demandOf({ access }: Operation): string {
  if (access === 'public') return 'nothing';
  if (access === 'account') return 'a session, in any role';
  if (access === 'any') return 'any session or key';
  return code(access);
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

function code(text: string): string {
  return `\`${text}\``;
}

function mark(isAllowed: boolean): string {
  return isAllowed ? 'yes' : '';
}
