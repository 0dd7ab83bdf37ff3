// `lumenbox transfer`: studies to a DIMSE peer, from the operator's seat. The sending is done by a server with the role worker.
import type { Transfer } from '@lumenbox/contract';
import type { Command } from 'commander';
import { cancelTransfer, findTransfer, listTransfers, sendStudy } from '../features/transfers/index.ts';
import { AppError } from '../platform/errors.ts';
import { isId } from '../platform/ids.ts';
import { CliError, createCommand, createGroup, type OutputOptions, printAnswer } from './command.ts';
import { demandTeam, withParts } from './with-parts.ts';

interface TransferOptions extends OutputOptions {
  team: string;
}
interface SendOptions extends TransferOptions {
  study: string;
  to: string;
  series?: string;
}

/** As many as a terminal shows; the API gives the rest page by page. */
const listedMax = 100;

/** Makes the command. */
export function transferCommand(): Command {
  const ofTeam = (name: string, description: string) =>
    createCommand(name, description).requiredOption('--team <name>', "the team's name or id");
  return createGroup('transfer', 'Send studies to DIMSE peers.')
    .addCommand(
      ofTeam('send', 'Send a study to a peer, in the background.')
        .requiredOption('--study <id>', 'the study')
        .requiredOption('--to <title>', 'the application entity title of the peer')
        .option('--series <uid>', 'one series of it alone')
        .action(send),
    )
    .addCommand(ofTeam('list', `List transfers, the newest ${listedMax}.`).action(list))
    .addCommand(
      ofTeam('cancel', 'Send no more of a transfer.').argument('<id>', "the transfer's id").action(cancel),
    );
}

function send({ team: teamName, study, to, series, ...options }: SendOptions): Promise<void> {
  return withParts(async (parts) => {
    const team = await demandTeam(parts, teamName);
    const deps = { ...parts.foundation, audit: parts.audit, tls: parts.foundation.config.dimse.tls };
    if (!isId(study)) throw new CliError(`${team.name} has no study ${study}.`);
    const input = { ae_title: to, series_instance_uid: series };
    const transfer = await sendStudy(deps, team, { id: study }, input).catch((error: unknown) => {
      const errors = error instanceof AppError ? error.details.errors : undefined;
      throw errors === undefined ? error : new CliError(Object.values(errors).flat().join(' '));
    });
    const text = `${transfer.counts.instances} images go to ${to} as soon as a server with the role worker runs.`;
    printAnswer(options, { transfer }, text);
  });
}

function list(options: TransferOptions): Promise<void> {
  return withParts(async (parts) => {
    const team = await demandTeam(parts, options.team);
    const deps = { ...parts.foundation, audit: parts.audit, tls: parts.foundation.config.dimse.tls };
    const { rows, total } = await listTransfers(deps, team, { offset: 0, limit: listedMax });
    const text = total === 0 ? 'Nothing was sent yet.' : rows.map(describe).join('\n');
    printAnswer(options, { data: rows, total }, text);
  });
}

function describe({ id, ae_title, state, counts, reason }: Transfer): string {
  const told = counts.completed + counts.warning + counts.failed;
  const failed = counts.failed === 0 ? '' : `, ${counts.failed} failed`;
  return `${id}  ${ae_title}  ${state}  ${told} of ${counts.instances}${failed}  ${reason ?? ''}`.trimEnd();
}

function cancel(id: string, options: TransferOptions): Promise<void> {
  return withParts(async (parts) => {
    const team = await demandTeam(parts, options.team);
    const deps = { ...parts.foundation, audit: parts.audit, tls: parts.foundation.config.dimse.tls };
    const transfer = await cancelTransfer(deps, team, await findTransfer(deps, team, id));
    printAnswer(options, { transfer }, 'No more of it is sent.');
  });
}
