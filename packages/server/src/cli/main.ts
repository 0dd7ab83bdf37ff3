// The command line: the list of all commands, and the process that runs one of them.
import type { Command } from 'commander';
import { runCommands } from './command.ts';
import { doctorCommand } from './doctor.command.ts';
import { migrateCommand } from './migrate.command.ts';
import { realmCommand } from './realm.command.ts';
import { serveCommand } from './serve.command.ts';
import { tokenCommand } from './token.command.ts';
import { userCommand } from './user.command.ts';

/** Every command, in the order of the help. One file each. */
const commands: readonly Command[] = [
  serveCommand(),
  userCommand(),
  tokenCommand(),
  realmCommand(),
  migrateCommand(),
  doctorCommand(),
];

process.exitCode = await runCommands(commands, process.argv.slice(2));
