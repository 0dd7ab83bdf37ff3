// A line between a browser and the server that is slow on its way up, and that a test can cut and mend. It looks at no byte;
// a test may.

import type { AddressInfo } from 'node:net';
import { connect, createServer, type Socket } from 'node:net';

/** A line on loopback. */
export interface SlowLine {
  readonly url: string;
  /** Ends every connection, and takes no other until it is mended. */
  cut(): void;
  /** Lets connections through again, as fast as they come. */
  mend(): void;
  close(): Promise<void>;
}

/** Opens a line to a server; so many bytes a second go up on each connection until it is mended. `onUp` is told what goes up. */
export async function openSlowLine(
  target: string,
  bytesPerSecond: number,
  onUp: (chunk: Buffer) => void = () => undefined,
): Promise<SlowLine> {
  const { hostname, port } = new URL(target);
  const sockets = new Set<Socket>();
  const state = { isCut: false, isSlow: true };
  const keep = (socket: Socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined).on('close', () => sockets.delete(socket));
  };
  const server = createServer((down) => {
    keep(down);
    if (state.isCut) {
      down.destroy();
      return;
    }
    const up = connect(Number(port), hostname);
    keep(up);
    up.on('data', (chunk) => down.write(chunk)).on('close', () => down.destroy());
    down.on('close', () => up.destroy());
    down.on('data', (chunk) => {
      onUp(chunk);
      up.write(chunk);
      if (!state.isSlow) return;
      down.pause();
      setTimeout(() => down.resume(), (chunk.length / bytesPerSecond) * 1000);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const cut = () => {
    state.isCut = true;
    for (const socket of sockets) socket.destroy();
  };
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    cut,
    mend: () => {
      state.isCut = false;
      state.isSlow = false;
    },
    close: async () => {
      cut();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
