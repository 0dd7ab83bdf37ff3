// The process of the command line. The commands are listed in commands.ts.
import { runCommands } from './command.ts';
import { createCommands } from './commands.ts';

process.exitCode = await runCommands(createCommands(), process.argv.slice(2));
