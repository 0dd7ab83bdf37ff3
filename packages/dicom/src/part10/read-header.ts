// Reads the header of a Part 10 file (PS3.10 7): everything before the pixel data, from bytes that are all there or
// still arriving. Never touches pixel data.
import { completeSource, emptySource, GrowingBytes, showBytes } from './byte-source.ts';
import { DicomError } from './errors.ts';
import type { HeaderResult, ReadOptions } from './header-result.ts';
import { HeaderStages, type Limits, withDefaults } from './header-stages.ts';
import { Inflation } from './inflate.ts';

/** Reads a header while its bytes arrive. */
export type HeaderReader = {
  /**
   * Takes the next bytes of the file, which are copied where they are needed: the chunk may be used again.
   *
   * @returns `done` once the pixel data begins; further chunks are ignored
   * @throws DicomError, the same one again at every further call
   */
  push(chunk: Uint8Array): 'more' | 'done';
  /** No more bytes come. @throws DicomError when the header is not complete */
  end(): void;
  /** What was read. @throws DicomError, also when it is asked for before `done` or `end` */
  result(): HeaderResult;
  /**
   * After `end`, or after the `push` that answered `done` and before the next one: bytes that were pushed and that a pixel
   * data scanner has to see first. Of a deflated file these are all bytes from `dataSetOffset` on.
   */
  unread(): readonly Uint8Array[];
};

/**
 * Reads a header from a whole file (or its beginning) in memory. Nothing is copied: the result lies in `bytes`, unless
 * the data set is deflated.
 *
 * @throws DicomError
 */
export function readHeader(bytes: Uint8Array, options: ReadOptions = {}): HeaderResult {
  const limits = withDefaults(options);
  const stages = new HeaderStages(completeSource(bytes), { limits, scope: 'header' });
  if (stages.run() === 'more') inflateAll(stages, { bytes, limits });
  return stages.result();
}

/**
 * Reads a whole file in memory, pixel data and what stands behind it included. `pixelData` tells where it lies, as
 * `readHeader` does; fragments are in the element's `fragments`.
 *
 * @throws DicomError
 */
export function readFile(bytes: Uint8Array, options: ReadOptions = {}): HeaderResult {
  const limits = withDefaults(options);
  const stages = new HeaderStages(completeSource(bytes), { limits, scope: 'all' });
  if (stages.run() === 'more')
    inflateAll(stages, { bytes, limits: { ...limits, maxHeaderBytes: limits.maxInflatedBytes } });
  return stages.result();
}

/** A complete raw source leaves a parser waiting only when the rest comes inflated. */
function inflateAll(stages: HeaderStages, { bytes, limits }: { bytes: Uint8Array; limits: Limits }): void {
  const inflated = new InflatedHeader(stages, limits);
  if (!inflated.push(bytes.subarray(stages.dataSetOffset))) inflated.end();
}

/** Reads a header from bytes that arrive in chunks. */
export function createHeaderReader(options: ReadOptions = {}): HeaderReader {
  const reader = new PushedHeader(withDefaults(options));
  return {
    push: (chunk) => reader.push(chunk),
    end: () => reader.end(),
    result: () => reader.result(),
    unread: () => reader.unread,
  };
}

/** The inflated half of reading a deflated file. */
class InflatedHeader {
  private readonly gathered = new GrowingBytes();
  private readonly stages: HeaderStages;
  private readonly inflation: Inflation;
  private isDone = false;

  constructor(stages: HeaderStages, limits: Limits) {
    this.stages = stages;
    const { maxHeaderBytes, maxInflatedRatio } = limits;
    this.inflation = new Inflation({ maxBytes: maxHeaderBytes, maxRatio: maxInflatedRatio }, stages.warnings);
  }

  /** @returns whether the header is complete */
  push(chunk: Uint8Array): boolean {
    this.inflation.push(chunk, (bytes) => this.take(bytes));
    return this.isDone;
  }

  end(): void {
    this.inflation.end((bytes) => this.take(bytes));
    if (this.isDone) return;
    this.stages.inflated.isComplete = true;
    this.stages.run();
  }

