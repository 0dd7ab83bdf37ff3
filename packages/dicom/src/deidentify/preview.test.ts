// Previews: both sides of every attribute, in sequences too, and the reasons for which a person would have to look.
import { describe, expect, it } from 'vitest';
import { readHeader } from '../part10/read-header.ts';
import { aCtInstance } from '../testing/index.ts';
import { key, today } from './case-of-tests.ts';
import { previewDeidentification } from './preview.ts';
import { type DeidentificationProfile, profileOf } from './profile.ts';

const preview = (bytes: Uint8Array, overrides: Partial<DeidentificationProfile> = {}) =>
  previewDeidentification(readHeader(bytes), {
    profile: profileOf('basic', overrides),
    key,
    label: 'CASE-7',
    today,
  });
const made = aCtInstance({
  patientName: 'Zwetschgenbaum^Ottokar',
  studyDescription: 'CT Zwetschgenbaum',
  elements: [
    { tag: 'Manufacturer', value: 'Maker' },
    { tag: 'ImageComments', value: 'x'.repeat(500) },
    {
      tag: 'ReferencedStudySequence',
      value: [
        [
          { tag: 'ReferencedSOPClassUID', value: '1.2.840.10008.3.1.2.3.1' },
          { tag: 'ReferencedSOPInstanceUID', value: '1.2.3.4' },
        ],
      ],
    },
  ],
});

describe('a preview', () => {
  it('shows both sides of each attribute and what was done', () => {
    const { reasons, changes, isWhole } = preview(made.bytes, {
      rules: [
        { tag: '00081030', action: 'clean' },
        { tag: '00080070', action: 'replace', value: 'Somebody' },
        { tag: '00204000', action: 'clean' },
      ],
    });
    const of = (keyword: string) => changes.filter((one) => one.keyword === keyword);
    expect([reasons, isWhole]).toEqual([[], true]);
    expect(of('PatientName')).toEqual([
      {
        path: '',
        tag: '00100010',
        keyword: 'PatientName',
        vr: 'PN',
        before: 'Zwetschgenbaum^Ottokar',
        after: 'CASE-7',
        action: 'replace',
      },
    ]);
    expect(of('StudyDescription')[0]).toMatchObject({ after: 'CT ***', action: 'clean' });
    expect(of('Manufacturer')[0]).toMatchObject({ before: 'Maker', after: 'Somebody', action: 'replace' });
    expect(of('Modality')[0]).toMatchObject({ before: 'CT', after: 'CT', action: 'keep' });
    expect(of('PatientIdentityRemoved')[0]).toMatchObject({ before: null, after: 'YES', action: 'add' });
    expect(of('ImageComments')[0]?.before).toHaveLength(161);
    expect(changes.map(({ tag }) => tag)).not.toContain('7FE00010');
  });

  it('goes into sequences, and tells where an attribute stands', () => {
    const { changes } = preview(made.bytes, { rules: [{ tag: '00081110', action: 'keep' }] });
    expect(changes.find(({ keyword }) => keyword === 'ReferencedStudySequence')).toMatchObject({
      before: '(1 items)',
      action: 'keep',
    });
    const uid = changes.find(({ keyword }) => keyword === 'ReferencedSOPInstanceUID');
    expect(uid).toMatchObject({ path: 'ReferencedStudySequence[1]', before: '1.2.3.4', action: 'replace' });
    expect(uid?.after).toMatch(/^2\.25\./);
  });

  it('says why a person would have to look, and what would come of it then', () => {
    const burned = aCtInstance({ elements: [{ tag: 'BurnedInAnnotation', value: 'YES' }] });
    const { reasons, changes } = preview(burned.bytes);
    expect(reasons).toEqual(['burned-in-annotation']);
    expect(changes.length).toBeGreaterThan(20);
  });
});
