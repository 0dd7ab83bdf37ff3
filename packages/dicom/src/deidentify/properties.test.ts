// What holds for all inputs: an identity that a header states survives nowhere, in no VR, no character set, at no depth;
// results are readable and de-identify to the same again; what is damaged never passes.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeText, encodeText } from '../character-sets/index.ts';
import { lookupTag, tags, transferSyntaxUids, type VR } from '../dictionary/index.ts';
import type { ElementInput, ItemInput } from '../part10/element-input.ts';
import { DicomError } from '../part10/errors.ts';
import { readFile } from '../part10/read-header.ts';
import { aCtInstance, uidFrom } from '../testing/index.ts';
import { cleanFile, deidentify } from './case-of-tests.ts';
import { aPerson, type Person, strangerLike, writings } from './people.suite.ts';
import { type ProfileName, profileNames, profileOf } from './profile.ts';
import { reviewReasons } from './review-reasons.ts';

// ---- where it stands

/** What says how the rest is read, and what the person is known by. */
const reserved: ReadonlySet<number> = new Set([
  tags.SpecificCharacterSet,
  tags.SOPClassUID,
  tags.SOPInstanceUID,
  tags.PhotometricInterpretation,
  tags.PatientName,
  tags.PatientID,
  tags.PatientTelephoneNumbers,
]);
/** Whatever can carry text, or bytes that somebody reads as text. */
const vrsOfText = [
  ...([
    'AE',
    'AS',
    'CS',
    'DA',
    'DS',
    'DT',
    'IS',
    'LO',
    'LT',
    'OB',
    'OW',
    'PN',
    'SH',
    'ST',
    'TM',
    'UC',
    'UI',
    'UN',
  ] as const),
  ...(['UR', 'UT'] as const),
] satisfies readonly VR[];
const standard = Object.values(tags).filter(
  (tag) => tag >= 0x0008_0000 && tag < 0x7fe0_0000 && !reserved.has(tag),
);
/** Attributes of a VR, private ones and one that no edition knows. */
const placesOf = new Map(
  vrsOfText.map((vr) => [
    vr,
    [...standard.filter((tag) => lookupTag(tag)?.vr === vr), 0x0009_1001, 0x0009_1002, 0x0008_0ffe],
  ]),
);
/** Any attribute of that VR; at times one of another, as broken writers have it. */
const aPlace = fc.constantFrom(...vrsOfText).chain((vr) =>
  fc.record({
    vr: fc.constant(vr),
    tag: fc.oneof(
      { weight: 9, arbitrary: fc.constantFrom(...(placesOf.get(vr) ?? [])) },
      { weight: 1, arbitrary: fc.constantFrom(...standard.filter((tag) => lookupTag(tag)?.vr !== 'SQ')) },
    ),
  }),
);
const sequences = [
  tags.ContentSequence,
  tags.ReferencedSeriesSequence,
  tags.ConceptNameCodeSequence,
  tags.RequestAttributesSequence,
  tags.SharedFunctionalGroupsSequence,
] as const;

const aPlan = fc.record({
  place: aPlace,
  writing: fc.constantFrom(...writings),
  isAmongWords: fc.boolean(),
  path: fc.array(fc.constantFrom(...sequences), { maxLength: 4 }),
});
type Plan = typeof aPlan extends fc.Arbitrary<infer T> ? T : never;

/** VRs whose text is in the file's character set (PS3.5 6.1.2.3); in others, somebody's letters stand against the rules. */
const inCharacterSet: ReadonlySet<VR> = new Set<VR>(['LO', 'LT', 'PN', 'SH', 'ST', 'UC', 'UT']);
const charactersMax: Partial<Readonly<Record<VR, number>>> = { AE: 16, CS: 16, SH: 16, LO: 64, PN: 64 };

