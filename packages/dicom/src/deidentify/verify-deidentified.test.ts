// What was de-identified elsewhere passes when nothing is left to do, byte for byte; one forgotten thing anywhere, and it does not.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { transferSyntaxUids } from '../dictionary/index.ts';
import type { ElementInput } from '../part10/element-input.ts';
import { DicomError } from '../part10/errors.ts';
import { readHeader } from '../part10/read-header.ts';
import {
  aCtInstance,
  element,
  plantedDocuments,
  plantedInstances,
  withAppended,
  withElements,
} from '../testing/index.ts';
import { aDeidentifier, cleanFile, key, type TestOptions, today } from './case-of-tests.ts';
import { deidentifyFile } from './deidentify-file.ts';
import { type DeidentificationProfile, profileNames, profileOf } from './profile.ts';
import { reviewReasons } from './review-reasons.ts';
import { createVerifier, remainingIdentity } from './verify-deidentified.ts';

const label = 'CASE-7';
const folder = join(import.meta.dirname, '../../../../../shared/data/dicom');
const isThere = existsSync(folder);
if (!isThere && process.env.CI !== 'true')
  console.warn('skipped: ../shared/data/dicom is not there, so no shared file was verified');

/** What a file still carries for a case; `undefined`: it passes. */
function verdict(
  file: Uint8Array,
  { profile = profileOf('basic'), accepted = [] }: TestOptions = {},
): readonly string[] | undefined {
  const verifier = createVerifier({ profile, key, label });
  const header = readHeader(file);
  const done = deidentifyFile(verifier, file, { today, accepted });
  if (done.kind === 'review') return done.reasons;
  if (Buffer.compare(done.bytes, file) === 0) return undefined;
  return remainingIdentity(header, { profile, label, head: done.bytes });
}

const dates = { studyDate: '20200310', patientBirthDate: '19400714' };
const own = profileOf('research', {
  options: [...profileOf('research').options, 'cleanPixelData', 'retainDeviceIdentity', 'cleanGraphics'],
  rules: [{ tag: '00081030', action: 'replace', value: 'PLANNING CT' }],
});
const profiles: [string, DeidentificationProfile][] = [
  ...profileNames.map((name): [string, DeidentificationProfile] => [name, profileOf(name)]),
  ['an own profile', own],
];

describe('a result of the engine', () => {
  it.each(profiles)('of %s has nothing left to do, whatever was planted', (_, profile) => {
    const accepted = reviewReasons;
    for (const { name, bytes } of [...plantedInstances(), ...plantedDocuments()]) {
      const done = deidentifyFile(aDeidentifier({ profile }), bytes, { today, accepted });
      if (done.kind === 'review') continue;
      expect({ name, left: verdict(done.bytes, { profile, accepted }) }).toEqual({ name, left: undefined });
    }
  });

  it.skipIf(!isThere && process.env.CI !== 'true').each(profiles.slice(-2))(
    'of %s has nothing left to do, of every shared file',
    (_, profile) => {
      const names = readdirSync(folder, { recursive: true, encoding: 'utf8' });
      for (const name of names.filter((one) => one.endsWith('.dcm'))) {
        const accepted = reviewReasons;
        try {
          const original = new Uint8Array(readFileSync(join(folder, name)));
          const done = deidentifyFile(aDeidentifier({ profile }), original, { today, accepted });
          if (done.kind === 'review') continue;
          expect({ name, left: verdict(done.bytes, { profile, accepted }) }).toEqual({
            name,
            left: undefined,
          });
        } catch (error) {
          if (!(error instanceof DicomError)) throw error;
        }
      }
    },
  );

  it.each(Object.entries(transferSyntaxUids).filter(([name]) => /Endian/.test(name)))(
    'in %s has nothing left to do',
    (_, transferSyntaxUid) => {
      for (const [, profile] of profiles)
        expect(
          verdict(cleanFile(aCtInstance({ ...dates, transferSyntaxUid }).bytes, { profile }), { profile }),
        ).toBe(undefined);
    },
  );
});

describe('what is not de-identified', () => {
  /** Of a clean file with something more in it, as a program would leave it that has forgotten one thing. */
  const left = (elements: readonly ElementInput[], profile = profileOf('basic')) =>
    verdict(withElements(cleanFile(aCtInstance().bytes, { profile }), elements), { profile });

  it('is an original, and the answer names attributes and no values', () => {
    const { bytes } = aCtInstance({ patientName: 'Zwetschgenbaum^Ottokar', patientId: 'ID-4711' });
    const names = verdict(bytes) ?? [];
    expect(names).toContain('PatientName');
    expect(names).toContain('PatientID');
    expect(names.join()).not.toMatch(/zwetsch|ID-4711|\d\.\d/i);
  });

  it('is a file with one private element, one nested name, one date, one of its UIDs', () => {
    const creator: ElementInput = { tag: 0x00090010, vr: 'LO', value: 'ACME' };
    const value: ElementInput = { tag: 0x00091001, vr: 'LO', value: 'Zwetschgenbaum' };
    const item = [element('CodeValue', '1'), element('OperatorsName', 'Zwetschgenbaum^O')];
    expect(left([element('ContentLabel', 'AXIAL')])).toBeUndefined();
    expect(left([creator, value])).toEqual(['private elements']);
    expect(left([element('AnatomicRegionSequence', [item])])).toEqual(['OperatorsName']);
    expect(left([element('SeriesDate', '20200310')])).toEqual(['SeriesDate']);
    expect(left([element('FrameOfReferenceUID', '1.2.826.0.1.3680043.2')])).toEqual(['FrameOfReferenceUID']);
  });

  it('is a file of another case, or without the marks', () => {
    expect(verdict(cleanFile(aCtInstance().bytes, { label: 'CASE-8' }))).toEqual([
      'PatientName',
      'PatientID',
    ]);
    expect(left([element('PatientIdentityRemoved', 'NO')])).toEqual(['PatientIdentityRemoved']);
    expect(left([element('DeidentificationMethod', 'By hand')])).toEqual(['DeidentificationMethod']);
  });

  it('is a file with bytes in the preamble, or behind its pixels', () => {
    const clean = cleanFile(aCtInstance().bytes);
    const preamble = Uint8Array.from(clean);
    preamble.set(new TextEncoder().encode('Zwetschgenbaum'), 20);
    expect(verdict(preamble)).toEqual(['preamble']);
    expect(verdict(withAppended(clean, new TextEncoder().encode('Zwetschgenbaum')))).toEqual([
      'bytes beside the attributes',
    ]);
  });

  it('is one of a profile that keeps more, and one whose dates have not moved', () => {
    const research = profileOf('research');
    const teaching = profileOf('teaching');
    const made = aCtInstance({ studyDate: '20251231', studyDescription: 'Chest' });
    expect(verdict(cleanFile(made.bytes, { profile: research }), { profile: teaching })).toContain(
      'StudyDate',
    );
    const unmoved = { profile: research };
    expect(verdict(cleanFile(made.bytes, unmoved), unmoved)).toBeUndefined();
    expect(left([element('SeriesDate', '20251231')], research)).toEqual(['SeriesDate']);
  });
});
