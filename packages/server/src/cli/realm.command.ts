// `lumenbox realm set`: settings of a team's realm.
import { type Command, InvalidArgumentError } from 'commander';
import { setAeTitle } from '../features/teams/index.ts';
import { createCommand, createGroup, type OutputOptions, printAnswer } from './command.ts';
import { demandTeam, withParts } from './with-parts.ts';

/** Makes the command. */
export function realmCommand(): Command {
  const set = createCommand('set', "Change the settings of a team's realm.")
    .requiredOption('--team <name>', "the team's name or id")
    .requiredOption('--ae-title <title>', 'the application entity title that DIMSE peers call', readAeTitle)
    .action((options: OutputOptions & { team: string; aeTitle: string }) =>
      withParts(async (parts) => {
        const team = await demandTeam(parts, options.team);
        const deps = { ...parts.foundation, audit: parts.audit };
        await setAeTitle(deps, team.scope, team.origin, options.aeTitle);
        printAnswer(
          options,
          { realm: { id: team.realmId, ae_title: options.aeTitle }, team: { id: team.id, name: team.name } },
          `${team.name} is called ${options.aeTitle} now.`,
        );
      }),
    );
  return createGroup('realm', 'Change the settings of realms.').addCommand(set);
}

/** PS3.5 6.2, AE: at most 16 characters of the default repertoire without backslash; spaces around it mean nothing. */
function readAeTitle(text: string): string {
  const title = text.trim();
  if (!/^[\x20-\x5b\x5d-\x7e]{1,16}$/.test(title))
    throw new InvalidArgumentError('Give 1 to 16 printable ASCII characters, no backslash.');
  return title;
}
