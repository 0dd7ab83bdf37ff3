// The review queue: what waits, by case, with the reasons; one by one, or several at once.
import { type ReviewItem, reviewItemsMax } from '@lumenbox/contract';
import { Alert, Anchor, Box, Button, Checkbox, Group, List, NativeSelect, Stack } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type Column, DataTable } from '../../shared/ui/data-table.tsx';
import { IconEye } from '../../shared/ui/icons.ts';
import { Moment } from '../../shared/ui/moment.tsx';
import { Page } from '../../shared/ui/page.tsx';
import { Pager } from '../../shared/ui/pager.tsx';
import { EmptyState } from '../../shared/ui/states.tsx';
import { Tag } from '../../shared/ui/tag.tsx';
import { withoutUndefined } from '../../shared/url/list-search.ts';
import { ContentLine } from './content-line.tsx';
import { DecideSeveral } from './decide-several.tsx';
import { useReviewList, useReviewSummary } from './review-query.ts';
import type { ReviewFilter, ReviewSearch } from './review-search.ts';

/** The page. */
export function ReviewList(props: { search: ReviewSearch; onSearch(search: ReviewSearch): void }) {
  const { t } = useTranslation();
  const { search, onSearch } = props;
  const client = useQueryClient();
  const list = useReviewList(search);
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const [problems, setProblems] = useState<readonly string[]>([]);
  const rows = list.data?.data;
  const ids = (rows ?? []).map(({ id }) => id).filter((id) => chosen.has(id));
  const { page: _page, per_page: _perPage, ...filter } = search;
  return (
    <Page title={t('reviewQueue.title')} description={t('reviewQueue.description')}>
      <Group justify="space-between" align="end" gap="sm">
        <Filters search={search} onSearch={onSearch} />
        {rows !== undefined && rows.length > 1 && (
          <Checkbox
            label={t('reviewQueue.chooseAll')}
            checked={ids.length === rows.length}
            indeterminate={ids.length > 0 && ids.length < rows.length}
            onChange={(event) =>
              setChosen(new Set(event.currentTarget.checked ? rows.map(({ id }) => id) : []))
            }
          />
        )}
      </Group>
      {problems.length > 0 && (
        <Alert
          color="red"
          role="alert"
          title={t('reviewQueue.notDecided', { count: problems.length })}
          withCloseButton
          closeButtonLabel={t('frame.close')}
          onClose={() => setProblems([])}
        >
          <List size="sm">
            {[...new Set(problems)].map((problem) => (
              <List.Item key={problem}>{problem}</List.Item>
            ))}
          </List>
        </Alert>
      )}
      <DataTable
        label={t('reviewQueue.title')}
        columns={useColumns({ chosen, onChoose: setChosen, filter })}
        rowKey={(item) => item.id}
        state={{
          rows,
          isRefreshing: list.isPlaceholderData,
          error: list.error,
          onRetry: () => void list.refetch(),
        }}
        empty={
          <EmptyState
            icon={<IconEye size={24} />}
            title={t('reviewQueue.emptyTitle')}
            text={t('reviewQueue.emptyText')}
          />
        }
        footer={
          <Pager
            meta={list.data?.meta}
            search={search}
            onChange={(paging) => onSearch({ ...filter, ...withoutUndefined(paging) })}
          />
        }
      />
      {ids.length > 0 && (
        <DecideSeveral
          ids={ids.slice(0, reviewItemsMax)}
          onDecided={(failed) => {
            setChosen(new Set());
            setProblems(failed);
            void client.invalidateQueries({ queryKey: ['review-queue'] });
          }}
        />
      )}
    </Page>
  );
}

