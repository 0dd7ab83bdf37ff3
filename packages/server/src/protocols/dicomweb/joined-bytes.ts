// Bytes from several places as one body: gathered into blocks, each read in few steps and written in one. A body of one block is
// no stream at all: streams cost more than a frame takes to read.
import { Readable } from 'node:stream';
import type { SizedBytes } from '../../archive/index.ts';
import type { StreamedBody } from './handler.ts';
import { blockBytesMax, type LentBlock, lendBlock } from './lent-blocks.ts';

type Piece = SizedBytes | Buffer;

/**
 * One behind the other. The first block is read with the opening, so that what is missing is known before anything is sent. A body holds
 * at most two blocks in memory: one on its way to the reader, and the next. The pieces are gone through twice, the second time no further
 * than the block that is read.
 */
export function joinedBytes(pieces: Iterable<Piece>): StreamedBody {
  let sizeBytes = 0;
  for (const piece of pieces) sizeBytes += sizeOf(piece);
  return {
    sizeBytes,
    open: async () => {
      const blocks = blocksOf(pieces);
      const first = await openBlock(blocks.next().value);
      if (!(first instanceof Readable) && first.bytes.length === sizeBytes) return first;
      return { blocks: inTurn(first, blocks) };
    },
  };
}

async function* inTurn(
  first: LentBlock | Readable,
  blocks: Iterable<Block>,
): AsyncGenerator<LentBlock, void, undefined> {
  yield* asBlocks(first);
  for (const block of blocks) yield* asBlocks(await openBlock(block));
}

async function* asBlocks(opened: LentBlock | Readable): AsyncIterable<LentBlock> {
  if (!(opened instanceof Readable)) yield opened;
  else for await (const bytes of opened) yield { bytes: bytes as Buffer, giveBack: () => undefined };
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

function* blocksOf(pieces: Iterable<Piece>): Generator<Block, undefined> {
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

async function openBlock(block: Block | undefined): Promise<LentBlock | Readable> {
  if (block === undefined) return lendBlock(0);
  if ('stream' in block) return block.stream.open();
  const whole = lendBlock(block.size);
  const large = block.spans.filter(({ length }) => length >= largeSpanBytes);
  // What fails is not given back: the others may still be filling it.
  await Promise.all([
    ...large.map((span) => readSpan(span, whole.bytes)),
    readSmall(block.spans, whole.bytes),
  ]);
  return whole;
}

async function readSmall(spans: readonly Span[], whole: Buffer): Promise<void> {
  for (const span of spans) if (span.length < largeSpanBytes) await readSpan(span, whole);
}

async function readSpan({ piece, from, at, length }: Span, whole: Buffer): Promise<void> {
  if (Buffer.isBuffer(piece)) piece.copy(whole, at, from, from + length);
  else await piece.fill(from, whole.subarray(at, at + length));
}
