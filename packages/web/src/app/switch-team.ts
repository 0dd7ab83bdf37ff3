// Changes the current team and leaves nothing of the last one behind.
import { notifications } from '@mantine/notifications';
import { useRouter } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { stopUploads } from '../features/uploads/index.ts';
import { api } from '../shared/api/api.ts';
import { adoptSession } from '../shared/api/session.ts';

/** Gives the function that switches to a team and goes to its patients. */
export function useSwitchTeam() {
  const router = useRouter();
  const { t } = useTranslation();
  return async (team: { id: string; name: string }) => {
    const { data } = await api.switchTeam({ team_id: team.id });
    stopUploads();
    adoptSession(data);
    await router.navigate({ to: '/patients' });
    notifications.show({ message: t('frame.switchedTo', { team: data.team.name }) });
  };
}
