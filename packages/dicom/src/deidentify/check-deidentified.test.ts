// Results of the engine pass the check, whoever made them; originals do not, attribute by attribute.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { formatTag, tags } from '../dictionary/index.ts';
import { DicomError } from '../part10/errors.ts';
import { readHeader } from '../part10/read-header.ts';
import { aCtInstance, element, plantableRows, plantedInstances, plantedValue } from '../testing/index.ts';
import { clean, cleanFile } from './case-of-tests.ts';
import { checkDeidentified } from './check-deidentified.ts';
import { profileNames, profileOf } from './profile.ts';
import { reviewReasons } from './review-reasons.ts';

const label = 'CASE-7';
const tiny = { rows: 2, columns: 2, pixelData: new Uint8Array(8) };
const folder = join(import.meta.dirname, '../../../../../shared/data/dicom');
const isThere = existsSync(folder);
if (!isThere && process.env.CI !== 'true')
  console.warn('skipped: ../shared/data/dicom is not there, so no shared file was checked');

describe('a result', () => {
  it.each(profileNames)('of %s passes', (name) => {
    const profile = profileOf(name);
    for (const { bytes, name: instance } of plantedInstances()) {
      const file = cleanFile(bytes, { profile, accepted: reviewReasons });
      expect({ instance, findings: checkDeidentified(readHeader(file), { profile, label }) }).toEqual({
        instance,
        findings: [],
      });
    }
  });

  it.skipIf(!isThere && process.env.CI !== 'true').each(profileNames)(
    'of %s passes, of every shared file',
    (name) => {
      const profile = profileOf(name);
      const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) =>
        file.endsWith('.dcm'),
      );
      for (const file of files) {
        try {
          const { head } = clean(new Uint8Array(readFileSync(join(folder, file))), {
            profile,
            accepted: reviewReasons,
          });
          const findings = checkDeidentified(readHeader(head), { profile, label });
          expect({ file, findings }).toEqual({ file, findings: [] });
        } catch (error) {
          if (!(error instanceof DicomError)) throw error;
        }
      }
    },
  );

  it('of another profile does not pass a stricter one', () => {
    const file = cleanFile(aCtInstance().bytes, { profile: profileOf('research') });
    const findings = checkDeidentified(readHeader(file), { profile: profileOf('basic'), label });
    expect(findings).toContainEqual({ problem: 'not-empty', tag: '00080020' });
    expect(findings).toContainEqual({ problem: 'present', tag: '00081030' });
  });

  it('of another case does not pass', () => {
    const file = cleanFile(aCtInstance().bytes);
    expect(checkDeidentified(readHeader(file), { profile: profileOf('basic'), label: 'CASE-8' })).toEqual([
      { problem: 'not-empty', tag: '00100010' },
      { problem: 'not-a-dummy', tag: '00100020' },
    ]);
  });
});

describe('an original', () => {
  const result = readHeader(cleanFile(aCtInstance({ rows: 2, columns: 2 }).bytes));
  // Of these any value is one that the engine writes too: numbers that are zero.
  const silent = plantableRows().filter(({ tag, vr }) => plantedValue(tag, vr).planted === undefined);

  it.each(
    plantableRows()
      .filter((row) => !silent.includes(row))
      .map(({ tag, vr }) => ({ tag: formatTag(tag), number: tag, vr })),
  )('is found by $tag', ({ number, vr, tag }) => {
    const { value } = plantedValue(number, vr);
    const planted = { tag: number, vr, ...(value === undefined ? {} : { value }) };
    const { dataSet } = readHeader(aCtInstance({ ...tiny, elements: [planted] }).bytes);
    const findings = checkDeidentified(
      { ...result, dataSet: only(dataSet, number) },
      { profile: profileOf('basic'), label },
    );
    expect(findings.map((finding) => finding.tag)).toContain(tag);
  });

  it('is found by preamble, meta information, private elements, and the missing mark', () => {
    const outside = plantedInstances().find(({ name }) => name === 'outside of elements');
    const realistic = plantedInstances().find(({ name }) => name === 'a realistic study');
    const ofHospital = aCtInstance({ studyInstanceUid: '1.2.826.0.1.3680043.2' });
    const findings = [outside, realistic, ofHospital].flatMap((one) =>
      checkDeidentified(readHeader(one?.bytes ?? new Uint8Array()), { profile: profileOf('basic'), label }),
    );
    for (const problem of ['preamble', 'file-meta', 'private', 'not-marked', 'original-uid'])
      expect(findings.map((finding) => finding.problem)).toContain(problem);
  });

  it('is found by text that is not clean, of anybody and of whom somebody names', () => {
    const profile = profileOf('teaching');
    const file = (comment: string) =>
      cleanFile(aCtInstance().bytes, { profile }).length > 0
        ? readHeader(aCtInstance({ elements: [element('ImageComments', comment)] }).bytes)
        : undefined;
    const textFindings = (comment: string, names: string[] = []) => {
      const header = file(comment);
      if (header === undefined) throw new Error('no file');
      return checkDeidentified(
        { ...header, dataSet: only(header.dataSet, tags.ImageComments) },
        { profile, label, identities: { names, identifiers: [], dates: [], places: [], contacts: [] } },
      ).filter(({ problem }) => problem === 'text');
    };
    expect(textFindings('no finding')).toEqual([]);
    expect(textFindings('seen 03.04.2019')).toHaveLength(1);
    expect(textFindings('prior 1.2.826.0.1.3680043.2.1')).toHaveLength(1);
    expect(textFindings('Zwetschgenbaum')).toEqual([]);
    expect(textFindings('Zwetschgenbaum', ['Zwetschgenbaum'])).toHaveLength(1);
  });
});

function only(dataSet: ReturnType<typeof readHeader>['dataSet'], tag: number) {
  const wanted = [...dataSet.elements].filter(([each]) => each === tag || each === tags.SOPClassUID);
  return { ...dataSet, elements: new Map(wanted) };
}
