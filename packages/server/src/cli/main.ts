// The process of the command line. The commands are listed in commands.ts.
import { enableCompileCache } from 'node:module';
import { fileURLToPath } from 'node:url';

// Sources are compiled once and not at every start, which takes more than half of it. The cache lies beside them and
// not in the system's temporary directory, where others could write; where it cannot be written there is none.
enableCompileCache(fileURLToPath(new URL('../../../../node_modules/.cache/lumenbox', import.meta.url)));
const { runCommands } = await import('./command.ts');
const { createCommands } = await import('./commands.ts');

process.exitCode = await runCommands(createCommands(), process.argv.slice(2));
