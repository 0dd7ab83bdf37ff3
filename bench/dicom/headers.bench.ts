// How many headers of 0.5 MB CT instances one core reads in a second, beside dicom-parser and dcmjs, in alternating
// rounds of one run. Every reader gives the values that an index needs, and they must be the same.
// Run: node bench/dicom/headers.bench.ts [seconds for each round]
import { existsSync, readFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import { join } from 'node:path';
import dcmjs from 'dcmjs';
import dicomParser from 'dicom-parser';
import { firstNumber, firstString, type Keyword, readHeader, tags } from '../../packages/dicom/src/index.ts';
import { aCtInstance } from '../../packages/dicom/src/testing/index.ts';

/** What one reader finds in one file: the same texts and numbers from all of them. */
type Values = Record<string, string | number | undefined>;
type Reader = { name: string; read: (bytes: Uint8Array) => Values };

const texts: readonly Keyword[] = [
  'SpecificCharacterSet',
  'ImageType',
  'SOPClassUID',
  'SOPInstanceUID',
  'StudyDate',
  'SeriesDate',
  'AcquisitionDate',
  'ContentDate',
  'StudyTime',
  'AccessionNumber',
  'Modality',
  'Manufacturer',
  'InstitutionName',
  'ReferringPhysicianName',
  'StationName',
  'StudyDescription',
  'SeriesDescription',
  'ManufacturerModelName',
  'PatientName',
  'PatientID',
  'PatientBirthDate',
  'PatientSex',
  'PatientAge',
  'BodyPartExamined',
  'ProtocolName',
  'PatientPosition',
  'StudyInstanceUID',
  'SeriesInstanceUID',
  'StudyID',
  'SeriesNumber',
  'InstanceNumber',
  'FrameOfReferenceUID',
  'SliceThickness',
  'SliceLocation',
  'PhotometricInterpretation',
];
const wholeNumbers: readonly Keyword[] = [
  'Rows',
  'Columns',
  'BitsAllocated',
  'BitsStored',
  'SamplesPerPixel',
  'PixelRepresentation',
];

const ours: Reader = {
  name: 'lumenbox',
  read(bytes) {
    const { dataSet } = readHeader(bytes);
    const values: Values = {};
    for (const keyword of texts) values[keyword] = firstString(dataSet, tags[keyword]);
    for (const keyword of wholeNumbers) values[keyword] = firstNumber(dataSet, tags[keyword]);
    return values;
  },
};

const parserTags = new Map(
  [...texts, ...wholeNumbers].map((keyword) => [keyword, `x${tags[keyword].toString(16).padStart(8, '0')}`]),
);

const theirs: Reader = {
  name: 'dicom-parser',
  read(bytes) {
    const dataSet = dicomParser.parseDicom(bytes, { untilTag: 'x7fe00010' });
    const values: Values = {};
    for (const keyword of texts)
      values[keyword] = dataSet.string(parserTags.get(keyword) ?? '', 0) || undefined;
    for (const keyword of wholeNumbers) values[keyword] = dataSet.uint16(parserTags.get(keyword) ?? '');
    return values;
  },
};

const jsonLike: Reader = {
  name: 'dcmjs',
  read(bytes) {
    const buffer = bytes.buffer as ArrayBuffer;
    const options = { untilTag: '7FE00010', includeUntilTagValue: false };
    const { dict } = dcmjs.data.DicomMessage.readFile(buffer, options);
    const values: Values = {};
    for (const keyword of texts) values[keyword] = jsonText(dict, keyword);
    for (const keyword of wholeNumbers) values[keyword] = jsonValue(dict, keyword) as number | undefined;
    return values;
  },
};

function jsonValue(dict: Record<string, { Value?: unknown[] }>, keyword: Keyword): unknown {
  return dict[tags[keyword].toString(16).toUpperCase().padStart(8, '0')]?.Value?.[0];
}

function jsonText(dict: Record<string, { Value?: unknown[] }>, keyword: Keyword): string | undefined {
  const value = jsonValue(dict, keyword);
  if (typeof value === 'object' && value !== null && 'Alphabetic' in value) return String(value.Alphabetic);
  return (typeof value === 'string' && value !== '') || typeof value === 'number' ? String(value) : undefined;
}

/** 0.5 MB CT instances: made by code, and the real header of the shared data where that is at hand. */
function corpora(): { name: string; bytes: Uint8Array }[] {
  const made = aCtInstance({ rows: 512, columns: 512 }).bytes;
  const found = [{ name: 'CT made by code', bytes: exact(made) }];
  const real = join(import.meta.dirname, '../../../shared/data/dicom/syntax/ct-explicit-le.dcm');
  if (existsSync(real)) found.push({ name: 'CT of the shared data', bytes: exact(readFileSync(real)) });
  return found;
}

/** Bytes in a buffer of their own, as dcmjs reads buffers from their start. */
function exact(bytes: Uint8Array): Uint8Array {
  return new Uint8Array(bytes);
}

// dcmjs decodes all text and then says that the file was UTF-8.
const notCompared: Readonly<Record<string, readonly string[]>> = { dcmjs: ['SpecificCharacterSet'] };

function checkAnswers(readers: readonly Reader[], bytes: Uint8Array): number {
  const expected = readers[0]?.read(bytes) ?? {};
  for (const { name, read } of readers.slice(1)) {
    const values = read(bytes);
    for (const [keyword, value] of Object.entries(expected)) {
      if (notCompared[name]?.includes(keyword)) continue;
      if (!isSame(values[keyword], value)) throw new Error(`${name} reads another ${keyword}`);
    }
  }
  return Object.values(expected).filter((value) => value !== undefined).length;
}

/** dcmjs gives decimal strings as numbers. */
function isSame(first: string | number | undefined, second: string | number | undefined): boolean {
  return (
    first === second || (first !== undefined && second !== undefined && Number(first) === Number(second))
  );
}

/** Reads the copies in turn, as an archive never reads the same bytes twice in a row. */
function ratePerSecond({ read }: Reader, copies: readonly Uint8Array[], seconds: number): number {
  const until = performance.now() + seconds * 1000;
  const start = performance.now();
  let count = 0;
  while (performance.now() < until) {
    for (const bytes of copies) read(bytes);
    count += copies.length;
  }
  return count / ((performance.now() - start) / 1000);
}

function median(values: readonly number[]): number {
  return [...values].sort((first, second) => first - second)[Math.floor(values.length / 2)] ?? 0;
}

const roundsCount = 5;
const copiesCount = 64; // 32 MB: more than the processor's caches hold
const seconds = Number(process.argv[2] ?? 1);
dcmjs.log.setLevel('silent');
console.log(
  `${cpus().length} cores (${cpus()[0]?.model ?? 'unknown'}), ${Math.round(totalmem() / 2 ** 30)} GB, Node ${process.version}`,
);
console.log('| file | values | reader | headers per second, median (min to max) | beside ours |');
console.log('|---|---|---|---|---|');
for (const { name, bytes } of corpora()) {
  const readers = [ours, theirs, jsonLike];
  const valuesCount = checkAnswers(readers, bytes);
  const copies = Array.from({ length: copiesCount }, () => exact(bytes));
  for (const reader of readers) ratePerSecond(reader, copies, seconds / 2);
  const rates = readers.map((): number[] => []);
  for (let round = 0; round < roundsCount; round += 1) {
    readers.forEach((reader, index) => {
      rates[index]?.push(ratePerSecond(reader, copies, seconds));
    });
  }
  const base = median(rates[0] ?? []);
  readers.forEach((reader, index) => {
    const found = rates[index] ?? [];
    const figures = [median(found), Math.min(...found), Math.max(...found)].map((rate) => Math.round(rate));
    const size = `${name}, ${Math.round(bytes.length / 1024)} KiB`;
    const ratio = (median(found) / base).toFixed(2);
    console.log(
      `| ${size} | ${valuesCount} | ${reader.name} | ${figures[0]} (${figures[1]} to ${figures[2]}) | ${ratio} |`,
    );
  });
}
