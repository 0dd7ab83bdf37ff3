// Every house rule by the sentence that it keeps. A new rule is a new line here, and a sample in tidy.test.ts that it refuses.
import {
  errorCodesAreExplained,
  linksLeadSomewhere,
  onlyConfigReadsEnvironment,
  settingsAreExplained,
} from './document-rules.ts';
import type { HouseRule } from './findings.ts';
import {
  filesEndWithNewline,
  filesHaveHeaders,
  filesStaySmall,
  limitsHaveReasons,
  namesAreKebabCase,
  namesSaySomething,
  noMachinePaths,
  noNotesOfWorkLeft,
} from './form-rules.ts';
import { lockfileHasNoAddresses, lockfileIsWhole, migrationsAreUnchanged } from './release-rules.ts';
import { jobsAreComplete, logsAreEvents, storesTakeScopes, tablesHaveOneWriter } from './store-rules.ts';
import { everyPackageHasTests, noTestsLeftOut, testsDoNotSleep } from './test-rules.ts';
import { wordsStandInTheCatalogue } from './word-rules.ts';

export const houseRules = {
  'source files stay small': filesStaySmall,
  'no notes of work left': noNotesOfWorkLeft,
  'names say what is inside': namesSaySomething,
  'names are kebab-case': namesAreKebabCase,
  'sources begin by saying what lives in them': filesHaveHeaders,
  'text files end with the end of a line': filesEndWithNewline,
  "nothing names a place on somebody's machine": noMachinePaths,
  'limits have a comment': limitsHaveReasons,
  'no test is left out or alone': noTestsLeftOut,
  'every package has tests': everyPackageHasTests,
  'tests do not sleep': testsDoNotSleep,
  'every setting is explained': settingsAreExplained,
  'the configuration alone reads the environment': onlyConfigReadsEnvironment,
  'every error code is explained': errorCodesAreExplained,
  'links of documents lead somewhere': linksLeadSomewhere,
  'each table is written by one store': tablesHaveOneWriter,
  'store functions take a scope or say why not': storesTakeScopes,
  'jobs have a version, a form of payload and a test': jobsAreComplete,
  'log lines are the names of events': logsAreEvents,
  'words of the dashboard stand in the catalogue': wordsStandInTheCatalogue,
  'released migrations are unchanged': migrationsAreUnchanged,
  'the lockfile holds no addresses': lockfileHasNoAddresses,
  'the lockfile is whole': lockfileIsWhole,
} as const satisfies Record<string, HouseRule>;

/** The sentence of a house rule. */
export type HouseRuleName = keyof typeof houseRules;
