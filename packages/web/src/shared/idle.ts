// Work that may wait until the first page stands and the browser has nothing else to do.

/** What the first page still asks for goes before whatever waits. */
const firstPageMs = 500;
/** Where a browser does not tell when it has nothing to do (Safari). */
const laterMs = 1000;

const { promise: firstPage, resolve: begin } = Promise.withResolvers<void>();

/** Said once, when the first page is drawn. */
export function firstPageStands(): void {
  setTimeout(begin, firstPageMs);
}

/** Runs a task when there is time for it. */
export function whenIdle(task: () => void): void {
  void firstPage.then(() => {
    if ('requestIdleCallback' in window) window.requestIdleCallback(task);
    else setTimeout(task, laterMs);
  });
}
