// Every address of the dashboard. The table of contents of the app.
import { createRouter } from '@tanstack/react-router';
import { parseSearchText, writeSearchText } from '../shared/url/list-search.ts';
import { BrokenPage } from './pages/failure-pages.tsx';
import { rootRoute, signedInRoute, unknownRoute, windowRoute } from './routes/frame-routes.tsx';
import { publicRoutes } from './routes/public-routes.tsx';
import { recordRoutes } from './routes/record-routes.ts';
import { settingsRoutes } from './routes/settings-routes.ts';
import { viewerRoutes } from './routes/viewer-routes.tsx';

const routeTree = rootRoute.addChildren([
  ...publicRoutes,
  windowRoute.addChildren([...viewerRoutes]),
  signedInRoute.addChildren([unknownRoute, ...recordRoutes, settingsRoutes]),
]);

/** The router. Query strings are plain texts, so that a search for digits stays one. */
export const router = createRouter({
  routeTree,
  parseSearch: parseSearchText,
  stringifySearch: writeSearchText,
  scrollRestoration: true,
  // A page's program comes while the pointer is still on its way to the click.
  defaultPreload: 'intent',
  defaultErrorComponent: BrokenPage,
});

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}
