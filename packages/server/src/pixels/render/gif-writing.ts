// Writes animations as GIF 89a: one palette for all frames, endless repetition. Its compression is LZW.
import type { Raster } from './raster.ts';

/** Codes have at most twelve bits. */
const codesMax = 4096;
/** Pixels are indexes of eight bits; the next two codes clear the dictionary and end the image. */
const clearCode = 256;
const endCode = 257;

/** An animation of pictures of one size. @param options.delaysMs time for which each of them is shown */
export function writeGif(
  pictures: readonly Raster[],
  options: { readonly delaysMs: readonly number[] },
): Uint8Array {
  const [first] = pictures;
  if (first === undefined) throw new RangeError('An animation has at least one picture.');
  const isGrey = pictures.every(({ channels }) => channels === 1);
  const parts: Uint8Array[] = [screen(first), isGrey ? greyPalette() : colourPalette(), repetition];
  pictures.forEach((picture, index) => {
    parts.push(frameHead(first, options.delaysMs[index] ?? 0));
    parts.push(...blocksOf(compress(isGrey ? picture.data : dithered(picture))));
  });
  parts.push(Uint8Array.of(0x3b));
  return Buffer.concat(parts);
}

function screen({ width, height }: Raster): Uint8Array {
  const bytes = Buffer.alloc(13);
  bytes.write('GIF89a', 0, 'latin1');
  bytes.writeUInt16LE(width, 6);
  bytes.writeUInt16LE(height, 8);
  // A global palette of 256 colours of eight bits.
  bytes[10] = 0xf7;
  return bytes;
}

const repetition = Buffer.from('21ff0b4e45545343415045322e300301000000', 'hex');

function frameHead({ width, height }: Raster, delayMs: number): Uint8Array {
  const bytes = Buffer.alloc(19);
  bytes.set([0x21, 0xf9, 4, 0]);
  bytes.writeUInt16LE(Math.min(0xffff, Math.max(2, Math.round(delayMs / 10))), 4);
  bytes[8] = 0x2c;
  bytes.writeUInt16LE(width, 13);
  bytes.writeUInt16LE(height, 15);
  bytes[18] = 8;
  return bytes.subarray(0, 19);
}

function greyPalette(): Uint8Array {
  return Uint8Array.from({ length: 768 }, (_, index) => Math.floor(index / 3));
}

/** Steps of red, green and blue: 6 x 7 x 6 colours, the eye being keenest for green. */
const steps = [6, 7, 6] as const;

function colourPalette(): Uint8Array {
  const palette = new Uint8Array(768);
  for (let red = 0, at = 0; red < 6; red += 1) {
    for (let green = 0; green < 7; green += 1) {
      for (let blue = 0; blue < 6; blue += 1, at += 3) {
        palette.set([red * 51, Math.round(green * 42.5), blue * 51], at);
      }
    }
  }
  return palette;
}

/** Thresholds of an ordered dither, 4 x 4, in sixteenths. */
const thresholds = Uint8Array.of(0, 8, 2, 10, 12, 4, 14, 6, 3, 11, 1, 9, 15, 7, 13, 5);

function dithered({ width, channels, data }: Raster): Uint8Array {
  const pixels = new Uint8Array(data.length / channels);
  for (let index = 0; index < pixels.length; index += 1) {
    const row = Math.floor(index / width);
    const threshold = ((thresholds[(row & 3) * 4 + ((index % width) & 3)] as number) + 0.5) / 16;
    let entry = 0;
    steps.forEach((count, channel) => {
      const value = data[channels === 1 ? index : index * 3 + channel] as number;
      entry = entry * count + Math.min(count - 1, Math.floor((value / 255) * (count - 1) + threshold));
    });
    pixels[index] = entry;
  }
  return pixels;
}

/** LZW with codes that grow from nine bits to twelve (GIF 89a, appendix F). */
function compress(pixels: Uint8Array): Uint8Array {
  const output = new BitWriter(pixels.length * 2 + 16);
  // The code of a known string and its next pixel: a table of all pairs, since a hash table costs more time.
  const nextCodes = new Uint16Array(codesMax * 256);
  let codeCount = endCode + 1;
  let bits = 9;
  output.write(clearCode, bits);
  let prefix = pixels[0] ?? 0;
  for (let index = 1; index < pixels.length; index += 1) {
    const pixel = pixels[index] as number;
    const known = nextCodes[prefix * 256 + pixel] as number;
    if (known !== 0) {
      prefix = known;
      continue;
    }
    output.write(prefix, bits);
    if (codeCount < codesMax) {
      nextCodes[prefix * 256 + pixel] = codeCount;
      if (codeCount === 1 << bits) bits += 1;
      codeCount += 1;
    } else {
      output.write(clearCode, bits);
      nextCodes.fill(0);
      codeCount = endCode + 1;
      bits = 9;
    }
    prefix = pixel;
  }
  output.write(prefix, bits);
  // The last code may have grown the dictionary of whoever reads.
  output.write(endCode, codeCount === 1 << bits && bits < 12 ? bits + 1 : bits);
  return output.end();
}

class BitWriter {
  #bytes: Uint8Array;
  #size = 0;
  #pending = 0;
  #pendingBits = 0;

  constructor(capacity: number) {
    this.#bytes = new Uint8Array(capacity);
  }

  write(code: number, bits: number): void {
    this.#pending |= code << this.#pendingBits;
    this.#pendingBits += bits;
    for (; this.#pendingBits >= 8; this.#pendingBits -= 8) {
      this.#bytes[this.#size++] = this.#pending & 0xff;
      this.#pending >>>= 8;
    }
  }

  end(): Uint8Array {
    if (this.#pendingBits > 0) this.#bytes[this.#size++] = this.#pending & 0xff;
    return this.#bytes.subarray(0, this.#size);
  }
}

function blocksOf(code: Uint8Array): Uint8Array[] {
  const blocks: Uint8Array[] = [];
  for (let start = 0; start < code.length; start += 255) {
    const block = code.subarray(start, start + 255);
    blocks.push(Uint8Array.of(block.length), block);
  }
  return [...blocks, Uint8Array.of(0)];
}
