// Boxes blanked in compressed instances: black inside, every other frame bit for bit what it was, and files that others read.
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type ElementInput,
  encapsulatedPixelDataEnd,
  encapsulatedPixelDataHead,
  firstString,
  fragmentHead,
  numbers,
  readFile,
  readHeader,
  rewriteHead,
  scanPixelData,
  tags,
} from '@lumenbox/dicom';
import { createPixelDataPassage, type PixelBox } from '@lumenbox/dicom/deidentify';
import {
  aCtInstance,
  anMrInstance,
  aSecondaryCapture,
  drawText,
  element,
  type MadeInstance,
} from '@lumenbox/dicom/testing';
import { afterAll, describe, expect, it } from 'vitest';
import { compileCodecModule, createCodec } from '../codecs/codec-module.ts';
import { createPixels, PixelError, sourceInMemory } from '../index.ts';

const pixels = createPixels();
afterAll(() => pixels.close());

const size = { rows: 48, columns: 96 };
const frames = 3;
const root = '1.2.840.10008.1.2.';
const explicitLittleEndian = `${root}1`;
const text = { x: 4, y: 6, scale: 1 };

/** Frames with a name in the upper left corner of each. */
function withText(made: MadeInstance, pixel: readonly number[]): Uint8Array {
  const pixelData = made.pixelData.slice();
  const frameBytes = pixelData.length / frames;
  for (let frame = 0; frame < frames; frame += 1)
    drawText(pixelData.subarray(frame * frameBytes, (frame + 1) * frameBytes), 'ADA PHANTOM', {
      ...text,
      image: { columns: size.columns, pixel },
    });
  const at = made.bytes.length - made.pixelData.length;
  const bytes = made.bytes.slice();
  bytes.set(pixelData, at);
  return bytes;
}

const images = {
  'signed CT': withText(aCtInstance({ ...size, frames }), [0xff, 0x0f]),
  'MR of 12 bits': withText(anMrInstance({ ...size, frames }), [0xff, 0x0f]),
  colour: withText(aSecondaryCapture({ ...size, frames }), [255, 255, 255]),
} as const;
type ImageName = keyof typeof images;

const box: PixelBox = { frame: 2, x: 2, y: 4, width: 70, height: 11, source: 'reviewer' };

async function collected(bytes: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const pieces: Uint8Array[] = [];
  for await (const piece of bytes) pieces.push(piece);
  return new Uint8Array(Buffer.concat(pieces));
}

async function transcoded(file: Uint8Array, transferSyntaxUid: string): Promise<Uint8Array> {
  return collected((await pixels.transcodeInstance(sourceInMemory(file, ''), { transferSyntaxUid })).bytes);
}

async function cleaned(file: Uint8Array, boxes: readonly PixelBox[]): Promise<Uint8Array> {
  return collected((await pixels.cleanInstance(sourceInMemory(file, ''), { boxes })).bytes);
}

/** The codes of the frames as they lie in the file. */
function codesOf(file: Uint8Array): Buffer[] {
  return scanPixelData(file, readHeader(file)).frames.map(({ offset, length }) =>
    Buffer.from(file.subarray(offset, offset + length)),
  );
}

/** All samples, native, without padding. */
async function samplesOf(file: Uint8Array): Promise<Buffer> {
  const native = await transcoded(file, explicitLittleEndian);
  const { offset = 0 } = readHeader(native).pixelData ?? {};
  return Buffer.from(native.subarray(offset));
}

/** The samples of a native file after the same boxes were blanked in them. */
function blankedSamples(file: Uint8Array, boxes: readonly PixelBox[]): Buffer {
  const passage = createPixelDataPassage(readHeader(file), { boxes });
  return Buffer.from(passage.push(file.subarray(passage.startOffset)));
}

/** A file of the same codes under the name of a transfer syntax that takes codes with and without loss. */
function renamed(file: Uint8Array, transferSyntaxUid: string): Uint8Array {
  return encapsulated(file, codesOf(file), { transferSyntaxUid });
}

/** The head of a file in front of other codes, without a table. */
function encapsulated(
  file: Uint8Array,
  codes: readonly Uint8Array[],
  { transferSyntaxUid, changes = [] }: { transferSyntaxUid: string; changes?: readonly ElementInput[] },
): Buffer {
  const even = codes.map((code) => Buffer.concat([code, new Uint8Array(code.length % 2)]));
  return Buffer.concat([
    rewriteHead(readHeader(file), { transferSyntaxUid, form: 'part10', changes }),
    encapsulatedPixelDataHead([]),
    ...even.flatMap((code) => [fragmentHead(code.length), code]),
    encapsulatedPixelDataEnd(),
  ]);
}

