// `lumenbox reindex`: makes the index of queries anew from the stored objects.
import type { Command } from 'commander';
import { rebuildIndex } from '../features/imaging-search/index.ts';
import { createCommand, type OutputOptions, printAnswer } from './command.ts';
import { demandTeam, withParts } from './with-parts.ts';

/** Makes the command. */
export function reindexCommand(): Command {
  return createCommand('reindex', 'Make the index of queries (QIDO-RS, C-FIND) anew from the stored objects.')
    .option('--team <name>', "only of this team's realm, by its name or id")
    .action((options: OutputOptions & { team?: string }) =>
      withParts(async (parts) => {
        const team = options.team === undefined ? undefined : await demandTeam(parts, options.team);
        const deps = { database: parts.foundation.database, archive: parts.archive };
        let [studies, instances, unreadable] = [0, 0, 0];
        for await (const study of rebuildIndex(deps, { realmId: team?.realmId, reason: 'cli' })) {
          studies += 1;
          instances += study.instances;
          unreadable += study.unreadable;
        }
        const isOk = unreadable === 0;
        const advice = isOk ? '' : ` ${unreadable} instances cannot be read: lumenbox verify says why.`;
        printAnswer(
          options,
          { ok: isOk, studies, instances, unreadable },
          `${studies} studies with ${instances} instances indexed.${advice}`,
        );
        if (!isOk) process.exitCode = 1;
      }),
    );
}
