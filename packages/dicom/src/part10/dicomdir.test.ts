// The DICOMDIR that exports carry: its records, their order and their offsets, followed as a reader follows them.
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { DataSet } from '../data-set/data-set.ts';
import { firstNumber, firstString, sequence, stringValues } from '../data-set/values.ts';
import { mediaStorageDirectoryUid, tags, transferSyntaxUids } from '../dictionary/index.ts';
import {
  aCode,
  aContentItem,
  aCtInstance,
  aPresentationState,
  aReportInstance,
  element,
} from '../testing/index.ts';
import { type DicomdirFile, encodeDicomdir } from './dicomdir.ts';
import { type DirectoryHeader, directoryHeaderOf } from './directory-header.ts';
import type { ItemInput } from './element-input.ts';
import { readFile, readHeader } from './read-header.ts';
import { encodePart10 } from './write.ts';

type Instance = { patient: string; study: string; series: string; number: number; sopClassUid?: string };

const ctImage = '1.2.840.10008.5.1.4.1.1.2';
const structuredReport = '1.2.840.10008.5.1.4.1.1.88.11';

function instance({ patient, study, series, number, sopClassUid = ctImage }: Instance): Uint8Array {
  return encodePart10({
    transferSyntaxUid: transferSyntaxUids.explicitLittleEndian,
    elements: [
      { tag: 'SpecificCharacterSet', value: 'ISO_IR 192' },
      { tag: 'SOPClassUID', value: sopClassUid },
      { tag: 'SOPInstanceUID', value: `${series}.${number}` },
      { tag: 'StudyDate', value: `202501${study.slice(-1).padStart(2, '0')}` },
      { tag: 'StudyTime', value: '101112' },
      { tag: 'AccessionNumber', value: 'A1' },
      { tag: 'Modality', value: sopClassUid === ctImage ? 'CT' : 'SR' },
      {
        tag: 'ConceptNameCodeSequence',
        value: [
          [
            { tag: 'CodeValue', value: '1' },
            { tag: 'CodingSchemeDesignator', value: 'X' },
            { tag: 'CodeMeaning', value: 'Befund' },
          ],
        ],
      },
      { tag: 'PatientName', value: `Müller^${patient}` },
      { tag: 'PatientID', value: patient },
      { tag: 'StudyInstanceUID', value: study },
      { tag: 'SeriesInstanceUID', value: series },
      { tag: 'StudyID', value: '1' },
      { tag: 'SeriesNumber', value: Number(series.slice(-1)) },
      { tag: 'InstanceNumber', value: number },
    ],
  });
}

const instances: Instance[] = [
  { patient: 'B', study: '1.2', series: '1.2.1', number: 10 },
  { patient: 'B', study: '1.2', series: '1.2.1', number: 9 },
  { patient: 'A', study: '1.3', series: '1.3.2', number: 1, sopClassUid: structuredReport },
  { patient: 'A', study: '1.3', series: '1.3.1', number: 1 },
  { patient: 'A', study: '1.1', series: '1.1.1', number: 1 },
];

const files = instances.map((made, index): DicomdirFile & { bytes: Uint8Array } => {
  const bytes = instance(made);
  return { path: ['IMAGES', `IM${index}`], header: readHeader(bytes), bytes };
});

/** The records that a reader finds when it follows the offsets. */
function follow(bytes: Uint8Array): unknown {
  const { dataSet } = readFile(bytes);
  const byOffset = new Map(
    sequence(dataSet, tags.DirectoryRecordSequence).map((item) => {
      const first = item.elements.get(tags.OffsetOfTheNextDirectoryRecord);
      // The item's tag and length are in front of its first element.
      return [(first?.start ?? 0) - 8, item] as const;
    }),
  );
  const walk = (offset: number | undefined): unknown[] => {
    if (offset === undefined || offset === 0) return [];
    const record = byOffset.get(offset);
    if (record === undefined) throw new Error('an offset leads nowhere');
    const lower = walk(firstNumber(record, tags.OffsetOfReferencedLowerLevelDirectoryEntity));
    const next = walk(firstNumber(record, tags.OffsetOfTheNextDirectoryRecord));
    return [lower.length > 0 ? [label(record), lower] : label(record), ...next];
  };
  return walk(firstNumber(dataSet, tags.OffsetOfTheFirstDirectoryRecordOfTheRootDirectoryEntity));
}

