// What holds for all inputs: an identity that a header states survives nowhere, in no VR, no character set, at no depth;
// results are readable and de-identify to the same again; what is damaged never passes.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeText, encodeText } from '../character-sets/index.ts';
import { tags, transferSyntaxUids, type VR } from '../dictionary/index.ts';
import type { ElementInput, ItemInput } from '../part10/element-input.ts';
import { DicomError } from '../part10/errors.ts';
import { readFile } from '../part10/read-header.ts';
import { aCtInstance, uidFrom } from '../testing/index.ts';
import { cleanFile, deidentify } from './case-of-tests.ts';
import { type ProfileName, profileNames, profileOf } from './profile.ts';
import { reviewReasons } from './review-reasons.ts';

// ---- who it is, in which letters

const alphabets: readonly (readonly [characterSets: readonly string[], letters: string])[] = [
  [['ISO_IR 6'], 'abdefghiklmnoprstuw'],
  [['ISO_IR 100'], 'abdefghiklmnopäöüéèñçø'],
  [['ISO_IR 101'], 'abdefghilmřščžýěůá'],
  [['ISO_IR 144'], 'абвгдежзиклмнопрст'],
  [['ISO_IR 126'], 'αβγδεζηθικλμνξοπρ'],
  [['ISO_IR 127'], 'ابتثجحخدذرزسشصضطظع'],
  [['ISO_IR 138'], 'אבגדהוזחטיכלמנסעפ'],
  [['ISO_IR 166'], 'กขคงจชซญดตถทธนบปผพ'],
  [['', 'ISO 2022 IR 87'], '山田太郎花子鈴木佐藤一二三四五'],
  [['', 'ISO 2022 IR 149'], '김희중박이최정강조윤장임'],
  [['', 'ISO 2022 IR 58'], '张王李赵陈杨黄周吴徐孙马'],
  [['GB18030'], '张王李赵陈杨黄周吴徐孙马朱胡'],
  [['ISO_IR 192'], 'abdefghilmñéøжшщ山田กข'],
];

interface Person {
  readonly characterSets: readonly string[];
  readonly family: string;
  readonly given: string;
  readonly id: string;
  readonly phone: string;
}

const aPerson: fc.Arbitrary<Person> = fc.constantFrom(...alphabets).chain(([characterSets, letters]) => {
  const word = (least: number) =>
    fc
      .array(fc.constantFrom(...letters), { minLength: least, maxLength: least + 4 })
      .map((symbols) => symbols.join(''))
      // Words of one letter alone are no names, and fold to what other words hold.
      .filter((text) => new Set(text).size > 2);
  return fc.record({
    characterSets: fc.constant(characterSets),
    family: word(4),
    given: word(4),
    id: fc.integer({ min: 10_000_000, max: 99_999_999 }).map((digits) => `Q${digits}`),
    phone: fc.integer({ min: 200_000_000, max: 999_999_999 }).map((digits) => `+4${digits}`),
  });
});

/** How people write it. The last two only where capitals exist and letters are joined by nothing. */
const writings: readonly ((person: Person) => string)[] = [
  ({ family }) => family,
  ({ given }) => given,
  ({ family, given }) => `${family}^${given}`,
  ({ family, given }) => `${given} ${family}`,
  ({ family, given }) => `Dr. ${family}, ${given}`,
  ({ family }) => family.toUpperCase(),
  ({ family, given }) => `${given.toUpperCase()} ${family.toUpperCase()}`,
  ({ id }) => id,
  ({ id }) => `MRN ${id}`,
  ({ phone }) => `tel ${phone}`,
];

// ---- where it stands

/** Attributes that no row of the table removes, of every VR of text, and private and unknown ones. */
const places: readonly (readonly [tag: number, vr: VR])[] = [
  [tags.Manufacturer, 'LO'],
  [tags.CodeMeaning, 'LO'],
  [tags.SeriesDescription, 'LO'],
  [tags.SegmentLabel, 'LO'],
  [tags.ConvolutionKernel, 'SH'],
  [tags.SequenceName, 'SH'],
  [tags.UnformattedTextValue, 'ST'],
  [tags.SegmentDescription, 'ST'],
  [tags.DetectorDescription, 'LT'],
  [tags.ImageComments, 'LT'],
  [tags.TextValue, 'UT'],
  [tags.TrackingID, 'UT'],
  [tags.LongCodeValue, 'UC'],
  [tags.EvaluatorName, 'PN'],
  [tags.PersonName, 'PN'],
  [tags.RetrieveURL, 'UR'],
  [tags.ICCProfile, 'OB'],
  [tags.EncapsulatedDocument, 'OB'],
  [0x00090010, 'LO'],
  [0x00091001, 'UT'],
  [0x00091002, 'UN'],
  [0x00080ffe, 'LO'],
];
const sequences = [
  tags.ContentSequence,
  tags.ReferencedSeriesSequence,
  tags.ConceptNameCodeSequence,
  tags.RequestAttributesSequence,
  tags.SharedFunctionalGroupsSequence,
] as const;

type Plan = { place: readonly [number, VR]; writing: (person: Person) => string; path: readonly number[] };

const aPlan: fc.Arbitrary<Plan> = fc.record({
  place: fc.constantFrom(...places),
  writing: fc.constantFrom(...writings),
  path: fc.array(fc.constantFrom(...sequences), { maxLength: 4 }),
});

function planted(plan: Plan, person: Person): ElementInput {
  const [tag, vr] = plan.place;
  const text = `seen ${plan.writing(person)} there`;
  const limit = vr === 'SH' ? 16 : vr === 'LO' ? 64 : 1000;
  const written = text.length > limit ? plan.writing(person).slice(0, limit) : text;
  const isBytes = vr === 'OB' || vr === 'UN';
  const value = isBytes ? new TextEncoder().encode(`${written} `.padEnd(200)) : written;
  return plan.path.reduceRight<ElementInput>(
    (inner, sequence) => ({ tag: sequence, vr: 'SQ', value: [[inner]] }),
    {
      tag,
      vr,
      value,
    },
  );
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
      ...merged(plans.map((plan) => planted(plan, person))),
    ],
  }).bytes;
}

/** Every form in which an original word could stand in bytes. */
function survivors(file: Uint8Array, person: Person): string[] {
  const latin1 = (bytes: Uint8Array) => new TextDecoder('latin1').decode(bytes);
  const raw = latin1(file);
  const inUtf8 = new TextDecoder().decode(file);
  const decoded = decodeText(file, person.characterSets, 'UT');
  const words = [
    person.family,
    person.given,
    person.family.toUpperCase(),
    person.given.toUpperCase(),
    person.id,
    person.phone,
  ];
  return words.filter((word) => {
    const encoded = latin1(encodeText(word, person.characterSets, 'LO'));
    return raw.includes(encoded) || inUtf8.includes(word) || decoded.includes(word);
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
        const file = cleanFile(fileOf(person, plans, transferSyntaxUid), {
          profile: profileOf(name),
          accepted: reviewReasons,
        });
        expect(survivors(file, person)).toEqual([]);
        expect(readFile(file).warnings).toEqual([]);
      }),
      { numRuns: 80 },
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
