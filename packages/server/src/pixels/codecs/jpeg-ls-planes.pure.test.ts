// JPEG-LS whose components have a scan each instead of sharing one: colours as in any other code.
import { aSecondaryCapture, element } from '@lumenbox/dicom/testing';
import { afterAll, describe, expect, it } from 'vitest';
import { readPng } from '../../../test/support/pictures.ts';
import { createPixels, sourceInMemory } from '../index.ts';

const explicitLittleEndian = '1.2.840.10008.1.2.1';
const jpegLs = '1.2.840.10008.1.2.4.80';
const size = { rows: 3, columns: 4 };
const pixels = createPixels();
afterAll(() => pixels.close());

const bits = (stored: 8 | 16) => [
  element('BitsAllocated', [stored]),
  element('BitsStored', [stored]),
  element('HighBit', [stored - 1]),
];

/** The code of one plane. */
async function codeOf(plane: Uint8Array, stored: 8 | 16): Promise<Buffer> {
  const { bytes } = aSecondaryCapture({
    ...size,
    pixelData: plane,
    elements: [
      ...bits(stored),
      element('SamplesPerPixel', [1]),
      element('PhotometricInterpretation', 'MONOCHROME2'),
    ],
  });
  const options = { frame: 0, transferSyntaxUid: jpegLs };
  const code = await pixels.transcodeFrame(sourceInMemory(bytes, `plane-${plane.join()}`), options);
  return Buffer.from(code.bytes);
}

/** One code of three: the frame header names three components, and the scan of each follows with its number. */
function joinedCode(codes: readonly Buffer[]): Buffer {
  const frame = Buffer.from([0xff, 0xf7, 0, 17, 0, 0, size.rows, 0, size.columns, 3]);
  frame[4] = codes[0]?.[codes[0].indexOf('fff7', 'hex') + 4] as number;
  const components = Buffer.from([1, 0x11, 0, 2, 0x11, 0, 3, 0x11, 0]);
  const scans = codes.map((code, index) => {
    const scan = Buffer.from(code.subarray(code.indexOf('ffda', 'hex'), code.lastIndexOf('ffd9', -1, 'hex')));
    scan[5] = index + 1;
    return scan;
  });
  return Buffer.concat([Buffer.from('ffd8', 'hex'), frame, components, ...scans, Buffer.from('ffd9', 'hex')]);
}

async function planarFile(planes: readonly Uint8Array[], stored: 8 | 16): Promise<Uint8Array> {
  const code = joinedCode(await Promise.all(planes.map((plane) => codeOf(plane, stored))));
  const even = Buffer.concat([code, Buffer.alloc(code.length % 2)]);
  return aSecondaryCapture({
    ...size,
    transferSyntaxUid: jpegLs,
    elements: [...bits(stored), { tag: 'PixelData', vr: 'OB', fragments: [even] }],
  }).bytes;
}

describe('JPEG-LS with a scan for each component', () => {
  const count = size.rows * size.columns;
  const plane = (first: number) => Uint8Array.from({ length: count }, (_, index) => first + index * 5);
  const planes = [plane(0), plane(60), plane(190)] as const;
  const byPixel = Array.from({ length: count * 3 }, (_, i) => planes[i % 3]?.[Math.floor(i / 3)]);

  it('has its colours by pixel, shown and without compression', async () => {
    const source = sourceInMemory(await planarFile(planes, 8), 'planar-8');
    const picture = await pixels.render(source, { frames: [0], mediaType: 'image/png' });
    expect([...readPng(picture.bytes).data]).toEqual(byPixel);
    const options = { frame: 0, transferSyntaxUid: explicitLittleEndian };
    expect([...(await pixels.transcodeFrame(source, options)).bytes]).toEqual(byPixel);
  });

  it('may have sixteen bits', async () => {
    const words = planes.map((samples) => new Uint8Array(Uint16Array.from(samples, (v) => v * 257).buffer));
    const source = sourceInMemory(await planarFile(words, 16), 'planar-16');
    const { bytes } = await pixels.transcodeFrame(source, {
      frame: 0,
      transferSyntaxUid: explicitLittleEndian,
    });
    expect([...new Uint16Array(bytes.slice().buffer)]).toEqual(byPixel.map((value) => (value ?? 0) * 257));
  });
});
