// Rows of a receipt.
import { describe, expect, it } from 'vitest';
import { attributeActions } from './attribute-actions.ts';

describe('the rows of a receipt', () => {
  it('name attributes by their keyword, in the order of their tags, and private elements last', () => {
    const rows = attributeActions({ PRIVATE: { X: 4 }, '00100010': { Z: 2, D: 1 }, '00080050': { X: 3 } });
    expect(rows).toEqual([
      { tag: '0008,0050', keyword: 'AccessionNumber', action: 'X', count: 3 },
      { tag: '0010,0010', keyword: 'PatientName', action: 'Z', count: 2 },
      { tag: '0010,0010', keyword: 'PatientName', action: 'D', count: 1 },
      { tag: undefined, keyword: undefined, action: 'X', count: 4 },
    ]);
  });
});
