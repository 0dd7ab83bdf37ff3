// A page that fills the window: signed in, without navigation. Dark, because images are looked at there.
import { useQuery } from '@tanstack/react-query';
import { Outlet } from '@tanstack/react-router';
import { SessionContext, sessionQuery } from '../shared/api/session.ts';
import { OfflineNote } from '../shared/ui/offline-note.tsx';
import { SessionKeeper } from './session-keeper.tsx';
import { useLeaveOnTeamChange } from './use-leave-on-team-change.ts';

/** The page; nothing for the moment between signing out and leaving. */
export function WholeWindow() {
  const { data: session } = useQuery(sessionQuery);
  if (!session) return null;
  return (
    <SessionContext value={session}>
      <Content />
      <OfflineNote />
      <SessionKeeper />
    </SessionContext>
  );
}

function Content() {
  useLeaveOnTeamChange();
  return <Outlet />;
}
