// What a compressed frame says of itself: size, samples, precision, colours. Reads markers, decodes nothing.

/** Facts from the head of a code. */
export interface CodestreamFacts {
  readonly rows: number;
  readonly columns: number;
  readonly components: number;
  /** Bits of a sample. */
  readonly precision: number;
  /** JPEG 2000: whether samples have a sign. */
  readonly isSigned?: boolean;
  /** JPEG: the transformation that an Adobe marker or the components' names state. */
  readonly jpegColours?: 'rgb' | 'ybr';
  /** JPEG-LS: each component has a scan of its own, and decoding gives one plane after the other. */
  readonly isPlanar?: boolean;
  /** JPEG 2000: whether a multiple component transformation was used. */
  readonly isTransformed?: boolean;
}

/** Markers in front of a picture's first scan; more are no picture. */
const markersMax = 1000;

/** Facts of JPEG, JPEG-LS, JPEG 2000 and HTJ2K codes; undefined when the head is none of them. */
export function readCodestreamFacts(code: Uint8Array): CodestreamFacts | undefined {
  const view = new DataView(code.buffer, code.byteOffset, code.byteLength);
  if (view.byteLength < 12) return undefined;
  const start = view.getUint16(0);
  if (start === 0xffd8) return readJpegHead(view);
  if (start === 0xff4f) return readJpeg2000Head(view, 2);
  // A JP2 file instead of a bare codestream: not as the standard has it (PS3.5 A.4.4), and met all the same.
  const at = view.getUint32(4) === 0x6a502020 ? Buffer.from(code.subarray(0, 4096)).indexOf('jp2c') : -1;
  return at < 0 ? undefined : readJpeg2000Head(view, at + 6);
}

/** SOF55. */
const jpegLsFrame = 0xf7;
const startOfScan = 0xda;

/** The markers SOF0 to SOF15 (but DHT, JPG, DAC), and SOF55 of JPEG-LS. */
function isFrameMarker(marker: number): boolean {
  return marker === jpegLsFrame || (marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker));
}

function readJpegHead(view: DataView): CodestreamFacts | undefined {
  let adobe: 'rgb' | 'ybr' | undefined;
  let at = 2;
  for (let count = 0; count < markersMax && at + 4 <= view.byteLength; count += 1) {
    if (view.getUint8(at) !== 0xff) return undefined;
    const marker = view.getUint8(at + 1);
    if (marker === 0xff) {
      at += 1;
      continue;
    }
    const length = view.getUint16(at + 2);
    const isAdobe = marker === 0xee && length >= 14 && at + 16 <= view.byteLength;
    if (isAdobe && view.getUint32(at + 4) === 0x41646f62)
      adobe = view.getUint8(at + 15) === 0 ? 'rgb' : 'ybr';
    if (isFrameMarker(marker)) {
      if (at + 10 > view.byteLength) return undefined;
      const components = view.getUint8(at + 9);
      const colours = adobe ?? (hasRgbNames(view, at + 10, components) ? 'rgb' : undefined);
      return {
        precision: view.getUint8(at + 4),
        rows: view.getUint16(at + 5),
        columns: view.getUint16(at + 7),
        components,
        ...(colours === undefined ? {} : { jpegColours: colours }),
        ...(marker === jpegLsFrame && components > 1 && hasScanEach(view, at) ? { isPlanar: true } : {}),
      };
    }
    if (length < 2) return undefined;
    at += 2 + length;
  }
  return undefined;
}

/** Whether the first scan behind a frame header has one component alone (ISO/IEC 14495-1 C.2.3: ILV is 0 there). */
function hasScanEach(view: DataView, from: number): boolean {
  let at = from + 2 + view.getUint16(from + 2);
  for (let count = 0; count < markersMax && at + 5 <= view.byteLength; count += 1) {
    if (view.getUint8(at) !== 0xff) return false;
    const marker = view.getUint8(at + 1);
    if (marker === startOfScan) return view.getUint8(at + 4) === 1;
    at += marker === 0xff ? 1 : 2 + view.getUint16(at + 2);
  }
  return false;
}

function hasRgbNames(view: DataView, at: number, components: number): boolean {
  if (components !== 3 || at + 9 > view.byteLength) return false;
  return [0, 1, 2].every((index) => view.getUint8(at + 3 * index) === 'RGB'.charCodeAt(index));
}

/** SIZ and COD of the main header (ISO/IEC 15444-1 A.5.1, A.6.1). */
function readJpeg2000Head(view: DataView, from: number): CodestreamFacts | undefined {
  let facts: CodestreamFacts | undefined;
  let at = from;
  for (let count = 0; count < markersMax && at + 4 <= view.byteLength; count += 1) {
    const marker = view.getUint16(at);
    const length = view.getUint16(at + 2);
    if (marker === 0xff51 && at + 41 <= view.byteLength) {
      facts = {
        columns: view.getUint32(at + 6) - view.getUint32(at + 14),
        rows: view.getUint32(at + 10) - view.getUint32(at + 18),
        components: view.getUint16(at + 38),
        precision: (view.getUint8(at + 40) & 0x7f) + 1,
        isSigned: view.getUint8(at + 40) >= 0x80,
      };
    }
    if (marker === 0xff52 && facts !== undefined && at + 9 <= view.byteLength) {
      return { ...facts, isTransformed: view.getUint8(at + 8) === 1 };
    }
    if (marker === 0xff90 || length < 2) break;
    at += 2 + length;
  }
  return facts;
}
