// Bytes from several places as one body: gathered into blocks, each read in few steps and written in one. A body of one block is
// no stream at all: streams cost more than a frame takes to read.
import { Readable } from 'node:stream';
import type { SizedBytes } from '../../archive/index.ts';
import type { StreamedBody } from './handler.ts';

/** A body holds at most two of these in memory: one on its way to the reader, and the next. */
const blockBytesMax = 1024 * 1024;

type Piece = SizedBytes | Buffer;

/** One behind the other. The first block is read with the opening, so that what is missing is known before anything is sent. */
export function joinedBytes(pieces: readonly Piece[]): StreamedBody {
  const sizeBytes = pieces.reduce((sum, piece) => sum + sizeOf(piece), 0);
  return {
    sizeBytes,
    open: async () => {
      const blocks = blocksOf(pieces);
      const first = await openBlock(blocks.next().value);
      if (Buffer.isBuffer(first) && first.length === sizeBytes) return first;
      const stream = Readable.from(inTurn(first, blocks), { objectMode: false });
      // Who never reads has never begun the generator, so that nothing in it ends.
      if (!Buffer.isBuffer(first)) stream.once('close', () => first.destroy());
      return stream;
    },
  };
}

async function* inTurn(first: Buffer | Readable, blocks: Iterable<Block>): AsyncIterable<Uint8Array> {
  yield* bytesOf(first);
  for (const block of blocks) yield* bytesOf(await openBlock(block));
}

function bytesOf(opened: Buffer | Readable): Iterable<Uint8Array> | AsyncIterable<Uint8Array> {
  return Buffer.isBuffer(opened) ? [opened] : opened;
}

/** Where a part of a piece stands in a block. */
interface Span {
  readonly piece: Buffer | Fillable;
  readonly from: number;
  readonly at: number;
  readonly length: number;
}

type Fillable = SizedBytes & Required<Pick<SizedBytes, 'fill'>>;
type Block = { readonly spans: readonly Span[]; readonly size: number } | { readonly stream: SizedBytes };

function* blocksOf(pieces: readonly Piece[]): Generator<Block, undefined> {
  let spans: Span[] = [];
  let size = 0;
  const take = (): Block => {
    const block = { spans, size };
    spans = [];
    size = 0;
    return block;
  };
  for (const piece of pieces) {
    if (!isGathered(piece)) {
      if (size > 0) yield take();
      yield { stream: piece };
      continue;
    }
    const end = sizeOf(piece);
    for (let from = 0; from < end; ) {
      const length = Math.min(blockBytesMax - size, end - from);
      spans.push({ piece, from, at: size, length });
      size += length;
      from += length;
      if (size === blockBytesMax) yield take();
    }
  }
  if (size > 0) yield take();
}

function isGathered(piece: Piece): piece is Buffer | Fillable {
  return Buffer.isBuffer(piece) || piece.fill !== undefined;
}

function sizeOf(piece: Piece): number {
  return Buffer.isBuffer(piece) ? piece.length : piece.sizeBytes;
}

/** Spans of at least this size are read at the same time: there are sixteen of them in a block at most. */
const largeSpanBytes = 64 * 1024;

async function openBlock(block: Block | undefined): Promise<Buffer | Readable> {
  if (block === undefined) return Buffer.alloc(0);
  if ('stream' in block) return block.stream.open();
  const whole = Buffer.allocUnsafeSlow(block.size);
  const large = block.spans.filter(({ length }) => length >= largeSpanBytes);
  await Promise.all([...large.map((span) => readSpan(span, whole)), readSmall(block.spans, whole)]);
  return whole;
}

async function readSmall(spans: readonly Span[], whole: Buffer): Promise<void> {
  for (const span of spans) if (span.length < largeSpanBytes) await readSpan(span, whole);
}

async function readSpan({ piece, from, at, length }: Span, whole: Buffer): Promise<void> {
  if (Buffer.isBuffer(piece)) piece.copy(whole, at, from, from + length);
  else await piece.fill(from, whole.subarray(at, at + length));
}
