// What is held for a person, for which reason, and what passes once it is accepted.
import { describe, expect, it } from 'vitest';
import type { DataSet } from '../data-set/data-set.ts';
import { firstString, sequence } from '../data-set/values.ts';
import { tags, transferSyntaxUids } from '../dictionary/index.ts';
import type { ElementInput } from '../part10/element-input.ts';
import { DicomError } from '../part10/errors.ts';
import { readHeader } from '../part10/read-header.ts';
import { encodePart10 } from '../part10/write.ts';
import { aCtInstance, aSecondaryCapture, element } from '../testing/index.ts';
import { clean, deidentify, type TestOptions } from './case-of-tests.ts';
import { createDeidentifier } from './deidentify-header.ts';
import { regionBoxesOf } from './pixel-regions.ts';
import { type DeidentificationProfile, profileOf } from './profile.ts';
import { pixelAbilities } from './review.ts';
import { reviewReasons } from './review-reasons.ts';

const methodsOf = (dataSet: DataSet) =>
  sequence(dataSet, tags.DeidentificationMethodCodeSequence).map((item) => firstString(item, tags.CodeValue));
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

describe('what a header says of pixels', () => {
  const image = (sopClass: string, elements: readonly ElementInput[] = []): Uint8Array =>
    encodePart10({
      transferSyntaxUid: transferSyntaxUids.explicitLittleEndian,
      elements: [
        element('SOPClassUID', `1.2.840.10008.5.1.4.1.1.${sopClass}`),
        element('SOPInstanceUID', '1.2.3'),
        ...elements,
        { tag: tags.PixelData, vr: 'OB', value: new Uint8Array(2) },
      ],
    });
  const reasonsOf = (file: Uint8Array, options: TestOptions = {}): readonly string[] => {
    const done = deidentify(file, options);
    return done.kind === 'review' ? done.reasons : [];
  };

  it.each([
    { kind: 'a CT image', sopClass: '2', elements: [], reasons: [] },
    {
      kind: 'a flag',
      sopClass: '2',
      elements: [element('BurnedInAnnotation', 'YES')],
      reasons: ['burned-in-annotation'],
    },
    // The flag is often wrong, and says so of what always has text.
    {
      kind: 'a false flag',
      sopClass: '7',
      elements: [element('BurnedInAnnotation', 'NO')],
      reasons: ['secondary-capture'],
    },
    { kind: 'an ultrasound', sopClass: '6.1', elements: [], reasons: ['burned-in-risk'] },
    {
      kind: 'a photograph',
      sopClass: '77.1.4',
      elements: [],
      reasons: ['burned-in-risk', 'recognizable-features'],
    },
    {
      kind: 'a dose report',
      sopClass: '2',
      elements: [element('ImageType', ['DERIVED', 'SECONDARY', 'SCREEN SAVE'])],
      reasons: ['secondary-capture'],
    },
    {
      kind: 'a coloured MR',
      sopClass: '4',
      elements: [element('SamplesPerPixel', 3)],
      reasons: ['secondary-capture'],
    },
    {
      kind: 'the label of a slide',
      sopClass: '77.1.6',
      elements: [element('ImageType', ['ORIGINAL', 'PRIMARY', 'LABEL'])],
      reasons: ['burned-in-risk'],
    },
    {
      kind: 'a face',
      sopClass: '2',
      elements: [element('RecognizableVisualFeatures', 'YES')],
      reasons: ['recognizable-features'],
    },
    { kind: 'a recorded voice', sopClass: '9.4.1', elements: [], reasons: ['audio'] },
    {
      kind: 'pixels elsewhere',
      sopClass: '2',
      elements: [element('PixelDataProviderURL', 'https://example.org/')],
      reasons: ['external-pixel-data'],
    },
    { kind: 'a class of somebody', sopClass: '2.999', elements: [], reasons: ['unknown-sop-class'] },
  ])('holds $kind: $reasons', ({ sopClass, elements, reasons }) => {
    expect(reasonsOf(image(sopClass, elements))).toEqual(reasons);
  });

  it('holds videos and directories', () => {
    const mpeg = image('77.1.4.1');
    expect(reasonsOf(mpeg)).toContain('video');
    const directory = encodePart10({
      transferSyntaxUid: transferSyntaxUids.explicitLittleEndian,
      elements: [element('SOPClassUID', '1.2.840.10008.1.3.10'), element('SOPInstanceUID', '1.2.3')],
    });
    expect(reasonsOf(directory)).toEqual(['not-an-instance']);
  });

  it('asks for heads to be looked at when faces are to go and nobody removes them', () => {
    const profile = profileOf('basic', { options: ['cleanRecognizableVisualFeatures'] });
    const head = image('4', [element('BodyPartExamined', 'HEAD')]);
    expect(reasonsOf(head, { profile })).toEqual(['recognizable-features']);
    expect(reasonsOf(image('4', [element('BodyPartExamined', 'KNEE')]), { profile })).toEqual([]);
    expect(reasonsOf(head, { profile, abilities: ['clean-recognizable-visual-features'] })).toEqual([]);
  });

  it('lets a caller blank what lies outside of an ultrasound, when it can', () => {
    const region = [
      { tag: tags.RegionLocationMinX0, vr: 'UL', value: [2] },
      { tag: tags.RegionLocationMinY0, vr: 'UL', value: [3] },
      { tag: tags.RegionLocationMaxX1, vr: 'UL', value: [7] },
      { tag: tags.RegionLocationMaxY1, vr: 'UL', value: [9] },
    ] as const;
    const ultrasound = image('6.1', [
      element('Rows', 10),
      element('Columns', 8),
      element('BitsAllocated', 8),
      element('SequenceOfUltrasoundRegions', [[...region]]),
    ]);
    const abilities = ['clean-pixel-data'] as const;
    const looking = profileOf('basic', { options: ['cleanPixelData'] });
    const profile = profileOf('basic', { options: ['cleanPixelData'], trustRegions: true });
    expect(reasonsOf(ultrasound, { profile })).toEqual(['burned-in-risk']);
    expect(reasonsOf(ultrasound, { profile: looking, abilities })).toEqual(['burned-in-risk']);
    const done = clean(ultrasound, { profile, abilities });
    expect(done.entrusted).toEqual(['burned-in-risk']);
    const source = 'ultrasound-regions';
    expect(done.pixels.boxes).toEqual([
      { frame: 'all', x: 0, y: 0, width: 8, height: 3, source },
      { frame: 'all', x: 0, y: 3, width: 2, height: 7, source },
    ]);
    expect(done.account.pixelBoxes).toEqual(done.pixels.boxes);
    const { dataSet } = readHeader(done.head);
    expect(firstString(dataSet, tags.BurnedInAnnotation)).toBe('NO');
    expect(methodsOf(dataSet)).toContain('113101');
  });

  it('is not marked as cleaned while nobody answers for it', () => {
    const profile = profileOf('basic', { options: ['cleanPixelData'] });
    const flagged = aCtInstance({ elements: [element('BurnedInAnnotation', 'YES')] }).bytes;
    const { dataSet } = readHeader(
      clean(flagged, { profile, abilities: pixelAbilities, accepted: ['burned-in-annotation'] }).head,
    );
    expect(firstString(dataSet, tags.BurnedInAnnotation)).toBe('YES');
    expect(methodsOf(dataSet)).not.toContain('113101');
    const pixelFacts = { burnedInAnnotation: 'NO', isCleaned: true } as const;
    const answered = readHeader(
      clean(flagged, { profile, accepted: ['burned-in-annotation'], pixelFacts }).head,
    );
    expect(firstString(answered.dataSet, tags.BurnedInAnnotation)).toBe('NO');
    expect(methodsOf(answered.dataSet)).toContain('113101');
  });

  it('has text read when the profile says so, and cross-sections only when something says that they have some', () => {
    const recognitionOf = (file: Uint8Array, profile: DeidentificationProfile): string =>
      deidentify(file, { profile, abilities: pixelAbilities }).pixels.recognition;
    const blank = profileOf('basic', { options: ['cleanPixelData'], recognizeText: 'blank' });
    const review = profileOf('basic', { recognizeText: 'review' });
    const flagged = image('2', [element('BurnedInAnnotation', 'YES')]);
    expect(recognitionOf(image('1'), blank)).toBe('blank');
    expect(recognitionOf(image('1'), review)).toBe('review');
    expect(recognitionOf(image('2'), blank)).toBe('off');
    expect(recognitionOf(flagged, blank)).toBe('blank');
    expect(reasonsOf(flagged, { profile: blank, abilities: pixelAbilities })).toEqual([]);
    expect(reasonsOf(flagged, { profile: review, abilities: pixelAbilities })).toEqual([
      'burned-in-annotation',
    ]);
    expect(reasonsOf(image('7'), { profile: blank, abilities: pixelAbilities })).toEqual([
      'secondary-capture',
    ]);
  });

  it('that cannot be blanked is held, and nobody can accept that', () => {
    const profile = profileOf('basic', {
      options: ['cleanPixelData'],
      deviceRegions: [{ model: 'own', blank: [{ x: 0, y: 0, width: 1, height: 1 }] }],
    });
    const odd = image('4', [
      element('ManufacturerModelName', 'Own 1'),
      element('Rows', 2),
      element('Columns', 2),
      element('SamplesPerPixel', 3),
      element('BitsAllocated', 8),
      element('PhotometricInterpretation', 'YBR_PARTIAL_420'),
    ]);
    const abilities = ['clean-pixel-data'] as const;
    expect(reasonsOf(odd, { profile, abilities, accepted: reviewReasons })).toEqual(['pixels-not-cleaned']);
  });

  it('lets a caller bring devices of its own', () => {
    const scanner = image('2', [
      element('Rows', 4),
      element('Columns', 4),
      element('BitsAllocated', 8),
      element('ManufacturerModelName', 'Own 1'),
    ]);
    const blank = [{ x: 0, y: 0, width: 4, height: 1 }];
    const done = clean(scanner, {
      profile: profileOf('basic', {
        options: ['cleanPixelData'],
        deviceRegions: [{ model: 'own', rows: 4, columns: 4, blank }],
      }),
      abilities: ['clean-pixel-data'],
      pixelBoxes: [{ frame: 2, x: 1, y: 1, width: 1, height: 1, source: 'reviewer' }],
    });
    expect(done.entrusted).toEqual([]);
    expect(done.pixels.boxes).toEqual([
      { frame: 'all', x: 0, y: 0, width: 4, height: 1, source: 'device-region' },
      { frame: 2, x: 1, y: 1, width: 1, height: 1, source: 'reviewer' },
    ]);
  });

  it('knows where a device writes', () => {
    const { dataSet } = readHeader(
      image('2', [
        element('Rows', 512),
        element('Columns', 512),
        element('Modality', 'CT'),
        element('Manufacturer', 'GE MEDICAL SYSTEMS'),
        element('ManufacturerModelName', 'LightSpeed VCT'),
        element('ImageType', ['DERIVED', 'SECONDARY', 'SCREEN SAVE']),
      ]),
    );
    expect(regionBoxesOf(dataSet)).toEqual([
      { frame: 'all', x: 0, y: 0, width: 512, height: 121, source: 'device-region' },
    ]);
  });
});
