// Closes a connection so that a refusal reaches who is still sending. Closed with bytes unread, TCP resets it, and a client that sends
// all of its body before it reads is told of a broken pipe instead of why.
import type { IncomingMessage } from 'node:http';
import { Socket } from 'node:net';

/** The rest of a refused body has so long to arrive. */
const lingerMs = 5000;

/**
 * Lets the connection of a request be closed in two steps where its body is not all here (RFC 9112 9.6): our side ends, theirs is read
 * and thrown away until they end too, or for five seconds. Requests in memory have no real socket.
 */
export function closeAfterBody(request: IncomingMessage): void {
  const { socket } = request;
  if (!(socket instanceof Socket)) return;
  // What node:http ends a connection with, once the answer is written.
  socket.destroySoon = () => {
    if (request.complete) return Socket.prototype.destroySoon.call(socket);
    const timer = setTimeout(() => socket.destroy(), lingerMs).unref();
    request.once('end', () => socket.destroySoon());
    socket.once('end', () => socket.destroy()).once('close', () => clearTimeout(timer));
    socket.end();
  };
}
