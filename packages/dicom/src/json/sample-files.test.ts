// DICOM JSON of the sample files beside the project: right identifiers, and the same again when written from it.
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { transferSyntaxUids } from '../dictionary/index.ts';
import { readHeader } from '../part10/read-header.ts';
import { encodePart10 } from '../part10/write.ts';
import { type DicomJson, fromDicomJson, stringifyDicomJson, toDicomJson } from './index.ts';

const { explicitLittleEndian } = transferSyntaxUids;

const samples = fileURLToPath(new URL('../../../../../shared/data/dicom/', import.meta.url));
const haveSamples = existsSync(samples);
if (!haveSamples && process.env.CI === 'true') throw new Error('../shared/data/dicom must be there in CI');
if (!haveSamples) console.warn('../shared/data/dicom is not there: JSON of its files is not compared');

describe.skipIf(!haveSamples)('the sample files', () => {
  const manifest = haveSamples
    ? (JSON.parse(readFileSync(`${samples}manifest.json`, 'utf8')) as {
        files: { file: string; status: string; expected?: { PatientID?: string; SOPInstanceUID?: string } }[];
      })
    : { files: [] };

  it.each(
    manifest.files.filter(({ status }) => status === 'valid').map((file) => [file.file, file] as const),
  )('%s says the same in JSON, and again when written from it', (file, { expected }) => {
    const json = toDicomJson(readHeader(readFileSync(samples + file)).dataSet);
    if (expected?.SOPInstanceUID) expect(json['00080018']?.Value).toEqual([expected.SOPInstanceUID]);
    if (expected?.PatientID) expect(json['00100020']?.Value).toEqual([expected.PatientID]);
    const again = (given: DicomJson) =>
      toDicomJson(
        readHeader(encodePart10({ transferSyntaxUid: explicitLittleEndian, elements: fromDicomJson(given) }))
          .dataSet,
      );
    // The first round shortens decimals to sixteen characters and pads odd values; nothing changes after it.
    const once = again(json);
    expect(Object.keys(once)).toEqual(Object.keys(json));
    expect(stringifyDicomJson(again(once))).toBe(stringifyDicomJson(once));
  });
});
