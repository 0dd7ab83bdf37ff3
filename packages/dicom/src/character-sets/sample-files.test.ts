// Patients' names in the sample files beside the project, read with dicom-parser and decoded here.
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import dicomParser from 'dicom-parser';
import { describe, expect, it } from 'vitest';
import { decodeText } from './index.ts';

const samples = fileURLToPath(new URL('../../../../../shared/data/dicom/', import.meta.url));
const haveSamples = existsSync(samples);
if (!haveSamples && process.env.CI === 'true') throw new Error('../shared/data/dicom must be there in CI');
if (!haveSamples) console.warn('../shared/data/dicom is not there: its character set files are skipped');

interface Sample {
  file: string;
  status: string;
  expected?: { PatientName?: string; TransferSyntaxUID?: string };
}

describe.skipIf(!haveSamples)('the sample files', () => {
  const manifest = haveSamples
    ? (JSON.parse(readFileSync(`${samples}manifest.json`, 'utf8')) as { files: Sample[] }).files
    : [];
  const raw = (data: dicomParser.DataSet, tag: string) => {
    const element = data.elements[tag];
    if (element === undefined) return undefined;
    return data.byteArray.subarray(element.dataOffset, element.dataOffset + element.length);
  };
  const nameOf = (data: dicomParser.DataSet) => {
    const sets = decodeText(raw(data, 'x00080005') ?? new Uint8Array(), [], 'CS')
      .split('\\')
      .map((set) => set.trim());
    return decodeText(raw(data, 'x00100010') ?? new Uint8Array(), sets, 'PN').replace(/[ =]+$/, '');
  };
  const named = manifest.filter(
    ({ file, status, expected }) =>
      status === 'valid' && expected?.PatientName !== undefined && !file.startsWith('syntax/'),
  );

  it.each(named.map(({ file, expected }) => [file, expected?.PatientName] as const))(
    '%s names its patient %s',
    (file, name) => {
      const data = dicomParser.parseDicom(readFileSync(samples + file), { untilTag: 'x00100020' });
      expect(nameOf(data)).toBe(name);
    },
  );

  it('charset/chrSQEncoding.dcm: an item has its own character sets', () => {
    const data = dicomParser.parseDicom(readFileSync(`${samples}charset/chrSQEncoding.dcm`));
    const item = data.elements.x00321064?.items?.[0]?.dataSet;
    expect(item && nameOf(item)).toBe('ﾔﾏﾀﾞ^ﾀﾛｳ=山田^太郎=やまだ^たろう');
  });
});