  private take(bytes: Uint8Array): boolean {
    this.gathered.append(bytes);
    showBytes(this.stages.inflated, this.gathered.bytes);
    this.isDone = this.stages.run() === 'done';
    return !this.isDone;
  }
}

// The parser needs at most the header of the pixel data behind the last byte that counts.
const slackBytes = 16;

class PushedHeader {
  unread: readonly Uint8Array[] = [];
  private readonly raw = emptySource();
  private readonly gathered = new GrowingBytes();
  private readonly deflated = new GrowingBytes();
  private readonly stages: HeaderStages;
  private readonly limits: Limits;
  private inflated: InflatedHeader | undefined;
  private isDone = false;
  private failure: Error | undefined;

  constructor(limits: Limits) {
    this.limits = limits;
    this.stages = new HeaderStages(this.raw, { limits, scope: 'header' });
  }

  push(chunk: Uint8Array): 'more' | 'done' {
    this.rethrow();
    if (this.isDone) return 'done';
    try {
      this.isDone =
        this.inflated === undefined ? this.pushRaw(chunk) : this.pushDeflated(this.inflated, chunk);
    } catch (error) {
      this.fail(error);
    }
    return this.isDone ? 'done' : 'more';
  }

  end(): void {
    this.rethrow();
    if (this.isDone) return;
    try {
      this.raw.isComplete = true;
      if (this.inflated === undefined && this.stages.run() === 'more') {
        this.inflated = new InflatedHeader(this.stages, this.limits);
        this.pushDeflated(this.inflated, this.raw.bytes.subarray(this.stages.dataSetOffset));
      }
      this.inflated?.end();
      this.unread =
        this.inflated === undefined ? [this.raw.bytes.slice(this.stages.headerEnd)] : [this.deflated.bytes];
      this.stages.detach();
      this.isDone = true;
    } catch (error) {
      this.fail(error);
    }
  }

  result(): HeaderResult {
    this.rethrow();
    if (!this.isDone) throw new DicomError('truncated', { about: 'the header is not complete' });
    return this.stages.result();
  }

  private pushRaw(chunk: Uint8Array): boolean {
    const before = this.gathered.length;
    const room = Math.min(chunk.length, this.limits.maxHeaderBytes + slackBytes - before);
    // The first chunk is read where it lies: nearly every header ends in it.
    if (before > 0) this.gathered.append(chunk.subarray(0, room));
    showBytes(this.raw, before > 0 ? this.gathered.bytes : chunk);
    const isDone = this.stages.run() === 'done';
    if (isDone) {
      this.unread = [chunk.subarray(Math.max(0, this.stages.headerEnd - before))];
      this.stages.detach();
      return true;
    }
    if (this.stages.wantsInflated) {
      this.inflated = new InflatedHeader(this.stages, this.limits);
      const start = this.stages.dataSetOffset - before;
      if (before === 0) showBytes(this.raw, chunk.slice(0, this.stages.dataSetOffset));
      return this.pushDeflated(this.inflated, chunk.subarray(Math.max(0, start)));
    }
    if (before === 0) this.gathered.append(chunk.subarray(0, room));
    if (room < chunk.length) throw new DicomError('header-too-large', { offset: this.limits.maxHeaderBytes });
    showBytes(this.raw, this.gathered.bytes);
    return false;
  }

  private pushDeflated(inflated: InflatedHeader, chunk: Uint8Array): boolean {
    if (inflated.push(chunk)) {
      this.unread = [this.deflated.bytes, chunk];
      this.stages.detach();
      return true;
    }
    if (this.deflated.length + chunk.length > this.limits.maxHeaderBytes) {
      throw new DicomError('header-too-large', { offset: this.limits.maxHeaderBytes });
    }
    this.deflated.append(chunk);
    return false;
  }

  private rethrow(): void {
    if (this.failure !== undefined) throw this.failure;
  }

  private fail(error: unknown): never {
    this.failure = error instanceof Error ? error : new Error(String(error));
    throw this.failure;
  }
}
