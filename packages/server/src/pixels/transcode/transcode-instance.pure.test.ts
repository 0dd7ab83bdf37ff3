// Instances in other transfer syntaxes: whole files that say the same, with the same pixels, judged by DCMTK too.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { firstString, readFile, readHeader, scanPixelData, tags } from '@lumenbox/dicom';
import {
  aCtInstance,
  anMrInstance,
  aSecondaryCapture,
  element,
  type MadeInstance,
} from '@lumenbox/dicom/testing';
import { afterAll, describe, expect, it } from 'vitest';
import { canTranscode, createPixels, encodableTransferSyntaxUids, sourceInMemory } from '../index.ts';

const explicitLittleEndian = '1.2.840.10008.1.2.1';
const jpegLs = '1.2.840.10008.1.2.4.80';
const pixels = createPixels();
afterAll(() => pixels.close());

const size = { rows: 24, columns: 40 };
const images: Readonly<Record<string, MadeInstance>> = {
  'signed CT': aCtInstance(size),
  'MR of 12 bits in 3 frames': anMrInstance({ ...size, frames: 3 }),
  'colour in 2 frames': aSecondaryCapture({ ...size, frames: 2 }),
  'one of an odd number of bytes': aSecondaryCapture({ rows: 3, columns: 5 }),
};

async function transcoded(
  file: Uint8Array,
  transferSyntaxUid: string,
  form: 'part10' | 'data-set' = 'part10',
): Promise<Uint8Array> {
  const source = sourceInMemory(file, 'file');
  const { bytes } = await pixels.transcodeInstance(source, { transferSyntaxUid, form });
  const pieces: Uint8Array[] = [];
  for await (const piece of bytes) pieces.push(piece);
  return Buffer.concat(pieces);
}

/** Native samples of a file in explicit little endian, as they lie in it. */
function samplesOf(file: Uint8Array, length = readHeader(file).pixelData?.length ?? 0): Buffer {
  const { offset = 0 } = readHeader(file).pixelData ?? {};
  return Buffer.from(file.subarray(offset, offset + length));
}

const areSame = (samples: Buffer, pixelData: Uint8Array) => samples.equals(pixelData);

