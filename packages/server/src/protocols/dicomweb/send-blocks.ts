// Sends blocks as fast as the client takes them. Not a stream: streams do not tell when a piece has gone, and until then its memory
// must not be lent again.
import type { ServerResponse } from 'node:http';
import type { LentBlock, LentBlocks } from './lent-blocks.ts';

/**
 * Sends a body, reading each block while the one before it is on its way. Resolves when all of it was handed to the system, or the
 * client went away. Rejects when a block cannot be read: the connection is cut then, so that nobody takes a part for the whole.
 */
export async function sendBlocks(response: ServerResponse, { blocks }: LentBlocks): Promise<void> {
  const closed = Promise.withResolvers<never>();
  // Told to whoever waits at that moment, or to nobody.
  closed.promise.catch(() => undefined);
  response.once('close', () => closed.reject(clientGone));
  try {
    let reading = blocks.next();
    for (let block = await reading; block.done !== true; block = await reading) {
      reading = blocks.next();
      reading.catch(() => undefined);
      await Promise.race([sendBlock(response, block.value), closed.promise]);
    }
    response.end();
  } catch (error) {
    response.destroy();
    if (error !== clientGone) throw error;
  } finally {
    await blocks.return();
  }
}

const clientGone = new Error('The client is gone.');

/** A block that was not sent whole is not given back: the system may still be reading it. */
async function sendBlock(response: ServerResponse, block: LentBlock): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    response.write(block.bytes, (error) => (error ? reject(clientGone) : resolve()));
  });
  block.giveBack();
}
