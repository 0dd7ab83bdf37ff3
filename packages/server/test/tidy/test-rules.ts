// What holds of tests: none is left out, none alone, and every package and job has some.
import { everyMatch, type HouseRule, isTest } from './findings.ts';

/** A test is left out by a condition that says why (`skipIf`, `runIf`), and never by hand. */
export const noTestsLeftOut: HouseRule = (files) =>
  everyMatch(
    files.filter(({ path }) => isTest(path)),
    /\b(?:(?:it|test|describe|suite|context|ctx)(?:\.\w+)*\.(?:only|skip|todo|fails)\b|(?:xit|fit|xdescribe|fdescribe|xtest)\()/g,
    ([call]) => `${call}: tests are left out by skipIf or runIf with a condition, and none runs alone`,
  );

/** No package goes without tests. */
export const everyPackageHasTests: HouseRule = (files) => {
  const packages = new Set(
    files.flatMap(({ path }) => /^packages\/[^/]+(?=\/package\.json$)/.exec(path)?.[0] ?? []),
  );
  return [...packages]
    .filter((folder) => !files.some(({ path }) => path.startsWith(`${folder}/`) && isTest(path)))
    .map((folder) => `${folder}/package.json:1: the package has no tests`);
};

/** No sleeps: a test waits for what it waits for. */
export const testsDoNotSleep: HouseRule = (files) =>
  everyMatch(
    files.filter(({ path }) => isTest(path) && !path.startsWith('acceptance/')),
    /\bawait (?:setTimeout|delay|sleep)\(|setTimeout\((?:resolve|done|r),/g,
    ([call]) => `${call}: wait for the condition, or move the clock`,
  );
