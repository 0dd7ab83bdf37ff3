// `lumenbox serve`: the server alone, in the foreground.
import type { Command } from 'commander';
import { createGroup } from './command.ts';
import { serve } from './serve.ts';

/** Makes the command. */
export function serveCommand(): Command {
  return createGroup('serve', 'Run the server in the foreground until Ctrl-C or SIGTERM.')
    .option('--roles <list>', 'what this process does: api, dimse, worker, comma-separated (default: all)')
    .action(async (options: { roles?: string }) => {
      process.exitCode = await serve(options);
    });
}
