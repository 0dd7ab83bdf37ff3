// The images that a peer did not take, by their UIDs.
import type { Transfer } from '@lumenbox/contract';
import { Button, Group, Modal, Stack, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { formatCount } from '../../shared/format/format.ts';
import ui from '../../shared/ui/ui.module.css';
import { useReturnFocus } from '../../shared/ui/use-return-focus.ts';

/** The dialog. */
export function FailuresDialog({ transfer, onClose }: { transfer: Transfer; onClose(): void }) {
  const { t } = useTranslation();
  useReturnFocus(true);
  const uids = transfer.failed_sop_instance_uids;
  return (
    <Modal
      opened
      onClose={onClose}
      returnFocus={false}
      size="lg"
      title={t('transfers.failuresTitle', { title: transfer.ae_title })}
      closeButtonProps={{ 'aria-label': t('frame.close') }}
    >
      <Stack gap="md">
        <Text size="sm">{t('transfers.failuresText')}</Text>
        <code className={ui.secret}>{uids.join('\n')}</code>
        {uids.length < transfer.counts.failed && (
          <Text size="sm" c="dimmed">
            {t('transfers.failuresMore', { number: formatCount(uids.length) })}
          </Text>
        )}
        <Group justify="flex-end">
          <Button onClick={onClose} data-autofocus>
            {t('transfers.close')}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
