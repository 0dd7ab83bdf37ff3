// What a person is shown of the text that stayed, and what becomes of it, with the marks of what passes.
import { describe, expect, it } from 'vitest';
import { firstString, sequence } from '../data-set/values.ts';
import { tags, transferSyntaxUids } from '../dictionary/index.ts';
import { readHeader } from '../part10/read-header.ts';
import { aSecondaryCapture } from '../testing/index.ts';
import { cleanFile } from './case-of-tests.ts';
import { profileOf } from './profile.ts';
import { reviewedHead } from './reviewed-head.ts';
import { textFindings } from './text-findings.ts';

const profile = profileOf('basic', { options: ['cleanDescriptors', 'cleanGraphics'] });
const texts = (...values: string[]) => [
  [
    {
      tag: 'TextObjectSequence',
      value: values.map((value) => [{ tag: 'UnformattedTextValue', value }]),
    },
  ],
];
/** A capture with graphics, de-identified as far as that goes. */
function aReviewed(options: { graphics?: string[]; transferSyntaxUid?: string; frames?: number } = {}) {
  const { graphics = ['left lung', 'Onkel Ötzi'], ...more } = options;
  const { bytes } = aSecondaryCapture({
    seed: 'reviewed',
    rows: 4,
    columns: 4,
    elements: [
      { tag: 'SpecificCharacterSet', value: 'ISO_IR 192' },
      { tag: 'GraphicAnnotationSequence', value: texts(...graphics) },
    ],
    ...more,
  });
  return cleanFile(bytes, { profile, accepted: ['secondary-capture', 'graphics'] });
}
const path = (item: number) =>
  `GraphicAnnotationSequence[1].TextObjectSequence[${item}].UnformattedTextValue`;
const nothing = { redactions: [], isBlanked: false, isFreeOfText: false };

describe('the texts of an instance in review', () => {
  it('are those that were cleaned and kept, each with its place', () => {
    const { findings, isWhole } = textFindings(readHeader(aReviewed()), profile);
    expect(findings).toEqual([
      { path: 'StudyDescription', text: 'Computed phantom' },
      { path: 'SeriesDescription', text: 'Phantom OT' },
      { path: path(1), text: 'left lung' },
      { path: path(2), text: 'Onkel Ötzi' },
    ]);
    expect(isWhole).toBe(true);
  });

  it('are none where the profile keeps none', () => {
    const { bytes } = aSecondaryCapture({ seed: 'none' });
    const clean = cleanFile(bytes, { accepted: ['secondary-capture'] });
    expect(textFindings(readHeader(clean), profileOf('basic')).findings).toEqual([]);
  });

  it('are said not to be whole when there are more than anybody reads', () => {
    const many = Array.from({ length: 1001 }, (_, index) => `finding ${index}`);
    const { findings, isWhole } = textFindings(readHeader(aReviewed({ graphics: many })), profile);
    expect(findings).toHaveLength(1000);
    expect(isWhole).toBe(false);
  });
});

describe('the head of what passes', () => {
  it.each([
    transferSyntaxUids.explicitLittleEndian,
    transferSyntaxUids.implicitLittleEndian,
    transferSyntaxUids.explicitBigEndian,
    transferSyntaxUids.rleLossless,
  ])('fits before the pixels as they are, in %s', (transferSyntaxUid) => {
    const clean = Buffer.from(aReviewed({ transferSyntaxUid }));
    const header = readHeader(clean);
    const head = reviewedHead(header, nothing);
    const pixels = clean.subarray(header.pixelData?.offset);
    const again = readHeader(Buffer.concat([head, pixels]));
    expect(again.transferSyntaxUid).toBe(transferSyntaxUid);
    expect(again.pixelData?.length).toBe(header.pixelData?.length);
    expect([...again.dataSet.elements.keys()]).toEqual([...header.dataSet.elements.keys()]);
    expect(textFindings(again, profile)).toEqual(textFindings(header, profile));
  });

  it('has dummies where texts were redacted, and nothing else changed', () => {
    const header = readHeader(aReviewed());
    const head = reviewedHead(header, { ...nothing, redactions: [path(2)] });
    expect(Buffer.from(head).includes('Onkel')).toBe(false);
    const before = textFindings(header, profile).findings;
    const { findings } = textFindings(readHeader(head), profile);
    expect(findings).toEqual(before.filter((finding) => finding.path !== path(2)));
    expect(firstString(readHeader(head).dataSet, tags.SpecificCharacterSet)).toBe('ISO_IR 192');
  });

  it('says what was done to the pixels, once', () => {
    const first = readHeader(
      reviewedHead(readHeader(aReviewed()), { ...nothing, isBlanked: true, isFreeOfText: true }),
    );
    const { dataSet } = readHeader(reviewedHead(first, { ...nothing, isBlanked: true }));
    expect(firstString(dataSet, tags.BurnedInAnnotation)).toBe('NO');
    const codes = sequence(dataSet, tags.DeidentificationMethodCodeSequence);
    const values = codes.map((code) => firstString(code, tags.CodeValue));
    expect(values.filter((value) => value === '113101')).toHaveLength(1);
    expect(values).toContain('113100');
  });
});
