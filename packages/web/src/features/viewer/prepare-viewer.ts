// Gets the viewer's program: when it is opened, or before that, so that nobody waits for a megabyte after the click.
import { withTexts } from '../../shared/i18n/language.ts';
import { whenIdle } from '../../shared/idle.ts';

/** The viewer's program, as React loads pages. */
export const loadViewer = withTexts(async () => ({
  default: (await import('./viewer-page.tsx')).ViewerPage,
}));

/** What asks for the first answers while the program is on its way; small, so that it is here before it. */
export const loadFirstAnswers = () => import('./first-answers.ts');

/** Gets the program before somebody opens it; a failure is told when it is opened. */
export function prepareViewer(): void {
  for (const load of [loadFirstAnswers, loadViewer]) load().catch(() => undefined);
}

let isAsked = false;

/** The same as soon as the page has nothing else to do; not over a line on which somebody saves. */
export function prepareViewerWhenIdle(): void {
  const { connection } = navigator as { connection?: { saveData?: boolean } };
  if (isAsked || connection?.saveData === true) return;
  isAsked = true;
  whenIdle(prepareViewer);
}
