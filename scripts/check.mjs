// `npm run check`: types, form, lint, dead code, import rules and house rules, without the tests.
import { runChecks } from './checks.mjs';
import { ensureInstalled } from './install.mjs';
import { demandLauncherNode } from './suitable-node.mjs';

demandLauncherNode();
await ensureInstalled();
const { passed, failed } = await runChecks();
process.stdout.write(`${passed} passed, ${failed.length} failed\n`);
process.exit(failed.length === 0 ? 0 : 1);
