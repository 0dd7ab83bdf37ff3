// Where a realm that wants it keeps, encrypted, what the pseudonyms of its cases stand for.
import type { Migration } from '../src/platform/database/index.ts';

export const identityMap: Migration = {
  name: '0025-identity-map',
  async up(ddl) {
    await ddl.run(
      'ALTER TABLE realm_secrets ADD COLUMN identity_key TEXT',
      'ALTER TABLE deidentified_instances ADD COLUMN identity TEXT',
    );
  },
};