describe('an instance', () => {
  const cases = Object.keys(images).flatMap((name) =>
    encodableTransferSyntaxUids.map((transferSyntaxUid) => ({ name, transferSyntaxUid })),
  );

  it.each(cases)(
    'of $name goes to $transferSyntaxUid and back without loss',
    async ({ name, transferSyntaxUid }) => {
      const { bytes, pixelData } = images[name] as MadeInstance;
      const there = await transcoded(bytes, transferSyntaxUid);
      const header = readHeader(there);
      expect(header.transferSyntaxUid).toBe(transferSyntaxUid);
      expect(header.warnings).toEqual([]);
      expect(scanPixelData(there, header)).toMatchObject({ complete: true, warnings: [] });
      const back = await transcoded(there, explicitLittleEndian);
      expect(areSame(samplesOf(back, pixelData.length), pixelData)).toBe(true);
    },
  );

  it('of big endian words and of a deflated data set becomes explicit little endian', async () => {
    for (const transferSyntaxUid of ['1.2.840.10008.1.2.2', '1.2.840.10008.1.2.1.99']) {
      const { bytes, pixelData } = aCtInstance({ ...size, transferSyntaxUid, frames: 2 });
      const back = await transcoded(bytes, explicitLittleEndian);
      expect(areSame(samplesOf(back), pixelData)).toBe(true);
      expect(firstString(readFile(back).dataSet, tags.PatientName)).toBe('Phantom^Ada');
    }
  });

  it('says its new colours: those that the pixels have', async () => {
    const { bytes } = images['colour in 2 frames'] as MadeInstance;
    for (const uid of encodableTransferSyntaxUids) {
      const { dataSet } = readHeader(await transcoded(bytes, uid));
      // OpenJPH always transforms colours: the standard's name of that is YBR_RCT (PS3.5 8.2.4).
      const isTransformed = uid.startsWith('1.2.840.10008.1.2.4.20');
      expect(firstString(dataSet, tags.PhotometricInterpretation)).toBe(isTransformed ? 'YBR_RCT' : 'RGB');
    }
  });

  it('of planes becomes one of pixels', async () => {
    const planes = new Uint8Array(3 * 6).map((_, index) => index);
    const { bytes } = aSecondaryCapture({
      rows: 2,
      columns: 3,
      elements: [element('PlanarConfiguration', [1]), { tag: 'PixelData', vr: 'OB', value: planes }],
    });
    const back = await transcoded(await transcoded(bytes, jpegLs), explicitLittleEndian);
    expect([...samplesOf(back).subarray(0, 6)]).toEqual([0, 6, 12, 1, 7, 13]);
  });

  it('goes out as a data set alone for DIMSE', async () => {
    const { bytes } = images['signed CT'] as MadeInstance;
    const part10 = await transcoded(bytes, jpegLs);
    const dataSet = await transcoded(bytes, jpegLs, 'data-set');
    expect(part10.subarray(part10.length - dataSet.length)).toEqual(dataSet);
    expect(part10.length - dataSet.length).toBe(readHeader(part10).dataSetOffset);
  });

  it('has an offset table', async () => {
    const file = await transcoded(images['MR of 12 bits in 3 frames']?.bytes ?? new Uint8Array(), jpegLs);
    const fragments = readFile(file).dataSet.elements.get(tags.PixelData)?.fragments;
    expect(fragments?.map(({ length }) => length)[0]).toBe(12);
  });

  it('that lacks frames is refused before the first byte', async () => {
    const { bytes } = aCtInstance({ ...size, elements: [element('NumberOfFrames', 3)] });
    await expect(transcoded(bytes, jpegLs)).rejects.toThrow('frames are missing');
  });

  it('whose other bits are in use comes back with them, or is refused', async () => {
    const pixelData = Uint8Array.from({ length: size.rows * size.columns * 2 }, (_, i) => (i * 73) & 0xff);
    const { bytes } = anMrInstance({ ...size, pixelData });
    for (const uid of encodableTransferSyntaxUids) {
      const back = transcoded(bytes, uid).then((file) => transcoded(file, explicitLittleEndian));
      const result = await back.then((file) => samplesOf(file)).catch((error) => error.reason);
      expect(result === 'encode-failed' || areSame(result, pixelData)).toBe(true);
    }
  });

  it('of a video, and to a lossy transfer syntax, is not transcoded', () => {
    expect(canTranscode('1.2.840.10008.1.2.4.102', explicitLittleEndian)).toBe(false);
    expect(canTranscode(explicitLittleEndian, '1.2.840.10008.1.2.4.50')).toBe(false);
    expect(canTranscode('1.2.840.10008.1.2.4.50', jpegLs)).toBe(true);
    expect(canTranscode('1.2.840.10008.1.2.4.50', '1.2.840.10008.1.2.4.50')).toBe(true);
  });
});

describe.skipIf(process.env.LUMENBOX_TEST_DCMTK === undefined)('DCMTK', () => {
  const folder = mkdtempSync(join(tmpdir(), 'lumenbox-transcode-'));
  afterAll(() => rmSync(folder, { recursive: true }));
  const programs = { dcmdjpeg: '1.2.840.10008.1.2.4.70', dcmdjpls: jpegLs, dcmdrle: '1.2.840.10008.1.2.5' };

  it.each(Object.entries(programs))('%s reads what we encoded as the same pixels', async (program, uid) => {
    for (const { bytes, pixelData } of Object.values(images)) {
      writeFileSync(join(folder, 'in.dcm'), await transcoded(bytes, uid));
      execFileSync(
        program,
        ['+te', join(folder, 'in.dcm'), join(folder, 'out.dcm')].filter((word) => word !== '+te'),
      );
      const samples = samplesOf(readFileSync(join(folder, 'out.dcm'))).subarray(0, pixelData.length);
      expect(Buffer.from(samples).equals(pixelData)).toBe(true);
    }
  });
});
