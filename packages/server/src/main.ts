// The process of `npm start`: the command `serve`, with the options that are given to it.
import { runCommands } from './cli/command.ts';
import { serveCommand } from './cli/serve.command.ts';

process.exitCode = await runCommands([serveCommand()], ['serve', ...process.argv.slice(2)]);
