// Checks the house rules from the command line: prints what breaks them, and exits with 1 if anything does.
import { fileURLToPath } from 'node:url';
import { readTree } from './findings.ts';
import { houseRules } from './house-rules.ts';

const tree = readTree(fileURLToPath(new URL('../../../../', import.meta.url)));
const findings = Object.entries(houseRules).flatMap(([sentence, rule]) =>
  rule(tree).map((finding) => `${finding} (${sentence})`),
);
for (const finding of findings) process.stdout.write(`${finding}\n`);
process.stdout.write(`${tree.length} files, ${findings.length} findings\n`);
process.exitCode = findings.length === 0 ? 0 : 1;
