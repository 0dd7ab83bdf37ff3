// Real files of all transfer syntaxes, where they are at hand: their first frames decode to the samples that other decoders found.
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type DataSet, DicomError, firstNumber, readHeader, sequence, tags } from '@lumenbox/dicom';
import { afterAll, describe, expect, it } from 'vitest';
import { readPng } from '../../test/support/pictures.ts';
import { createPixels, PixelError, sourceInMemory } from './index.ts';

interface ManifestFile {
  readonly file: string;
  readonly status: 'valid' | 'malformed';
  readonly expected: Record<string, string | number>;
  readonly pixels?: { readonly firstFrame?: { readonly sha256: string; readonly shape: readonly number[] } };
}

const folder = join(import.meta.dirname, '../../../../../shared/data/dicom');
const isThere = existsSync(join(folder, 'manifest.json'));
if (!isThere && process.env.CI !== 'true') {
  process.stderr.write('The reference files are not there: their pixels are not decoded.\n');
}
const files: readonly ManifestFile[] =
  isThere || process.env.CI === 'true'
    ? JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8')).files
    : [];

const run = promisify(execFile);
const explicitLittleEndian = '1.2.840.10008.1.2.1';
const pixels = createPixels();
afterAll(() => pixels.close());

const open = ({ file }: ManifestFile) => sourceInMemory(readFileSync(join(folder, file)), file);

/** The samples of the first frame, single bits as bytes. */
async function firstFrame(entry: ManifestFile, pixelCount: number): Promise<Uint8Array> {
  const options = { frame: 0, transferSyntaxUid: explicitLittleEndian };
  const { bytes, image } = await pixels.transcodeFrame(open(entry), options);
  if (image.bitsAllocated !== 1) return bytes;
  return Uint8Array.from({ length: pixelCount }, (_, i) => ((bytes[i >> 3] as number) >> (i & 7)) & 1);
}

describe.skipIf(files.length === 0)('the reference files', () => {
  const decodable = files.filter((entry) => entry.pixels?.firstFrame !== undefined);

  it.each(decodable)('decode to the samples that others found: $file', async (entry) => {
    const { sha256 = '', shape = [] } = entry.pixels?.firstFrame ?? {};
    const samples = await firstFrame(
      entry,
      shape.reduce((product, size) => product * size, 1),
    );
    expect(createHash('sha256').update(samples).digest('hex')).toBe(sha256);
  });

  it.each(decodable)('render to a picture of the image’s size: $file', async (entry) => {
    const picture = await pixels.render(open(entry), { frames: [0], mediaType: 'image/png' });
    const header = new DataView(picture.bytes.buffer, picture.bytes.byteOffset);
    expect([header.getUint32(20), header.getUint32(16)]).toEqual([
      entry.expected.Rows,
      entry.expected.Columns,
    ]);
  });

  const others = files.filter((entry) => entry.pixels?.firstFrame === undefined && entry.status === 'valid');
  it.each(others)('without pixels to decode say so by name: $file', async (entry) => {
    const rendered = pixels.render(open(entry), { frames: [0], mediaType: 'image/png' });
    await expect(rendered).rejects.toThrow(PixelError);
  });

  const malformed = files.filter((entry) => entry.status === 'malformed');
  it.each(malformed)('that are malformed are shown or refused by name: $file', async (entry) => {
    const shown = await Promise.resolve()
      .then(() => pixels.render(open(entry), { frames: [0], mediaType: 'image/png' }))
      .catch((error) => error);
    const isNamed = shown instanceof PixelError || shown instanceof DicomError;
    expect(isNamed || shown.mediaType === 'image/png').toBe(true);
  });

  const comparable = decodable.filter(isComparable);
  it.skipIf(process.env.LUMENBOX_TEST_DCMTK === undefined).each(comparable)(
    'look as DCMTK shows them: $file',
    async (entry) => {
      const theirs = readPnm(await dcmj2pnm(entry));
      const ours = readPng((await pixels.render(open(entry), { frames: [0], mediaType: 'image/png' })).bytes);
      let worst = 0;
      theirs.forEach((value, index) => {
        worst = Math.max(worst, Math.abs(value - (ours.data[index] as number)));
      });
      expect([theirs.length, worst <= 1]).toEqual([ours.data.length, true]);
    },
  );
});

/** More than the largest picture of the reference files. */
const pictureBytesMax = 64 * 1024 * 1024;
/** Native, RLE and the JPEGs of before JPEG-LS. */
const dcmtkSyntaxes = /^1\.2\.840\.10008\.1\.2(\.1|\.1\.99|\.2|\.5|\.4\.(50|51|57|70))?$/;

function isColour({ expected }: ManifestFile): boolean {
  return !String(expected.PhotometricInterpretation).startsWith('MONOCHROME');
}

/** Not what DCMTK is not built for, nor what has no window, where each program chooses its own; and DCMTK draws overlays. */
function isComparable(entry: ManifestFile): boolean {
  if (!dcmtkSyntaxes.test(String(entry.expected.TransferSyntaxUID))) return false;
  const { dataSet } = readHeader(readFileSync(join(folder, entry.file)));
  return (isColour(entry) || windowOptions(dataSet) !== undefined) && !hasOverlay(dataSet);
}

/** How DCMTK is told to take the file's window or VOI table; undefined when it has none. */
function windowOptions(dataSet: DataSet): string[] | undefined {
  const width = firstNumber(dataSet, tags.WindowWidth);
  if (width === undefined)
    return sequence(dataSet, tags.VOILUTSequence).length > 0 ? ['+Wl', '1'] : undefined;
  return width > 0 ? ['+Wi', '1'] : undefined;
}

/** Overlay Data of any group (60xx,3000). */
function hasOverlay({ elements }: DataSet): boolean {
  return [...elements.keys()].some((tag) => tag >>> 24 === 0x60 && (tag & 0xffff) === 0x3000);
}

async function dcmj2pnm(entry: ManifestFile): Promise<Buffer> {
  const path = join(folder, entry.file);
  const options = isColour(entry) ? [] : (windowOptions(readHeader(readFileSync(path)).dataSet) ?? []);
  const limits = { encoding: 'buffer', maxBuffer: pictureBytesMax, timeout: 60_000 } as const;
  return (await run('dcmj2pnm', [...options, '+op', '--frame', '1', path], limits)).stdout;
}

/** The samples of a raw PGM or PPM: magic number, width, height and maximum, then bytes. */
function readPnm(file: Buffer): Buffer {
  const head = /^P[56]\s(#.*\s)*\d+\s\d+\s\d+\s/.exec(file.toString('latin1', 0, 500));
  return file.subarray(head?.[0].length ?? 0);
}
