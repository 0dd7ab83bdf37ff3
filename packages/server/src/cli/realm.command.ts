// `lumenbox realm show` and `set`: what a team's realm holds, the application entity title of a team's realm, and how images find their place in it.
import { caseProfiles, differingBytesRules, type UpdateRealm, unknownPatientRules } from '@lumenbox/contract';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { resolveCaseProfile } from '../features/deidentification/index.ts';
import { showRealm, showStatistics, updateRealm } from '../features/realms/index.ts';
import { createCommand, createGroup, type OutputOptions, printAnswer } from './command.ts';
import { demandTeam, withParts } from './with-parts.ts';

interface RealmOptions extends OutputOptions {
  team: string;
  aeTitle?: string;
  matchByDemographics?: 'yes' | 'no';
  unknownPatients?: (typeof unknownPatientRules)[number];
  differingBytes?: 'keep-first' | 'replace';
  caseProfile?: string;
  keepIdentityMap?: 'yes' | 'no';
  handOutCaseKeys?: 'yes' | 'no';
}

/** Makes the command. */
export function realmCommand(): Command {
  const set = createCommand('set', "Change the settings of a team's realm.")
    .requiredOption('--team <name>', "the team's name or id")
    .option('--ae-title <title>', 'the application entity title that DIMSE peers call', readAeTitle)
    .addOption(
      new Option(
        '--match-by-demographics <answer>',
        'match images without a known patient ID by exact name, birth date and sex',
      ).choices(['yes', 'no']),
    )
    .addOption(
      new Option(
        '--unknown-patients <rule>',
        'what happens to images that fit no patient: make one, or hold them in the inbox',
      ).choices(unknownPatientRules),
    )
    .addOption(
      new Option(
        '--differing-bytes <rule>',
        'other bytes under a SOP Instance UID that is here already',
      ).choices(differingBytesRules.map((rule) => rule.replace('_', '-'))),
    )
    .option(
      '--case-profile <name>',
      `the de-identification profile that a new case is begun with: ${caseProfiles.join(', ')}, or one of its own`,
    )
    .addOption(
      new Option(
        '--keep-identity-map <answer>',
        'keep, encrypted, what the UIDs and patient IDs in cases stood for in the originals',
      ).choices(['yes', 'no']),
    )
    .addOption(
      new Option(
        '--hand-out-case-keys <answer>',
        'hand the keys of cases to browsers, which then de-identify before anything is sent',
      ).choices(['yes', 'no']),
    )
    .action((options: RealmOptions, command: Command) => {
      const changes = changesOf(options);
      if (Object.keys(changes).length === 0)
        command.error('error: say what to change, for instance --ae-title LUMENBOX');
      return setRealm(options, changes);
    });
  const show = createCommand('show', "Print the settings of a team's realm, and what it holds.")
    .requiredOption('--team <name>', "the team's name or id")
    .action((options: OutputOptions & { team: string }) => printRealm(options));
  return createGroup('realm', 'Show and change the settings of realms.').addCommand(show).addCommand(set);
}

async function printRealm(options: OutputOptions & { team: string }): Promise<void> {
  await withParts(async (parts) => {
    const team = await demandTeam(parts, options.team);
    const [realm, statistics] = await Promise.all([
      showRealm(parts.foundation, team.scope),
      showStatistics(parts.foundation, team.scope),
    ]);
    const { id: _id, ...settings } = realm;
    const lines = Object.entries({ ...settings, ...statistics }).map(
      ([name, value]) => `${name.replaceAll('_', ' ')}: ${value ?? 'none'}`,
    );
    printAnswer(
      options,
      { realm, statistics, team: { id: team.id, name: team.name } },
      [team.name, ...lines].join('\n'),
    );
  });
}

async function setRealm(options: RealmOptions, changes: UpdateRealm): Promise<void> {
  await withParts(async (parts) => {
    const team = await demandTeam(parts, options.team);
    const deps = { ...parts.foundation, audit: parts.audit, resolveCaseProfile };
    const realm = await updateRealm(deps, team.scope, team.origin, changes);
    printAnswer(
      options,
      { realm, team: { id: team.id, name: team.name } },
      options.aeTitle === undefined
        ? `The settings of ${team.name} are changed.`
        : `${team.name} is called ${options.aeTitle} now.`,
    );
  });
}

function changesOf(options: RealmOptions): UpdateRealm {
  const { aeTitle, matchByDemographics, unknownPatients, differingBytes, caseProfile } = options;
  const { keepIdentityMap, handOutCaseKeys } = options;
  return {
    ...(aeTitle !== undefined && { ae_title: aeTitle }),
    ...(matchByDemographics !== undefined && { match_by_demographics: matchByDemographics === 'yes' }),
    ...(unknownPatients !== undefined && { when_patient_unknown: unknownPatients }),
    ...(differingBytes !== undefined && {
      when_bytes_differ: differingBytes === 'replace' ? 'replace' : 'keep_first',
    }),
    ...(caseProfile !== undefined && { case_profile: caseProfile }),
    ...(keepIdentityMap !== undefined && { keep_identity_map: keepIdentityMap === 'yes' }),
    ...(handOutCaseKeys !== undefined && { hand_out_case_keys: handOutCaseKeys === 'yes' }),
  };
}

/** PS3.5 6.2, AE: at most 16 characters of the default repertoire without backslash; spaces around it mean nothing. */
function readAeTitle(text: string): string {
  const title = text.trim();
  if (!/^[\x20-\x5b\x5d-\x7e]{1,16}$/.test(title))
    throw new InvalidArgumentError('Give 1 to 16 printable ASCII characters, no backslash.');
  return title;
}
