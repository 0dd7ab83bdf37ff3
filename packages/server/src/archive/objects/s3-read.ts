// Reads an object of a bucket to its end, also over a line that breaks: asks again from where it stopped. Writes nothing.
import { Readable } from 'node:stream';
import { failure } from '../../platform/errors.ts';
import type { ByteRange } from './object-store.ts';
import { type Bucket, refusalOf } from './s3-bucket.ts';

/** A reader that breaks off more often than this for one object is not worth the wait. */
const breaksMax = 20;

interface Source {
  readonly bucket: Bucket;
  readonly limits: { readonly silenceMs: number };
}

interface Opened {
  readonly body: Readable;
  readonly sizeBytes: number;
  readonly tag: string;
}

/**
 * Opens an object, or a range of it, and resolves with the first byte under way. Rejects as the bucket does when there
 * is none; the stream fails with `unavailable` when the rest cannot be had.
 */
export async function openResumable(
  source: Source,
  name: string,
  range: ByteRange | undefined,
): Promise<Readable> {
  if (range?.length === 0) return Readable.from([]);
  const start = range?.start ?? 0;
  const end = range === undefined ? undefined : range.start + range.length - 1;
  const first = await source.bucket.get(name, { start, end }).catch((error: unknown) => {
    // Nothing lies behind the end of an object, as in a file.
    if (refusalOf(error)?.status === 416) return undefined;
    throw error;
  });
  if (first === undefined) return Readable.from([]);
  const current = { opened: first };
  const stream = Readable.from(readOn(source, name, { start, current }), { objectMode: false });
  // Who never reads has never begun the generator, so that nothing in it ends.
  stream.once('close', () => current.opened.body.destroy());
  return stream;
}

async function* readOn(
  source: Source,
  name: string,
  reading: { start: number; current: { opened: Opened } },
): AsyncGenerator<Uint8Array> {
  const { start, current } = reading;
  const { sizeBytes, tag } = current.opened;
  const end = start + sizeBytes;
  let position = start;
  for (let breaks = 0; ; breaks++) {
    try {
      for await (const chunk of watched(current.opened.body, source.limits.silenceMs)) {
        position += chunk.length;
        yield chunk;
      }
      if (position >= end) return;
      throw new Error('The body ended before its time.');
    } catch (error) {
      if (position >= end) return;
      if (breaks >= breaksMax) throw broken(error);
    } finally {
      current.opened.body.destroy();
    }
    current.opened = await source.bucket
      .get(name, { start: position, end: end - 1, tag })
      .catch((error: unknown) => {
        throw broken(error);
      });
  }
}

function broken(error: unknown): unknown {
  return failure.unavailable('The rest of an object cannot be read at the moment. Try again later.', error);
}

/** The chunks of a body, which fails when it is silent for too long. Only waiting counts, not what the reader takes. */
async function* watched(body: Readable, silenceMs: number): AsyncGenerator<Uint8Array> {
  const chunks = body[Symbol.asyncIterator]() as AsyncIterator<Uint8Array>;
  const silence = () => body.destroy(new Error(`Nothing came for ${silenceMs} ms.`));
  for (;;) {
    const timer = setTimeout(silence, silenceMs);
    const next = await chunks.next().finally(() => clearTimeout(timer));
    if (next.done === true) return;
    yield next.value;
  }
}
