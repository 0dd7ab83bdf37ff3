// One decision about several objects, after a question that says what it means.
import type { ReviewDecision } from '@lumenbox/contract';
import { Button, Group, Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../shared/api/api.ts';
import { ConfirmDialog } from '../../shared/ui/confirm-dialog.tsx';
import ui from '../../shared/ui/ui.module.css';

/** The buttons. `onDecided` is told why some could not be decided. */
export function DecideSeveral(props: { ids: readonly string[]; onDecided(failed: readonly string[]): void }) {
  const { t } = useTranslation();
  const [asked, setAsked] = useState<'accept' | 'reject'>();
  const ids = [...props.ids];
  const count = ids.length;
  const tell = (decisions: readonly ReviewDecision[], done: (count: number) => string) => {
    const failed = decisions.filter(({ outcome }) => outcome === 'failed');
    if (failed.length < decisions.length)
      notifications.show({ message: done(decisions.length - failed.length) });
    props.onDecided(failed.map(({ message }) => message ?? ''));
  };
  return (
    <Group role="toolbar" aria-label={t('reviewQueue.chosenActions')} gap="xs" className={ui.chosenBar ?? ''}>
      <Text size="sm" fw={500} role="status">
        {t('reviewQueue.chosen', { count })}
      </Text>
      <Button size="xs" variant="default" onClick={() => setAsked('accept')}>
        {t('reviewQueue.accept')}
      </Button>
      <Button size="xs" variant="default" onClick={() => setAsked('reject')}>
        {t('reviewQueue.reject')}
      </Button>
      <ConfirmDialog
        opened={asked === 'accept'}
        title={t('reviewQueue.acceptTitle', { count })}
        confirmLabel={t('reviewQueue.accept')}
        action={async () =>
          tell((await api.acceptReviewItems({ ids })).data, (done) =>
            t('reviewQueue.acceptedCount', { count: done }),
          )
        }
        onClose={() => setAsked(undefined)}
      >
        {t('reviewQueue.acceptText')}
      </ConfirmDialog>
      <ConfirmDialog
        opened={asked === 'reject'}
        title={t('reviewQueue.rejectTitle', { count })}
        confirmLabel={t('reviewQueue.reject')}
        isDangerous
        action={async () =>
          tell((await api.rejectReviewItems({ ids })).data, (done) =>
            t('reviewQueue.rejectedCount', { count: done }),
          )
        }
        onClose={() => setAsked(undefined)}
      >
        {t('reviewQueue.rejectText', { count })}
      </ConfirmDialog>
    </Group>
  );
}
