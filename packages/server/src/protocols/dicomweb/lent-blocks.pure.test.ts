// Memory on loan: nobody else has it before it is given back, and it is given back once.
import { describe, expect, it } from 'vitest';
import { blockBytesMax, lendBlock } from './lent-blocks.ts';

const half = blockBytesMax / 2;

describe('a block', () => {
  it('is lent again when it was given back', () => {
    const first = lendBlock(half);
    const memory = first.bytes.buffer;
    first.giveBack();
    const second = lendBlock(blockBytesMax);
    expect(second.bytes.buffer).toBe(memory);
    expect(second.bytes).toHaveLength(blockBytesMax);
  });

  it('is nobody else’s until then, and not two people’s when it is given back twice', () => {
    const first = lendBlock(half);
    const second = lendBlock(half);
    expect(second.bytes.buffer).not.toBe(first.bytes.buffer);
    first.giveBack();
    first.giveBack();
    const next = [lendBlock(half), lendBlock(half)];
    expect(next[0]?.bytes.buffer).not.toBe(next[1]?.bytes.buffer);
  });

  it('is as large as it was asked for, however small', () => {
    for (const size of [0, 1, 65_535, 65_536, blockBytesMax])
      expect(lendBlock(size).bytes).toHaveLength(size);
  });

  it('is kept only while few wait', () => {
    const many = Array.from({ length: 40 }, () => lendBlock(half));
    for (const { giveBack } of many) giveBack();
    const memory = new Set(many.map(({ bytes }) => bytes.buffer));
    const again = Array.from({ length: 40 }, () => lendBlock(half));
    expect(again.filter(({ bytes }) => memory.has(bytes.buffer)).length).toBeLessThan(10);
  });
});