const lossless = ['4.57', '4.70', '4.80', '4.90', '4.110', '4.201', '4.202', '5'].map((end) => root + end);
const names = Object.keys(images) as ImageName[];

describe('a box in one frame of a compressed image', () => {
  it.each(names.flatMap((name) => lossless.map((uid) => ({ name, uid }))))(
    'of $name in $uid is black, and the other frames are what they were',
    async ({ name, uid }) => {
      const original = await transcoded(images[name], uid);
      const result = await cleaned(original, [box]);
      const header = readHeader(result);
      expect(header.transferSyntaxUid).toBe(uid);
      expect(header.warnings).toEqual([]);
      expect(scanPixelData(result, header)).toMatchObject({ complete: true, warnings: [] });
      const [before, after] = [codesOf(original), codesOf(result)];
      expect(after.map((code, frame) => code.equals(before[frame] as Buffer))).toEqual([true, false, true]);
      expect((await samplesOf(result)).equals(blankedSamples(images[name], [box]))).toBe(true);
    },
  );

  it.each([
    ['4.81', '4.80'],
    ['4.91', '4.90'],
    ['4.203', '4.201'],
    ['4.112', '4.110'],
  ])('in %s, which takes frames without loss too, is one of them', async (end, from) => {
    const original = renamed(await transcoded(images['MR of 12 bits'], root + from), root + end);
    const result = await cleaned(original, [box]);
    expect(readHeader(result).transferSyntaxUid).toBe(root + end);
    const [before, after] = [codesOf(original), codesOf(result)];
    expect(after.map((code, frame) => code.equals(before[frame] as Buffer))).toEqual([true, false, true]);
    expect((await samplesOf(result)).equals(blankedSamples(images['MR of 12 bits'], [box]))).toBe(true);
  });

  it('keeps the transformation of colours that the other frames have', async () => {
    const codec = createCodec(compileCodecModule(), { memoryBytesMax: 1e9 });
    const image = { ...size, samplesPerPixel: 3, bitsAllocated: 8, bitsStored: 8, isSigned: false };
    const samples = await samplesOf(images.colour);
    const frameBytes = size.rows * size.columns * 3;
    const codes = Array.from({ length: frames }, (_, frame) =>
      codec.encode(
        'Jpeg2000',
        { ...image, photometricInterpretation: 'RGB' },
        samples.subarray(frame * frameBytes, (frame + 1) * frameBytes),
        { isLossy: false, isTransformed: true },
      ),
    );
    const original = encapsulated(images.colour, codes, {
      transferSyntaxUid: `${root}4.90`,
      changes: [element('PhotometricInterpretation', 'YBR_RCT')],
    });
    const result = await cleaned(original, [box]);
    expect(firstString(readHeader(result).dataSet, tags.PhotometricInterpretation)).toBe('YBR_RCT');
    expect(codesOf(result)[0]?.equals(codesOf(original)[0] as Buffer)).toBe(true);
    expect((await samplesOf(result)).equals(blankedSamples(images.colour, [box]))).toBe(true);
  });
});

describe('a box in an image that was compressed with loss', () => {
  function jpeg(): Uint8Array {
    const codec = createCodec(compileCodecModule(), { memoryBytesMax: 1e9 });
    const image = { ...size, samplesPerPixel: 3, bitsAllocated: 8, bitsStored: 8, isSigned: false };
    const header = readHeader(images.colour);
    const { offset = 0 } = header.pixelData ?? {};
    const frameBytes = size.rows * size.columns * 3;
    const codes = Array.from({ length: frames }, (_, frame) =>
      codec.encode(
        'Jpeg',
        { ...image, photometricInterpretation: 'YBR_FULL' },
        images.colour.subarray(offset + frame * frameBytes, offset + (frame + 1) * frameBytes),
        { isLossy: true, quality: 90 },
      ),
    );
    return encapsulated(images.colour, codes, {
      transferSyntaxUid: `${root}4.50`,
      changes: [element('PhotometricInterpretation', 'YBR_FULL_422')],
    });
  }

  it('takes the whole instance to JPEG Lossless, with all other samples as they were decoded, and says that there was loss', async () => {
    const original = jpeg();
    const result = await cleaned(original, [box]);
    const { dataSet, transferSyntaxUid } = readHeader(result);
    expect(transferSyntaxUid).toBe(`${root}4.70`);
    expect(firstString(dataSet, tags.LossyImageCompression)).toBe('01');
    const [before, after] = [await samplesOf(original), await samplesOf(result)];
    const frameBytes = size.rows * size.columns * 3;
    expect(after.subarray(0, frameBytes).equals(before.subarray(0, frameBytes))).toBe(true);
    expect(after.subarray(2 * frameBytes).equals(before.subarray(2 * frameBytes))).toBe(true);
    const at = (x: number, y: number) => frameBytes + 3 * (y * size.columns + x);
    expect(after.subarray(at(0, 20), at(0, 48)).equals(before.subarray(at(0, 20), at(0, 48)))).toBe(true);
    expect([...after.subarray(at(4, 6), at(6, 6))]).not.toEqual([...before.subarray(at(4, 6), at(6, 6))]);
  });
});

