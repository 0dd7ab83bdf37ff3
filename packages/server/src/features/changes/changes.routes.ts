// The operation that follows changes: server-sent events (WHATWG HTML 9.2), for a while, to so many at once.
import { PassThrough } from 'node:stream';
import { type Change, changeTopics } from '@lumenbox/contract';
import { type Caller, may, route } from '../../access/index.ts';
import { failure } from '../../platform/errors.ts';
import { type Route, reply } from '../../platform/http/index.ts';
import type { ChangeFeed } from './change-feed.ts';

/** A stream ends by itself, and whoever comes again shows anew who he is. */
const streamMs = 120_000;
/** Proxies close what says nothing for a minute. */
const heartbeatMs = 15_000;
/** A browser comes again after so long. */
const retryMs = 1000;
/** Streams of all callers of a process, and of one of them: each tab that can be seen has one. */
const streamsMax = 1000;
const streamsOfCallerMax = 20;
/** Whoever reads so slowly reads the pages again. */
const unreadBytesMax = 256 * 1024;

/** Makes the route. */
export function createChangeRoutes(deps: { changes: ChangeFeed }): Route[] {
  const open = new Map<string, number>();
  return [
    route('streamChanges', {
      handle: async ({ caller }) => {
        const key = caller.origin.actor.tokenId ?? caller.userId;
        const count = open.get(key) ?? 0;
        if (count >= streamsOfCallerMax || deps.changes.watcherCount >= streamsMax)
          throw failure.unavailable('Too many streams of changes are open. Close some, or try again later.');
        open.set(key, count + 1);
        const stream = new PassThrough();
        stream.once('close', () => {
          const left = (open.get(key) ?? 1) - 1;
          if (left > 0) open.set(key, left);
          else open.delete(key);
        });
        await follow(deps.changes, caller, stream);
        const headers = { 'Content-Type': 'text/event-stream', 'X-Accel-Buffering': 'no' };
        return reply({ headers, stream });
      },
    }),
  ];
}

async function follow(feed: ChangeFeed, caller: Caller, stream: PassThrough): Promise<void> {
  const write = (text: string): void => {
    if (stream.writableEnded) return;
    stream.write(text);
    if (stream.writableLength + stream.readableLength > unreadBytesMax) stream.end();
  };
  const tell = (changes: readonly Change[]): void => {
    const heard = changes.filter(({ topic }) => may(caller, changeTopics[topic]));
    write(heard.map((change) => `event: change\ndata: ${JSON.stringify(change)}\n\n`).join(''));
  };
  const heartbeat = setInterval(() => write(':\n\n'), heartbeatMs);
  const lifetime = setTimeout(() => stream.end(), streamMs);
  let unwatch: (() => void) | undefined;
  // Also when the client goes away: whoever sends the stream destroys it then.
  stream.once('close', () => {
    clearInterval(heartbeat);
    clearTimeout(lifetime);
    unwatch?.();
  });
  try {
    unwatch = await feed.watch({ realmId: caller.scope.realmId, tell, end: () => stream.end() });
  } catch (error) {
    stream.destroy();
    throw error;
  }
  write(`retry: ${retryMs}\nevent: ready\ndata: {}\n\n`);
}
