// The tree of a structured report is the one that its levels tell.
import type { ReportContentItem } from '@lumenbox/contract';
import { describe, expect, it } from 'vitest';
import { type ContentNode, contentTree } from './content-tree.ts';

const item = (level: number, name: string): ReportContentItem => ({
  level,
  relationship: null,
  type: 'TEXT',
  name,
  value: null,
  reference: null,
});
type Shape = [name: string | null, Shape[]];
const shape = (nodes: readonly ContentNode[]): Shape[] =>
  nodes.map(({ item: { name }, children }) => [name, shape(children)]);

describe('the tree of a structured report', () => {
  it('holds what stands in an item inside of it', () => {
    const tree = contentTree([item(0, 'a'), item(1, 'b'), item(2, 'c'), item(1, 'd')]);
    expect(shape(tree)).toEqual([
      [
        'a',
        [
          ['b', [['c', []]]],
          ['d', []],
        ],
      ],
    ]);
    expect(tree[0]?.children[1]?.index).toBe(3);
  });
  it('bears a level that is left out, and no items', () => {
    expect(shape(contentTree([item(0, 'a'), item(3, 'b'), item(2, 'c')]))).toEqual([
      [
        'a',
        [
          ['b', []],
          ['c', []],
        ],
      ],
    ]);
    expect(contentTree([])).toEqual([]);
  });
});
