// The uploads that the server is receiving or taking in, whoever sends them. Nothing stands there when there are none.
import type { Upload } from '@lumenbox/contract';
import { Group, Text, Title } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { formatMoment } from '../../shared/format/format.ts';
import { Section } from '../../shared/ui/section.tsx';
import { ErrorState } from '../../shared/ui/states.tsx';
import ui from '../../shared/ui/ui.module.css';
import { isRunning, UploadResults, UploadState, useUploads } from '../uploads/index.ts';
import classes from './home.module.css';

/** Among so many of the newest are those that are under way. */
const lookedThroughMax = 25;

/** The section. */
export function UploadsUnderWay() {
  const { t } = useTranslation();
  const list = useUploads({ per_page: lookedThroughMax });
  const running = list.data?.data.filter(isRunning) ?? [];
  const isBroken = list.isError && list.data === undefined;
  if (running.length === 0 && !isBroken) return null;
  return (
    <Section>
      <Title order={2}>{t('home.uploads.title')}</Title>
      {isBroken && <ErrorState error={list.error} onRetry={() => void list.refetch()} />}
      <ul className={classes.rows}>
        {running.map((upload) => (
          <li key={upload.id} className={classes.upload}>
            <UploadLine upload={upload} />
          </li>
        ))}
      </ul>
    </Section>
  );
}

function UploadLine({ upload }: { upload: Upload }) {
  const { t } = useTranslation();
  return (
    <>
      <Link to="/uploads/$uploadId" params={{ uploadId: upload.id }} className={ui.rowLink}>
        {t('uploads.openOne', { when: formatMoment(upload.created_at) })}
      </Link>
      <Group gap="xs">
        <Text span size="sm" c="dimmed">
          {t('uploads.counts.received', { count: upload.counts.received })}
        </Text>
        <UploadResults upload={upload} />
        <UploadState upload={upload} />
      </Group>
    </>
  );
}
