// Uploads that ended with their tab: what is left, and how to go on. The browser gives files to nobody twice, so they are picked again.
import { Alert, Button, Group, Stack, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { formatBytes, formatMoment } from '../../shared/format/format.ts';
import type { UploadTarget } from './drop-list.ts';
import { forgetStoppedUpload, useStoppedUploads } from './uploads-of-tab.ts';

/** A notice for each upload to a target that stopped. */
export function StoppedUploads({ target }: { target: UploadTarget }) {
  const { t } = useTranslation();
  const records = useStoppedUploads(target);
  if (records.length === 0) return null;
  return (
    <Stack gap="xs" mb="md">
      {records.map((record) => (
        <Alert key={record.group} color="blue" title={t('uploads.stoppedTitle')}>
          <Group justify="space-between" gap="xs">
            <Text size="sm">
              {t(record.bytesSent === 0 ? 'uploads.stoppedAtOnce' : 'uploads.stoppedText', {
                when: formatMoment(new Date(record.startedAt).toISOString()),
                count: record.filesTotal,
                sent: formatBytes(record.bytesSent),
                total: formatBytes(record.bytesTotal),
              })}
            </Text>
            <Button size="xs" variant="default" onClick={() => void forgetStoppedUpload(record)}>
              {t('uploads.giveUp')}
            </Button>
          </Group>
        </Alert>
      ))}
    </Stack>
  );
}
