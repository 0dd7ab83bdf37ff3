// Inflates deflated data sets (PS3.5 A.5) piece by piece within limits. The only file that knows the inflate library.
import { Inflate, Unzlib } from 'fflate';
import { DicomError, type DicomWarning } from './errors.ts';

export type InflateLimits = {
  /** Inflated bytes altogether. */
  readonly maxBytes: number;
  /** Inflated bytes for one deflated byte, judged beyond the first 16 MiB. */
  readonly maxRatio: number;
};

// Deflate makes at most 1032 bytes of one: a slice of this size cannot fill memory before the limits are judged.
const sliceBytes = 4096;
// A stream that goes on makes bytes at least once in a stored block of 64 KiB; more input without any comes behind the
// stream's end, and the library would gather it for ever.
const idleBytesMax = 128 * 1024;
const judgedFrom = 16 * 1024 * 1024; // below this no ratio does harm, and black images have high ones

/** A running inflation: `push` gives what the bytes inflate to, bit by bit, to `onBytes` until that returns false. */
export class Inflation {
  private stream: Inflate | Unzlib | undefined;
  private head: number[] = [];
  private out: Uint8Array[] = [];
  private deflatedBytes = 0;
  private inflatedBytes = 0;
  private idleBytes = 0;
  private isEnded = false;
  private readonly limits: InflateLimits;
  private readonly warnings: DicomWarning[];

  constructor(limits: InflateLimits, warnings: DicomWarning[]) {
    this.limits = limits;
    this.warnings = warnings;
  }

  /**
   * Inflates a chunk.
   *
   * @returns false as soon as `onBytes` wants no more
   * @throws DicomError `inflate-failed`, `inflate-too-large`
   */
  push(chunk: Uint8Array, onBytes: (bytes: Uint8Array) => boolean): boolean {
    for (let start = 0; start < chunk.length && !this.isEnded; start += sliceBytes) {
      for (const bytes of this.inflate(chunk.subarray(start, start + sliceBytes), false)) {
        if (!onBytes(bytes)) return false;
      }
    }
    return true;
  }

  /** No more bytes come: a deflate stream that is not finished was cut. @throws DicomError `truncated` */
  end(onBytes: (bytes: Uint8Array) => boolean): void {
    if (this.isEnded) return;
    if (this.stream === undefined && this.head.length === 0) return;
    for (const bytes of this.inflate(new Uint8Array(0), true)) if (!onBytes(bytes)) return;
  }

  private inflate(slice: Uint8Array, isLast: boolean): Uint8Array[] {
    this.out = [];
    this.deflatedBytes += slice.length;
    try {
      this.feed(slice, isLast);
    } catch {
      const reason = isLast ? 'truncated' : 'inflate-failed';
      throw new DicomError(reason, { about: 'deflated data set' });
    }
    for (const bytes of this.out) this.inflatedBytes += bytes.length;
    this.idleBytes = this.out.length > 0 ? 0 : this.idleBytes + slice.length;
    if (this.idleBytes > idleBytesMax) this.isEnded = true;
    this.judge();
    return this.out;
  }

  private feed(slice: Uint8Array, isLast: boolean): void {
    if (this.stream !== undefined) {
      this.stream.push(slice, isLast);
      return;
    }
    for (const byte of slice.subarray(0, 2 - this.head.length)) this.head.push(byte);
    if (this.head.length < 2 && !isLast) return;
    const rest = slice.subarray(Math.min(2, slice.length));
    this.stream = this.open();
    this.stream.push(Uint8Array.from(this.head), isLast && rest.length === 0);
    if (rest.length > 0) this.stream.push(rest, isLast);
  }

  /** Raw deflate as the standard wants it; a zlib header in front is what several writers make of it. */
  private open(): Inflate | Unzlib {
    const [first = 0, second = 0] = this.head;
    const take = (bytes: Uint8Array): void => {
      if (bytes.length > 0) this.out.push(bytes);
    };
    const isZlib = (first & 0x0f) === 8 && first >> 4 <= 7 && (first * 256 + second) % 31 === 0;
    if (!isZlib) return new Inflate(take);
    this.warnings.push({ name: 'zlib-header', offset: 0 });
    return new Unzlib(take);
  }

  private judge(): void {
    const { maxBytes, maxRatio } = this.limits;
    const isTooDense = this.inflatedBytes > judgedFrom && this.inflatedBytes > this.deflatedBytes * maxRatio;
    if (isTooDense || this.inflatedBytes > maxBytes + judgedFrom) {
      throw new DicomError('inflate-too-large', { offset: this.inflatedBytes });
    }
  }
}
