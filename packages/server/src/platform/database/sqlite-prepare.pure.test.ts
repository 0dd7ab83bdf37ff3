// Statements of SQLite stay prepared whatever number of rows is bound.
import { constants, DatabaseSync } from 'node:sqlite';
import { describe, expect, it } from 'vitest';
import { prepareStatement } from './sqlite-prepare.ts';

/** Three numbers, and how often SQLite asked whether it may read something: it does so while it prepares, and not while it runs. */
function numbers() {
  const database = new DatabaseSync(':memory:');
  database.exec('CREATE TABLE numbers (value INTEGER PRIMARY KEY); INSERT INTO numbers VALUES (1), (2), (3)');
  let questions = 0;
  database.setAuthorizer(() => {
    questions += 1;
    return constants.SQLITE_OK;
  });
  return { database, questions: () => questions };
}

const text = 'select value from numbers order by value limit ? offset ?';

describe('A statement of SQLite', () => {
  it('stays prepared when its number of rows is bound anew', () => {
    const { database, questions } = numbers();
    const statement = prepareStatement(database, text);
    const values = (limit: number, offset: number) => statement.all(limit, offset).map(({ value }) => value);
    expect(values(1, 0)).toEqual([1]);
    const before = questions();
    expect(values(2, 1)).toEqual([2, 3]);
    expect(questions()).toBe(before);
    database.close();
  });

  it('would be prepared anew as it was written, which is what the questions show', () => {
    const { database, questions } = numbers();
    const statement = database.prepare(text);
    statement.all(1, 0);
    const before = questions();
    statement.all(2, 1);
    expect(questions()).toBeGreaterThan(before);
    database.close();
  });
});
