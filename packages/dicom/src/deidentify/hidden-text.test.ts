// What stands behind the end of a value: readers stop at a NUL, so nobody sees it, and nothing of it may pass.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { stringValues } from '../data-set/values.ts';
import { lookupTag, tags, type VR } from '../dictionary/index.ts';
import type { ElementInput } from '../part10/element-input.ts';
import { readFile, readHeader } from '../part10/read-header.ts';
import { aCtInstance } from '../testing/index.ts';
import { cleanFile } from './case-of-tests.ts';
import { checkDeidentified } from './check-deidentified.ts';
import { type ProfileName, profileNames, profileOf } from './profile.ts';
import { reviewReasons } from './review-reasons.ts';

/** A good value of each VR of text. */
const good: Partial<Readonly<Record<VR, string>>> = {
  AE: 'TITLE',
  AS: '045Y',
  CS: 'AXIAL',
  DA: '20200310',
  DS: '1.5',
  DT: '20200310',
  IS: '12',
  LO: 'Soft tissue',
  LT: 'Soft tissue',
  PN: 'Reader',
  SH: 'B30f',
  ST: 'Soft tissue',
  TM: '1015',
  UC: 'Soft tissue',
  UI: '1.2.840.10008.1.2.1',
  UR: 'urn:lex:us',
  UT: 'Soft tissue',
};
/** What says how the file is to be read. */
const structural: ReadonlySet<number> = new Set([
  tags.SpecificCharacterSet,
  tags.SOPClassUID,
  tags.SOPInstanceUID,
  tags.PhotometricInterpretation,
]);
const places = Object.values(tags).filter((tag) => {
  const vr = lookupTag(tag)?.vr;
  return tag > 0x0008_0000 && !structural.has(tag) && vr !== undefined && good[vr] !== undefined;
});

/** A word that no header knows and that looks like nothing. */
const wordOf = (number: number) =>
  `QV${[...String(number).padStart(5, '0')].map((digit) => 'BDFGHKLMNP'[Number(digit)]).join('')}`;
const hidden = (tag: number, gap: string): ElementInput => {
  const vr = lookupTag(tag)?.vr ?? 'LO';
  return { tag, vr, value: `${good[vr]}${gap}${wordOf(tag % 100_000)}` };
};
const fileWith = (elements: readonly ElementInput[]) =>
  aCtInstance({ rows: 2, columns: 2, pixelData: new Uint8Array(8), elements: [...elements] }).bytes;
const cleaned = (file: Uint8Array, name: ProfileName) =>
  cleanFile(file, { profile: profileOf(name), accepted: reviewReasons });
/** Which words stand in a file, by their attributes. */
function survivors(file: Uint8Array, of: readonly number[]): string[] {
  const text = new TextDecoder('latin1').decode(file);
  return of.filter((tag) => text.includes(wordOf(tag % 100_000))).map((tag) => lookupTag(tag)?.keyword ?? '');
}
const perFile = 200;

describe('a text behind the end of a value', () => {
  it.each(profileNames)('passes in no attribute of the dictionary by %s', (name) => {
    expect(places.length).toBeGreaterThan(1500);
    for (let at = 0; at < places.length; at += perFile) {
      const some = places.slice(at, at + perFile);
      const file = fileWith(some.map((tag) => hidden(tag, '\0')));
      expect(survivors(file, some)).toHaveLength(some.length);
      expect(survivors(cleaned(file, name), some)).toEqual([]);
    }
  });

  it('passes at no depth, behind no padding, in no value of several', () => {
    const gap = fc.constantFrom('\0', '\0\0\0', ' \0', '\0  ', '\0 \0', '   \0\0', '\0\\AXIAL\0');
    const path = fc.array(
      fc.constantFrom(
        tags.ReferencedSeriesSequence,
        tags.SharedFunctionalGroupsSequence,
        tags.ContentSequence,
      ),
      { maxLength: 3 },
    );
    const cases = fc.tuple(fc.constantFrom(...places), gap, path, fc.constantFrom(...profileNames));
    fc.assert(
      fc.property(cases, ([tag, between, sequences, name]) => {
        const element = sequences.reduceRight<ElementInput>(
          (inner, sequence) => ({ tag: sequence, vr: 'SQ', value: [[inner]] }),
          hidden(tag, between),
        );
        expect(survivors(cleaned(fileWith([element]), name), [tag])).toEqual([]);
      }),
      { numRuns: 300 },
    );
  });

  it('leaves the value before it, and padding that is nothing else, as they are', () => {
    const made = (value: string) =>
      readFile(cleaned(fileWith([{ tag: tags.PatientPosition, vr: 'CS', value }]), 'basic')).dataSet;
    expect(stringValues(made('HFS\0QVBBBBB'), tags.PatientPosition)).toEqual(['HFS']);
    expect(stringValues(made('HFS\0QVBBBBB\\FFS'), tags.PatientPosition)).toEqual(['HFS', 'FFS']);
    const padded = made('HFS\0');
    const { offset = 0, length = 0 } = padded.elements.get(tags.PatientPosition) ?? {};
    expect([...padded.bytes.subarray(offset, offset + length)]).toEqual([...Buffer.from('HFS\0')]);
  });

  it('is found in a code behind blanks too, where nobody looks', () => {
    const file = fileWith([{ tag: tags.PatientPosition, vr: 'CS', value: 'HFS        QVBBBBB' }]);
    const { dataSet } = readFile(cleaned(file, 'basic'));
    expect(stringValues(dataSet, tags.PatientPosition)).toEqual(['HFS']);
  });

  it('is named by the check of what others have de-identified', () => {
    const options = { profile: profileOf('basic'), label: 'CASE-7' };
    const file = cleaned(fileWith([{ tag: tags.PatientPosition, vr: 'CS', value: 'HFSQVBBBBB' }]), 'basic');
    const at = Buffer.from(file).indexOf('HFSQV');
    expect(checkDeidentified(readHeader(file), options)).toEqual([]);
    file[at + 3] = 0;
    expect(checkDeidentified(readHeader(file), options)).toEqual([{ problem: 'text', tag: '00185100' }]);
  });
});
