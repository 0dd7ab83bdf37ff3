// A client that costs little: HTTP/1.1 over one kept socket, one request at a time. It measures; it judges nothing.
import { connect, type Socket } from 'node:net';

/** One request, ready to be sent. */
export interface LoadRequest {
  method: 'GET' | 'POST' | 'PUT';
  path: string;
  body?: string;
}
export interface LoadAnswer {
  status: number;
  body: Buffer;
}

/** A connection to a server. */
export interface LoadClient {
  send(request: LoadRequest): Promise<LoadAnswer>;
  close(): void;
}

/** Opens a connection. Answers must carry a Content-Length. */
export async function openLoadClient(options: { port: number; token: string }): Promise<LoadClient> {
  const socket: Socket = connect({ host: '127.0.0.1', port: options.port, noDelay: true });
  await new Promise<void>((resolve, reject) => {
    socket.once('connect', resolve);
    socket.once('error', reject);
  });
  let received: Buffer = Buffer.alloc(0);
  let settle: ((answer: LoadAnswer) => void) | undefined;
  let fail: ((error: Error) => void) | undefined;
  socket.on('data', (chunk) => {
    received = received.length === 0 ? chunk : Buffer.concat([received, chunk]);
    const answer = takeAnswer(received);
    if (answer === undefined) return;
    received = received.subarray(answer.end);
    settle?.(answer);
  });
  socket.on('close', () => fail?.(new Error('The server closed the connection.')));
  socket.on('error', (error) => fail?.(error));
  const head = `Host: 127.0.0.1:${options.port}\r\nAuthorization: Bearer ${options.token}\r\nAccept: application/json\r\n`;
  return {
    send: (request) =>
      new Promise((resolve, reject) => {
        settle = resolve;
        fail = reject;
        const body = request.body ?? '';
        const content =
          body === ''
            ? ''
            : `Content-Type: application/json\r\nContent-Length: ${Buffer.byteLength(body)}\r\n`;
        socket.write(`${request.method} ${request.path} HTTP/1.1\r\n${head}${content}\r\n${body}`);
      }),
    close: () => {
      fail = undefined;
      socket.destroy();
    },
  };
}

function takeAnswer(bytes: Buffer): (LoadAnswer & { end: number }) | undefined {
  const headEnd = bytes.indexOf('\r\n\r\n');
  if (headEnd < 0) return undefined;
  const head = bytes.toString('latin1', 0, headEnd);
  const length = /\r\ncontent-length: *(\d+)/i.exec(head)?.[1];
  const status = Number(head.slice(9, 12));
  if (length === undefined && status !== 204 && status !== 304)
    throw new Error(`An answer without a length: ${head}`);
  const end = headEnd + 4 + Number(length ?? 0);
  if (bytes.length < end) return undefined;
  return { status, body: bytes.subarray(headEnd + 4, end), end };
}
