// Parts of uploads for cases rest sealed: each piece with a key that goes when its row goes.
import type { Migration } from '../src/platform/database/index.ts';

export const sealedParts: Migration = {
  name: '0019-sealed-parts',
  async up(ddl) {
    await ddl.run(
      'ALTER TABLE upload_parts ADD COLUMN is_sealed INTEGER NOT NULL DEFAULT 0',
      'ALTER TABLE part_pieces ADD COLUMN seal TEXT',
    );
  },
};
