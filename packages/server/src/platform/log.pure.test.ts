// What the log may have of an error: its kind and its place, never the values that a database quotes.
import pg from 'pg';
import { describe, expect, it } from 'vitest';
import { DatabaseError } from './database/index.ts';
import { describeError } from './log.ts';

describe('describeError', () => {
  it('says what kind of error it was, and where', () => {
    const described = describeError(new TypeError('x is not a function'));
    expect(described).toMatchObject({ type: 'TypeError', message: 'x is not a function' });
    expect(described.stack).toMatch(/^\s+at /);
  });

  it('keeps silent about the row that a database quotes', () => {
    const error = new pg.DatabaseError('null value; Failing row contains (Zanzibarquist)', 1, 'error');
    error.code = '23502';
    error.detail = 'Failing row contains (Zanzibarquist, 1985-06-15).';
    const text = JSON.stringify(describeError(new Error('could not store', { cause: error })));
    expect(text).not.toContain('Zanzibarquist');
    expect(text).toContain('23502');
    expect(JSON.stringify(describeError(new DatabaseError('other', 'near "Zanzibarquist"')))).not.toContain(
      'Zanzibarquist',
    );
  });
});
