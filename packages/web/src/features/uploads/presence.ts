// Whether the program of uploads was loaded in this tab. It comes with the first page that takes files; until then there is nothing to show or to stop.
import { useSyncExternalStore } from 'react';

let stop: (() => void) | undefined;
const listeners = new Set<() => void>();

/** Told by the upload manager when it is there; `stopAll` ends every upload's sending. */
export function announceUploads(stopAll: () => void): void {
  stop = stopAll;
  for (const listener of listeners) listener();
}

/** Ends every upload's sending: whoever signs out or changes team leaves nothing running. */
export function stopUploads(): void {
  stop?.();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** True once uploads can have begun. */
export function useUploadsLoaded(): boolean {
  return useSyncExternalStore(subscribe, () => stop !== undefined);
}
