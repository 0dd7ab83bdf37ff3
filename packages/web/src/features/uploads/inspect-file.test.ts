// Looking at files before they are sent: real images, and what lies beside them.
import { aCtInstance } from '@lumenbox/dicom/testing';
import { describe, expect, it } from 'vitest';
import { createFindings } from './findings.ts';
import { type FileFacts, inspectFile } from './inspect-file.ts';

const slice = (instanceNumber: number, options = {}) =>
  aCtInstance({
    seed: 'look',
    instanceNumber,
    patientId: 'P1',
    patientName: 'Jones^Jessica',
    patientBirthDate: '19850615',
    studyDescription: 'CT chest',
    ...options,
  }).bytes;
const look = (name: string, bytes: Uint8Array | string) =>
  inspectFile(name, new Blob([typeof bytes === 'string' ? bytes : Uint8Array.from(bytes)]));
const unreadable = {
  size: 10,
  slice: () => ({ arrayBuffer: () => Promise.reject(new Error('gone')) }),
} as unknown as Blob;

describe('a file', () => {
  it('that is an image says whose it is', async () => {
    expect(await look('1', slice(1))).toMatchObject({
      kind: 'instance',
      patientId: 'P1',
      patientName: 'Jones, Jessica',
      birthDate: '19850615',
      studyDescription: 'CT chest',
      modality: 'CT',
    });
  });
  it('that is a zip, a text, or cannot be read is known as that', async () => {
    expect(await look('cd', 'PK\x03\x04 and more')).toEqual({ kind: 'zip' });
    expect(await look('readme.txt', 'some text '.repeat(100))).toEqual({ kind: 'other' });
    expect(await look('empty', '')).toEqual({ kind: 'other' });
    expect(await inspectFile('x', unreadable)).toEqual({ kind: 'unreadable' });
  });
  it('that is damaged, or only named like an image, is for the server to judge', async () => {
    expect(await look('cut', slice(1).subarray(0, 600))).toEqual({ kind: 'unknown' });
    expect(await look('text.dcm', 'some text')).toEqual({ kind: 'unknown' });
  });
});

describe('findings', () => {
  it('sum up patients, studies, series and images, and what is left out', async () => {
    const findings = createFindings();
    const add = (path: string, facts: FileFacts) => findings.add({ path, file: new File([], path) }, facts);
    for (const [path, bytes] of [
      ['1', slice(1)],
      ['2', slice(2)],
      ['3', slice(3, { seriesNumber: 2, seed: 'other series' })],
      ['4', slice(4, { seed: 'elsewhere', patientId: 'P2', patientName: 'Smith^John' })],
      ['readme.txt', 'text'],
      ['cd.zip', 'PK\x03\x04'],
    ] as const)
      add(path, await look(path, bytes));
    const { patients, studies, skippedPaths, ...sum } = findings.sum();
    expect(sum).toMatchObject({ lookedAt: 6, instances: 4, zips: 1, skipped: { other: 1 } });
    expect(patients.map(({ name }) => name)).toEqual(['Jones, Jessica', 'Smith, John']);
    expect(studies.reduce((count, study) => count + study.instanceCount, 0)).toBe(4);
    expect(studies[0]).toMatchObject({
      description: 'CT chest',
      modalities: ['CT'],
      seriesCount: 1,
      instanceCount: 2,
    });
    expect([...skippedPaths]).toEqual(['readme.txt']);
  });
});
