// What becomes of whole instances: labels, marks, meta information, private elements, free text, documents, encodings.
import { describe, expect, it } from 'vitest';
import { firstString, sequence, stringValues } from '../data-set/values.ts';
import { tags, transferSyntaxUids } from '../dictionary/index.ts';
import type { ElementInput } from '../part10/element-input.ts';
import { readFile, readHeader } from '../part10/read-header.ts';
import { aCtInstance, element, plantedDocuments, plantedInstances, uidFrom } from '../testing/index.ts';
import { clean, cleanFile, key, today } from './case-of-tests.ts';
import { createDeidentifier } from './deidentify-header.ts';
import { readIdentities } from './identities.ts';
import { type DeidentificationProfile, profileOf } from './profile.ts';
import { reviewReasons } from './review-reasons.ts';

const planted = [...plantedInstances(), ...plantedDocuments()];
const latin1 = (bytes: Uint8Array) => new TextDecoder('latin1').decode(bytes);

describe('a de-identified instance', () => {
  it('has the label as name and identifier, also where the original had none', () => {
    for (const omit of [[], [tags.PatientName, tags.PatientID]]) {
      const { dataSet } = readHeader(clean(aCtInstance({ omit }).bytes).head);
      expect(firstString(dataSet, tags.PatientName)).toBe('CASE-7');
      expect(firstString(dataSet, tags.PatientID)).toBe('CASE-7');
    }
  });

  it('says that it is de-identified, by which method and with which options', () => {
    const profile = profileOf('research');
    const { dataSet } = readHeader(clean(aCtInstance().bytes, { profile }).head);
    expect(firstString(dataSet, tags.PatientIdentityRemoved)).toBe('YES');
    expect(stringValues(dataSet, tags.DeidentificationMethod)[1]).toBe('PS3.15 2024e Table E.1-1');
    expect(firstString(dataSet, tags.LongitudinalTemporalInformationModified)).toBe('MODIFIED');
    const codes = sequence(dataSet, tags.DeidentificationMethodCodeSequence);
    expect(codes.map((code) => firstString(code, tags.CodeValue))).toEqual([
      '113100',
      '113104',
      '113105',
      '113107',
      '113108',
      '113111',
    ]);
  });

  it('does not claim the Basic Profile when a rule keeps what that removes', () => {
    const profile = profileOf('basic', { rules: [{ tag: '00081030', action: 'keep' }] });
    const { dataSet } = readHeader(clean(aCtInstance({ studyDescription: 'Chest' }).bytes, { profile }).head);
    expect(firstString(dataSet, tags.StudyDescription)).toBe('Chest');
    expect(sequence(dataSet, tags.DeidentificationMethodCodeSequence)).toEqual([]);
  });

  it('carries what is known of the pixels', () => {
    const pixelFacts = { burnedInAnnotation: 'NO' } as const;
    const { dataSet } = readHeader(clean(aCtInstance().bytes, { pixelFacts }).head);
    expect(firstString(dataSet, tags.BurnedInAnnotation)).toBe('NO');
  });

  it('replaces UIDs alike everywhere: data set, items, meta information, text; and not those of kinds', () => {
    const other = uidFrom('other');
    const made = aCtInstance({
      elements: [
        {
          tag: 'ReferencedImageSequence',
          value: [
            [
              element('ReferencedSOPClassUID', '1.2.840.10008.5.1.4.1.1.2'),
              element('ReferencedSOPInstanceUID', other),
            ],
          ],
        },
        element('ImageComments', `as in ${other}.`),
      ],
    });
    const profile = profileOf('teaching');
    const { head, sopInstanceUid } = clean(made.bytes, { profile });
    const { dataSet, meta } = readHeader(head);
    const { mapUid } = createDeidentifier({ profile, key, label: 'CASE-7' });
    const [reference] = sequence(dataSet, tags.ReferencedImageSequence);
    expect(firstString(dataSet, tags.SOPInstanceUID)).toBe(mapUid(made.sopInstanceUid));
    expect(firstString(meta, tags.MediaStorageSOPInstanceUID)).toBe(sopInstanceUid);
    expect(sopInstanceUid).toBe(mapUid(made.sopInstanceUid));
    expect(reference && firstString(reference, tags.ReferencedSOPInstanceUID)).toBe(mapUid(other));
    expect(reference && firstString(reference, tags.ReferencedSOPClassUID)).toBe('1.2.840.10008.5.1.4.1.1.2');
    expect(firstString(dataSet, tags.ImageComments)).toBe(`as in ${mapUid(other)}.`);
    expect(firstString(dataSet, tags.SOPClassUID)).toBe('1.2.840.10008.5.1.4.1.1.2');
  });

  it('gives the same from the same key in another process, and something else from another key', () => {
    const { bytes } = aCtInstance();
    const profile = profileOf('research');
    const head = (secret: number) => {
      const one = createDeidentifier({ profile, key: new Uint8Array(32).fill(secret), label: 'C' });
      const done = one.deidentify(readHeader(bytes), { today });
      return done.kind === 'clean' ? done.head : undefined;
    };
    expect(head(1)).toEqual(head(1));
    expect(head(1)).not.toEqual(head(2));
  });

  it('moves all dates by the same days, and the year of birth with them', () => {
    const made = aCtInstance({ studyDate: '20200310', patientBirthDate: '19610714' });
    const { dataSet } = readHeader(clean(made.bytes, { profile: profileOf('research') }).head);
    const days = (tag: number) =>
      Date.parse((firstString(dataSet, tag) ?? '').replace(/(....)(..)(..)/, '$1-$2-$3'));
    expect(days(tags.StudyDate)).toBe(days(tags.SeriesDate));
    expect(days(tags.StudyDate)).toBeLessThan(Date.parse('2020-03-10'));
    expect(firstString(dataSet, tags.StudyTime)).toBe('103000');
    expect(firstString(dataSet, tags.PatientBirthDate)).toMatch(/^19[56]\d0101$/);
  });

  it('carries no date of the Basic Profile, and a dummy where a value must be', () => {
    const { dataSet } = readHeader(clean(aCtInstance().bytes).head);
    expect(firstString(dataSet, tags.StudyDate)).toBeUndefined();
    expect(dataSet.elements.has(tags.SeriesDate)).toBe(false);
    expect(firstString(dataSet, tags.LongitudinalTemporalInformationModified)).toBe('REMOVED');
  });

  it('knows an age beyond 89 as 90', () => {
    const made = aCtInstance({ elements: [element('PatientAge', '093Y')] });
    const { dataSet } = readHeader(clean(made.bytes, { profile: profileOf('teaching') }).head);
    expect(firstString(dataSet, tags.PatientAge)).toBe('090Y');
  });

  it.each(plantedInstances().map(({ name }) => ({ name })))(
    'holds nothing that was planted in $name',
    ({ name }) => {
      const instance = planted.find((one) => one.name === name);
      if (instance === undefined) throw new Error('no such instance');
      const accepted = reviewReasons.filter((reason) => reason !== 'encapsulated-document');
      if (name === 'an encapsulated document') {
        expect(() => cleanFile(instance.bytes, { accepted })).toThrow('encapsulated-document');
        return;
      }
      const file = cleanFile(instance.bytes, { accepted });
      const text = latin1(file);
      expect(instance.planted.filter((one) => text.includes(one.text))).toEqual([]);
      expect(readFile(file).warnings).toEqual([]);
    },
  );

  it('finds the words of the study in an instance whose header does not have them', () => {
    const others = readIdentities([
      readHeader(aCtInstance({ patientName: 'Zwetschgenbaum^Ottokar' }).bytes).dataSet,
    ]);
    const made = aCtInstance({ patientName: 'X', seriesDescription: 'Localiser Zwetschgenbaum' });
    const { dataSet } = readHeader(
      clean(made.bytes, { profile: profileOf('teaching'), studyIdentities: others }).head,
    );
    expect(firstString(dataSet, tags.SeriesDescription)).toBe('Localiser ***');
  });

  it('keeps what is useful of free text when descriptions are cleaned', () => {
    const made = aCtInstance({
      patientName: 'Müller^Renée',
      referringPhysicianName: 'Okonkwo^Adaeze^^Dr',
      studyDescription: 'CT thorax MUELLER, Renee; Muller R. for Dr. Okonkwo',
    });
    const { dataSet } = readHeader(clean(made.bytes, { profile: profileOf('teaching') }).head);
    const description = firstString(dataSet, tags.StudyDescription) ?? '';
    expect(description).toMatch(/^CT thorax /);
    expect(description).not.toMatch(/m[uü]e?ller|ren[eé]e|okonkwo/i);
  });

  it('keeps no pixels in items, and no bytes in which somebody stands; bytes that hold short words by chance stay', () => {
    const bytes = (text: string) => new TextEncoder().encode(text.padEnd(40));
    const made = aCtInstance({
      patientName: 'Zwetschgenbaum^Li',
      elements: [
        {
          tag: 'ReferencedInstanceSequence',
          value: [[{ tag: tags.PixelData, vr: 'OW', value: bytes('in an item') }]],
        },
        { tag: tags.ICCProfile, vr: 'OB', value: bytes('by Zwetschgenbaum') },
        { tag: tags.RedPaletteColorLookupTableData, vr: 'OW', value: bytes('of ZWETSCHGENBAUM') },
        { tag: tags.GreenPaletteColorLookupTableData, vr: 'OW', value: bytes('a Li b') },
      ],
    });
    const { dataSet, ...header } = readHeader(clean(made.bytes).head);
    expect(latin1(dataSet.bytes)).not.toMatch(/in an item|zwetschgen/i);
    expect(header.warnings).toEqual([]);
    expect(dataSet.elements.has(tags.GreenPaletteColorLookupTableData)).toBe(true);
  });

  it('keeps titles of entities with the identity of devices, without the names in them', () => {
    const made = aCtInstance({
      institutionName: 'Quastenburg Klinik',
      elements: [element('StationAETitle', 'CT_ROOM_3'), element('RetrieveAETitle', 'QUASTENBURG1')],
    });
    const profile = profileOf('basic', { options: ['retainDeviceIdentity'] });
    const { dataSet } = readHeader(clean(made.bytes, { profile }).head);
    expect(firstString(dataSet, tags.StationAETitle)).toBe('CT_ROOM_3');
    expect(firstString(dataSet, tags.RetrieveAETitle)).toBeUndefined();
  });

  it('drops text that it cannot read', () => {
    const made = aCtInstance({
      elements: [{ tag: tags.Manufacturer, vr: 'LO', value: Uint8Array.of(0xff, 0xfe, 0x41, 0x42) }],
    });
    expect(latin1(clean(made.bytes).head)).not.toContain('\xff\xfeAB');
  });

  it('keeps safe private elements with their creator when the profile says so, and no others', () => {
    const elements: ElementInput[] = [
      { tag: 0x00190010, vr: 'LO', value: 'SIEMENS MR HEADER' },
      { tag: 0x0019100c, vr: 'IS', value: '1000' },
      { tag: 0x0019100b, vr: 'LO', value: 'Somebody' },
      { tag: 0x00290010, vr: 'LO', value: 'SIEMENS CSA HEADER' },
      { tag: 0x00291010, vr: 'OB', value: new Uint8Array(8) },
    ];
    const { bytes } = aCtInstance({ elements });
    const privateOf = (profile: DeidentificationProfile) =>
      [...readHeader(clean(bytes, { profile }).head).dataSet.elements.keys()].filter(
        (tag) => (tag & 0x10000) !== 0,
      );
    expect(privateOf(profileOf('basic'))).toEqual([]);
    expect(privateOf(profileOf('basic', { options: ['retainSafePrivate'] }))).toEqual([
      0x00190010, 0x0019100c,
    ]);
  });

  it.each([
    transferSyntaxUids.implicitLittleEndian,
    transferSyntaxUids.explicitBigEndian,
    transferSyntaxUids.deflatedExplicitLittleEndian,
    transferSyntaxUids.explicitLittleEndian,
  ])('keeps its pixels and numbers in %s', (transferSyntaxUid) => {
    const made = aCtInstance({ transferSyntaxUid, undefinedLengths: true });
    const { dataSet, pixelData, warnings, ...file } = readFile(cleanFile(made.bytes));
    const original = readFile(made.bytes);
    expect(warnings).toEqual([]);
    expect(stringValues(dataSet, tags.PixelSpacing)).toEqual(
      stringValues(original.dataSet, tags.PixelSpacing),
    );
    expect(stringValues(dataSet, tags.Rows)).toEqual(['64']);
    const at = (set: typeof dataSet) => {
      const pixels = set.elements.get(tags.PixelData);
      return pixels && set.bytes.slice(pixels.offset, pixels.offset + pixels.length);
    };
    expect(at(dataSet)).toEqual(at(original.dataSet));
    expect(pixelData?.length).toBe(original.pixelData?.length);
    const isDeflated = transferSyntaxUid === transferSyntaxUids.deflatedExplicitLittleEndian;
    expect(file.transferSyntaxUid).toBe(
      isDeflated ? transferSyntaxUids.explicitLittleEndian : transferSyntaxUid,
    );
  });

  it('counts what was done, and names nobody', () => {
    const [instance] = plantedInstances();
    if (instance === undefined) throw new Error('no instance');
    const { account } = clean(instance.bytes, { accepted: reviewReasons });
    expect(account.actions['00081030']).toEqual({ X: 1 });
    expect(account.actions['00080020']).toEqual({ Z: 1 });
    expect(account.uidsReplaced).toBeGreaterThan(50);
    expect(account).toMatchObject({
      edition: '2024e',
      dates: 'removed',
      profile: { name: 'basic', version: 1 },
    });
    const text = JSON.stringify(account);
    expect(instance.planted.filter((one) => text.includes(one.text))).toEqual([]);
  });
});
