// `lumenbox migrate`: brings the database to the current schema. Every start does the same.
import type { Command } from 'commander';
import { migrations } from '../../migrations/index.ts';
import { openFoundation } from '../compose/index.ts';
import { readConfig } from '../config.ts';
import { createLogger } from '../platform/log.ts';
import { createCommand, type OutputOptions, printAnswer } from './command.ts';

/** Makes the command. */
export function migrateCommand(): Command {
  return createCommand('migrate', 'Bring the database to the current schema.').action(
    async (options: OutputOptions) => {
      const log = createLogger({ level: 'warn', isTerminal: false, destination: 'stderr' });
      const foundation = await openFoundation({ config: readConfig(process.env), log });
      await foundation.database.close();
      const schema = migrations.at(-1)?.name ?? null;
      printAnswer(options, { schema }, `The database has the current schema (${schema}).`);
    },
  );
}