function Filters({ search, onSearch }: { search: ReviewSearch; onSearch(search: ReviewSearch): void }) {
  const { t } = useTranslation();
  const summary = useReviewSummary({ isAllowed: true }).data;
  const cases = summary?.cases ?? [];
  // A filter that finds nothing any more is still shown as what it is.
  const isCaseGone = search.case_id !== undefined && !cases.some(({ id }) => id === search.case_id);
  const reasons = summary?.reasons ?? [];
  const isReasonGone = search.reason !== undefined && !reasons.some(({ reason }) => reason === search.reason);
  const choose = (filter: { case_id?: string | undefined; reason?: string | undefined }) => {
    const { page: _page, ...rest } = search;
    onSearch(withoutUndefined({ ...rest, ...filter }) as ReviewSearch);
  };
  return (
    <Group gap="sm" align="end">
      <NativeSelect
        label={t('reviewQueue.case')}
        value={search.case_id ?? ''}
        data={[
          { value: '', label: t('reviewQueue.allCases') },
          ...cases.map(({ id, label, count }) => ({ value: id, label: `${label} (${count})` })),
          ...(isCaseGone ? [{ value: search.case_id ?? '', label: t('reviewQueue.thisCase') }] : []),
        ]}
        onChange={(event) => choose({ case_id: event.currentTarget.value || undefined })}
      />
      <NativeSelect
        label={t('reviewQueue.reason')}
        value={search.reason ?? ''}
        data={[
          { value: '', label: t('reviewQueue.allReasons') },
          ...reasons.map(({ reason, count }) => ({
            value: reason as string,
            label: `${t(`profiles.reasons.${reason}`)} (${count})`,
          })),
          ...(isReasonGone && search.reason !== undefined
            ? [{ value: search.reason as string, label: t(`profiles.reasons.${search.reason}`) }]
            : []),
        ]}
        onChange={(event) => choose({ reason: event.currentTarget.value || undefined })}
      />
    </Group>
  );
}

function useColumns(options: {
  chosen: ReadonlySet<string>;
  onChoose(chosen: ReadonlySet<string>): void;
  filter: ReviewFilter;
}): Column<ReviewItem>[] {
  const { t } = useTranslation();
  const { chosen, onChoose, filter } = options;
  const toggle = (id: string) => {
    const next = new Set(chosen);
    if (!next.delete(id)) next.add(id);
    onChoose(next);
  };
  return [
    {
      key: 'choose',
      header: t('reviewQueue.choose'),
      hideHeader: true,
      width: 1,
      cell: (item) => (
        <Checkbox
          aria-label={t('reviewQueue.chooseOne', { label: item.case.label })}
          checked={chosen.has(item.id)}
          onChange={() => toggle(item.id)}
        />
      ),
    },
    {
      key: 'case',
      header: t('reviewQueue.case'),
      cell: (item) => (
        <Stack gap={0}>
          <Anchor
            size="sm"
            fw={500}
            renderRoot={(props) => (
              <Link {...props} to="/review-queue/$itemId" params={{ itemId: item.id }} search={filter} />
            )}
          >
            {item.case.label}
          </Anchor>
          <ContentLine item={item} />
          <Box hiddenFrom="sm" mt={4}>
            <Reasons item={item} />
          </Box>
        </Stack>
      ),
    },
    {
      key: 'reasons',
      header: t('reviewQueue.reason'),
      wide: true,
      cell: (item) => <Reasons item={item} />,
    },
    {
      key: 'when',
      header: t('reviewQueue.since'),
      wide: true,
      cell: (item) => <Moment value={item.created_at} />,
    },
    {
      key: 'open',
      header: t('reviewQueue.review'),
      hideHeader: true,
      cell: (item) => (
        <Button
          size="xs"
          variant="default"
          renderRoot={(props) => (
            <Link {...props} to="/review-queue/$itemId" params={{ itemId: item.id }} search={filter} />
          )}
        >
          {t('reviewQueue.review')}
        </Button>
      ),
    },
  ];
}

function Reasons({ item }: { item: ReviewItem }) {
  const { t } = useTranslation();
  return (
    <Group gap={4}>
      {item.reasons.map((reason) => (
        <Tag key={reason} tone="amber">
          {t(`profiles.reasons.${reason}`)}
        </Tag>
      ))}
    </Group>
  );
}
