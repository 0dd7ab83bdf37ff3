// Profiles: own rules, and what makes no profile.
import { describe, expect, it } from 'vitest';
import { firstString, sequence } from '../data-set/values.ts';
import { tags } from '../dictionary/index.ts';
import { readHeader } from '../part10/read-header.ts';
import { aCtInstance } from '../testing/index.ts';
import { clean } from './case-of-tests.ts';
import { profileOf } from './profile.ts';
import { profileProblems } from './profile-problems.ts';

describe('own rules', () => {
  it('keep, remove, empty, replace and clean attributes wherever they stand', () => {
    const profile = profileOf('basic', {
      rules: [
        { tag: '00081030', action: 'clean' },
        { tag: '00080070', action: 'remove' },
        { tag: '00081090', action: 'empty' },
        { tag: '00180015', action: 'replace', value: 'CHEST' },
        { tag: '60XX3000', action: 'remove' },
      ],
    });
    const made = aCtInstance({
      patientName: 'Zwetschgenbaum^Ottokar',
      studyDescription: 'CT Zwetschgenbaum',
    });
    const { dataSet } = readHeader(clean(made.bytes, { profile }).head);
    expect(firstString(dataSet, tags.StudyDescription)).toBe('CT ***');
    expect(dataSet.elements.has(tags.Manufacturer)).toBe(false);
    expect(firstString(dataSet, tags.ManufacturerModelName)).toBeUndefined();
    expect(firstString(dataSet, tags.BodyPartExamined)).toBe('CHEST');
  });

  it.each([
    [{ tag: '00100010', action: 'keep' }, 'tag'],
    [{ tag: '0010XXXX', action: 'keep' }, 'tag'],
    [{ tag: '00100030', action: 'clean' }, 'tag'],
    [{ tag: '00020010', action: 'remove' }, 'tag'],
    [{ tag: '0020000D', action: 'replace', value: '1.2.3' }, 'tag'],
    [{ tag: '0008001X', action: 'remove' }, 'tag'],
    [{ tag: '00091001', action: 'keep' }, 'tag'],
    [{ tag: '0008103e', action: 'keep' }, 'tag'],
    [{ tag: '00280010', action: 'replace', value: 'many' }, 'tag'],
    [{ tag: '60XX3000', action: 'replace', value: 'x' }, 'tag'],
    [{ tag: '00081030', action: 'replace' }, 'value'],
    [{ tag: '00081030', action: 'replace', value: 'A\\B' }, 'value'],
    [{ tag: '00080060', action: 'replace', value: 'small' }, 'value'],
    [{ tag: '00080020', action: 'replace', value: '20250231' }, 'value'],
    [{ tag: '00080020', action: 'clean' }, 'action'],
    [{ tag: '0008002X', action: 'clean' }, 'action'],
  ] as const)('that would keep who it is, or break the file, make no profile: %j', (rule, field) => {
    const problems = profileProblems({ ...profileOf('basic'), rules: [rule] });
    expect(problems.map(({ path }) => path)).toEqual([['rules', 0, field]]);
    expect(() => profileOf('basic', { rules: [rule] })).toThrow(RangeError);
  });

  it('are one for each attribute', () => {
    const rule = { tag: '00081030', action: 'remove' } as const;
    const problems = profileProblems({ ...profileOf('basic'), rules: [rule, rule] });
    expect(problems.map(({ path }) => path)).toEqual([['rules', 1, 'tag']]);
  });

  it('keep no date among dates that move, which would tell by how much', () => {
    const rules = [{ tag: '00080020', action: 'keep' }] as const;
    expect(profileProblems({ ...profileOf('basic'), rules })).toEqual([]);
    expect(profileProblems({ ...profileOf('research'), rules })).toHaveLength(1);
  });

  it('take the code of the Basic Profile out of the marks when they keep or clean what it removes', () => {
    const made = aCtInstance();
    const codes = (action: 'clean' | 'remove') =>
      JSON.stringify(
        sequence(
          readHeader(
            clean(made.bytes, { profile: profileOf('basic', { rules: [{ tag: '00081030', action }] }) }).head,
          ).dataSet,
          tags.DeidentificationMethodCodeSequence,
        ).map((item) => firstString(item, tags.CodeValue)),
      );
    expect([codes('clean'), codes('remove')]).toEqual(['[]', '["113100"]']);
  });
});

it('dates are kept or modified, not both', () => {
  expect(() =>
    profileOf('research', { options: ['retainLongitudinalFullDates', 'retainLongitudinalModifiedDates'] }),
  ).toThrow(RangeError);
});