function planted({ place: { tag, vr }, writing, isAmongWords, path }: Plan, person: Person): ElementInput {
  // In tables of numbers and waveforms four letters stand by chance; there it is the whole name.
  const isNumbers = vr === 'OW' || lookupTag(tag)?.vr === 'OW' || tag >>> 24 === 0x54;
  const text = isNumbers ? `${person.given} ${person.family}` : writing(person);
  const longer = `seen ${text} there`;
  const written = isAmongWords && longer.length <= (charactersMax[vr] ?? 1000) ? longer : text;
  const value = inCharacterSet.has(vr) ? written : even(encodeText(written, person.characterSets, 'UT'));
  return path.reduceRight<ElementInput>(
    (inner, sequence) => ({ tag: sequence, vr: 'SQ', value: [[inner]] }),
    { tag, vr, value },
  );
}

/** With a blank behind an odd number of bytes: words of two cannot be turned round with half of one. */
function even(bytes: Uint8Array): Uint8Array {
  return bytes.length % 2 === 0 ? bytes : Uint8Array.from([...bytes, 0x20]);
}

/** Elements of equal tags as one: items of equal sequences side by side, values the first. */
function merged(elements: readonly ElementInput[]): ItemInput {
  const byTag = new Map<number, ElementInput>();
  for (const each of elements) {
    const tag = each.tag as number;
    const first = byTag.get(tag);
    if (first === undefined) byTag.set(tag, each);
    else if (each.vr === 'SQ')
      byTag.set(tag, { ...first, value: [...(first.value as ItemInput[]), ...(each.value as ItemInput[])] });
  }
  return [...byTag.values()];
}

/** Where no VR is written the attribute's own holds, and bytes in a number's place are a number, whatever they would spell. */
function isTextIn(transferSyntaxUid: string): (plan: Plan) => boolean {
  const ofText: readonly VR[] = vrsOfText;
  return ({ place: { tag, vr } }) =>
    (transferSyntaxUid !== transferSyntaxUids.implicitLittleEndian && vr !== 'UN') ||
    ofText.includes(lookupTag(tag)?.vr ?? 'UN');
}

function fileOf(person: Person, plans: readonly Plan[], transferSyntaxUid: string): Uint8Array {
  return aCtInstance({
    rows: 2,
    columns: 2,
    pixelData: new Uint8Array(8),
    transferSyntaxUid,
    specificCharacterSet: person.characterSets,
    patientName: `${person.family}^${person.given}`,
    patientId: person.id,
    elements: [
      { tag: tags.PatientTelephoneNumbers, vr: 'SH', value: person.phone },
      ...merged(plans.filter(isTextIn(transferSyntaxUid)).map((plan) => planted(plan, person))),
    ],
  }).bytes;
}

/** The digits of new UIDs are anybody's. */
const newUids = /2\.25\.\d{30,39}/g;
const escapes = new RegExp(`${String.fromCharCode(0x1b)}[$()]*[A-Za-z]`, 'g');
/** Shorter strings stand everywhere. */
const charactersMin = 4;

/** The strings of a person: every one of four characters, and so every longer one. */
function stringsOf({ family, given, id, phone }: Person): Set<string> {
  const found = new Set<string>();
  for (const word of [family, given, family.toUpperCase(), given.toUpperCase(), id, phone]) {
    const characters = [...word];
    for (let at = 0; at + charactersMin <= characters.length; at += 1)
      found.add(characters.slice(at, at + charactersMin).join(''));
  }
  return found;
}

/** Which strings of a person stand in bytes, in any form in which they could. */
function survivors(file: Uint8Array, person: Person): string[] {
  const latin1 = (bytes: Uint8Array) => new TextDecoder('latin1').decode(bytes).replaceAll(newUids, '');
  const raw = latin1(file);
  const inUtf8 = new TextDecoder().decode(file).replaceAll(newUids, '');
  const decoded = decodeText(file, person.characterSets, 'UT').replaceAll(newUids, '');
  return [...stringsOf(person)].filter((part) => {
    // Within a longer text the escape to the character set stands further ahead (PS3.5 6.1.2.5).
    const encoded = latin1(encodeText(part, person.characterSets, 'LO')).replaceAll(escapes, '');
    return raw.includes(encoded) || inUtf8.includes(part) || decoded.includes(part);
  });
}

