// The root of all addresses, and the frame that only the signed-in see.
import { createRootRoute, createRoute, Outlet, type ParsedLocation, redirect } from '@tanstack/react-router';
import { api } from '../../shared/api/api.ts';
import { readSession } from '../../shared/api/session.ts';
import { BrokenPage, NotFoundPage } from '../pages/failure-pages.tsx';
import classes from '../shell.module.css';
import { Shell } from '../shell.tsx';
import { WholeWindow } from '../whole-window.tsx';

/** Where even the frame could not be drawn. */
function BrokenAlone({ error }: { error: unknown }) {
  return (
    <main className={classes.alone}>
      <BrokenPage error={error} />
    </main>
  );
}

export const rootRoute = createRootRoute({
  component: Outlet,
  errorComponent: BrokenAlone,
});

/** True until the first account exists. */
export async function isSetupNeeded(): Promise<boolean> {
  return (await api.showSetup({})).data.needed;
}

/** Sends whoever is not signed in to where that is done, and back afterwards. */
async function demandSession({ location }: { location: ParsedLocation }): Promise<void> {
  const session = await readSession();
  if (session !== null) return;
  if (await isSetupNeeded()) throw redirect({ to: '/setup' });
  const from = location.pathname + location.searchStr;
  throw redirect({ to: '/sign-in', search: from === '/' || from === '/patients' ? {} : { from } });
}

export const signedInRoute = createRoute({
  getParentRoute: () => rootRoute,
  id: 'signed-in',
  component: Shell,
  errorComponent: BrokenAlone,
  beforeLoad: demandSession,
});

/** Pages that fill the window: signed in too, without the frame around them. */
export const windowRoute = createRoute({
  getParentRoute: () => rootRoute,
  id: 'window',
  component: WholeWindow,
  errorComponent: BrokenAlone,
  beforeLoad: demandSession,
});

/** Any other address: within the frame, so that one can go on from there. */
export const unknownRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: '$',
  component: NotFoundPage,
});
