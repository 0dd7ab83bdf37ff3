// Listens for associations, with TLS and without, keeps their number within limits, and ends them when the server stops.
import { once } from 'node:events';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import { commandFields } from '@lumenbox/dicom/network';
import { type TlsFiles, tlsServerOptions } from '../../associations/index.ts';
import { echo } from './c-echo.ts';
import { find } from './c-find.ts';
import { get } from './c-get.ts';
import { move } from './c-move.ts';
import { createStore } from './c-store.ts';
import type { DimseDeps, DimseService } from './deps.ts';
import { action } from './n-action.ts';
import { type Admission, PeerAssociation } from './peer-association.ts';

/** Where to listen. Port 0 picks a free one. */
export interface ListenerAddresses {
  readonly plain: { readonly host: string; readonly port: number };
  readonly tls: { readonly host: string; readonly port: number; readonly files: TlsFiles } | undefined;
}

/** The DIMSE listener of a process. */
export interface DimseListener {
  /** Begins to listen and gives the ports. Throws when one is taken. */
  listen(): Promise<{ port: number; tlsPort: number | undefined }>;
  /** Takes no more associations, lets requests under way end for so long, and ends the rest. */
  close(options: { drainMs: number }): Promise<void>;
}

/** Each association costs a socket and up to a few megabytes while it sends. */
export const associationsMax = 200;
/** One peer cannot have them all. */
export const associationsOfPeerMax = 50;
/** Connections that have not said yet who they are stand beside the associations. */
const connectionsMax = associationsMax + 100;

/** Makes the listener. */
export function createDimseListener(deps: DimseDeps, addresses: ListenerAddresses): DimseListener {
  const services = createServices(deps);
  const associations = new Set<PeerAssociation>();
  const admission = createAdmission();
  const take = (socket: Socket) => {
    const association = new PeerAssociation(deps, { socket, services, admission });
    associations.add(association);
    void association.whenOver.then(() => associations.delete(association));
  };
  const servers: Server[] = [];
  return {
    listen: async () => {
      const plain = createServer({ noDelay: true }, take);
      servers.push(plain);
      const port = await listen(plain, addresses.plain);
      if (addresses.tls === undefined) return { port, tlsPort: undefined };
      const tls = createTlsServer({ noDelay: true, ...tlsServerOptions(addresses.tls.files) }, take);
      // A client that cannot agree on TLS is told so by the handshake, and is not ours to care for.
      tls.on('tlsClientError', (_error, socket) => socket.destroy());
      servers.push(tls);
      return { port, tlsPort: await listen(tls, addresses.tls) };
    },
    close: async ({ drainMs }) => {
      for (const server of servers) server.close();
      for (const association of associations) association.drain();
      const late = setTimeout(() => {
        for (const association of associations) association.cut();
      }, drainMs);
      await Promise.all([...associations].map(({ whenOver }) => whenOver));
      clearTimeout(late);
    },
  };
}

function createServices(deps: DimseDeps): ReadonlyMap<number, DimseService> {
  return new Map<number, DimseService>([
    [commandFields.cEchoRq, echo],
    [commandFields.cStoreRq, createStore(deps)],
    [commandFields.cFindRq, find],
    [commandFields.cGetRq, get],
    [commandFields.cMoveRq, move],
    [commandFields.nActionRq, action],
  ]);
}

async function listen(server: Server, address: { host: string; port: number }): Promise<number> {
  server.maxConnections = connectionsMax;
  server.listen(address);
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

function createAdmission(): Admission {
  const ofPeers = new Map<string, number>();
  let all = 0;
  return {
    admit: (peerId) => {
      const count = ofPeers.get(peerId) ?? 0;
      if (all >= associationsMax || count >= associationsOfPeerMax) return false;
      all += 1;
      ofPeers.set(peerId, count + 1);
      return true;
    },
    leave: (peerId) => {
      all -= 1;
      const count = (ofPeers.get(peerId) ?? 1) - 1;
      if (count === 0) ofPeers.delete(peerId);
      else ofPeers.set(peerId, count);
    },
  };
}
