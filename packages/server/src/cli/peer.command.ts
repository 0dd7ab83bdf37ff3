// `lumenbox peer add|list|remove`: DIMSE peers from the operator's seat.
import { CreatePeer, type Peer, type PeerRight, peerRights, validate } from '@lumenbox/contract';
import { type Command, InvalidArgumentError } from 'commander';
import { addPeer, presentPeer, removePeerByTitle, selectPeers } from '../features/peers/index.ts';
import { AppError } from '../platform/errors.ts';
import { CliError, createCommand, createGroup, type OutputOptions, printAnswer } from './command.ts';
import { demandTeam, withParts } from './with-parts.ts';

interface PeerOptions extends OutputOptions {
  team: string;
  aeTitle: string;
  host?: string;
  port?: string;
  allow?: PeerRight[];
  tls?: boolean;
  intoCase?: string;
}

/** Makes the command. */
export function peerCommand(): Command {
  const add = createCommand('add', 'Let a DIMSE application entity open associations with a realm.')
    .requiredOption('--team <name>', "the team's name or id")
    .requiredOption('--ae-title <title>', 'the title by which the peer calls')
    .option('--host <host>', 'where the peer listens; with --port it can be sent to')
    .option('--port <port>', 'the TCP port on which the peer listens')
    .option(
      '--allow <list>',
      `what it may do, comma-separated: ${peerRights.join(', ')} (default: all)`,
      readRights,
    )
    .option('--tls', 'call the peer over TLS')
    .option('--into-case <id>', 'the case that gets what the peer stores, without identity')
    .action((options: PeerOptions, command: Command) => addNewPeer(options, command));
  const list = createCommand('list', 'List the DIMSE peers of a realm.')
    .requiredOption('--team <name>', "the team's name or id")
    .action((options: PeerOptions) => listPeers(options));
  const remove = createCommand('remove', 'Remove a DIMSE peer. Its next association is rejected.')
    .requiredOption('--team <name>', "the team's name or id")
    .requiredOption('--ae-title <title>', 'the title of the peer')
    .action((options: PeerOptions) => removePeer(options));
  return createGroup('peer', 'Register, list and remove DIMSE peers.')
    .addCommand(add)
    .addCommand(list)
    .addCommand(remove);
}

async function addNewPeer(given: PeerOptions, command: Command) {
  const { team: teamName, aeTitle, host, port, allow, tls, intoCase, ...options } = given;
  const input = { ae_title: aeTitle.trim(), host, port, rights: allow, tls, case_id: intoCase };
  const validated = validate(CreatePeer, input);
  if (!validated.ok) command.error(`error: ${Object.values(validated.errors).flat().join(' ')}`);
  if ((host === undefined) !== (port === undefined))
    command.error('error: a destination has both --host and --port');
  await withParts(async (parts) => {
    const team = await demandTeam(parts, teamName);
    const deps = { ...parts.foundation, audit: parts.audit };
    const peer = await addPeer(deps, team.scope, team.origin, validated.value);
    printAnswer(
      options,
      { peer, team: { id: team.id, name: team.name } },
      `${team.name} lets ${peer.ae_title} in.`,
    );
  });
}

/** Peers read at once; the list goes on until all are read. */
const pageSize = 500;

async function listPeers({ team: teamName, ...options }: PeerOptions): Promise<void> {
  await withParts(async (parts) => {
    const team = await demandTeam(parts, teamName);
    const peers: Peer[] = [];
    for (let total = 1; peers.length < total; ) {
      const page = { offset: peers.length, limit: pageSize };
      const { rows, ...count } = await selectPeers(parts.foundation.database.kysely, team.scope, page);
      if (rows.length === 0) break;
      peers.push(...rows.map(presentPeer));
      total = count.total;
    }
    parts.audit.recordRead(team.origin, { event: 'peer.listed', details: { count: peers.length } });
    printAnswer(options, { peers }, describe(peers));
  });
}

function describe(peers: readonly Peer[]): string {
  if (peers.length === 0) return 'The realm has no peers.';
  return peers
    .map((peer) =>
      [
        peer.ae_title.padEnd(16),
        peer.host === null ? 'no address' : `${peer.host}:${peer.port}${peer.tls ? ' (TLS)' : ''}`,
        peer.rights.join(',') || 'nothing but C-ECHO',
        peer.case_id === null ? '' : `into case ${peer.case_id}`,
      ]
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

async function removePeer({ team: teamName, aeTitle, ...options }: PeerOptions): Promise<void> {
  await withParts(async (parts) => {
    const team = await demandTeam(parts, teamName);
    const deps = { ...parts.foundation, audit: parts.audit };
    try {
      await removePeerByTitle(deps, team.scope, team.origin, aeTitle.trim());
    } catch (error) {
      if (error instanceof AppError && error.code === 'notFound')
        throw new CliError(`${team.name} has no peer ${aeTitle}. See: lumenbox peer list --team T`);
      throw error;
    }
    printAnswer(options, { ae_title: aeTitle.trim(), removed: true }, `Removed ${aeTitle.trim()}.`);
  });
}

function readRights(text: string): PeerRight[] {
  const given = text.split(',').map((right) => right.trim());
  const unknown = given.filter((right) => !(peerRights as readonly string[]).includes(right));
  if (unknown.length > 0)
    throw new InvalidArgumentError(
      `There is no right ${unknown.join(', ')}. There are: ${peerRights.join(', ')}.`,
    );
  return given as PeerRight[];
}
