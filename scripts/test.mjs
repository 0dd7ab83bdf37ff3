// `npm test [-- PATTERN …]`: every check and every test, or the test files whose path holds a pattern. The last line has the counts.
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { ensureWebBuilt } from './build-web.mjs';
import { pathWithNode, runChecks } from './checks.mjs';
import { ensureInstalled } from './install.mjs';
import { runTool } from './run-tool.mjs';
import { demandLauncherNode, root, suitableNode } from './suitable-node.mjs';
import { ensureTools } from './system-packages.mjs';
import { ensureOhif } from './test-ohif.mjs';
import { startPostgres } from './test-postgres.mjs';
import { readReport, withFilesReplaced } from './test-report.mjs';
import { s3Environment, startS3 } from './test-s3.mjs';

/** A part of the tests that hangs is ended, and counts as failed; one that is slow on a busy machine is not. */
const partTimeoutMs = 45 * 60_000;
/** More files than this do not fail by chance. */
const filesTriedAgainMax = 2;

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
 * @param {string} project @param {Record<string, string>} environment @param {{ isTriedAgain?: boolean }} [options]
 */
async function runProject(project, environment, { isTriedAgain = false } = {}) {
  announce(`tests: ${project}`);
  const first = await runFiles(project, environment, patterns);
  const counts = isTriedAgain ? await tryAgain(project, environment, first) : first;
  if (counts.report === undefined)
    return fail(`tests: ${project} ended with exit code ${counts.code} and without a report`);
  const { passed, skipped, failed } = counts.report;
  totals.passed += passed;
  totals.skipped += skipped;
  totals.failed += failed;
  if (failed > 0) complaints.push(`FAILED   tests: ${project}: ${failed}`);
  else if (counts.code !== 0)
    fail(`tests: ${project} ended with exit code ${counts.code} though no test failed`);
}

/**
 * Runs files of a project whose paths hold one of the words, or all.
 * @param {string} project @param {Record<string, string>} environment @param {readonly string[]} words
 */
async function runFiles(project, environment, words) {
  const file = join(reports, `${project.replace(':', '-')}.json`);
  rmSync(file, { force: true });
  const vitest = join(root, 'node_modules', 'vitest', 'vitest.mjs');
  const reporting = ['--reporter=default', '--reporter=json', `--outputFile.json=${file}`];
  const args = ['run', '--project', project, ...reporting];
  const code = await runTool(
    [suitableNode(), vitest, ...args, ...(words.length > 0 ? ['--passWithNoTests', ...words] : [])],
    {
      cwd: root,
      stdio: ['ignore', 1, 2],
      timeoutMs: partTimeoutMs,
      env: { ...process.env, NODE_ENV: 'test', PATH: pathWithNode(), ...environment },
    },
  );
  return { code, report: readReport(file) };
}

/**
 * A few files in which something failed are run once more, alone: browsers, peers and servers that are killed share two cores with everything
 * else, and what they do when the machine stands still is rarely what the test is about. What passes only then is named at the end.
 * @param {string} project @param {Record<string, string>} environment @param {Awaited<ReturnType<typeof runFiles>>} first
 */
async function tryAgain(project, environment, first) {
  const broken = first.report?.files.filter(({ failed }) => failed > 0) ?? [];
  if (first.report === undefined || broken.length === 0 || broken.length > filesTriedAgainMax) return first;
  announce(`tests: ${project}, once more what failed`);
  const names = broken.map(({ name }) => relative(root, name));
  const second = await runFiles(project, environment, names);
  if (second.report === undefined) return first;
  const report = withFilesReplaced(first.report, second.report);
  for (const { name, failedTests } of broken) {
    if (report.files.some((file) => file.name === name && file.failed > 0)) continue;
    complaints.push(
      `AGAIN    ${relative(root, name)} passed alone; before, this failed: ${failedTests.join('; ')}`,
    );
  }
  return { code: second.code, report };
}

/** What keeps its objects in a bucket, and several servers on one. @param {Record<string, string>} environment */
async function testBuckets(environment) {
  try {
    const s3 = await startS3();
    await runProject('server:s3', { ...environment, ...s3Environment(s3) }, { isTriedAgain: true });
    await s3.stop();
  } catch (error) {
    missing(`tests: server:s3: ${error instanceof Error ? error.message : String(error)}`);
  }
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
for (const project of ['dicom', 'contract', 'web']) await runProject(project, environment);
await runProject('server:sqlite', environment, { isTriedAgain: true });

try {
  const postgres = await startPostgres();
  const withPostgres = { ...environment, LUMENBOX_TEST_DATABASE_URL: postgres.url };
  await runProject('server:postgres', withPostgres, { isTriedAgain: true });
  await testBuckets(withPostgres);
  await postgres.stop();
} catch (error) {
  missing(`tests: server:postgres: ${error instanceof Error ? error.message : String(error)}`);
}

if (await ensureWebBuilt())
  await runProject('acceptance', { ...environment, ...viewer() }, { isTriedAgain: true });
else fail('the dashboard could not be built, so nothing was tested from outside');

const skipped = totals.skipped > 0 ? `, ${totals.skipped} skipped` : '';
process.stdout.write(`\n${complaints.map((complaint) => `${complaint}\n`).join('')}`);
process.stdout.write(`${totals.passed} passed, ${totals.failed} failed${skipped}\n`);
process.exitCode = totals.failed === 0 && totals.passed > 0 ? 0 : 1;
