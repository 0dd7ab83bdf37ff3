// A reading for tests: gives the value that stands under a key, in bytes, and fails or writes when it is told to.
import type { PlacedReading } from '../../src/platform/database/index.ts';
import { failure } from '../../src/platform/errors.ts';

export const reading: PlacedReading<
  { key: string; does?: 'fail' | 'write' },
  { found: Uint8Array | undefined }
> = {
  module: new URL('./get-reading.ts', import.meta.url).href,
  read: async (db, { key, does }) => {
    if (does === 'fail') throw failure.conflict('It is there already.');
    if (does === 'write') await db.insertInto('installation').values({ key, value: 'x' }).execute();
    const [row] = await db.selectFrom('installation').select('value').where('key', '=', key).execute();
    return { found: row && Buffer.from(row.value) };
  },
};
