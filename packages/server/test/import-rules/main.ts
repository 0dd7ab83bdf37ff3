// Checks the import rules from the command line: prints what breaks them, and exits with 1 if anything does.
import { fileURLToPath } from 'node:url';
import { guardImports } from './guard.ts';

const { files, imports, findings } = guardImports(fileURLToPath(new URL('../../../../', import.meta.url)));
for (const finding of findings) process.stdout.write(`${finding}\n`);
process.stdout.write(`${files.length} files, ${imports.length} imports, ${findings.length} findings\n`);
process.exitCode = findings.length === 0 ? 0 : 1;
