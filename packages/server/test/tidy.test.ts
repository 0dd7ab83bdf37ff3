// The house rules: each is able to say no. That the tree keeps them is one of the checks.
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { readTree, type TextFile } from './tidy/findings.ts';
import { type HouseRuleName, houseRules } from './tidy/house-rules.ts';
import { samples } from './tidy/samples.ts';

const tree = readTree(fileURLToPath(new URL('../../../', import.meta.url)));

describe('the tree', () => {
  it('was read', () => {
    expect(tree.map(({ path }) => path)).toEqual(
      expect.arrayContaining([
        'package-lock.json',
        'packages/server/src/main.ts',
        'packages/server/test/tidy.test.ts',
      ]),
    );
  });
});

describe('the house rules', () => {
  const cases = Object.entries(samples).flatMap(([sentence, list]) =>
    list.map((sample, index) => ({ sentence, sample, what: `sample ${index + 1} of "${sentence}"` })),
  );

  it.each(cases)('judge $what', ({ sentence, sample }) => {
    const files: TextFile[] = Object.entries(sample.files).map(([path, text]) => ({ path, text }));
    const findings = houseRules[sentence as HouseRuleName](files);
    if (sample.finding === undefined) expect(findings).toEqual([]);
    else expect(findings[0]?.startsWith(sample.finding), findings.join('\n')).toBe(true);
  });

  it('each refuse at least one sample', () => {
    const kind = Object.entries(samples).filter(([, list]) =>
      list.every((sample) => sample.finding === undefined),
    );
    expect(kind).toEqual([]);
  });
});
