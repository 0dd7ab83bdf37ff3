// Reads pictures in tests, as far as our own writers make them: PNG's samples, a JPEG's size, a GIF's frames and times.
import { inflateSync } from 'node:zlib';

/** A picture's samples: rows from the top, colours by pixel. */
export interface ReadPicture {
  readonly width: number;
  readonly height: number;
  readonly channels: number;
  readonly data: Uint8Array;
}

/** Reads a PNG of eight bits whose lines are as they are, or differences to the line above. */
export function readPng(bytes: Uint8Array): ReadPicture {
  const file = Buffer.from(bytes);
  const pieces: Buffer[] = [];
  for (let at = 8; at + 8 < file.length; at += 12 + file.readUInt32BE(at))
    if (file.toString('latin1', at + 4, at + 8) === 'IDAT')
      pieces.push(file.subarray(at + 8, at + 8 + file.readUInt32BE(at)));
  const width = file.readUInt32BE(16);
  const height = file.readUInt32BE(20);
  const channels = file[25] === 2 ? 3 : 1;
  const size = width * channels;
  const lines = inflateSync(Buffer.concat(pieces));
  const data = new Uint8Array(size * height);
  for (let row = 0; row < height; row++) {
    const filter = lines[row * (size + 1)] as number;
    if (filter !== 0 && filter !== 2) throw new Error(`Filter ${filter} is not read here.`);
    for (let at = 0; at < size; at++) {
      const above = filter === 2 ? (data[(row - 1) * size + at] as number) : 0;
      data[row * size + at] = (lines[row * (size + 1) + 1 + at] as number) + above;
    }
  }
  return { width, height, channels, data };
}

/** The size in a JPEG's frame header. */
export function jpegSize(bytes: Uint8Array): { width: number; height: number } {
  const file = Buffer.from(bytes);
  for (let at = 2; at + 9 < file.length; at += 2 + file.readUInt16BE(at + 2)) {
    const marker = file.readUInt16BE(at);
    if (marker >= 0xffc0 && marker <= 0xffc2)
      return { height: file.readUInt16BE(at + 5), width: file.readUInt16BE(at + 7) };
  }
  throw new Error('This is no JPEG.');
}

/** The size of a GIF, and for how many milliseconds each of its frames is shown. */
export function readGif(bytes: Uint8Array): { width: number; height: number; timesMs: number[] } {
  const file = Buffer.from(bytes);
  if (file.toString('latin1', 0, 6) !== 'GIF89a') throw new Error('This is no GIF.');
  const timesMs: number[] = [];
  // Behind the palette of 256 colours.
  for (let at = 13 + 768; file[at] !== 0x3b; ) {
    if (file[at] === 0x21 && file[at + 1] === 0xf9) timesMs.push(file.readUInt16LE(at + 4) * 10);
    at += file[at] === 0x2c ? 11 : 2;
    while (file[at] !== 0) at += 1 + (file[at] as number);
    at += 1;
  }
  return { width: file.readUInt16LE(6), height: file.readUInt16LE(8), timesMs };
}
