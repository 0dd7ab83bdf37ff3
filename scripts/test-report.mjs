// What vitest's report in JSON says, in the counts of `npm test`.
import { readFileSync } from 'node:fs';

/**
 * Tests by outcome, of a file or of many. A file that failed without a failed test (it does not load, or its hooks failed) counts as one.
 * @typedef {{ passed: number, failed: number, skipped: number }} Counts
 * @typedef {Counts & { name: string, failedTests: string[] }} FileReport
 * @typedef {Counts & { files: FileReport[] }} Report
 */

/** Reads a report; nothing when there is none, or it is cut. @param {string} path @returns {Report | undefined} */
export function readReport(path) {
  try {
    /** @type {{ name: string, status: string, assertionResults: { status: string, fullName: string }[] }[]} */
    const results = JSON.parse(readFileSync(path, 'utf8')).testResults;
    return sumOf(results.map(fileReport));
  } catch {
    return undefined;
  }
}

/** The first report with what the second says of the files that both have. @param {Report} first @param {Report} second @returns {Report} */
export function withFilesReplaced(first, second) {
  return sumOf(first.files.map((file) => second.files.find(({ name }) => name === file.name) ?? file));
}

/** @param {{ name: string, status: string, assertionResults: { status: string, fullName: string }[] }} result @returns {FileReport} */
function fileReport({ name, status, assertionResults }) {
  /** @param {string} wanted */
  const countOf = (wanted) => assertionResults.filter((test) => test.status === wanted).length;
  const failedTests = assertionResults
    .filter((test) => test.status === 'failed')
    .map((test) => test.fullName);
  if (status === 'failed' && failedTests.length === 0) failedTests.push('the file itself');
  const [passed, failed] = [countOf('passed'), failedTests.length];
  return { name, passed, failed, skipped: assertionResults.length - passed - countOf('failed'), failedTests };
}

/** @param {FileReport[]} files @returns {Report} */
function sumOf(files) {
  const total = { passed: 0, failed: 0, skipped: 0 };
  for (const { passed, failed, skipped } of files) {
    total.passed += passed;
    total.failed += failed;
    total.skipped += skipped;
  }
  return { ...total, files };
}
