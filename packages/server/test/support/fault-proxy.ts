// An HTTP proxy on loopback that passes requests on, but for the faults that a test asks for.
import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What goes wrong with a request. Counts of bytes are of its body, or of its answer's. */
export type Fault =
  | { readonly kind: 'status'; readonly status: number; readonly code: string }
  | { readonly kind: 'cut-request'; readonly afterBytes: number }
  | { readonly kind: 'cut-answer'; readonly afterBytes: number }
  /** The request is carried out, and its answer never comes. */
  | { readonly kind: 'lose-answer' }
  /** So many bytes of the answer, and then silence. */
  | { readonly kind: 'silence'; readonly afterBytes: number };

/** A proxy. */
export interface FaultProxy {
  readonly url: string;
  /** How many requests have come. */
  readonly count: () => number;
  /** The next requests that match go wrong like this, one each. */
  fail(faults: readonly Fault[], matches?: (request: IncomingMessage) => boolean): void;
  close(): Promise<void>;
}

/** Starts a proxy before a server. */
export async function startFaultProxy(target: string): Promise<FaultProxy> {
  let waiting: { fault: Fault; matches: (request: IncomingMessage) => boolean }[] = [];
  let count = 0;
  const server = createServer((incoming, outgoing) => {
    count += 1;
    const next = waiting.find(({ matches }) => matches(incoming));
    waiting = waiting.filter((entry) => entry !== next);
    forward(target, incoming, outgoing, next?.fault);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    count: () => count,
    fail: (faults, matches = () => true) => {
      waiting.push(...faults.map((fault) => ({ fault, matches })));
    },
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function forward(
  target: string,
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  fault: Fault | undefined,
): void {
  if (fault?.kind === 'status') {
    incoming.resume().once('end', () => {
      outgoing.writeHead(fault.status, { 'content-type': 'application/xml' });
      outgoing.end(`<Error><Code>${fault.code}</Code><Message>As the test asks.</Message></Error>`);
    });
    return;
  }
  // Requests are signed with the host that they name, so that it stays as it is.
  const { method, headers } = incoming;
  const onward = request(target + incoming.url, { method, headers, agent: false });
  onward.on('error', () => {
    // A server that refuses a request before it has read all of it closes the line behind its answer.
    if (!outgoing.headersSent) outgoing.destroy();
  });
  outgoing.on('close', () => {
    if (!outgoing.writableFinished) onward.destroy();
  });
  onward.on('response', (answer) => {
    if (fault?.kind === 'lose-answer') {
      answer.resume().once('end', () => outgoing.destroy());
      return;
    }
    outgoing.writeHead(answer.statusCode ?? 500, answer.headers);
    pass(answer, outgoing, (sent) => {
      if (fault?.kind === 'cut-answer' && sent >= fault.afterBytes) outgoing.destroy();
      if (fault?.kind === 'silence' && sent >= fault.afterBytes) answer.pause();
    });
  });
  pass(incoming, onward, (sent) => {
    if (fault?.kind !== 'cut-request' || sent < fault.afterBytes) return;
    onward.destroy();
    outgoing.destroy();
  });
}

function pass(
  from: IncomingMessage,
  to: { write(chunk: Uint8Array): boolean; end(): unknown; once(event: 'drain', then: () => void): unknown },
  onSent: (bytes: number) => void,
): void {
  let sent = 0;
  from.on('data', (chunk: Buffer) => {
    if (!to.write(chunk)) {
      from.pause();
      to.once('drain', () => from.resume());
    }
    sent += chunk.length;
    onSent(sent);
  });
  from.on('end', () => to.end());
}
