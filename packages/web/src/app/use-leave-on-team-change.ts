// Leaves a page when the team has changed in another tab.
import { useRouter } from '@tanstack/react-router';
import { useEffect, useRef } from 'react';
import { useSession } from '../shared/api/session.ts';

/** The team can change in another tab: what is on the screen then belongs to a team that is no longer ours. */
export function useLeaveOnTeamChange(): void {
  const { team } = useSession();
  const known = useRef(team.id);
  const router = useRouter();
  useEffect(() => {
    if (known.current === team.id) return;
    known.current = team.id;
    void router.navigate({ to: '/patients' });
  }, [team.id, router]);
}
