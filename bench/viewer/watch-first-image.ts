// Runs in the page: the milliseconds from the next click to the first image, as a picture of the server and as the engine draws it.

/** Milliseconds after the click. */
export interface FirstImage {
  /** When there was an image to look at, whoever made it. */
  readonly seenMs: number;
  /** When it could be worked with: windowed, measured, scrolled. */
  readonly drawnMs: number;
}

/** To be begun before the click. */
export function watchFirstImage(): Promise<FirstImage> {
  return new Promise((resolve) => {
    window.addEventListener(
      'click',
      ({ timeStamp }) => {
        // When the button was let go, and not when the page found time for it.
        performance.mark('click', { startTime: timeStamp });
        const panel = (what: string) => document.querySelector(`[data-testid="panel-1"] ${what}`);
        // Both are told before they are painted: they are on the screen at the end of the frame.
        let seenMs: number | undefined;
        const look = (): void => {
          const isDrawn = panel('[data-state="shown"]') !== null;
          if (isDrawn || panel('[data-first-picture="true"]') !== null)
            seenMs ??= performance.now() - timeStamp;
          requestAnimationFrame(() =>
            isDrawn ? resolve({ seenMs: seenMs ?? 0, drawnMs: performance.now() - timeStamp }) : look(),
          );
        };
        look();
      },
      { capture: true, once: true },
    );
  });
}
