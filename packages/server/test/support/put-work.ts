// Work for the tests of placed work: puts a value, and fails when it is told to.
import type { PlacedWork } from '../../src/platform/database/index.ts';
import { failure } from '../../src/platform/errors.ts';

/** What is put, and how it goes wrong. */
export interface PutInput {
  readonly key: string;
  readonly value: Map<string, Uint8Array>;
  readonly fails?: 'as the application' | 'as the database';
}

export const work: PlacedWork<PutInput, { count: number }> = {
  module: import.meta.url,
  run: async (trx, { key, value, fails }) => {
    const row = { key, value: [...value.keys()].join(' ') };
    await trx.insertInto('installation').values(row).execute();
    if (fails === 'as the application') throw failure.conflict('It is there already.');
    if (fails === 'as the database') await trx.insertInto('installation').values(row).execute();
    return { count: value.size };
  },
};
