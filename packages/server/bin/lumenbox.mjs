#!/usr/bin/env node
// `npx lumenbox …`: runs the command line under a Node that can run the sources, whichever Node started this.
import { existsSync } from 'node:fs';
import { serverProgram } from '../../../scripts/build-server.mjs';
import { demandLauncherNode, root, runProgram } from '../../../scripts/suitable-node.mjs';

demandLauncherNode();
if (!existsSync(`${root}node_modules`)) {
  process.stderr.write(`Lumenbox's packages are not installed. Run "npm ci" in ${root} and try again.\n`);
  process.exit(1);
}
runProgram(await serverProgram('lumenbox'), process.argv.slice(2));