function label(record: DataSet): string {
  const type = firstString(record, tags.DirectoryRecordType);
  const key = {
    PATIENT: firstString(record, tags.PatientName),
    STUDY: firstString(record, tags.StudyInstanceUID),
    SERIES: firstString(record, tags.SeriesInstanceUID),
  }[type ?? ''];
  return `${type} ${key ?? stringValues(record, tags.ReferencedFileID).join('/')}`;
}

function hasTool(name: string): boolean {
  try {
    execFileSync(name, ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

const dumper = 'dcmdump';
const hasDcmtk = hasTool(dumper);
if (!hasDcmtk) console.warn('skipped: DCMTK is not installed, so dcmdump did not judge the DICOMDIR');

describe('a DICOMDIR', () => {
  it('leads from patients to studies, series and files, sorted', () => {
    expect(follow(encodeDicomdir(files))).toEqual([
      [
        'PATIENT Müller^A',
        [
          ['STUDY 1.1', [['SERIES 1.1.1', ['IMAGE IMAGES/IM4']]]],
          [
            'STUDY 1.3',
            [
              ['SERIES 1.3.1', ['IMAGE IMAGES/IM3']],
              ['SERIES 1.3.2', ['SR DOCUMENT IMAGES/IM2']],
            ],
          ],
        ],
      ],
      ['PATIENT Müller^B', [['STUDY 1.2', [['SERIES 1.2.1', ['IMAGE IMAGES/IM1', 'IMAGE IMAGES/IM0']]]]]],
    ]);
  });

  it('is the same of what it takes of the headers, which is far less than those', () => {
    const some = files.map(({ path, bytes }) => {
      const whole = Buffer.concat([bytes, Buffer.alloc(100_000)]);
      const header = directoryHeaderOf(readHeader(whole.subarray(0, bytes.length)));
      expect(header.dataSet.bytes.buffer.byteLength).toBeLessThan(500);
      expect(header.meta.bytes.buffer.byteLength).toBeLessThan(100);
      return { path, header };
    });
    expect(Buffer.compare(encodeDicomdir(some), encodeDicomdir(files))).toBe(0);
  });

  it('names the class, the last record and the same instance for the same files', () => {
    const { meta, dataSet } = readFile(encodeDicomdir(files, { fileSetId: 'EXPORT' }));
    expect(firstString(meta, tags.MediaStorageSOPClassUID)).toBe(mediaStorageDirectoryUid);
    expect(firstString(dataSet, tags.FileSetID)).toBe('EXPORT');
    const last = firstNumber(dataSet, tags.OffsetOfTheLastDirectoryRecordOfTheRootDirectoryEntity);
    const records = sequence(dataSet, tags.DirectoryRecordSequence);
    const lastPatient = records.findLast((item) => firstString(item, tags.DirectoryRecordType) === 'PATIENT');
    expect(lastPatient?.elements.get(tags.OffsetOfTheNextDirectoryRecord)?.start).toBe((last ?? 0) + 8);
    expect(encodeDicomdir(files)).toEqual(encodeDicomdir(files));
    expect(encodeDicomdir(files)).not.toEqual(encodeDicomdir(files.slice(1)));
    const named = readFile(encodeDicomdir(files, { instanceUid: '1.2.3' }));
    expect(firstString(named.meta, tags.MediaStorageSOPInstanceUID)).toBe('1.2.3');
  });

  it('says of presentations what they show, and of reports by what they are modified and when they were verified', () => {
    const ct = aCtInstance({ rows: 16, columns: 16 });
    const modifier = (name: string, meaning: string, content: ItemInput[] = []) =>
      aContentItem(
        ['HAS CONCEPT MOD', 'CODE', name],
        [
          element('ConceptCodeSequence', [aCode('1', 'X', meaning)]),
          ...(content.length === 0 ? [] : [element('ContentSequence', content)]),
        ],
      );
    const verified = (at: string) => [
      element('VerifyingObserverName', 'Roe^Richard'),
      element('VerificationDateTime', at),
    ];
    const report = aReportInstance({
      isVerified: true,
      content: [
        modifier('Language', 'German', [modifier('Country of Language', 'Austria')]),
        aContentItem(['CONTAINS', 'TEXT', 'Finding'], [element('TextValue', 'Not in a directory.')]),
      ],
      elements: [
        element('VerifyingObserverSequence', [verified('20250116101500'), verified('20250115101500')]),
      ],
    });
    const state = aPresentationState(ct);
    const listed = [state, report].map(({ bytes }, index) => ({ path: [`F${index}`], bytes }));
    const withHeaders = (read: (bytes: Uint8Array) => DirectoryHeader) =>
      encodeDicomdir(listed.map(({ path, bytes }) => ({ path, header: read(bytes) })));
    const bytes = withHeaders((file) => directoryHeaderOf(readHeader(file)));
    expect(Buffer.compare(bytes, withHeaders(readHeader))).toBe(0);
    const records = sequence(readFile(bytes).dataSet, tags.DirectoryRecordSequence);
    const recordOf = (type: string) =>
      records.find((item) => firstString(item, tags.DirectoryRecordType) === type) as DataSet;
    const [series] = sequence(recordOf('PRESENTATION'), tags.ReferencedSeriesSequence) as [DataSet];
    expect(firstString(series, tags.SeriesInstanceUID)).toBe(ct.seriesInstanceUid);
    const [image] = sequence(series, tags.ReferencedImageSequence) as [DataSet];
    expect(firstString(image, tags.ReferencedSOPInstanceUID)).toBe(ct.sopInstanceUid);
    const document = recordOf('SR DOCUMENT');
    expect(firstString(document, tags.VerificationDateTime)).toBe('20250116101500');
    const modifiers = sequence(document, tags.ContentSequence);
    const meaningOf = (item: DataSet) =>
      firstString(sequence(item, tags.ConceptCodeSequence)[0] as DataSet, tags.CodeMeaning);
    expect(modifiers.map(meaningOf)).toEqual(['German']);
    expect(sequence(modifiers[0] as DataSet, tags.ContentSequence).map(meaningOf)).toEqual(['Austria']);
    expect(Buffer.from(bytes).includes('Not in a directory')).toBe(false);
  });

  it('may be empty', () => {
    expect(follow(encodeDicomdir([]))).toEqual([]);
  });

  it.each([[[]], [['lower']], [['TOOLONGNAME']], [['A', 'B', 'C', 'D', 'E', 'F', 'G', 'H', 'I']], [['..']]])(
    'refuses the path %j, which a file-set does not allow',
    (path) => {
      const [first] = files;
      if (first === undefined) throw new Error('no file was made');
      expect(() => encodeDicomdir([{ path, header: first.header }])).toThrow(RangeError);
    },
  );

  it.skipIf(!hasDcmtk && process.env.CI !== 'true')(
    'is read by DCMTK without complaint, with its files beside it',
    () => {
      const folder = mkdtempSync(join(tmpdir(), 'dicomdir-'));
      try {
        for (const { path, bytes } of files) {
          mkdirSync(dirname(join(folder, ...path)), { recursive: true });
          writeFileSync(join(folder, ...path), bytes);
        }
        writeFileSync(join(folder, 'DICOMDIR'), encodeDicomdir(files));
        const dump = execFileSync(dumper, [join(folder, 'DICOMDIR')], { encoding: 'utf8' });
        expect(dump).toContain('"Directory Record" PATIENT');
        expect(dump.match(/refFileID="IMAGES\\IM\d"/g)).toHaveLength(files.length);
        const complaints = dump.split('\n').filter((line) => /^[WE]:/.test(line));
        expect(complaints).toEqual([]);
      } finally {
        rmSync(folder, { recursive: true });
      }
    },
  );
});
