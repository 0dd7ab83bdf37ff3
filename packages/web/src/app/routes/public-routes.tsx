// The addresses before sign-in: first run, sign-in, invitation.
import { createRoute, redirect, useNavigate, useRouter } from '@tanstack/react-router';
import { useState } from 'react';
import { InvitationPage, SetupPage, SignInPage } from '../../features/accounts/index.ts';
import { adoptSession, readSession } from '../../shared/api/session.ts';
import { readText, withoutUndefined } from '../../shared/url/list-search.ts';
import { isSetupNeeded, rootRoute } from './frame-routes.tsx';

/** Only addresses of ours: a link must not be able to send anybody elsewhere after signing in. */
function readOwnPath(value: unknown): string | undefined {
  const path = readText(value);
  return path !== undefined && /^\/(?![/\\])/.test(path) ? path : undefined;
}

const signInRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/sign-in',
  validateSearch: (raw) => withoutUndefined({ from: readOwnPath(raw.from) }),
  beforeLoad: async () => {
    if ((await readSession()) !== null) throw redirect({ to: '/patients' });
    if (await isSetupNeeded()) throw redirect({ to: '/setup' });
  },
  component: function SignIn() {
    const router = useRouter();
    const { from } = signInRoute.useSearch();
    return (
      <SignInPage
        onSignedIn={(session) => {
          adoptSession(session);
          router.history.push(from ?? '/patients');
        }}
      />
    );
  },
});

const setupRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/setup',
  beforeLoad: async () => {
    if (!(await isSetupNeeded())) throw redirect({ to: '/sign-in' });
  },
  component: function Setup() {
    const navigate = useNavigate();
    return (
      <SetupPage
        onDone={(session) => {
          adoptSession(session);
          void navigate({ to: '/patients' });
        }}
      />
    );
  },
});

const inviteRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/invite',
  component: function Invite() {
    const navigate = useNavigate();
    const [code] = useState(() => window.location.hash.replace(/^#/, ''));
    return (
      <InvitationPage
        code={code}
        onJoined={(session) => {
          adoptSession(session);
          void navigate({ to: '/patients' });
        }}
        onSignIn={() => void navigate({ to: '/sign-in', search: { from: `/invite#${code}` } })}
      />
    );
  },
});

export const publicRoutes = [signInRoute, setupRoute, inviteRoute] as const;
