// What holds for all inputs: reading gives back what was written, and arbitrary or damaged bytes end in a data set or a
// named error, alike whole and in chunks.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { DataSet } from '../data-set/data-set.ts';
import { firstNumber, firstString, numbers, sequence, stringValues, valueBytes } from '../data-set/values.ts';
import { transferSyntaxUids, type VR } from '../dictionary/index.ts';
import { createInstanceReader } from '../frames/instance-reader.ts';
import type { ElementInput, ItemInput } from './element-input.ts';
import { DicomError } from './errors.ts';
import { createHeaderReader, readFile, readHeader } from './read-header.ts';
import { encodePart10 } from './write.ts';

const nativeSyntaxes = [
  transferSyntaxUids.implicitLittleEndian,
  transferSyntaxUids.explicitLittleEndian,
  transferSyntaxUids.explicitBigEndian,
  transferSyntaxUids.deflatedExplicitLittleEndian,
] as const;

// ---- what was written is what is read

/** A tag of the dictionary for each kind of value, so that implicit files know the VR too. */
const texts = [
  [0x00100020, 'LO'],
  [0x00080050, 'SH'],
  [0x00100010, 'PN'],
  [0x00104000, 'LT'],
  [0x00181020, 'LO'],
  [0x0040a160, 'UT'],
] as const satisfies readonly (readonly [number, VR])[];
const counts = [
  [0x00280010, 'US', 0xffff],
  [0x00186018, 'UL', 0xffffffff],
  [0x00280009, 'AT', 0xffffffff],
] as const satisfies readonly (readonly [number, VR, number])[];

const aText = fc
  .string({ unit: fc.constantFrom(...'abcXYZ019 äöüß山田한글Ж'), maxLength: 40 })
  .map((text) => text.trim());

const textElement = fc
  .tuple(fc.constantFrom(...texts), aText)
  .map(([[tag, vr], value]): ElementInput => ({ tag, vr, value }));
const numberElement = fc
  .constantFrom(...counts)
  .chain(([tag, vr, max]) =>
    fc.array(fc.nat({ max }), { maxLength: 5 }).map((value): ElementInput => ({ tag, vr, value })),
  );
const doubleElement = fc
  .array(fc.double({ noNaN: true }), { maxLength: 5 })
  .map((value): ElementInput => ({ tag: 0x00189087, vr: 'FD', value }));
const bytesElement = fc
  .uint8Array({ maxLength: 50 })
  .filter((bytes) => bytes.length % 2 === 0)
  .map((value): ElementInput => ({ tag: 0x00420011, vr: 'OB', value }));

const { items } = fc.letrec<{ items: ItemInput; sequence: ElementInput }>((tie) => ({
  items: fc
    .array(
      fc.oneof(
        { depthSize: 'small', withCrossShrink: true },
        textElement,
        numberElement,
        doubleElement,
        bytesElement,
        tie('sequence'),
      ),
      {
        maxLength: 6,
      },
    )
    .map((elements) => [...new Map(elements.map((element) => [element.tag, element])).values()]),
  sequence: fc
    .tuple(fc.constantFrom(0x00081110, 0x00081140, 0x00400275), fc.array(tie('items'), { maxLength: 3 }))
    .map(([tag, value]): ElementInput => ({ tag, vr: 'SQ', value })),
}));

function expectAsWritten(dataSet: DataSet, written: ItemInput): void {
  for (const { tag, vr, value } of written) {
    const at = tag as number;
    const element = dataSet.elements.get(at);
    if (element === undefined) throw new Error('an element was lost');
    if (vr === 'SQ') {
      const inner = value as readonly ItemInput[];
      const found = sequence(dataSet, at);
      expect(found).toHaveLength(inner.length);
      found.forEach((item, index) => {
        expectAsWritten(item, inner[index] ?? []);
      });
    } else if (typeof value === 'string') expect(firstString(dataSet, at) ?? '').toBe(value);
    else if (value instanceof Uint8Array) expect(valueBytes(dataSet, element)).toEqual(value);
    else expect(numbers(dataSet, at)).toEqual(value);
  }
}

describe('reading what was written', () => {
  it('gives the same elements in every native transfer syntax', () => {
    const cases = fc.tuple(
      items,
      fc.constantFrom(...nativeSyntaxes),
      fc.constantFrom('defined' as const, 'undefined' as const),
    );
    fc.assert(
      fc.property(cases, ([elements, transferSyntaxUid, sequenceLengths]) => {
        const characterSet = { tag: 'SpecificCharacterSet', value: 'ISO_IR 192' };
        const bytes = encodePart10({
          transferSyntaxUid,
          sequenceLengths,
          elements: [characterSet, ...elements],
        });
        const { dataSet, warnings } = readFile(bytes);
        expect(warnings).toEqual([]);
        expect(dataSet.elements.size).toBe(elements.length + 1);
        expectAsWritten(dataSet, elements);
      }),
      { numRuns: 300 },
    );
  });
});

// ---- what was damaged is read or refused

