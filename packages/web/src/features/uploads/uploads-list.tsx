// The uploads of the team, and one of them with its verdicts.
import type { Upload } from '@lumenbox/contract';
import { Anchor, Group, SimpleGrid, Skeleton, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { TFunction } from 'i18next';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../shared/api/api.ts';
import { formatCount, formatMoment } from '../../shared/format/format.ts';
import { type Column, DataTable } from '../../shared/ui/data-table.tsx';
import { Fact } from '../../shared/ui/fact.tsx';
import { FailedPage } from '../../shared/ui/failed-page.tsx';
import { IconCloudUpload } from '../../shared/ui/icons.ts';
import { Moment } from '../../shared/ui/moment.tsx';
import { Page } from '../../shared/ui/page.tsx';
import { Pager } from '../../shared/ui/pager.tsx';
import { Section } from '../../shared/ui/section.tsx';
import { EmptyState } from '../../shared/ui/states.tsx';
import { Tag, type Tone } from '../../shared/ui/tag.tsx';
import ui from '../../shared/ui/ui.module.css';
import { type PagingSearch, withoutUndefined } from '../../shared/url/list-search.ts';
import { DropArea, UploadButton } from './drop-area.tsx';
import { StoppedUploads } from './stopped-uploads.tsx';
import { isRunning, runningPollMs, useUploads } from './uploads-query.ts';
import { VerdictTable } from './verdict-table.tsx';

const tones: Readonly<Record<Upload['status'], Tone>> = {
  receiving: 'blue',
  processing: 'blue',
  complete: 'green',
  failed: 'red',
};
const results = [
  ['stored', 'green'],
  ['duplicate', 'gray'],
  ['held', 'amber'],
  ['rejected', 'red'],
] as const;

/** The page with all uploads. */
export function UploadsList(props: { search: PagingSearch; onSearch(search: PagingSearch): void }) {
  const { t } = useTranslation();
  const { search } = props;
  const list = useUploads(search);
  const target = useMemo(() => ({ kind: 'match', name: t('uploads.matchTarget') }) as const, [t]);
  return (
    <DropArea target={target}>
      <Page
        title={t('uploads.title')}
        description={t('uploads.description')}
        actions={<UploadButton target={target} />}
      >
        <StoppedUploads target={target} />
        <DataTable
          label={t('uploads.title')}
          columns={useUploadColumns()}
          rowKey={(upload) => upload.id}
          state={{
            rows: list.data?.data,
            isRefreshing: list.isPlaceholderData,
            error: list.error,
            onRetry: () => void list.refetch(),
          }}
          empty={
            <EmptyState
              icon={<IconCloudUpload size={24} />}
              title={t('uploads.emptyTitle')}
              text={t('uploads.emptyText')}
            />
          }
          footer={
            <Pager
              meta={list.data?.meta}
              search={search}
              onChange={(paging) => props.onSearch(withoutUndefined(paging))}
            />
          }
        />
      </Page>
    </DropArea>
  );
}

function useUploadColumns(): Column<Upload>[] {
  const { t } = useTranslation();
  return [
    {
      key: 'when',
      header: t('uploads.columns.when'),
      cell: (upload) => (
        <Link to="/uploads/$uploadId" params={{ uploadId: upload.id }} className={ui.rowLink}>
          <Moment value={upload.created_at} />
        </Link>
      ),
    },
    {
      key: 'source',
      header: t('uploads.columns.source'),
      wide: true,
      cell: (upload) => sourceName(upload.source, t),
    },
    {
      key: 'received',
      header: t('uploads.count.received'),
      wide: true,
      cell: (upload) => formatCount(upload.counts.received),
    },
    {
      key: 'result',
      header: t('uploads.columns.result'),
      cell: (upload) => <UploadResults upload={upload} />,
    },
    {
      key: 'status',
      header: t('uploads.columns.status'),
      cell: (upload) => <UploadState upload={upload} />,
    },
    {
      key: 'target',
      header: t('uploads.columns.target'),
      wide: true,
      cell: (upload) => <Target upload={upload} />,
    },
  ];
}

/** How far an upload is, in a word. */
export function UploadState({ upload }: { upload: Upload }) {
  const { t } = useTranslation();
  return <Tag tone={tones[upload.status]}>{t(`uploads.statuses.${upload.status}`)}</Tag>;
}

/** What became of its files, in counts. */
export function UploadResults({ upload }: { upload: Upload }) {
  const { t } = useTranslation();
  return (
    <Group gap={4}>
      {results
        .filter(([outcome]) => upload.counts[outcome] > 0)
        .map(([outcome, tone]) => (
          <Tag key={outcome} tone={tone}>
            {t(`uploads.counts.${outcome}`, { count: upload.counts[outcome] })}
          </Tag>
        ))}
    </Group>
  );
}

function Target({ upload }: { upload: Upload }) {
  const { t } = useTranslation();
  if (upload.patient_id === null)
    return (
      <Text span size="sm" c="dimmed">
        {t('uploads.matched')}
      </Text>
    );
  return (
    <Anchor
      size="sm"
      className={ui.aboveRowLink ?? ''}
      renderRoot={(rootProps) => (
        <Link {...rootProps} to="/patients/$patientId" params={{ patientId: upload.patient_id ?? '' }} />
      )}
    >
      {t('uploads.openTarget')}
    </Anchor>
  );
}

/** The page of one upload. */
export function UploadDetail({ uploadId }: { uploadId: string }) {
  const { t } = useTranslation();
  const query = useQuery({
    queryKey: ['uploads', 'one', uploadId],
    queryFn: async ({ signal }) => (await api.showUpload({ id: uploadId }, { signal })).data,
    refetchInterval: (state) =>
      state.state.data !== undefined && isRunning(state.state.data) ? runningPollMs : false,
  });
  const upload = query.data;
  const back = (
    <Anchor size="sm" renderRoot={(rootProps) => <Link {...rootProps} to="/uploads" />}>
      {t('uploads.back')}
    </Anchor>
  );
  if (query.isError && upload === undefined)
    return <FailedPage error={query.error} above={back} onRetry={() => void query.refetch()} />;
  if (upload === undefined)
    return (
      <Page title={t('uploads.title')} above={back}>
        <Skeleton height={160} />
      </Page>
    );
  return (
    <Page
      title={t('uploads.openOne', { when: formatMoment(upload.created_at) })}
      above={back}
      beside={<UploadState upload={upload} />}
      actions={<Target upload={upload} />}
    >
      <Section>
        <SimpleGrid cols={{ base: 2, xs: 3, md: 6 }} component="dl" m={0}>
          {(['received', 'stored', 'duplicate', 'held', 'rejected'] as const).map((name) => (
            <Fact key={name} label={t(`uploads.count.${name}`)}>
              {formatCount(upload.counts[name])}
            </Fact>
          ))}
          <Fact label={t('uploads.columns.source')}>{sourceName(upload.source, t)}</Fact>
        </SimpleGrid>
      </Section>
      <VerdictTable verdicts={upload.files} />
    </Page>
  );
}

type KnownSource = 'http' | 'tus' | 'import' | 'inbox' | 'demo' | 'dimse' | 'stow' | 'copy';

/** How an upload came in; a way that is newer than this page by the server's own word. */
function sourceName(source: string, t: TFunction): string {
  return t(`uploads.sources.${source as KnownSource}`, source);
}
