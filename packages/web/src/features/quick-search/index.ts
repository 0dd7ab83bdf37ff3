// The quick search over everything: its program comes when the frame stands, before anybody presses its keys.
import { whenIdle } from '../../shared/idle.ts';
import { lazyPart } from '../../shared/ui/lazy-part.tsx';
import { DialogFrame } from './dialog-frame.tsx';

const load = async () => ({ default: (await import('./quick-search.tsx')).QuickSearch });

/** The dialog. */
export const QuickSearch = lazyPart(load, DialogFrame);

/** Gets the program of the search when there is nothing else to do; a failure is told when it is opened. */
export function prepareQuickSearch(): void {
  whenIdle(() => void load().catch(() => undefined));
}