/** Reads in every way that there is; anything but a result or a DicomError is thrown on. */
function outcomes(bytes: Uint8Array, chunk: number): { whole: unknown; pieced: unknown } {
  const tryTo = (work: () => unknown): unknown => {
    try {
      return work();
    } catch (error) {
      if (error instanceof DicomError) return error.message;
      throw error;
    }
  };
  tryTo(() => {
    const { dataSet } = readFile(bytes);
    for (const tag of dataSet.elements.keys()) touch(dataSet, tag);
  });
  tryTo(() => {
    const reader = createInstanceReader();
    for (let at = 0; at < bytes.length; at += chunk) reader.push(bytes.subarray(at, at + chunk));
    return reader.end();
  });
  const whole = tryTo(() => summary(readHeader(bytes)));
  const pieced = tryTo(() => {
    const reader = createHeaderReader();
    for (let at = 0; at < bytes.length; at += chunk)
      if (reader.push(bytes.subarray(at, at + chunk)) === 'done') break;
    reader.end();
    return summary(reader.result());
  });
  return { whole, pieced };
}

function touch(dataSet: DataSet, tag: number): void {
  stringValues(dataSet, tag);
  firstString(dataSet, tag);
  numbers(dataSet, tag);
  firstNumber(dataSet, tag);
}

function summary({ dataSet, meta, ...rest }: ReturnType<typeof readHeader>): unknown {
  const list = (set: DataSet) =>
    [...set.elements.values()].map(({ items, ...element }) => [element, items?.length]);
  return { ...rest, dataSet: list(dataSet), meta: list(meta) };
}

/** What becomes of some bytes of a file: another value, all ones, all zeros, removed, repeated. */
const damage = fc.record({
  at: fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
  kind: fc.constantFrom('value', 'ones', 'zeros', 'remove', 'repeat', 'cut'),
  value: fc.nat({ max: 255 }),
  count: fc.integer({ min: 1, max: 12 }),
});

type Damage = { at: number; kind: string; value: number; count: number };

function damaged(bytes: Uint8Array, damages: readonly Damage[]): Uint8Array {
  let result = bytes.slice();
  for (const { at, kind, value, count } of damages) {
    const start = Math.floor(at * result.length);
    const [before, after] = [result.subarray(0, start), result.subarray(start + count)];
    if (kind === 'remove') result = Uint8Array.from([...before, ...after]);
    else if (kind === 'repeat')
      result = Uint8Array.from([...result.subarray(0, start + count), ...result.subarray(start)]);
    else if (kind === 'cut') result = result.slice(0, start);
    else result.fill(kind === 'value' ? value : kind === 'ones' ? 255 : 0, start, start + count);
  }
  return result;
}

const madeFiles = nativeSyntaxes.slice(0, 3).map((transferSyntaxUid) =>
  encodePart10({
    transferSyntaxUid,
    sequenceLengths: 'undefined',
    elements: [
      { tag: 'SpecificCharacterSet', value: ['', 'ISO 2022 IR 87'] },
      { tag: 'SOPInstanceUID', value: '1.2.3' },
      { tag: 'ReferencedStudySequence', value: [[{ tag: 'PatientName', value: '山田' }], []] },
      { tag: 'Rows', value: 2 },
      { tag: 'Columns', value: 2 },
      { tag: 'BitsAllocated', value: 8 },
      { tag: 'PixelData', vr: 'OB', value: Uint8Array.of(1, 2, 3, 4) },
    ],
  }),
);

const folder = join(import.meta.dirname, '../../../../../shared/data/dicom');
const realFiles = ['charset', 'image', 'malformed', 'private', 'rt', 'sr', 'study', 'seg']
  .map((name) => join(folder, name))
  .filter((path) => existsSync(path))
  .flatMap((path) => readdirSync(path).map((name) => join(path, name)))
  .map((path) => new Uint8Array(readFileSync(path)))
  .filter((bytes) => bytes.length < 12_000);
if (realFiles.length === 0)
  console.warn('skipped: ../shared/data/dicom is not there, so its files were not damaged');

describe('reading anything', () => {
  it('ends in a data set or a named error for arbitrary bytes', () => {
    const prefixed = fc.uint8Array({ maxLength: 400 }).map((bytes) => {
      const file = new Uint8Array(132 + bytes.length);
      file.set([0x44, 0x49, 0x43, 0x4d], 128);
      file.set(bytes, 132);
      return file;
    });
    fc.assert(
      fc.property(
        fc.oneof(fc.uint8Array({ maxLength: 400 }), prefixed),
        fc.integer({ min: 1, max: 50 }),
        (bytes, chunk) => {
          const { whole, pieced } = outcomes(bytes, chunk);
          expect(pieced).toEqual(whole);
        },
      ),
      { numRuns: 2000 },
    );
  });

  it.each([
    ['made by code', madeFiles],
    ['from ../shared/data', realFiles],
  ])('ends in a data set or a named error for damaged files %s', (_name, files) => {
    if (files.length === 0) {
      expect(process.env.CI).not.toBe('true');
      return;
    }
    const cases = fc.tuple(
      fc.constantFrom(...files),
      fc.array(damage, { minLength: 1, maxLength: 4 }),
      fc.integer({ min: 1, max: 300 }),
    );
    fc.assert(
      fc.property(cases, ([file, damages, chunk]) => {
        const bytes = damaged(file, damages);
        const { whole, pieced } = outcomes(bytes, chunk);
        // A broken deflate stream may break before or behind the header, by how much is inflated at once.
        if (!String(whole).startsWith('inflate') && !String(pieced).startsWith('inflate'))
          expect(pieced).toEqual(whole);
      }),
      { numRuns: 1500 },
    );
  });
});
