// What the pseudonyms of instances stand for that wait for a person, sealed, where their realm keeps that: it follows them into their case.
import type { Migration } from '../src/platform/database/index.ts';

export const identitiesInReview: Migration = {
  name: '0027-identities-in-review',
  async up(ddl) {
    await ddl.run('ALTER TABLE review_items ADD COLUMN identity TEXT');
  },
};
