// Keeps what is being clicked where it is: answers that come while a button of the pointer is down are drawn when it is up again.

/** A press that lasts longer is no click but a drag, and what happens during it may be long in coming. */
const clickMaxMs = 400;

/** How a cache tells those who show it; `setTimeout` without delay otherwise. */
export type Schedule = (tell: () => void) => void;

/**
 * Watches the pointer on `page`, and gives what tells now or, while a button is down, right after the click. A browser clicks
 * nothing when the button goes down on one thing and up on another: a row that comes in between would take the click away.
 */
export function steadyClicks(page: EventTarget): Schedule {
  let held: (() => void)[] | undefined;
  let overdue: ReturnType<typeof setTimeout> | undefined;
  const release = (): void => {
    clearTimeout(overdue);
    const waiting = held ?? [];
    held = undefined;
    for (const tell of waiting) tell();
  };
  page.addEventListener(
    'pointerdown',
    () => {
      held ??= [];
      clearTimeout(overdue);
      overdue = setTimeout(release, clickMaxMs);
    },
    true,
  );
  // The click itself comes after the pointer's event, in the same task.
  const afterClick = (): void => {
    setTimeout(release, 0);
  };
  page.addEventListener('pointerup', afterClick, true);
  page.addEventListener('pointercancel', afterClick, true);
  return (tell) => {
    setTimeout(() => (held === undefined ? tell() : held.push(tell)), 0);
  };
}
