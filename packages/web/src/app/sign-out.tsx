// Signing out, here or everywhere; nothing of the session stays behind in this tab.
import { ApiError } from '@lumenbox/contract';
import { notifications } from '@mantine/notifications';
import { useRouter } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { stopUploads } from '../features/uploads/index.ts';
import { api } from '../shared/api/api.ts';
import { explain } from '../shared/api/explain.ts';
import { forgetSession } from '../shared/api/session.ts';
import { registerSignInAgain } from '../shared/api/session-gate.ts';
import { ConfirmDialog } from '../shared/ui/confirm-dialog.tsx';

/** Gives the function that signs out; it tells when that failed. */
export function useSignOut() {
  const router = useRouter();
  const { t } = useTranslation();
  return async (everywhere: boolean) => {
    try {
      await api.signOut({ everywhere });
    } catch (error) {
      const isGone = error instanceof ApiError && error.status === 401;
      if (!isGone) {
        notifications.show({ color: 'red', message: explain(error, t) });
        return;
      }
    }
    registerSignInAgain(undefined);
    stopUploads();
    forgetSession();
    await router.navigate({ to: '/sign-in' });
  };
}

/** Asks before every session ends. */
export function SignOutEverywhereDialog({ opened, onClose }: { opened: boolean; onClose(): void }) {
  const { t } = useTranslation();
  const signOut = useSignOut();
  return (
    <ConfirmDialog
      opened={opened}
      title={t('frame.signOutEverywhere')}
      confirmLabel={t('frame.signOutEverywhere')}
      action={() => signOut(true)}
      onClose={onClose}
    >
      {t('frame.signOutEverywhereText')}
    </ConfirmDialog>
  );
}
