// The frame of the signed-in app: navigation, team and account menus, quick search, the page, and uploads in the corner.
import { AppShell, Badge, Burger, Group, Text } from '@mantine/core';
import { useDisclosure, useHotkeys, useMediaQuery } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { Link, Outlet, useRouterState } from '@tanstack/react-router';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { useHeldCount } from '../features/inbox/index.ts';
import { useReviewSummary } from '../features/review-queue/index.ts';
import { UploadCorner } from '../features/uploads/index.ts';
import { SessionContext, sessionQuery, useMay, useSession } from '../shared/api/session.ts';
import {
  IconBooks,
  IconCloudUpload,
  IconExternalLink,
  IconEye,
  IconHome,
  IconInbox,
  IconPhoto,
  IconSend,
  IconSettings,
  IconUsers,
} from '../shared/ui/icons.ts';
import { Logo } from '../shared/ui/logo.tsx';
import { OfflineNote } from '../shared/ui/offline-note.tsx';
import { AccountMenu } from './account-menu.tsx';
import { useLiveChanges } from './live-changes.ts';
import { SearchButton } from './search-button.tsx';
import { SessionKeeper } from './session-keeper.tsx';
import classes from './shell.module.css';
import { TeamMenu } from './team-menu.tsx';
import { useLeaveOnTeamChange } from './use-leave-on-team-change.ts';

/** Below it the navigation is a drawer: the theme's breakpoint `sm`, less the pixel on which both would hold. */
const narrow = '(max-width: 47.99em)';
const headerHeight = 56;
const navbarWidth = 248;

/** The frame; the route's page goes into its middle. Nothing for the moment between signing out and leaving. */
export function Shell() {
  const { data: session } = useQuery(sessionQuery);
  if (!session) return null;
  return (
    <SessionContext value={session}>
      <Frame />
    </SessionContext>
  );
}

function Frame() {
  const { team } = useSession();
  const { t } = useTranslation();
  const [isOpen, { toggle, close }] = useDisclosure();
  const path = useRouterState({ select: (state) => state.location.pathname });
  useEffect(() => {
    // The drawer on narrow screens closes when its link has been followed.
    if (path !== '') close();
  }, [path, close]);
  const isNarrow = useMediaQuery(narrow) ?? false;
  useHotkeys([['Escape', close]], []);
  useLeaveOnTeamChange();
  useLiveChanges();
  return (
    <>
      <a className="skip-link" href="#content">
        {t('frame.skipToContent')}
      </a>
      <AppShell
        layout="alt"
        header={{ height: { base: headerHeight, sm: 0 } }}
        navbar={{ width: navbarWidth, breakpoint: 'sm', collapsed: { mobile: !isOpen } }}
        padding={{ base: 'md', sm: 'xl' }}
        transitionDuration={120}
      >
        <AppShell.Header hiddenFrom="sm" className={classes.header ?? ''}>
          <Group h="100%" px="md" gap="sm">
            <Burger
              opened={isOpen}
              onClick={toggle}
              size="sm"
              aria-label={t(isOpen ? 'frame.closeNavigation' : 'frame.openNavigation')}
              aria-expanded={isOpen}
            />
            <Logo size={24} />
            <Text fw={700}>{t('frame.appName')}</Text>
          </Group>
        </AppShell.Header>
        <AppShell.Navbar
          p="sm"
          className={classes.navbar ?? ''}
          aria-label={t('frame.navigation')}
          // What is pushed out of sight must not be reached by Tab either.
          inert={isNarrow && !isOpen}
        >
          <AppShell.Section>
            <Group gap="xs" wrap="nowrap">
              <Burger
                opened={isOpen}
                onClick={toggle}
                size="sm"
                hiddenFrom="sm"
                aria-label={t('frame.closeNavigation')}
              />
              <TeamMenu />
            </Group>
          </AppShell.Section>
          <AppShell.Section mt="md">
            <SearchButton />
          </AppShell.Section>
          <AppShell.Section grow mt="xs">
            <Navigation />
          </AppShell.Section>
          <AppShell.Section>
            <AccountMenu />
          </AppShell.Section>
        </AppShell.Navbar>
        <AppShell.Main inert={isNarrow && isOpen} id="content" tabIndex={-1} className={classes.main ?? ''}>
          <Outlet key={team.id} />
        </AppShell.Main>
      </AppShell>
      <UploadCorner />
      <OfflineNote />
      <SessionKeeper />
    </>
  );
}

function Navigation() {
  const { t } = useTranslation();
  const may = useMay();
  const counts: Readonly<Record<string, number | undefined>> = {
    '/inbox': useHeldCount({ isAllowed: may('imaging:write') }).data,
    '/review-queue': useReviewSummary({ isAllowed: may('cases:review') }).data?.total,
  };
  const entries = [
    { to: '/', label: t('frame.nav.home'), Icon: IconHome, isShown: true },
    { to: '/studies', label: t('frame.nav.studies'), Icon: IconPhoto, isShown: may('studies:read') },
    { to: '/patients', label: t('frame.nav.patients'), Icon: IconUsers, isShown: may('patients:read') },
    { to: '/cases', label: t('frame.nav.cases'), Icon: IconBooks, isShown: may('cases:read') },
    { to: '/uploads', label: t('frame.nav.uploads'), Icon: IconCloudUpload, isShown: may('imaging:write') },
    { to: '/inbox', label: t('frame.nav.inbox'), Icon: IconInbox, isShown: may('imaging:write') },
    {
      to: '/review-queue',
      label: t('frame.nav.reviewQueue'),
      Icon: IconEye,
      isShown: may('cases:review'),
    },
    { to: '/transfers', label: t('frame.nav.transfers'), Icon: IconSend, isShown: may('studies:read') },
    { to: '/settings', label: t('frame.nav.settings'), Icon: IconSettings, isShown: true },
  ] as const;
  return (
    <ul className={classes.nav}>
      {entries
        .filter((entry) => entry.isShown)
        .map(({ to, label, Icon }) => (
          <li key={to}>
            <Link
              to={to}
              className={classes.link}
              activeOptions={{ includeSearch: false, exact: to === '/' }}
            >
              <Icon size={18} aria-hidden />
              {label}
              <HeldBadge count={counts[to] ?? 0} />
            </Link>
          </li>
        ))}
      <li>
        <a href="/docs" className={classes.link} target="_blank" rel="noreferrer">
          <IconExternalLink size={18} aria-hidden />
          {t('frame.nav.docs')}
        </a>
      </li>
    </ul>
  );
}

function HeldBadge({ count }: { count: number }) {
  const { t } = useTranslation();
  if (count === 0) return null;
  return (
    <Badge size="sm" variant="light" color="yellow" ml="auto" title={t('frame.nav.inboxCount', { count })}>
      {count}
    </Badge>
  );
}
