// `npm test [-- PATTERN …]`: every check and every test, or the test files whose path holds a pattern. The last line has the counts.
import { randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { ensureWebBuilt } from './build-web.mjs';
import { pathWithNode, runChecks } from './checks.mjs';
import { ensureInstalled } from './install.mjs';
import { runTool } from './run-tool.mjs';
import { compiledOnce, demandLauncherNode, root, suitableNode } from './suitable-node.mjs';
import { ensureTools } from './system-packages.mjs';
import { ensureOhif } from './test-ohif.mjs';
import { startPostgres } from './test-postgres.mjs';
import { s3Environment, startS3 } from './test-s3.mjs';

/** A part of the tests that hangs is ended, and counts as failed; one that is slow on a busy machine is not. */
const partTimeoutMs = 45 * 60_000;

/** Failures that the end of the output tells again; all stand further up. */
const failuresShownMax = 10;

const isCi = ['true', '1'].includes(process.env.CI ?? '');
const patterns = process.argv.slice(2);
const totals = { passed: 0, failed: 0, skipped: 0 };
/** @type {string[]} */
const complaints = [];

/** @param {string} complaint */
function fail(complaint) {
  totals.failed++;
  complaints.push(`FAILED   ${complaint}`);
}

/** What is not here fails a run that must be whole, and is said aloud in any other. @param {string} what */
function missing(what) {
  if (isCi) return fail(what);
  totals.skipped++;
  complaints.push(`SKIPPED  ${what}`);
}

/** @param {string} title */
function announce(title) {
  process.stdout.write(`\n=== ${title} ===\n`);
}

/**
 * Runs one project of vitest.config.ts and adds what came of it.
 * @param {string} project @param {Record<string, string>} environment
 */
async function runProject(project, environment) {
  announce(`tests: ${project}`);
  const report = join(reports, `${project.replace(':', '-')}.json`);
  const vitest = join(root, 'node_modules', 'vitest', 'vitest.mjs');
  const args = [
    'run',
    '--project',
    project,
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${report}`,
  ];
  const code = await runTool(
    [suitableNode(), vitest, ...args, ...(patterns.length > 0 ? ['--passWithNoTests', ...patterns] : [])],
    {
      cwd: root,
      stdio: ['ignore', 1, 2],
      timeoutMs: partTimeoutMs,
      env: { ...compiledOnce, ...process.env, NODE_ENV: 'test', PATH: pathWithNode(), ...environment },
    },
  );
  const counts = readReport(report);
  if (counts === undefined)
    return fail(`tests: ${project} ended with exit code ${code} and without a report`);
  totals.passed += counts.passed;
  totals.skipped += counts.skipped;
  totals.failed += counts.failed;
  if (counts.failed > 0)
    complaints.push(`FAILED   tests: ${project}: ${counts.failed}`, ...counts.failures.map(indent));
  else if (code !== 0) fail(`tests: ${project} ended with exit code ${code} though no test failed`);
}

/** What keeps its objects in a bucket, and several servers on one. @param {Record<string, string>} environment */
async function testBuckets(environment) {
  try {
    const s3 = await startS3();
    await runProject('server:s3', { ...environment, ...s3Environment(s3) });
    await s3.stop();
  } catch (error) {
    missing(`tests: server:s3: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/**
 * Tests by outcome, and what is needed to see a failure again: random tests say the seed in their message.
 * A file that failed without a failed test (it does not load, or its hooks failed) counts as one.
 * @param {string} file
 * @returns {{ passed: number, failed: number, skipped: number, failures: string[] } | undefined}
 */
function readReport(file) {
  try {
    const report = JSON.parse(readFileSync(file, 'utf8'));
    /** @type {{ name: string, status: string, message: string, assertionResults: { status: string, fullName: string, failureMessages: string[] }[] }[]} */
    const files = report.testResults;
    const failures = files
      .filter((result) => result.status === 'failed')
      .flatMap((result) => {
        const failed = result.assertionResults.filter((test) => test.status === 'failed');
        const name = relative(root, result.name);
        if (failed.length === 0)
          return [`${name}: ${beginning(result.message) || 'its process ended; see above'}`];
        return failed.map(
          (test) => `${name}: ${test.fullName}: ${beginning(test.failureMessages.join('\n'))}`,
        );
      });
    return {
      passed: report.numPassedTests,
      failed: failures.length,
      skipped: report.numPendingTests + report.numTodoTests,
      failures: failures.slice(0, failuresShownMax),
    };
  } catch {
    return undefined;
  }
}

/** The first lines of a message, which say what was expected and what came. @param {string} message */
function beginning(message) {
  return message.split('\n').slice(0, 12).join('\n').slice(0, 1500);
}

/** @param {string} text */
function indent(text) {
  return `  ${text.replaceAll('\n', '\n    ')}`;
}

/** OHIF's folder, where its test is among those that run. */
function viewer() {
  const test = 'acceptance/clients/ohif.test.ts';
  if (patterns.length > 0 && !patterns.some((pattern) => test.includes(pattern))) return {};
  const folder = ensureOhif();
  if (folder !== undefined) return { LUMENBOX_TEST_OHIF: folder };
  missing('OHIF (npm pack @ohif/app) cannot be had: another viewer against the running server');
  return {};
}

demandLauncherNode();
await ensureInstalled();
const reports = mkdtempSync(join(tmpdir(), 'lumenbox-reports-'));
process.once('exit', () => rmSync(reports, { recursive: true, force: true }));

announce('programs');
const tools = ensureTools();
for (const tool of tools.missing)
  missing(`${tool.name} (Debian: ${tool.debianPackage}) is not here: ${tool.neededFor}`);
if (tools.missing.length === 0) process.stdout.write('all here\n');

if (patterns.length === 0) {
  announce('checks');
  const checks = await runChecks();
  totals.passed += checks.passed;
  for (const name of checks.failed) fail(name);
}

const environment = { ...tools.environment, LUMENBOX_TEST_RUN_ID: randomBytes(6).toString('hex') };
for (const project of ['dicom', 'contract', 'web', 'server:sqlite']) await runProject(project, environment);

try {
  const postgres = await startPostgres();
  const withPostgres = { ...environment, LUMENBOX_TEST_DATABASE_URL: postgres.url };
  await runProject('server:postgres', withPostgres);
  await testBuckets(withPostgres);
  await postgres.stop();
} catch (error) {
  missing(`tests: server:postgres: ${error instanceof Error ? error.message : String(error)}`);
}

if (await ensureWebBuilt()) await runProject('acceptance', { ...environment, ...viewer() });
else fail('the dashboard could not be built, so nothing was tested from outside');

const skipped = totals.skipped > 0 ? `, ${totals.skipped} skipped` : '';
process.stdout.write(`\n${complaints.map((complaint) => `${complaint}\n`).join('')}`);
process.stdout.write(`${totals.passed} passed, ${totals.failed} failed${skipped}\n`);
process.exitCode = totals.failed === 0 && totals.passed > 0 ? 0 : 1;
