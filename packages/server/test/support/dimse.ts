// DIMSE in tests: a listener over a test server's parts, peers of a realm, DCMTK's programs, and a peer that speaks in bytes.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import type { PeerRight } from '@lumenbox/contract';
import {
  type AssociateRequest,
  applicationContextName,
  encodePdu,
  type ProposedContext,
  type UserInformation,
} from '@lumenbox/dicom/network';
import { composeDimse } from '../../src/compose/index.ts';
import { newId } from '../../src/platform/ids.ts';
import { aTeam, type TestMember } from './makers.ts';
import { restClient } from './rest-client.ts';
import { startTestServer, type TestServer } from './test-server.ts';

/** A server that takes associations. */
export interface DimseServer extends TestServer {
  readonly port: number;
  readonly tlsPort: number | undefined;
}

/** Starts a server with its DIMSE listener on a free port. */
export async function startDimseServer(environment: Record<string, string> = {}): Promise<DimseServer> {
  const server = await startTestServer({
    LUMENBOX_DIMSE_PORT: '0',
    LUMENBOX_DIMSE_TLS_PORT: '0',
    ...environment,
  });
  const listener = composeDimse(server.parts);
  const ports = await listener.listen();
  return {
    ...server,
    ...ports,
    close: async () => {
      await listener.close({ drainMs: 5000 });
      await server.close();
    },
  };
}

/** A realm that can be called. */
export interface CalledTeam extends TestMember {
  readonly aeTitle: string;
}

let titleCount = 0;

/** A team whose realm has a title. */
export async function aCalledTeam(server: TestServer): Promise<CalledTeam> {
  const team = await aTeam(server);
  titleCount += 1;
  const aeTitle = `REALM${titleCount}`;
  await restClient(server, team).put('/realm', { ae_title: aeTitle });
  return { ...team, aeTitle };
}

/** Registers a peer of a realm and gives its title. */
export async function aPeer(
  server: TestServer,
  team: CalledTeam,
  peer: { rights?: PeerRight[]; host?: string; port?: number; ae_title?: string; case_id?: string } = {},
): Promise<string> {
  const ae_title = `PEER_${newId().slice(-8)}`;
  const answer = await restClient(server, team).post('/peers', { ae_title, ...peer });
  if (answer.status !== 201) throw new Error(`The peer was answered with ${answer.status}.`);
  return (answer.body as { data: { ae_title: string } }).data.ae_title;
}

/** How a program of DCMTK ended, and all that it printed. */
export interface ToolResult {
  readonly code: number | null;
  readonly output: string;
}

/** Runs a program of DCMTK. */
export async function runTool(program: string, args: readonly string[]): Promise<ToolResult> {
  // Without the variable its sockets wait for acknowledgements that come 40 ms late.
  const child = spawn(program, args, { env: { ...process.env, TCP_NODELAY: '1' } });
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => {
      output += chunk.toString();
    });
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, output };
}

/** A port on which nobody listens. */
export async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address() as { port: number };
  probe.close();
  await once(probe, 'close');
  return port;
}

/** The request for an association, as a peer would send it. */
export function associateRequest(
  titles: { called: string; calling: string },
  contexts: readonly ProposedContext[],
  information: Partial<UserInformation> = {},
): AssociateRequest {
  return {
    type: 'associate-request',
    protocolVersion: 1,
    calledAeTitle: titles.called,
    callingAeTitle: titles.calling,
    applicationContextName,
    contexts,
    userInformation: {
      pduLengthMax: 0,
      implementationClassUid: '1.2.3',
      roles: [],
      extendedNegotiations: [],
      ...information,
    },
  };
}

/** A peer that sends bytes and looks at what comes back. */
export interface RawPeer {
  readonly socket: Socket;
  send(bytes: Uint8Array): void;
  /** The next PDU, head included; undefined when the connection is closed instead. */
  nextPdu(): Promise<Buffer | undefined>;
  /** Resolves when the server has closed the connection. */
  readonly closed: Promise<void>;
}

/** Connects to a listener. */
export async function rawPeer(port: number): Promise<RawPeer> {
  const socket = connect({ port, host: '127.0.0.1', noDelay: true });
  let received = Buffer.alloc(0);
  let isClosed = false;
  let tell: () => void = () => undefined;
  socket.on('data', (bytes: Buffer) => {
    received = Buffer.concat([received, bytes]);
    tell();
  });
  socket.on('error', () => undefined);
  const closed = new Promise<void>((resolve) => {
    socket.on('close', () => {
      isClosed = true;
      tell();
      resolve();
    });
  });
  await once(socket, 'connect');
  return {
    socket,
    closed,
    send: (bytes) => void socket.write(bytes),
    nextPdu: async () => {
      for (;;) {
        const end = received.length < 6 ? Number.POSITIVE_INFINITY : 6 + received.readUInt32BE(2);
        if (received.length >= end) {
          const pdu = received.subarray(0, end);
          received = received.subarray(end);
          return pdu;
        }
        if (isClosed) return undefined;
        await new Promise<void>((resolve) => {
          tell = resolve;
        });
      }
    },
  };
}

/** Connects and has an association accepted. */
export async function rawAssociation(port: number, request: AssociateRequest): Promise<RawPeer> {
  const peer = await rawPeer(port);
  peer.send(encodePdu(request));
  const answer = await peer.nextPdu();
  if (answer?.[0] !== 2) throw new Error('The association was not accepted.');
  return peer;
}
