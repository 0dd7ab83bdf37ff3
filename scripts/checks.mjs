// Everything that is checked without running the product: types, form, lint, dead code, import rules, house rules. One list for `check` and `test`.
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { runTool } from './run-tool.mjs';
import { root, suitableNode } from './suitable-node.mjs';

/** @typedef {{ name: string, command: readonly string[] }} Check */

/** @returns {readonly Check[]} */
function checks() {
  const node = suitableNode();
  const bin = (/** @type {string} */ name) => join(root, 'node_modules', '.bin', name);
  const projects = [
    'packages/dicom',
    'packages/contract',
    'packages/server',
    'packages/web',
    'acceptance',
    'bench',
    'scripts',
  ];
  return [
    ...projects.flatMap(typescriptConfigs).map((config) => ({
      name: `types: ${config}`,
      command: [
        bin('tsc'),
        '--project',
        config,
        '--noEmit',
        '--pretty',
        String(process.stderr.isTTY === true),
      ],
    })),
    {
      name: 'form (biome)',
      command: [bin('biome'), 'check', '--error-on-warnings', '--max-diagnostics=50', '.'],
    },
    { name: 'lint (oxlint)', command: [bin('oxlint'), '--type-aware', '--deny-warnings', '.'] },
    { name: 'dead code (knip)', command: [bin('knip'), '--no-progress', '--treat-config-hints-as-errors'] },
    { name: 'import rules', command: [node, 'packages/server/test/import-rules/main.ts'] },
    { name: 'house rules', command: [node, 'packages/server/test/tidy/main.ts'] },
  ];
}

/** @param {string} folder @returns {string[]} its TypeScript projects, from the root */
function typescriptConfigs(folder) {
  return readdirSync(join(root, folder))
    .filter((name) => /^tsconfig(\.[a-z]+)?\.json$/.test(name))
    .sort()
    .map((name) => `${folder}/${name}`);
}

/** Runs every check, also after one has failed. @returns {Promise<{ passed: number, failed: string[] }>} */
export async function runChecks() {
  /** @type {string[]} */
  const failed = [];
  const all = checks();
  for (const { name, command } of all) {
    const startedMs = Date.now();
    const code = await runTool(command, { cwd: root, env: environment() });
    const took = ((Date.now() - startedMs) / 1000).toFixed(1);
    process.stderr.write(`${code === 0 ? 'ok    ' : 'FAILED'} ${name} (${took} s)\n`);
    if (code !== 0) failed.push(name);
  }
  return { passed: all.length - failed.length, failed };
}

/** The tools that are scripts themselves find the suitable Node first. */
function environment() {
  return { ...process.env, PATH: pathWithNode() };
}

/** PATH with the suitable Node before all others. */
export function pathWithNode() {
  return `${join(suitableNode(), '..')}:${process.env.PATH ?? ''}`;
}
