// `lumenbox profile list|show|save|archive|preview`: a realm's own de-identification profiles from the operator's seat.
import { readFile } from 'node:fs/promises';
import type { DeidentificationProfile } from '@lumenbox/contract';
import { DicomError, readHeader } from '@lumenbox/dicom';
import type { Command } from 'commander';
import {
  createProfile,
  findProfile,
  listProfiles,
  type Preview,
  selectProfile,
  setProfileArchived,
  showProfile,
  tryingProfile,
  updateProfile,
} from '../features/deidentification/index.ts';
import { createPixels, sourceInMemory } from '../pixels/index.ts';
import { isId } from '../platform/ids.ts';
import { CliError, createCommand, createGroup, type OutputOptions, printAnswer } from './command.ts';
import { readProfileFile } from './profile-file.ts';
import { type CommandTeam, demandTeam, withParts } from './with-parts.ts';

interface ProfileOptions extends OutputOptions {
  team: string;
  archived?: boolean;
}

/** Makes the command. */
export function profileCommand(): Command {
  const ofTeam = (name: string, description: string) =>
    createCommand(name, description).requiredOption('--team <name>', "the team's name or id");
  return createGroup('profile', "A realm's own de-identification profiles.")
    .addCommand(
      ofTeam('list', 'List the own profiles of a realm.')
        .option('--archived', 'those that are out of use')
        .action((options: ProfileOptions) => listOwn(options)),
    )
    .addCommand(
      ofTeam('show', 'Show a profile with its versions.')
        .argument('<name>', 'its name or id')
        .action((name: string, options: ProfileOptions) => showOne(name, options)),
    )
    .addCommand(
      ofTeam('save', 'Make a profile of a JSON file, or a new version of the one of that name.')
        .argument('<file>', 'the profile; with a version in it, it is refused when there is a newer one')
        .action((file: string, options: ProfileOptions) => save(file, options)),
    )
    .addCommand(
      ofTeam('archive', 'Take a profile out of use. Cases that were begun with it keep it.')
        .argument('<name>', 'its name or id')
        .action((name: string, options: ProfileOptions) => archive(name, options)),
    )
    .addCommand(
      createCommand(
        'preview',
        'Show what a profile would do to a file: attributes before and after, boxes in the image; needs no server.',
      )
        .argument('<profile>', 'the profile as a JSON file')
        .argument('<file>', 'a DICOM file')
        .action((profile: string, file: string, options: OutputOptions) => preview(profile, file, options)),
    );
}

type Work = { deps: Parameters<typeof listProfiles>[0]; team: CommandTeam };

async function withTeam(options: ProfileOptions, work: (with_: Work) => Promise<void>): Promise<void> {
  await withParts(async (parts) => {
    const team = await demandTeam(parts, options.team);
    await work({ deps: { ...parts.foundation, audit: parts.audit }, team });
  });
}

/** Profiles read at once; the list goes on until all are read. */
const pageSize = 500;

async function listOwn(options: ProfileOptions): Promise<void> {
  await withTeam(options, async ({ deps, team }) => {
    const profiles: DeidentificationProfile[] = [];
    for (let total = 1; profiles.length < total; ) {
      const page = { isArchived: options.archived === true, offset: profiles.length, limit: pageSize };
      const { rows, ...count } = await listProfiles(deps, team, page);
      if (rows.length === 0) break;
      profiles.push(...rows);
      total = count.total;
    }
    const text = profiles.length === 0 ? 'The realm has no such profiles.' : profiles.map(line).join('\n');
    printAnswer(options, { profiles }, text);
  });
}

function line(profile: DeidentificationProfile): string {
  const { name, version, options, rules, used_for_new_cases } = profile;
  return `${name}  version ${version}  ${options.length} options, ${rules.length} rules${used_for_new_cases ? '  (new cases)' : ''}`;
}

async function showOne(name: string, options: ProfileOptions): Promise<void> {
  await withTeam(options, async ({ deps, team }) => {
    const profile = await showProfile(deps, team, await demandProfile(deps, team, name));
    const { versions, ...current } = profile;
    const lines = versions.map(
      ({ version, created_at, created_by, case_count }) =>
        `version ${version}  ${created_at}  ${created_by ?? '-'}  ${case_count} cases`,
    );
    printAnswer(options, { profile }, [JSON.stringify(current, null, 2), ...lines].join('\n'));
  });
}

async function save(file: string, options: ProfileOptions): Promise<void> {
  const { input, version } = await readProfileFile(file);
  await withTeam(options, async ({ deps, team }) => {
    const known = await selectProfile(deps.database.kysely, team.scope, { name: input.name });
    const profile =
      known === undefined
        ? await createProfile(deps, team, input)
        : await updateProfile(deps, team, { id: known.id, input: { ...input, version } });
    printAnswer(options, { profile }, `${profile.name} is version ${profile.version} now.`);
  });
}

async function archive(name: string, options: ProfileOptions): Promise<void> {
  await withTeam(options, async ({ deps, team }) => {
    const { id } = await demandProfile(deps, team, name);
    const profile = await setProfileArchived(deps, team, { id, isArchived: true });
    printAnswer(options, { profile }, `${profile.name} is out of use.`);
  });
}

async function demandProfile(deps: Work['deps'], { scope }: CommandTeam, nameOrId: string) {
  if (isId(nameOrId)) return findProfile(deps, scope, nameOrId);
  const profile = await selectProfile(deps.database.kysely, scope, { name: nameOrId });
  if (profile === undefined) throw new CliError(`The realm has no profile ${JSON.stringify(nameOrId)}.`);
  return profile;
}

async function preview(profilePath: string, file: string, options: OutputOptions): Promise<void> {
  const { input } = await readProfileFile(profilePath);
  const trying = tryingProfile(input);
  // The file was found to be a profile just before.
  if ('errors' in trying) throw new CliError(`${profilePath} is no profile.`);
  const bytes = await readFile(file).catch(() => {
    throw new CliError(`The file ${file} cannot be read.`);
  });
  const today = new Date().toISOString().slice(0, 10).replaceAll('-', '');
  const pixels = createPixels();
  try {
    const image = { header: readHeader(bytes), pixels, open: () => sourceInMemory(bytes, file) };
    const answer = await trying.on(image, today);
    printAnswer(options, answer, describe(answer));
  } catch (error) {
    throw error instanceof DicomError
      ? new CliError(`${file} is no DICOM instance: ${error.reason}.`)
      : error;
  } finally {
    await pixels.close();
  }
}

function describe({ reasons, changes, image, is_whole }: Preview): string {
  const lines = changes.map(({ path, tag, keyword, vr, before, after, action }) =>
    [
      `(${tag.slice(0, 4)},${tag.slice(4)}) ${vr} ${action.padEnd(7)} ${path && `${path}.`}${keyword ?? tag}`,
      `    - ${before ?? '(not there)'}`,
      `    + ${after ?? '(not there)'}`,
    ].join('\n'),
  );
  if (!is_whole) lines.push('… and more');
  for (const { frame, x, y, width, height, source } of image?.boxes ?? [])
    lines.push(`box in frame ${frame}: ${width} x ${height} at ${x},${y} (${source})`);
  if (image?.text_frames_read === 0) lines.push('No text could be read in the image.');
  if (reasons.length > 0)
    lines.push(`A person has to look first: ${reasons.join(', ')}. This is what comes of it then.`);
  return lines.join('\n');
}
