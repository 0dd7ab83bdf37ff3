// De-identified on this computer: the engine's own bytes, under numbers; what stays is sent by nobody but a person.
import type { CaseKey } from '@lumenbox/contract';
import { createDeidentifier, deidentifyFile, profileOf } from '@lumenbox/dicom/deidentify';
import { aCtInstance, element, type InstanceOptions } from '@lumenbox/dicom/testing';
import { describe, expect, it, vi } from 'vitest';
import { createHereTasks, type HereResult } from './deidentify-here.ts';
import type { PlannedPart } from './drop-plan.ts';
import { createFilesMadeHere, type HereEngine, type HereState } from './files-made-here.ts';
import { makeForm } from './form-body.ts';

const today = '20260101';
const content: CaseKey['profile'] = {
  name: 'Own',
  version: 3,
  options: ['cleanPixelData', 'retainLongitudinalModifiedDates'],
  rules: [
    { tag: '00081030', action: 'replace', value: 'PLANNING CT' },
    { tag: '00104000', action: 'remove', value: null },
  ],
  retain_birth_year: true,
  accept: ['graphics'],
  trust_regions: false,
  recognize_text: 'off',
  device_regions: [
    {
      manufacturer: 'Own',
      model: null,
      modality: null,
      image_type: null,
      rows: null,
      columns: null,
      blank: [{ x: 0, y: 0, width: 8, height: 2 }],
    },
  ],
};
const aKey = (profile: Partial<CaseKey['profile']> = {}): CaseKey => ({
  label: 'CASE-1',
  key: btoa('k'.repeat(32)),
  profile: { ...content, ...profile },
  engine_version: '',
  standard_edition: '',
  today,
});
const anImage = (options: InstanceOptions = {}) =>
  aCtInstance({
    patientName: 'Zauberfeld^Hieronymus',
    elements: [element('Manufacturer', 'Own Devices')],
    ...options,
  }).bytes;
const blobOf = (bytes: Uint8Array) => new Blob([bytes as Uint8Array<ArrayBuffer>]);

async function tasksOf(key = aKey()) {
  const tasks = createHereTasks();
  await tasks.open(key);
  return tasks;
}
const reasonsOf = (result: HereResult) => (result.kind === 'stays' ? result.reasons : []);

describe('a file de-identified on this computer', () => {
  it('has the bytes that the engine makes of it in one go, places in native pixels blanked', async () => {
    // Larger than a piece, so that pieces have to fit together.
    const bytes = anImage({ rows: 1600, columns: 1600, studyDate: '20200310', studyDescription: 'Chest' });
    const result = await (await tasksOf()).deidentify(blobOf(bytes));
    const deidentifier = createDeidentifier({
      label: 'CASE-1',
      key: new TextEncoder().encode('k'.repeat(32)),
      profile: profileOf('basic', {
        name: 'Own',
        version: 3,
        options: ['cleanPixelData', 'retainLongitudinalModifiedDates'],
        rules: [
          { tag: '00081030', action: 'replace', value: 'PLANNING CT' },
          { tag: '00104000', action: 'remove' },
        ],
        retainBirthYear: true,
        accept: ['graphics'],
        deviceRegions: [{ manufacturer: 'Own', blank: [{ x: 0, y: 0, width: 8, height: 2 }] }],
      }),
    });
    const wanted = deidentifyFile(deidentifier, bytes, { today });
    if (result.kind !== 'clean' || wanted.kind !== 'clean') throw new Error('It was held.');
    const made = new Uint8Array(await result.file.arrayBuffer());
    // Millions of bytes one by one would take the matcher minutes.
    expect(made.length === wanted.bytes.length && made.every((byte, at) => byte === wanted.bytes[at])).toBe(
      true,
    );
    expect(result.statement).toMatchObject({
      actions: wanted.account.actions,
      uids_replaced: wanted.account.uidsReplaced,
    });
    expect(wanted.account.pixelBoxes).toHaveLength(1);
  });

  it('stays when a person has to look, text has to be read, codes be blanked, or nobody can read it', async () => {
    const tasks = await tasksOf();
    const burnedIn = anImage({ elements: [element('BurnedInAnnotation', 'YES')] });
    expect(reasonsOf(await tasks.deidentify(blobOf(burnedIn)))).toContain('burned-in-annotation');
    const rle = anImage({
      transferSyntaxUid: '1.2.840.10008.1.2.5',
      elements: [element('Manufacturer', 'Own Devices')],
    });
    expect(reasonsOf(await tasks.deidentify(blobOf(rle)))).toEqual(['pixels-not-cleaned']);
    expect(reasonsOf(await tasks.deidentify(blobOf(anImage().subarray(0, 3000))))).toEqual(['damaged']);
    expect(reasonsOf(await tasks.deidentify(new Blob(['no image'])))).toEqual(['damaged']);
    expect(reasonsOf(await tasks.deidentify(new Blob(['PK\x03\x04'.padEnd(300)])))).toEqual(['zip']);
    const reading = await tasksOf(aKey({ recognize_text: 'review' }));
    const radiograph = anImage({ elements: [element('SOPClassUID', '1.2.840.10008.5.1.4.1.1.1')] });
    expect(reasonsOf(await reading.deidentify(blobOf(radiograph)))).toEqual(['text-not-read']);
  });
});

