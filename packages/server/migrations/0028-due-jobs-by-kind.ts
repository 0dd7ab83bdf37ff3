// What waits of a kind is found in one step, however much waits of all others.
import type { Migration } from '../src/platform/database/index.ts';

export const dueJobsByKind: Migration = {
  name: '0028-due-jobs-by-kind',
  async up(ddl) {
    await ddl.run('DROP INDEX jobs_due', 'CREATE INDEX jobs_due ON jobs (state, kind, run_at)');
  },
};
