// What becomes of a connection whose request was answered before all of its body was here. Closed with bytes unread, TCP resets it, and
// a client that sends all of its body before it reads is told of a broken pipe instead of why.
import type { IncomingMessage, ServerResponse } from 'node:http';
import { Socket } from 'node:net';

/** The rest of a body has so long to arrive when the connection ends with it, and when it goes on. */
const limits = { closingMs: 5000, keptMs: 30_000 };

/**
 * Lets the rest of an answered request's body come and be thrown away, within limits. A connection that is to be closed is closed in two
 * steps (RFC 9112 9.6): our side ends, and theirs is read until they end too. Requests in memory have no real socket.
 */
export function takeRestOfBody(
  request: IncomingMessage,
  response: ServerResponse,
  { closingMs, keptMs } = limits,
): void {
  const { socket } = request;
  if (!(socket instanceof Socket)) return;
  const endWithin = (ms: number) => {
    const timer = setTimeout(() => socket.destroy(), ms).unref();
    const stop = () => clearTimeout(timer);
    request.once('end', stop);
    socket.once('close', stop);
  };
  response.once('finish', () => {
    if (request.complete) return;
    // Who was reading it has stopped: a sender would wait for ever, and not look for the answer.
    request.resume();
    endWithin(keptMs);
  });
  // What node:http ends a connection with, once the answer is written.
  socket.destroySoon = () => {
    if (request.complete) return Socket.prototype.destroySoon.call(socket);
    endWithin(closingMs);
    request.once('end', () => socket.destroySoon());
    socket.once('end', () => socket.destroy());
    socket.end();
  };
}
