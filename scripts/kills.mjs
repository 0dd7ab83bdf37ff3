// `npm run kills`: kills a server some hundred times, each door as often, while images come by every door, and while held ones are accepted. `npm run kills -- postgres` on PostgreSQL.
import { spawnSync } from 'node:child_process';

const [dialect = 'sqlite', count = '102'] = process.argv.slice(2);
const args = ['vitest', 'run', '--project', `server:${dialect}`, 'packages/server/test/kills'];
const { status } = spawnSync('npx', args, {
  stdio: 'inherit',
  env: { ...process.env, LUMENBOX_TEST_KILLS: count },
});
process.exit(status ?? 1);
