// Memory for answers, lent and given back: half a megabyte that is new for each of them costs more to be cleared and collected
// than to be filled.

/** The largest block that is lent. */
export const blockBytesMax = 1024 * 1024;
/** Smaller ones are not worth it. */
const lentBytesMin = 64 * 1024;
/** So many wait for their next use; of more at once the rest is collected. */
const spareMax = 8;

const spares: Buffer[] = [];

/** Bytes for one answer. Whoever has handed all of them to the system gives them back, once; whoever cannot tell does not. */
export interface LentBlock {
  readonly bytes: Buffer;
  giveBack(): void;
}

/** Blocks one behind the other, each made when it is asked for. Whoever takes one takes the next, or ends them. */
export interface LentBlocks {
  readonly blocks: AsyncGenerator<LentBlock, void, undefined>;
}

/** Lends memory of a size up to {@link blockBytesMax}. What stood in it before stands there still: it must be filled whole. */
export function lendBlock(size: number): LentBlock {
  if (size < lentBytesMin) return { bytes: Buffer.allocUnsafeSlow(size), giveBack: () => undefined };
  const whole = spares.pop() ?? Buffer.allocUnsafeSlow(blockBytesMax);
  let isLent = true;
  return {
    bytes: whole.subarray(0, size),
    giveBack: () => {
      if (isLent && spares.length < spareMax) spares.push(whole);
      isLent = false;
    },
  };
}
