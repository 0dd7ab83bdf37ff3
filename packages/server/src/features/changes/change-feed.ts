// Looks for changes while somebody looks on, and tells each one of those in his realm. One look serves all; when nobody looks on,
// nothing is asked.
import type { Change } from '@lumenbox/contract';
import type { Database } from '../../platform/database/index.ts';
import type { RealmId } from '../../platform/ids.ts';
import type { Logger } from '../../platform/log.ts';
import { type RealmChange, selectChangesAfter, selectLastChange } from './changes.store.ts';

/** Somebody who looks on. */
export interface Watcher {
  readonly realmId: RealmId;
  /** Changes that were committed since the last call, each object once. */
  tell(changes: readonly Change[]): void;
  /** Nothing more comes. */
  end(): void;
}

/** The changes of all realms, as they come. */
export interface ChangeFeed {
  /** Resolves when everything that is committed from now on will be told; gives what ends it. */
  watch(watcher: Watcher): Promise<() => void>;
  readonly watcherCount: number;
  /** Ends all: the server stops. */
  close(): void;
}

/** Whoever looks at a page waits no longer than this for what is new. */
const lookEveryMs = 1000;
/** Transactions that overlap commit in any order, and hardly one takes longer than this. */
const overlapMs = 30_000;
/** More at once are told with the next look. */
const changesMax = 5000;

/** Makes the feed of a process. */
export function createChangeFeed(deps: { database: Database; log: Logger }): ChangeFeed {
  const { kysely: db } = deps.database;
  const watchers = new Set<Watcher>();
  let timer: NodeJS.Timeout | undefined;
  let window = new Window(0);
  let starting: Promise<void> | undefined;

  const look = async (): Promise<void> => {
    const realmIds = [...new Set([...watchers].map(({ realmId }) => realmId))];
    if (realmIds.length === 0) return;
    const found = await selectChangesAfter(db, realmIds, { after: window.floor, limit: changesMax });
    const news = window.take(found, performance.now());
    for (const watcher of watchers) {
      const changes = ofRealm(news, watcher.realmId);
      if (changes.length > 0) watcher.tell(changes);
    }
  };

  const lookAgain = (): void => {
    timer = setTimeout(() => {
      look()
        .catch((error: unknown) => deps.log.warn({ err: error }, 'changes.unseen'))
        .finally(() => {
          if (watchers.size > 0) lookAgain();
          else timer = undefined;
        });
    }, lookEveryMs);
  };

  const start = async (): Promise<void> => {
    window = new Window(await selectLastChange(db));
    lookAgain();
  };

  return {
    get watcherCount() {
      return watchers.size;
    },
    watch: async (watcher) => {
      watchers.add(watcher);
      if (timer === undefined)
        starting ??= start().finally(() => {
          starting = undefined;
        });
      try {
        await starting;
      } catch (error) {
        watchers.delete(watcher);
        throw error;
      }
      return () => watchers.delete(watcher);
    },
    close: () => {
      clearTimeout(timer);
      for (const watcher of watchers) watcher.end();
      watchers.clear();
    },
  };
}

/** Which changes have been seen: all up to a number, and some behind it. */
class Window {
  floor: number;
  /** When each was seen, by number, in that order. */
  readonly #seen = new Map<number, number>();

  constructor(floor: number) {
    this.floor = floor;
  }

  /** Those that were not seen before. */
  take(found: readonly RealmChange[], nowMs: number): RealmChange[] {
    const news = found.filter(({ number }) => !this.#seen.has(number));
    for (const { number } of news) this.#seen.set(number, nowMs);
    for (const [number, seenMs] of this.#seen) {
      if (nowMs - seenMs < overlapMs) break;
      this.#seen.delete(number);
      this.floor = Math.max(this.floor, number);
    }
    // A flood is not looked at again from its beginning: then what is late may be missed, and pages are read again soon.
    if (found.length >= changesMax) this.#moveBehind(found.at(-1)?.number ?? this.floor);
    return news;
  }

  #moveBehind(number: number): void {
    this.floor = number;
    this.#seen.clear();
  }
}

function ofRealm(news: readonly RealmChange[], realmId: RealmId): Change[] {
  const changes = new Map<string, Change>();
  for (const { topic, objectId, realmId: itsRealm } of news)
    if (itsRealm === realmId) changes.set(`${topic} ${objectId}`, { topic, id: objectId });
  return [...changes.values()];
}
