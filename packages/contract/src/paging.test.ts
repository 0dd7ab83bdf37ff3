// What a list makes of the page and the rows that are asked for.
import { describe, expect, it } from 'vitest';
import { operations } from './operations/index.ts';
import { validate } from './validation.ts';

const read = (input: object) => {
  const result = validate(operations.listCases.input, input);
  return result.ok ? result.value : result.errors;
};

describe('the page asked for', () => {
  it.each([
    [undefined, 1],
    [1, 1],
    ['3', 3],
    [3, 3],
    [0, 1],
    [-4, 1],
    ['0', 1],
    ['x', 1],
    ['1.5', 1],
    [null, 1],
    [[], 1],
    [{}, 1],
    [true, 1],
  ])('%j means %d', (page, number) => {
    expect(read({ page })).toMatchObject({ page: number });
  });

  it('is bounded, so that no list is counted through', () => {
    expect(read({ page: '999999999999999' })).toMatchObject({ page: 1_000_000_000 });
  });
});

describe('the rows of a page', () => {
  it.each([
    [undefined, 25],
    [null, 25],
    [1, 1],
    ['100', 100],
  ])('%j means %d', (perPage, number) => {
    expect(read({ per_page: perPage })).toMatchObject({ per_page: number });
  });

  it.each([0, 101, '0', '101', -1])('are not %j', (perPage) => {
    expect(read({ per_page: perPage })).toHaveProperty('per_page.0');
  });
});
