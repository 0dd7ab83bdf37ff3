// The pages of the settings, loaded together: whoever opens one often opens the next.
import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { AccountSettings } from '../../features/accounts/index.ts';
import { AuditPage } from '../../features/audit/index.ts';
import { MembersPage } from '../../features/members/index.ts';
import { PeersPage } from '../../features/peers/index.ts';
import { CreateTeamDialog, TeamPage } from '../../features/teams/index.ts';
import { TokensPage } from '../../features/tokens/index.ts';
import { queryClient } from '../../shared/api/api.ts';
import { sessionQuery } from '../../shared/api/session.ts';
import { ForRole } from '../../shared/ui/failed-page.tsx';
import { SignOutEverywhereDialog } from '../sign-out.tsx';
import { useSwitchTeam } from '../switch-team.ts';

export { AppearancePage } from '../../features/appearance/index.ts';
export { RealmPage } from '../../features/realm/index.ts';

const membersRoute = getRouteApi('/signed-in/settings/members');
const tokensRoute = getRouteApi('/signed-in/settings/tokens');
const peersRoute = getRouteApi('/signed-in/settings/peers');
const auditRoute = getRouteApi('/signed-in/settings/audit');

/** Who works in the team. */
export function Members() {
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
}

/** Keys for programs. */
export function Tokens() {
  const navigate = useNavigate();
  return (
    <TokensPage
      search={tokensRoute.useSearch()}
      onSearch={(search) => void navigate({ to: '/settings/tokens', search })}
    />
  );
}

/** The current team, and the way to another. */
export function Team() {
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
}

/** The systems that the team talks to. */
export function Peers() {
  const navigate = useNavigate();
  return (
    <PeersPage
      search={peersRoute.useSearch()}
      onSearch={(search) => void navigate({ to: '/settings/peers', search })}
    />
  );
}

/** Who did what. */
export function Audit() {
  const navigate = useNavigate();
  return (
    <ForRole needs="audit:read">
      <AuditPage
        search={auditRoute.useSearch()}
        onSearch={(search) => void navigate({ to: '/settings/audit', search, resetScroll: false })}
      />
    </ForRole>
  );
}

/** The own account. */
export function Account() {
  const [isAsking, setIsAsking] = useState(false);
  return (
    <>
      <AccountSettings onSignOutEverywhere={() => setIsAsking(true)} />
      <SignOutEverywhereDialog opened={isAsking} onClose={() => setIsAsking(false)} />
    </>
  );
}
