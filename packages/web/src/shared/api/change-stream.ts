// Follows the server's stream of changes while the tab can be seen. A browser keeps few connections to one server, and hidden tabs need none.
import { apiPrefix, type Change, type ChangeTopic, changeTopicNames } from '@lumenbox/contract';

/** What to do with what changed. */
export interface ChangeListener {
  /** Objects of these topics have changed. */
  onChanges(topics: ReadonlySet<ChangeTopic>): void;
  /** The stream was away for a while: anything may have changed. */
  onGap(): void;
}

/** What changes within so long is told at once: a study that arrives changes several times. */
const gatherMs = 250;
/** The browser itself comes again after a stream that ended; not after one that was refused. */
const refusedMs = 10_000;

/** Follows the changes of the realm in which the session is. Gives what ends it. */
export function followChanges(listener: ChangeListener): () => void {
  let source: EventSource | undefined;
  let refused: ReturnType<typeof setTimeout> | undefined;
  let gathering: ReturnType<typeof setTimeout> | undefined;
  let topics = new Set<ChangeTopic>();
  let hasBeenReady = false;

  const tell = (): void => {
    gathering = undefined;
    const told = topics;
    topics = new Set();
    listener.onChanges(told);
  };
  const close = (): void => {
    clearTimeout(refused);
    source?.close();
    source = undefined;
  };
  const open = (): void => {
    close();
    const opened = new EventSource(`${apiPrefix}/changes`);
    source = opened;
    opened.addEventListener('ready', () => {
      if (hasBeenReady) listener.onGap();
      hasBeenReady = true;
    });
    opened.addEventListener('change', ({ data }: MessageEvent<string>) => {
      const { topic } = JSON.parse(data) as Change;
      if (!changeTopicNames.includes(topic)) return;
      topics.add(topic);
      gathering ??= setTimeout(tell, gatherMs);
    });
    opened.addEventListener('error', () => {
      if (opened === source && opened.readyState === EventSource.CLOSED)
        refused = setTimeout(open, refusedMs);
    });
  };
  const onVisibility = (): void => (document.visibilityState === 'visible' ? open() : close());

  document.addEventListener('visibilitychange', onVisibility);
  onVisibility();
  return () => {
    document.removeEventListener('visibilitychange', onVisibility);
    clearTimeout(gathering);
    close();
  };
}