describe('tables of frames', () => {
  it('are made anew, the extended one where there was one', async () => {
    const original = await transcoded(images['signed CT'], `${root}4.80`);
    const basic = await cleaned(original, [box]);
    const [table] = readFile(basic).dataSet.elements.get(tags.PixelData)?.fragments ?? [];
    expect(table?.length).toBe(4 * frames);
    const codes = codesOf(original);
    const extended = encapsulated(original, codes, {
      transferSyntaxUid: `${root}4.80`,
      changes: [
        element('ExtendedOffsetTable', [0, 8, 16]),
        element(
          'ExtendedOffsetTableLengths',
          codes.map(({ length }) => length),
        ),
      ],
    });
    const result = await cleaned(extended, [box]);
    const { dataSet } = readFile(result);
    const lengths = codesOf(result).map(({ length }) => length);
    expect(numbers(dataSet, tags.ExtendedOffsetTableLengths)).toEqual(lengths);
    expect(numbers(dataSet, tags.ExtendedOffsetTable)).toEqual([
      0,
      8 + (lengths[0] ?? 0),
      16 + (lengths[0] ?? 0) + (lengths[1] ?? 0),
    ]);
    expect(dataSet.elements.get(tags.PixelData)?.fragments?.[0]?.length).toBe(0);
    expect(scanPixelData(result, readHeader(result)).warnings).toEqual([]);
  });
});

describe('an image that cannot be cleaned', () => {
  it.each([
    ['whose code is damaged', async () => damaged(await transcoded(images.colour, `${root}4.80`))],
    ['of a video', async () => renamed(await transcoded(images.colour, `${root}4.80`), `${root}4.102`)],
  ])('%s is refused before anything is written', async (_name, make) => {
    await expect(cleaned(await make(), [box])).rejects.toThrow(PixelError);
  });

  function damaged(file: Uint8Array): Uint8Array {
    const { offset = 0, length = 0 } = scanPixelData(file, readHeader(file)).frames[1] ?? {};
    return file.slice().fill(0, offset, offset + length);
  }
});

const programs = { dcmdjpeg: ['4.57', '4.70'], dcmdjpls: ['4.80'], dcmdrle: ['5'] };
describe.skipIf(process.env.LUMENBOX_TEST_DCMTK === undefined)('DCMTK', () => {
  const folder = mkdtempSync(join(tmpdir(), 'lumenbox-clean-'));
  afterAll(() => rmSync(folder, { recursive: true }));

  it.each(Object.entries(programs).flatMap(([program, ends]) => ends.map((end) => [program, root + end])))(
    '%s reads cleaned frames of %s as the same pixels',
    async (program, uid) => {
      for (const name of names) {
        writeFileSync(join(folder, 'in.dcm'), await cleaned(await transcoded(images[name], uid), [box]));
        execFileSync(program, [join(folder, 'in.dcm'), join(folder, 'out.dcm')]);
        const file = readFileSync(join(folder, 'out.dcm'));
        const expected = blankedSamples(images[name], [box]);
        const { offset = 0 } = readHeader(file).pixelData ?? {};
        expect(Buffer.from(file.subarray(offset, offset + expected.length)).equals(expected)).toBe(true);
      }
    },
  );
});

describe.skipIf(process.env.LUMENBOX_TEST_DICOM3TOOLS === undefined)('dciodvfy', () => {
  it('finds no error in a cleaned file that the original had not', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'lumenbox-clean-'));
    const errorsOf = (file: Uint8Array) => {
      writeFileSync(join(folder, 'file.dcm'), file);
      const { stderr, stdout } = spawnSync('dciodvfy', [join(folder, 'file.dcm')], { encoding: 'utf8' });
      return `${stderr}\n${stdout}`.split('\n').filter((line) => line.includes('Error - '));
    };
    for (const name of names)
      for (const uid of lossless) {
        const original = await transcoded(images[name], uid);
        expect(errorsOf(await cleaned(original, [box]))).toEqual(errorsOf(original));
      }
    rmSync(folder, { recursive: true });
  });
});
