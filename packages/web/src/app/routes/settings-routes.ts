// The addresses of the settings. Their pages are loaded when one is opened.
import { createRoute, redirect } from '@tanstack/react-router';
import { readAuditSearch } from '../../features/audit/index.ts';
import { readFlag, readPaging, withoutUndefined } from '../../shared/url/list-search.ts';
import { SettingsLayout } from '../pages/settings-layout.tsx';
import { signedInRoute } from './frame-routes.tsx';
import { lazyPage } from './lazy-page.ts';

const settingsRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: '/settings',
  component: SettingsLayout,
});

const settingsIndexRoute = createRoute({
  getParentRoute: () => settingsRoute,
  path: '/',
  beforeLoad: () => {
    throw redirect({ to: '/settings/members', replace: true });
  },
});

const membersRoute = createRoute({
  getParentRoute: () => settingsRoute,
  path: '/members',
  validateSearch: readPaging,
  component: lazyPage(() => import('../pages/settings-pages.tsx'), 'Members'),
});

const tokensRoute = createRoute({
  getParentRoute: () => settingsRoute,
  path: '/tokens',
  validateSearch: readPaging,
  component: lazyPage(() => import('../pages/settings-pages.tsx'), 'Tokens'),
});

const teamRoute = createRoute({
  getParentRoute: () => settingsRoute,
  path: '/team',
  component: lazyPage(() => import('../pages/settings-pages.tsx'), 'Team'),
});

const imagingRoute = createRoute({
  getParentRoute: () => settingsRoute,
  path: '/imaging',
  component: lazyPage(() => import('../pages/settings-pages.tsx'), 'RealmPage'),
});

// With the data dictionary, which few pages need.
const profilesRoute = createRoute({
  getParentRoute: () => settingsRoute,
  path: '/deidentification',
  validateSearch: (raw) => ({
    ...readPaging(raw),
    ...withoutUndefined({ archived: readFlag(raw.archived) }),
  }),
  component: lazyPage(() => import('../pages/profile-pages.tsx'), 'ProfilesRoute'),
});

const profileRoute = createRoute({
  getParentRoute: () => settingsRoute,
  path: '/deidentification/$profileId',
  component: lazyPage(() => import('../pages/profile-pages.tsx'), 'ProfileRoute'),
});

const peersRoute = createRoute({
  getParentRoute: () => settingsRoute,
  path: '/peers',
  validateSearch: readPaging,
  component: lazyPage(() => import('../pages/settings-pages.tsx'), 'Peers'),
});

const auditRoute = createRoute({
  getParentRoute: () => settingsRoute,
  path: '/audit',
  validateSearch: readAuditSearch,
  component: lazyPage(() => import('../pages/settings-pages.tsx'), 'Audit'),
});

const appearanceRoute = createRoute({
  getParentRoute: () => settingsRoute,
  path: '/appearance',
  component: lazyPage(() => import('../pages/settings-pages.tsx'), 'AppearancePage'),
});

const accountRoute = createRoute({
  getParentRoute: () => settingsRoute,
  path: '/account',
  component: lazyPage(() => import('../pages/settings-pages.tsx'), 'Account'),
});

const aboutRoute = createRoute({
  getParentRoute: () => settingsRoute,
  path: '/about',
  component: lazyPage(() => import('../../features/about/index.ts'), 'AboutPage'),
});

export const settingsRoutes = settingsRoute.addChildren([
  settingsIndexRoute,
  membersRoute,
  tokensRoute,
  teamRoute,
  imagingRoute,
  profilesRoute,
  profileRoute,
  peersRoute,
  auditRoute,
  appearanceRoute,
  accountRoute,
  aboutRoute,
]);
