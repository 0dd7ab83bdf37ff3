// Which columns a kept look gives, whatever stands in the browser's storage.
import { describe, expect, it } from 'vitest';
import { readColumns, standardLook } from './look.ts';

describe('the columns of the worklist', () => {
  it('stand in the order in which somebody put them', () => {
    expect(readColumns(['received', 'patient', 'picture'])).toEqual(['received', 'patient', 'picture']);
  });
  it('are each there once, known, and never without the one that leads to the study', () => {
    expect(readColumns(['status', 'status', 'secret', 7])).toEqual(['patient', 'status']);
  });
  it('are the standard ones where nothing is kept, or nothing that we know', () => {
    for (const value of [undefined, null, 'patient', {}, [], ['secret']])
      expect(readColumns(value)).toEqual(standardLook.columns);
  });
});
