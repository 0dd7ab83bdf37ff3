// The parts of a request's body, one after the other off the wire: no faster than they are read.
import type { Readable } from 'node:stream';
import { failure } from '../../platform/errors.ts';
import { MultipartError, type MultipartEvent, MultipartParser } from './multipart-parser.ts';

/** A part as it comes in. Its bytes are read once, before the next part is asked for. */
export interface IncomingPart {
  readonly headers: ReadonlyMap<string, string>;
  readonly bytes: AsyncIterable<Uint8Array>;
}

/** The bytes of a stream, which stays open when its reader stops: the answer goes out on the same connection. */
export async function* bodyBytes(body: Readable): AsyncIterable<Buffer> {
  try {
    for await (const chunk of body.iterator({ destroyOnReturn: false })) yield chunk as Buffer;
  } catch (error) {
    throw brokenOff(error);
  }
}

/** The refusal of a body that ends before it is complete. */
export function brokenOff(cause?: unknown): Error {
  const error = failure.validation({ body: ['The request body breaks off.'] });
  error.cause = cause;
  return error;
}

/** Reads a multipart body. Throws `validation` when it is none, or breaks off; so does the part that it breaks off in. */
export async function* incomingParts(
  body: AsyncIterable<Buffer>,
  boundary: string | undefined,
): AsyncIterable<IncomingPart> {
  const source = partSource(body, boundary);
  for (let event = await source.next(); event.kind !== 'end'; event = await source.next()) {
    if (event.kind !== 'part') continue;
    const part = { isOpen: true };
    yield { headers: event.headers, bytes: source.partBytes(part) };
    // Whoever was given the part may have stopped reading it.
    while (part.isOpen) part.isOpen = (await source.next()).kind !== 'part-end';
  }
  await source.drain();
}

function partSource(body: AsyncIterable<Buffer>, boundary: string | undefined) {
  const parser = orRefused(() => new MultipartParser(boundary ?? ''));
  const chunks = body[Symbol.asyncIterator]();
  const next = async (): Promise<MultipartEvent> => {
    for (;;) {
      const event = orRefused(() => parser.next());
      if (event !== undefined) return event;
      const chunk = await chunks.next();
      if (chunk.done === true) throw brokenOff();
      parser.push(chunk.value);
    }
  };
  return {
    next,
    partBytes: async function* (part: { isOpen: boolean }): AsyncIterable<Uint8Array> {
      while (part.isOpen) {
        const event = await next();
        if (event.kind === 'data') yield event.bytes;
        else part.isOpen = false;
      }
    },
    /** What stands behind the last delimiter is read, so that the connection can be used again. */
    drain: async (): Promise<void> => {
      for (let chunk = await chunks.next(); chunk.done !== true; chunk = await chunks.next());
    },
  };
}

function orRefused<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof MultipartError) throw failure.validation({ body: [error.message] });
    throw error;
  }
}
