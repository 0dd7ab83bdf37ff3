// The first frame of a file of this computer as a picture, as far as its pixels lie there as they are: grey from the darkest to the
// brightest, or colours. What is compressed is shown after it was sent. Runs in a thread.
import { firstNumber, firstString, type HeaderResult, lookupTransferSyntax, tags } from '@lumenbox/dicom';

/** More than a mammogram has; a picture of more would take the browser's memory. */
const frameBytesMax = 128 * 1024 * 1024;

interface Frame {
  readonly rows: number;
  readonly columns: number;
  readonly samples: 1 | 3;
  readonly bytesPerSample: 1 | 2;
  readonly isSigned: boolean;
  readonly isPlanar: boolean;
  readonly isInverted: boolean;
}

/** The picture as PNG; `undefined` when the file has none that can be shown without a codec. */
export async function firstFrameOf(file: Blob, header: HeaderResult): Promise<Blob | undefined> {
  const frame = describe(header);
  const start = header.pixelData?.offset;
  if (frame === undefined || start === undefined) return undefined;
  const { rows, columns, samples, bytesPerSample } = frame;
  const size = rows * columns * samples * bytesPerSample;
  if (size > frameBytesMax || start + size > file.size) return undefined;
  const bytes = new Uint8Array(await file.slice(start, start + size).arrayBuffer());
  const canvas = new OffscreenCanvas(columns, rows);
  const pixels = samples === 1 ? greys(bytes, frame) : colours(bytes, frame);
  canvas.getContext('2d')?.putImageData(new ImageData(pixels, columns, rows), 0, 0);
  return canvas.convertToBlob({ type: 'image/png' });
}

function describe({ meta, dataSet, pixelData }: HeaderResult): Frame | undefined {
  const syntax = lookupTransferSyntax(firstString(meta, tags.TransferSyntaxUID) ?? '');
  const isPlain = syntax !== undefined && !syntax.encapsulated && !syntax.deflated && !syntax.bigEndian;
  if (!isPlain || pixelData?.length === undefined) return undefined;
  const number = (tag: number) => firstNumber(dataSet, tag) ?? 0;
  const [rows, columns] = [number(tags.Rows), number(tags.Columns)];
  const [samples, bits] = [number(tags.SamplesPerPixel), number(tags.BitsAllocated)];
  const photometric = firstString(dataSet, tags.PhotometricInterpretation) ?? '';
  const isGrey = samples === 1 && (bits === 8 || bits === 16) && photometric.startsWith('MONOCHROME');
  const isColour = samples === 3 && bits === 8 && photometric === 'RGB';
  if (rows === 0 || columns === 0 || (!isGrey && !isColour)) return undefined;
  return {
    rows,
    columns,
    samples: isGrey ? 1 : 3,
    bytesPerSample: bits === 16 ? 2 : 1,
    isSigned: number(tags.PixelRepresentation) === 1,
    isPlanar: number(tags.PlanarConfiguration) === 1,
    isInverted: photometric === 'MONOCHROME1',
  };
}

/** Exported for its test: a picture of greys, four bytes a pixel. */
export function greys(bytes: Uint8Array, frame: Frame): Uint8ClampedArray<ArrayBuffer> {
  const values = valuesOf(bytes, frame);
  let [least, most] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const value of values) {
    if (value < least) least = value;
    if (value > most) most = value;
  }
  const range = Math.max(1, most - least);
  const pixels = new Uint8ClampedArray(values.length * 4);
  for (let at = 0; at < values.length; at++) {
    const share = ((values[at] ?? 0) - least) / range;
    const grey = 255 * (frame.isInverted ? 1 - share : share);
    pixels.fill(grey, at * 4, at * 4 + 3);
    pixels[at * 4 + 3] = 255;
  }
  return pixels;
}

function valuesOf(
  bytes: Uint8Array,
  { bytesPerSample, isSigned }: Frame,
): ArrayLike<number> & Iterable<number> {
  const { buffer, byteOffset, length } = bytes;
  if (bytesPerSample === 1) return isSigned ? new Int8Array(buffer, byteOffset, length) : bytes;
  // Browsers run on machines that are little endian, as these pixels are.
  return isSigned
    ? new Int16Array(buffer, byteOffset, length / 2)
    : new Uint16Array(buffer, byteOffset, length / 2);
}

/** Exported for its test: a picture in colours, four bytes a pixel. */
export function colours(
  bytes: Uint8Array,
  { isPlanar }: Pick<Frame, 'isPlanar'>,
): Uint8ClampedArray<ArrayBuffer> {
  const count = bytes.length / 3;
  const pixels = new Uint8ClampedArray(count * 4);
  for (let at = 0; at < count; at++) {
    for (let sample = 0; sample < 3; sample++)
      pixels[at * 4 + sample] = bytes[isPlanar ? sample * count + at : at * 3 + sample] ?? 0;
    pixels[at * 4 + 3] = 255;
  }
  return pixels;
}
