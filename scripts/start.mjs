// `npm start`: installs what is missing, builds what is stale, and runs the server until it is told to stop.
import { serverProgram } from './build-server.mjs';
import { ensureWebBuilt } from './build-web.mjs';
import { ensureInstalled } from './install.mjs';
import { demandLauncherNode, runProgram } from './suitable-node.mjs';

demandLauncherNode();
await ensureInstalled();
if (!(await ensureWebBuilt())) process.exit(1);
runProgram(await serverProgram('server'), process.argv.slice(2));
