// A page whose program and texts are loaded when it is opened.
import { lazyRouteComponent } from '@tanstack/react-router';
import { withTexts } from '../../shared/i18n/language.ts';

/** The component of a route, from a program that says more than the frame's texts. */
export function lazyPage<Program extends Record<string, unknown>, Name extends keyof Program & string>(
  load: () => Promise<Program>,
  name: Name,
) {
  return lazyRouteComponent(withTexts(load), name);
}
