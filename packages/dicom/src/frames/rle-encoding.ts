// Encodes frames as RLE Lossless (PS3.5 Annex G). Decoding is beside it.

/** How the samples of a frame lie in its bytes. */
export interface FrameLayout {
  readonly bitsAllocated: 8 | 16 | 32;
  readonly samplesPerPixel: 1 | 3;
  /** Pixels in the frame: rows times columns. */
  readonly pixels: number;
}

/**
 * One frame of native little endian samples, colours by pixel, as an RLE fragment: a header of 64 bytes and one
 * PackBits segment for each byte of each sample, most significant first (PS3.5 G.2, G.5). Of even length.
 *
 * @param rowLength pixels in a row; no run crosses the end of one (PS3.5 G.3.1)
 */
export function encodeRleFrame(frame: Uint8Array, layout: FrameLayout, rowLength: number): Uint8Array {
  const bytesPerSample = layout.bitsAllocated / 8;
  const segments: Uint8Array[] = [];
  for (let sample = 0; sample < layout.samplesPerPixel; sample++) {
    for (let byte = bytesPerSample - 1; byte >= 0; byte--) {
      const plane = new Uint8Array(layout.pixels);
      const stride = bytesPerSample * layout.samplesPerPixel;
      for (let i = 0, at = sample * bytesPerSample + byte; i < plane.length; i++, at += stride)
        plane[i] = frame[at] ?? 0;
      segments.push(packBits(plane, rowLength));
    }
  }
  const sizeBytes = segments.reduce((size, segment) => size + segment.length, 64);
  const fragment = new Uint8Array(sizeBytes);
  const header = new DataView(fragment.buffer);
  header.setUint32(0, segments.length, true);
  let offset = 64;
  segments.forEach((segment, i) => {
    header.setUint32(4 + 4 * i, offset, true);
    fragment.set(segment, offset);
    offset += segment.length;
  });
  return fragment;
}

/** PackBits row by row, padded to even length (PS3.5 G.3, G.4). */
function packBits(plane: Uint8Array, rowLength: number): Uint8Array {
  // The worst row is all literals: one more byte for each 128.
  const packed = new Uint8Array(
    plane.length + Math.ceil(plane.length / rowLength) * (Math.ceil(rowLength / 128) + 1) + 1,
  );
  let size = 0;
  for (let row = 0; row < plane.length; row += rowLength) {
    size = packRow(plane, { start: row, end: Math.min(row + rowLength, plane.length) }, packed, size);
  }
  return packed.subarray(0, size + (size % 2));
}

function packRow(
  plane: Uint8Array,
  row: { start: number; end: number },
  packed: Uint8Array,
  from: number,
): number {
  let size = from;
  let at = row.start;
  while (at < row.end) {
    const run = runLength(plane, at, Math.min(row.end, at + 128));
    if (run >= 3 || (run === 2 && at + 2 >= row.end)) {
      packed[size++] = 257 - run;
      packed[size++] = plane[at] ?? 0;
      at += run;
      continue;
    }
    const start = at;
    const end = Math.min(row.end, start + 128);
    while (at < end && runLength(plane, at, Math.min(row.end, at + 3)) < 3) at++;
    packed[size++] = at - start - 1;
    packed.set(plane.subarray(start, at), size);
    size += at - start;
  }
  return size;
}

function runLength(plane: Uint8Array, at: number, end: number): number {
  let next = at + 1;
  while (next < end && plane[next] === plane[at]) next++;
  return next - at;
}
