// Choosing studies: turned one by one, and never more than anybody looks through.
import type { WorklistStudy } from '@lumenbox/contract';
import { describe, expect, it } from 'vitest';
import { selectionMax, turn } from './selection.ts';

const study = (id: number) => ({ id: String(id) }) as WorklistStudy;
const many = Array.from({ length: selectionMax + 5 }, (_, index) => study(index));

describe('the chosen studies', () => {
  it('are turned over without touching the others', () => {
    const two = turn(new Map(), [study(1), study(2)], true);
    expect([...two.keys()]).toEqual(['1', '2']);
    expect([...turn(two, [study(1)], false).keys()]).toEqual(['2']);
    expect([...turn(two, [study(2), study(3)], true).keys()]).toEqual(['1', '2', '3']);
  });
  it('have an end, and those that are there stay', () => {
    const full = turn(new Map(), many, true);
    expect(full.size).toBe(selectionMax);
    expect([...turn(full, [study(0), study(900)], true).keys()]).toEqual([...full.keys()]);
  });
});