describe('a part of an upload', () => {
  const aPart = (files: Record<string, Uint8Array>): PlannedPart => ({
    number: 1,
    files: Object.entries(files).map(([path, bytes]) => ({
      path,
      file: new File([bytes as Uint8Array<ArrayBuffer>], path),
      sizeBytes: bytes.length,
      lastModified: 1,
    })),
    sizeBytes: 1,
    sentBytes: 0,
    isSent: false,
    url: undefined,
  });

  it('holds numbers for names, what was done, and nothing of what stays', async () => {
    const first = aPart({
      'Zauberfeld/1.dcm': anImage(),
      'Zauberfeld/2.zip': new TextEncoder().encode('PK\x03\x04'),
    });
    const second = aPart({ 'Zauberfeld/3.dcm': anImage({ instanceNumber: 3 }) });
    const states: HereState[] = [];
    const ended = vi.fn<() => void>();
    const tasks = await tasksOf();
    const made = createFilesMadeHere({
      parts: [first, second],
      open: async () => ({ deidentify: tasks.deidentify, end: ended }),
      report: (state) => states.push(state),
    });
    const { signal } = new AbortController();
    const forms = await Promise.all(
      [first, second].map(async (part) => makeForm(await made.of(part, signal), 'boundary').text()),
    );
    expect(forms.map((form) => [...form.matchAll(/filename="([^"]*)"/g)].map(([, name]) => name))).toEqual([
      ['1'],
      ['3'],
    ]);
    expect(forms.join()).not.toMatch(/zauberfeld|hieronymus/i);
    expect(forms[0]).toMatch(/name="deidentified"\r\n\r\n\{"actions":.*\}\r\n--boundary/);
    expect([...made.staying()]).toEqual(['Zauberfeld/2.zip']);
    expect(states.at(-1)).toMatchObject({ done: 3 });
    expect(states.at(-1)?.files[0]?.attributesChanged).toBeGreaterThan(5);
    made.end();
    await vi.waitFor(() => expect(ended).toHaveBeenCalledOnce());
  });

  it('knows of which file the server speaks, in whatever part it went and however many stayed before it', async () => {
    const image = anImage();
    const zip = new TextEncoder().encode('PK\x03\x04');
    const parts = [
      { ...aPart({ 'a.zip': zip, 'b.dcm': image }), number: 1 },
      { ...aPart({ 'c.dcm': image, 'd.zip': zip, 'e.dcm': image }), number: 2 },
    ];
    const tasks = await tasksOf();
    const made = createFilesMadeHere({
      parts,
      open: async () => ({ deidentify: tasks.deidentify, end: () => undefined }),
      report: () => undefined,
    });
    for (const part of parts.toReversed()) await made.of(part, new AbortController().signal);
    const names = ['part 1, file 1', 'part 1, file 2', 'part 2, file 1', 'part 2, file 2', 'file 1'];
    expect(names.map(made.pathOf)).toEqual(['b.dcm', undefined, 'c.dcm', 'e.dcm', undefined]);
  });

  it('asks for the case again after it could not be had', async () => {
    const part = aPart({ '1.dcm': anImage() });
    const tasks = await tasksOf();
    const open = vi
      .fn<() => Promise<HereEngine>>()
      .mockRejectedValueOnce(new Error('away'))
      .mockResolvedValueOnce({ deidentify: tasks.deidentify, end: () => undefined });
    const made = createFilesMadeHere({ parts: [part], open, report: () => undefined });
    const { signal } = new AbortController();
    await expect(made.of(part, signal)).rejects.toThrow('away');
    expect(await made.of(part, signal)).toHaveLength(1);
  });
});
