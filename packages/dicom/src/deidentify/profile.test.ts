// Profiles: own rules, and what makes no profile.
import { describe, expect, it } from 'vitest';
import { firstString } from '../data-set/values.ts';
import { tags } from '../dictionary/index.ts';
import { readHeader } from '../part10/read-header.ts';
import { aCtInstance } from '../testing/index.ts';
import { clean } from './case-of-tests.ts';
import { profileOf } from './profile.ts';

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

  it('that would keep who it is, or break the file, make no profile', () => {
    for (const rule of [
      { tag: '00100010', action: 'keep' },
      { tag: '0010XXXX', action: 'keep' },
      { tag: '00020010', action: 'remove' },
      { tag: '00091001', action: 'keep' },
      { tag: '0008103e', action: 'keep' },
      { tag: '00081030', action: 'replace' },
    ] as const)
      expect(() => profileOf('basic', { rules: [rule] })).toThrow(RangeError);
    expect(() =>
      profileOf('research', { options: ['retainLongitudinalFullDates', 'retainLongitudinalModifiedDates'] }),
    ).toThrow(RangeError);
  });
});
