// What is held for a person, for which reason, and what passes once it is accepted.
import { describe, expect, it } from 'vitest';
import { tags, transferSyntaxUids } from '../dictionary/index.ts';
import { DicomError } from '../part10/errors.ts';
import { encodePart10 } from '../part10/write.ts';
import { aCtInstance, aSecondaryCapture, element } from '../testing/index.ts';
import { clean, deidentify } from './case-of-tests.ts';
import { createDeidentifier } from './deidentify-header.ts';
import { profileOf } from './profile.ts';
import { reviewReasons } from './review-reasons.ts';

const latin1 = (bytes: Uint8Array) => new TextDecoder('latin1').decode(bytes);

describe('an instance of which nobody can be certain', () => {
  it('is held with its reasons, and passes when a person or the profile accepts them', () => {
    const { bytes } = aSecondaryCapture();
    const held = deidentify(bytes);
    expect(held).toMatchObject({ kind: 'review', reasons: ['secondary-capture'] });
    expect(held).not.toHaveProperty('head');
    expect(deidentify(bytes, { accepted: ['secondary-capture'] }).kind).toBe('clean');
    expect(deidentify(bytes, { profile: profileOf('basic', { accept: ['secondary-capture'] }) }).kind).toBe(
      'clean',
    );
  });

  it('keeps a document only when it was accepted as such', () => {
    const document = (sopClassUid: string): Uint8Array =>
      encodePart10({
        transferSyntaxUid: transferSyntaxUids.explicitLittleEndian,
        elements: [
          element('SOPClassUID', sopClassUid),
          element('SOPInstanceUID', '1.2.3'),
          element('EncapsulatedDocument', new TextEncoder().encode('%PDF-1.4 Zwetschgenbaum ')),
        ],
      });
    const pdf = document('1.2.840.10008.5.1.4.1.1.104.1');
    expect(deidentify(pdf)).toMatchObject({ kind: 'review', reasons: ['encapsulated-document'] });
    expect(latin1(clean(pdf, { accepted: ['encapsulated-document'] }).head)).toContain(
      '%PDF-1.4 Zwetschgenbaum',
    );
    const image = document('1.2.840.10008.5.1.4.1.1.2');
    expect(latin1(clean(image, { accepted: reviewReasons }).head)).not.toContain('Zwetschgenbaum');
  });

  it('is refused without SOP Instance UID, and no case begins with a short key', () => {
    const bytes = aCtInstance({ omit: [tags.SOPInstanceUID] }).bytes;
    expect(() => deidentify(bytes)).toThrow(DicomError);
    const profile = profileOf('basic');
    expect(() => createDeidentifier({ profile, key: new Uint8Array(16), label: 'C' })).toThrow(RangeError);
  });
});
