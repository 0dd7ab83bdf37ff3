// `npm start`: installs what is missing, builds what is stale, and runs the server until it is told to stop.
import { join } from 'node:path';
import { ensureWebBuilt } from './build-web.mjs';
import { ensureInstalled } from './install.mjs';
import { demandLauncherNode, root, runProgram } from './suitable-node.mjs';

demandLauncherNode();
await ensureInstalled();
if (!(await ensureWebBuilt())) process.exit(1);
runProgram(join(root, 'packages', 'server', 'src', 'main.ts'), process.argv.slice(2));
