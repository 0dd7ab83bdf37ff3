// Every address of the dashboard, with what its query string holds. The table of contents of the app.
import {
  createRootRoute,
  createRoute,
  createRouter,
  Outlet,
  redirect,
  useNavigate,
  useRouter,
} from '@tanstack/react-router';
import { useState } from 'react';
import { AccountSettings, InvitationPage, SetupPage, SignInPage } from '../features/accounts/index.ts';
import { AuditPage, readAuditSearch } from '../features/audit/index.ts';
import { CasesList, readCasesSearch } from '../features/cases/index.ts';
import { MembersPage } from '../features/members/index.ts';
import { PatientsList, readPatientsSearch } from '../features/patients/index.ts';
import { readStudiesSearch } from '../features/studies/index.ts';
import { CreateTeamDialog, TeamPage } from '../features/teams/index.ts';
import { TokensPage } from '../features/tokens/index.ts';
import { UploadDetail, UploadsList } from '../features/uploads/index.ts';
import { api, queryClient } from '../shared/api/api.ts';
import { adoptSession, forgetTeamData, sessionQuery } from '../shared/api/session.ts';
import {
  parseSearchText,
  readPaging,
  readText,
  withoutUndefined,
  writeSearchText,
} from '../shared/url/list-search.ts';
import { CasePage } from './pages/case-page.tsx';
import { BrokenPage, NotFoundPage } from './pages/failure-pages.tsx';
import { PatientPage } from './pages/patient-page.tsx';
import { SettingsLayout } from './pages/settings-layout.tsx';
import classes from './shell.module.css';
import { Shell } from './shell.tsx';
import { SignOutEverywhereDialog } from './sign-out.tsx';
import { useSwitchTeam } from './switch-team.ts';

/** Where even the frame could not be drawn. */
function BrokenAlone({ error }: { error: unknown }) {
  return (
    <main className={classes.alone}>
      <BrokenPage error={error} />
    </main>
  );
}

const rootRoute = createRootRoute({
  component: Outlet,
  errorComponent: BrokenAlone,
});

async function isSetupNeeded(): Promise<boolean> {
  return (await api.showSetup({})).data.needed;
}

const signedInRoute = createRoute({
  getParentRoute: () => rootRoute,
  id: 'signed-in',
  component: Shell,
  errorComponent: BrokenAlone,
  beforeLoad: async ({ location }) => {
    const session = await queryClient.ensureQueryData(sessionQuery);
    if (session !== null) return;
    if (await isSetupNeeded()) throw redirect({ to: '/setup' });
    const from = location.pathname + location.searchStr;
    throw redirect({ to: '/sign-in', search: from === '/' || from === '/patients' ? {} : { from } });
  },
});

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
    if ((await queryClient.ensureQueryData(sessionQuery)) !== null) throw redirect({ to: '/patients' });
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
          forgetTeamData();
          void navigate({ to: '/patients' });
        }}
        onSignIn={() => void navigate({ to: '/sign-in', search: { from: `/invite#${code}` } })}
      />
    );
  },
});

/** Any other address: within the frame, so that one can go on from there. */
const unknownRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: '$',
  component: NotFoundPage,
});

const indexRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: '/',
  beforeLoad: () => {
    throw redirect({ to: '/patients', replace: true });
  },
});

const patientsRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: '/patients',
  validateSearch: readPatientsSearch,
  component: function Patients() {
    const navigate = useNavigate();
    return (
      <PatientsList
        search={patientsRoute.useSearch()}
        onSearch={(search, options) => void navigate({ to: '/patients', search, ...options })}
        onOpen={(patientId) => void navigate({ to: '/patients/$patientId', params: { patientId } })}
      />
    );
  },
});

const patientRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: '/patients/$patientId',
  validateSearch: readStudiesSearch,
  component: PatientPage,
});

const casesRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: '/cases',
  validateSearch: readCasesSearch,
  component: function Cases() {
    const navigate = useNavigate();
    return (
      <CasesList
        search={casesRoute.useSearch()}
        onSearch={(search, options) => void navigate({ to: '/cases', search, ...options })}
        onOpen={(caseId) => void navigate({ to: '/cases/$caseId', params: { caseId } })}
      />
    );
  },
});

const caseRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: '/cases/$caseId',
  validateSearch: readStudiesSearch,
  component: CasePage,
});

const uploadsRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: '/uploads',
  validateSearch: readPaging,
  component: function Uploads() {
    const navigate = useNavigate();
    return (
      <UploadsList
        search={uploadsRoute.useSearch()}
        onSearch={(search) => void navigate({ to: '/uploads', search })}
      />
    );
  },
});

const uploadRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: '/uploads/$uploadId',
  component: function OneUpload() {
    return <UploadDetail uploadId={uploadRoute.useParams().uploadId} />;
  },
});

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

const routeTree = rootRoute.addChildren([
  signInRoute,
  setupRoute,
  inviteRoute,
  signedInRoute.addChildren([
    indexRoute,
    unknownRoute,
    patientsRoute,
    patientRoute,
    casesRoute,
    caseRoute,
    uploadsRoute,
    uploadRoute,
    settingsRoute.addChildren([
      settingsIndexRoute,
      membersRoute,
      tokensRoute,
      teamRoute,
      auditRoute,
      accountRoute,
    ]),
  ]),
]);

/** The router. Query strings are plain texts, so that a search for digits stays one. */
export const router = createRouter({
  routeTree,
  parseSearch: parseSearchText,
  stringifySearch: writeSearchText,
  scrollRestoration: true,
  defaultPreload: false,
  defaultErrorComponent: BrokenPage,
});

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}
