// Real files of all transfer syntaxes, where they are at hand: their first frames decode to the samples that other decoders found.
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
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
});
