// `lumenbox user create`: makes an account, and the team and realm with it when there is no such team.
import { CompleteSetup, type Role, roles, validate } from '@lumenbox/contract';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { createUserInTeam } from '../features/users/index.ts';
import { failure } from '../platform/errors.ts';
import {
  CliError,
  createCommand,
  createGroup,
  type OutputOptions,
  printAnswer,
  printMessage,
} from './command.ts';
import { cliOrigin, withParts } from './with-parts.ts';

interface CreateOptions extends OutputOptions {
  email: string;
  name: string;
  team: string;
  role: Role;
}

/** Makes the command. */
export function userCommand(): Command {
  const create = createCommand(
    'create',
    'Make an account in a team; the team and its realm too when there is none.',
  )
    .requiredOption('--email <address>', 'the email address with which to sign in', readEmail)
    .requiredOption('--name <name>', "the person's name")
    .requiredOption('--team <name>', "the team's name or id")
    .addOption(new Option('--role <role>', 'the role in the team').choices(roles).default('owner'))
    .requiredOption(
      '--password-stdin',
      'read the password from standard input, where no list of processes shows it',
    )
    .action(createUser);
  return createGroup('user', 'Make accounts.').addCommand(create);
}

function readEmail(text: string): string {
  const input = validate(CompleteSetup.pick({ email: true }), { email: text.trim() });
  if (input.ok) return input.value.email;
  throw new InvalidArgumentError(Object.values(input.errors).flat().join(' '));
}

async function createUser(options: CreateOptions): Promise<void> {
  const { email, name } = options;
  const input = validate(CompleteSetup.pick({ email: true, name: true, team: true, password: true }), {
    email,
    // As the API reads texts: an empty one is none.
    name: name.trim() || null,
    team: options.team.trim() || null,
    password: await readPassword(),
  });
  if (!input.ok) throw failure.validation(input.errors);
  const { user, team } = await withParts(({ foundation, audit, passwords }) =>
    createUserInTeam({ ...foundation, audit, passwords }, cliOrigin(null), {
      ...input.value,
      role: options.role,
    }),
  );
  printAnswer(
    options,
    {
      user: { id: user.id, email: user.email },
      team: { id: team.id, name: team.name },
      realm: { id: team.realmId },
    },
    `Made the account ${user.email} (${options.role} of ${team.name}).`,
  );
}

/** Longer than any password; whoever pipes a file here by mistake is told. */
const inputCharactersMax = 4096;

/** The first line of standard input, with the blanks around it. */
async function readPassword(): Promise<string> {
  if (process.stdin.isTTY) printMessage('Type the password and press Enter:');
  let text = '';
  for await (const chunk of process.stdin.setEncoding('utf8')) {
    text += String(chunk);
    if (text.includes('\n')) break;
    if (text.length > inputCharactersMax)
      throw new CliError('Standard input holds no password: its first line is too long.');
  }
  const password = (text.split('\n', 1)[0] ?? '').replace(/\r$/, '');
  if (password === '')
    throw new CliError(
      'Standard input holds no password. Pipe it in: printf %s "$PASSWORD" | lumenbox user create …',
    );
  return password;
}
