// The addresses of the settings.
import { createRoute, lazyRouteComponent, redirect, useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { AccountSettings } from '../../features/accounts/index.ts';
import { AppearancePage } from '../../features/appearance/index.ts';
import { AuditPage, readAuditSearch } from '../../features/audit/index.ts';
import { MembersPage } from '../../features/members/index.ts';
import { PeersPage } from '../../features/peers/index.ts';
import { RealmPage } from '../../features/realm/index.ts';
import { CreateTeamDialog, TeamPage } from '../../features/teams/index.ts';
import { TokensPage } from '../../features/tokens/index.ts';
import { queryClient } from '../../shared/api/api.ts';
import { sessionQuery } from '../../shared/api/session.ts';
import { readFlag, readPaging, withoutUndefined } from '../../shared/url/list-search.ts';
import { SettingsLayout } from '../pages/settings-layout.tsx';
import { SignOutEverywhereDialog } from '../sign-out.tsx';
import { useSwitchTeam } from '../switch-team.ts';
import { signedInRoute } from './frame-routes.tsx';

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
  component: function Members() {
    const navigate = useNavigate();
    return (
      <MembersPage
        search={membersRoute.useSearch()}
        onSearch={(search) => void navigate({ to: '/settings/members', search })}
        onLeft={async () => {
          await queryClient.refetchQueries({ queryKey: sessionQuery.queryKey });
        }}
      />
    );
  },
});

const tokensRoute = createRoute({
  getParentRoute: () => settingsRoute,
  path: '/tokens',
  validateSearch: readPaging,
  component: function Tokens() {
    const navigate = useNavigate();
    return (
      <TokensPage
        search={tokensRoute.useSearch()}
        onSearch={(search) => void navigate({ to: '/settings/tokens', search })}
      />
    );
  },
});

const teamRoute = createRoute({
  getParentRoute: () => settingsRoute,
  path: '/team',
  component: function Team() {
    const [isCreating, setIsCreating] = useState(false);
    const switchTo = useSwitchTeam();
    return (
      <>
        <TeamPage onCreate={() => setIsCreating(true)} />
        {isCreating && (
          <CreateTeamDialog onClose={() => setIsCreating(false)} onCreated={(team) => void switchTo(team)} />
        )}
      </>
    );
  },
});

const imagingRoute = createRoute({
  getParentRoute: () => settingsRoute,
  path: '/imaging',
  component: RealmPage,
});

// With the data dictionary, which few pages need.
const profilesRoute = createRoute({
  getParentRoute: () => settingsRoute,
  path: '/deidentification',
  validateSearch: (raw) => ({
    ...readPaging(raw),
    ...withoutUndefined({ archived: readFlag(raw.archived) }),
  }),
  component: lazyRouteComponent(() => import('../pages/profile-pages.tsx'), 'ProfilesRoute'),
});

const profileRoute = createRoute({
  getParentRoute: () => settingsRoute,
  path: '/deidentification/$profileId',
  component: lazyRouteComponent(() => import('../pages/profile-pages.tsx'), 'ProfileRoute'),
});

const peersRoute = createRoute({
  getParentRoute: () => settingsRoute,
  path: '/peers',
  validateSearch: readPaging,
  component: function Peers() {
    const navigate = useNavigate();
    return (
      <PeersPage
        search={peersRoute.useSearch()}
        onSearch={(search) => void navigate({ to: '/settings/peers', search })}
      />
    );
  },
});

const auditRoute = createRoute({
  getParentRoute: () => settingsRoute,
  path: '/audit',
  validateSearch: readAuditSearch,
  component: function Audit() {
    const navigate = useNavigate();
    return (
      <AuditPage
        search={auditRoute.useSearch()}
        onSearch={(search) => void navigate({ to: '/settings/audit', search, resetScroll: false })}
      />
    );
  },
});

const appearanceRoute = createRoute({
  getParentRoute: () => settingsRoute,
  path: '/appearance',
  component: AppearancePage,
});

const accountRoute = createRoute({
  getParentRoute: () => settingsRoute,
  path: '/account',
  component: function Account() {
    const [isAsking, setIsAsking] = useState(false);
    return (
      <>
        <AccountSettings onSignOutEverywhere={() => setIsAsking(true)} />
        <SignOutEverywhereDialog opened={isAsking} onClose={() => setIsAsking(false)} />
      </>
    );
  },
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
]);
