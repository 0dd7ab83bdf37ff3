// Every file of ../shared/data/dicom reads as its manifest says, whole and in chunks, or is refused by name.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { DataSet } from '../data-set/data-set.ts';
import { firstNumber, firstString } from '../data-set/values.ts';
import { isPrivateTag, type Keyword, tags } from '../dictionary/index.ts';
import { createInstanceReader } from '../frames/instance-reader.ts';
import type { DicomError } from './errors.ts';
import type { HeaderResult } from './header-result.ts';
import { createHeaderReader, readFile, readHeader } from './read-header.ts';

type Expected = Record<string, string | number>;
type ManifestFile = { file: string; status: 'valid' | 'malformed'; expected: Expected };

const folder = join(import.meta.dirname, '../../../../../shared/data/dicom');
const isThere = existsSync(join(folder, 'manifest.json'));
if (!isThere && process.env.CI !== 'true') {
  console.warn('skipped: ../shared/data/dicom is not there, so its files were not read');
}
const files: ManifestFile[] =
  isThere || process.env.CI === 'true'
    ? JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8')).files
    : [];

/** Malformed files and what is found in them; all others are read in full. */
const refusals: Record<string, { header?: string; file?: string }> = {
  // A stray byte in front of a data set without preamble: no encoding makes sense of it.
  'malformed/no_meta.dcm': { header: 'not-dicom', file: 'not-dicom' },
  // Cut inside an element of the header.
  'malformed/rtplan_truncated.dcm': { header: 'truncated', file: 'truncated' },
  // Cut inside the pixel data: the header is whole.
  'malformed/MR_truncated.dcm': { file: 'truncated' },
};

const texts: readonly Keyword[] = [
  'SOPInstanceUID',
  'StudyInstanceUID',
  'SeriesInstanceUID',
  'PatientID',
  'Modality',
  'PhotometricInterpretation',
  'BurnedInAnnotation',
];
const sizes: readonly Keyword[] = [
  'Rows',
  'Columns',
  'SamplesPerPixel',
  'BitsAllocated',
  'BitsStored',
  'PixelRepresentation',
];

function read(file: string): Uint8Array {
  return new Uint8Array(readFileSync(join(folder, file)));
}

/** What the manifest tells of a file, as the header has it. */
function found({ meta, dataSet }: HeaderResult): Record<string, string | number | undefined> {
  const values: Record<string, string | number | undefined> = {
    SOPClassUID: firstString(dataSet, tags.SOPClassUID) ?? firstString(meta, tags.MediaStorageSOPClassUID),
    TransferSyntaxUID: firstString(meta, tags.TransferSyntaxUID),
    // Empty groups of a name may be left out (PS3.5 6.2.1), and the manifest leaves them out.
    PatientName: firstString(dataSet, tags.PatientName)?.replace(/=+$/, ''),
    Frames: dataSet.elements.has(tags.Rows) ? (firstNumber(dataSet, tags.NumberOfFrames) ?? 1) : undefined,
    privateElements: privateCount(dataSet),
  };
  for (const keyword of texts) values[keyword] = firstString(dataSet, tags[keyword]);
  for (const keyword of sizes) values[keyword] = firstNumber(dataSet, tags[keyword]);
  return values;
}

function privateCount(dataSet: DataSet): number {
  let count = 0;
  for (const element of dataSet.elements.values()) {
    if (isPrivateTag(element.tag)) count += 1;
    for (const item of element.items ?? []) count += privateCount(item);
  }
  return count;
}

function reasonOf(work: () => unknown): string | undefined {
  try {
    work();
    return undefined;
  } catch (error) {
    return (error as DicomError).reason;
  }
}

function expectAsManifest(result: HeaderResult, expected: Expected): void {
  const values = found(result);
  for (const [name, value] of Object.entries(expected)) {
    if (name in values) expect({ [name]: values[name] ?? '' }).toEqual({ [name]: value });
  }
}

describe.skipIf(files.length === 0)('files of ../shared/data/dicom', () => {
  it('are all in the manifest that is read', () => {
    expect(files.length).toBeGreaterThan(150);
    for (const file of Object.keys(refusals)) expect(files.some((entry) => entry.file === file)).toBe(true);
  });

  for (const { file, expected } of files) {
    const refusal = refusals[file];
    if (refusal?.header === undefined) {
      it(`reads the header of ${file} as its manifest says`, () => {
        expectAsManifest(readHeader(read(file)), expected);
      });
    }
    if (refusal?.file === undefined) {
      it(`reads the whole of ${file} as its manifest says`, () => {
        expectAsManifest(readFile(read(file)), expected);
      });
    } else {
      it(`refuses ${file} by name`, () => {
        expect(reasonOf(() => readHeader(read(file)))).toBe(refusal.header);
        expect(reasonOf(() => readFile(read(file)))).toBe(refusal.file);
      });
    }
  }

  it('give the same header in chunks as in one piece', () => {
    for (const { file } of files.filter((entry) => refusals[entry.file]?.header === undefined)) {
      const bytes = read(file);
      const whole = readHeader(bytes);
      for (const size of bytes.length < 20_000 ? [1, 7, 1000] : [1000]) {
        const reader = createHeaderReader();
        for (let at = 0; at < bytes.length; at += size) {
          if (reader.push(bytes.slice(at, at + size)) === 'done') break;
        }
        reader.end();
        const pieced = reader.result();
        expect(shape(pieced.dataSet), file).toEqual(shape(whole.dataSet));
        expect(shape(pieced.meta), file).toEqual(shape(whole.meta));
        const { meta: _meta, dataSet: _dataSet, ...places } = whole;
        expect(pieced, file).toMatchObject(places);
      }
    }
  });

  it('have their frames where they should be, in as many as the manifest says', () => {
    const odd: Record<string, number> = {
      // Videos are one stream (PS3.5 8.2.5); these two have pixel attributes and no pixel data; this one is cut.
      'video/mpeg2.dcm': 1,
      'video/mpeg4-h264.dcm': 1,
      'charset/chrJapMultiExplicitIR6.dcm': 0,
      'charset/chrKoreanMulti.dcm': 0,
      'malformed/MR_truncated.dcm': 0,
    };
    for (const { file, expected } of files.filter((entry) => refusals[entry.file]?.header === undefined)) {
      const bytes = read(file);
      const reader = createInstanceReader();
      for (let at = 0; at < bytes.length; at += 4096) reader.push(bytes.subarray(at, at + 4096));
      const { header, pixels } = reader.end();
      expect({ file, frames: pixels.frames.length }).toEqual({
        file,
        frames: odd[file] ?? expected.Frames ?? 0,
      });
      expect({ file, complete: pixels.complete }).toEqual({
        file,
        complete: file !== 'malformed/MR_truncated.dcm',
      });
      const last = pixels.frames.at(-1);
      const isDeflated = header.transferSyntaxUid === '1.2.840.10008.1.2.1.99';
      if (last !== undefined && !isDeflated)
        expect(last.offset + last.length).toBeLessThanOrEqual(bytes.length);
    }
  });
});

/** A data set without the bytes it lies in, but with a digest of its values. */
function shape(dataSet: DataSet): unknown {
  return [...dataSet.elements.values()].map(({ items, ...element }) => {
    const value = dataSet.bytes.subarray(element.offset, element.offset + element.length);
    return {
      ...element,
      sum: value.reduce((sum, byte) => (sum * 31 + byte) | 0, 0),
      items: items?.map(shape),
    };
  });
}
