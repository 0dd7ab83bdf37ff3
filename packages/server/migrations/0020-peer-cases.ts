// Peers whose instances go into a case.
import type { Migration } from '../src/platform/database/index.ts';

export const peerCases: Migration = {
  name: '0020-peer-cases',
  async up(ddl) {
    // No reference: the case may be deleted, and then the peer's instances are refused, not taken with their identity.
    await ddl.run('ALTER TABLE peers ADD COLUMN case_id TEXT');
  },
};