const syntaxes = [
  transferSyntaxUids.explicitLittleEndian,
  transferSyntaxUids.implicitLittleEndian,
  transferSyntaxUids.explicitBigEndian,
] as const;

describe('whatever a header says of somebody', () => {
  it.each(profileNames)('survives nowhere in what %s makes of the file', (name: ProfileName) => {
    const cases = fc.tuple(
      aPerson,
      fc.array(aPlan, { minLength: 1, maxLength: 8 }),
      fc.constantFrom(...syntaxes),
    );
    fc.assert(
      fc.property(cases, ([person, plans, transferSyntaxUid]) => {
        const clean = (somebody: Person) =>
          cleanFile(fileOf(somebody, plans, transferSyntaxUid), {
            profile: profileOf(name),
            accepted: reviewReasons,
          });
        const file = clean(person);
        // What stands in a stranger's result as well is no string of this person.
        const nobodys = new Set(survivors(clean(strangerLike(person)), person));
        expect(survivors(file, person).filter((part) => !nobodys.has(part))).toEqual([]);
        expect(readFile(file).warnings).toEqual([]);
      }),
      { numRuns: 150 },
    );
  });

  it('is what the original of these files holds', () => {
    const [person] = fc.sample(aPerson, { numRuns: 1, seed: 7 });
    if (person === undefined) throw new Error('nobody');
    expect(survivors(fileOf(person, [], transferSyntaxUids.explicitLittleEndian), person)).not.toEqual([]);
  });
});

describe('UIDs and dates', () => {
  it('are those of the case in whatever order and company instances come', () => {
    const uid = fc.integer({ min: 1 }).map((seed) => uidFrom(`property ${seed}`));
    const day = fc
      .date({ min: new Date('1950-01-01'), max: new Date('2024-12-31'), noInvalidDate: true })
      .map((date) => date.toISOString().slice(0, 10).replaceAll('-', ''));
    fc.assert(
      fc.property(uid, uid, day, (study, other, studyDate) => {
        const options = { profile: profileOf('research') };
        const make = (seriesInstanceUid: string) =>
          readFile(
            cleanFile(
              aCtInstance({ rows: 2, columns: 2, studyInstanceUid: study, seriesInstanceUid, studyDate })
                .bytes,
              options,
            ),
          ).dataSet;
        const [first, second] = [make(study), make(other)];
        for (const tag of [tags.StudyInstanceUID, tags.StudyDate])
          expect(bytesAt(first, tag)).toEqual(bytesAt(second, tag));
        expect(bytesAt(first, tags.StudyInstanceUID)).toEqual(bytesAt(first, tags.SeriesInstanceUID));
      }),
      { numRuns: 100 },
    );
  });
});

function bytesAt(dataSet: ReturnType<typeof readFile>['dataSet'], tag: number): number[] {
  const element = dataSet.elements.get(tag);
  return element === undefined
    ? []
    : [...dataSet.bytes.subarray(element.offset, element.offset + element.length)];
}

describe('damaged files', () => {
  it('end in a result that can be read, a reason, or a named error', () => {
    const { bytes } = aCtInstance({ rows: 2, columns: 2 });
    const damage = fc.array(fc.tuple(fc.nat({ max: bytes.length - 1 }), fc.nat({ max: 255 })), {
      minLength: 1,
      maxLength: 12,
    });
    fc.assert(
      fc.property(damage, (changes) => {
        const damaged = Uint8Array.from(bytes);
        for (const [at, value] of changes) damaged[at] = value;
        try {
          const done = deidentify(damaged, { accepted: reviewReasons });
          expect(done.kind).toBe('clean');
        } catch (error) {
          if (!(error instanceof DicomError)) throw error;
        }
      }),
      { numRuns: 500 },
    );
  });
});
