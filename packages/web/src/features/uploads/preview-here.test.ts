// What would go of a file of this computer: as the engine does it, with the picture of what lies in the file as it is.
import type { CaseProfile } from '@lumenbox/contract';
import { aCtInstance, element } from '@lumenbox/dicom/testing';
import { describe, expect, it } from 'vitest';
import { colours, greys } from './first-frame.ts';
import { previewHere } from './preview-here.ts';

const ofCase: CaseProfile = {
  label: 'CASE-1',
  engine_version: '',
  today: '20260101',
  profile: {
    name: 'Own',
    version: 3,
    options: ['cleanPixelData'],
    rules: [{ tag: '00081030', action: 'replace', value: 'PLANNING CT' }],
    retain_birth_year: false,
    accept: [],
    trust_regions: false,
    recognize_text: 'review',
    device_regions: [
      {
        manufacturer: 'Own',
        model: null,
        modality: null,
        image_type: null,
        rows: null,
        columns: null,
        blank: [{ x: 0, y: 0, width: 8, height: 2 }],
      },
    ],
  },
};
const blobOf = (bytes: Uint8Array) => new Blob([bytes as Uint8Array<ArrayBuffer>]);
const grey = { rows: 1, columns: 3, samples: 1, bytesPerSample: 2, isSigned: true, isPlanar: false } as const;

describe('a file that is not sent yet', () => {
  it("is shown before and after by the case's own profile, with the places that would be blanked", async () => {
    // Compressed: no picture without a codec, and a browser alone has the canvas for the others.
    const image = aCtInstance({
      patientName: 'Zauberfeld^Hieronymus',
      studyDescription: 'CT Zauberfeld',
      elements: [element('Manufacturer', 'Own Devices')],
      transferSyntaxUid: '1.2.840.10008.1.2.5',
    });
    const shown = await previewHere(blobOf(image.bytes), ofCase);
    const after = (keyword: string) =>
      shown?.preview.changes.find((change) => change.keyword === keyword)?.after;
    expect([after('PatientName'), after('StudyDescription')]).toEqual(['CASE-1', 'PLANNING CT']);
    expect(shown?.preview.image?.boxes).toMatchObject([{ width: 8, height: 2, source: 'device-region' }]);
    expect(shown).toMatchObject({ picture: undefined, preview: { sop_instance_uid: image.sopInstanceUid } });
  });

  it('is said to be unreadable when it is no image, or an archive', async () => {
    expect(await previewHere(new Blob(['no image']), ofCase)).toBeUndefined();
    expect(await previewHere(new Blob(['PK\x03\x04'.padEnd(300)]), ofCase)).toBeUndefined();
  });
});

describe('a picture of pixels as they lie in a file', () => {
  it('goes from the darkest to the brightest, or the other way round', () => {
    const bytes = new Uint8Array(new Int16Array([-100, 0, 100]).buffer);
    const firstOf = (pixels: Uint8ClampedArray) => [pixels[0], pixels[4], pixels[8]];
    expect(firstOf(greys(bytes, { ...grey, isInverted: false }))).toEqual([0, 128, 255]);
    expect(firstOf(greys(bytes, { ...grey, isInverted: true }))).toEqual([255, 128, 0]);
  });

  it('has its colours, pixel by pixel or plane by plane', () => {
    const wanted = [1, 2, 3, 255, 4, 5, 6, 255];
    expect([...colours(Uint8Array.of(1, 2, 3, 4, 5, 6), { isPlanar: false })]).toEqual(wanted);
    expect([...colours(Uint8Array.of(1, 4, 2, 5, 3, 6), { isPlanar: true })]).toEqual(wanted);
  });
});
