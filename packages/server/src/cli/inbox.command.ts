// `lumenbox inbox`: what is held, and what is to become of it.
import type { HeldStudy } from '@lumenbox/contract';
import type { Command } from 'commander';
import { assignHeldStudy, discardHeldStudy, listHeldStudies } from '../features/inbox/index.ts';
import { createCommand, createGroup, type OutputOptions, printAnswer } from './command.ts';
import { demandTeam, withParts } from './with-parts.ts';

interface InboxOptions extends OutputOptions {
  team: string;
}

/** As many as a terminal shows; the API gives the rest page by page. */
const listedMax = 100;

/** Makes the command. */
export function inboxCommand(): Command {
  const ofTeam = (name: string, description: string) =>
    createCommand(name, description).requiredOption('--team <name>', "the team's name or id");
  return createGroup('inbox', 'Decide about images that are held.')
    .addCommand(ofTeam('list', `List what is held, the newest ${listedMax}.`).action(list))
    .addCommand(
      ofTeam('assign', 'Give held images to a patient or case, or to a new patient made of what they say.')
        .argument('<id>', "the held study's id")
        .option('--patient <id>', "the patient's or case's id")
        .option('--create', 'make a patient of what the images say')
        .action(assign),
    )
    .addCommand(
      ofTeam('discard', 'Remove held images for good.')
        .argument('<id>', "the held study's id")
        .action(discard),
    );
}

function list(options: InboxOptions): Promise<void> {
  return withParts(async (parts) => {
    const team = await demandTeam(parts, options.team);
    const deps = { ...parts.foundation, audit: parts.audit };
    const page = { number: 1, offset: 0, limit: listedMax };
    const { rows, total } = await listHeldStudies(deps, team, page);
    const lines = rows.map((row) => `${row.id}  ${row.instance_count} images  ${nameOf(row)}  ${row.reason}`);
    const text = total === 0 ? 'Nothing is held.' : [...lines, `${total} held in all.`].join('\n');
    printAnswer(options, { data: rows, total }, text);
  });
}

function nameOf({ facts }: HeldStudy): string {
  if (facts === null) return '(not read)';
  return `${facts.family_name}, ${facts.given_names} ${facts.date_of_birth ?? ''}`.trim();
}

function assign(
  id: string,
  options: InboxOptions & { patient?: string; create?: boolean },
  command: Command,
): Promise<void> {
  const { patient, create = false } = options;
  if ((patient === undefined) === !create)
    command.error('error: say whose the images are: either --patient ID or --create');
  return withParts(async (parts) => {
    const team = await demandTeam(parts, options.team);
    const deps = { ...parts.foundation, audit: parts.audit };
    const input = { patient_id: patient, create_patient: create };
    const held = await assignHeldStudy(deps, team, { id, input });
    printAnswer(
      options,
      { data: held },
      `${held.instance_count} images go to their patient as soon as a server with the role worker runs.`,
    );
  });
}

function discard(id: string, options: InboxOptions): Promise<void> {
  return withParts(async (parts) => {
    const team = await demandTeam(parts, options.team);
    await discardHeldStudy({ ...parts.foundation, audit: parts.audit }, team, id);
    printAnswer(options, { discarded: id }, 'The images are discarded.');
  });
}
