// `lumenbox serve`: the server alone, in the foreground.
import { type Command, InvalidArgumentError } from 'commander';
import { roles } from '../config.ts';
import { createCommand, type OutputOptions } from './command.ts';
import { serve } from './serve.ts';

/** Makes the command. */
export function serveCommand(): Command {
  return createCommand('serve', 'Run the server in the foreground until Ctrl-C or SIGTERM.')
    .option(
      '--roles <list>',
      `what this process does, comma-separated: ${roles.join(', ')} (default: all)`,
      readRoles,
    )
    .action(async (options: OutputOptions & { roles?: string }) => {
      process.exitCode = await serve(options);
    });
}

/** The configuration reads the list; here it is only a matter of usage. */
function readRoles(text: string): string {
  const given = text.split(',').map((role) => role.trim());
  if (!given.every((role) => (roles as readonly string[]).includes(role)))
    throw new InvalidArgumentError(`There are the roles ${roles.join(', ')}.`);
  return given.join(',');
}
