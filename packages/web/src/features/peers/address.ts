// The address of a peer as people write it.
import type { Peer } from '@lumenbox/contract';

/** `192.0.2.20:11112`, with brackets around IPv6; undefined for a peer that cannot be called. */
export function addressOf({ host, port }: Pick<Peer, 'host' | 'port'>): string | undefined {
  if (host === null || port === null) return undefined;
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
}

/** The command that registers a peer, for a team of this name. */
export function addCommand(team: string): string {
  const quoted = `'${team.replaceAll("'", "'\\''")}'`;
  return `npx lumenbox peer add --team ${quoted} --ae-title CT_SCANNER --host 192.0.2.20 --port 11112`;
}
