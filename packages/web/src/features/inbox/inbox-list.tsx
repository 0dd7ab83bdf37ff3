// The inbox: images that wait for somebody to say whose they are.
import type { HeldStudy } from '@lumenbox/contract';
import { Button, Loader, Text } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useMay } from '../../shared/api/session.ts';
import { formatCount } from '../../shared/format/format.ts';
import { sayReason } from '../../shared/i18n/verdict-sentences.ts';
import { type Column, DataTable } from '../../shared/ui/data-table.tsx';
import { IconInbox } from '../../shared/ui/icons.ts';
import { Moment } from '../../shared/ui/moment.tsx';
import { Page } from '../../shared/ui/page.tsx';
import { Pager } from '../../shared/ui/pager.tsx';
import { EmptyState } from '../../shared/ui/states.tsx';
import { Tag } from '../../shared/ui/tag.tsx';
import { type PagingSearch, withoutUndefined } from '../../shared/url/list-search.ts';
import { DecideDialog } from './decide-dialog.tsx';
import { HeldFacts } from './held-facts.tsx';
import { isAssigning, useInbox } from './inbox-query.ts';

/** The page with everything that is held. */
export function InboxList(props: { search: PagingSearch; onSearch(search: PagingSearch): void }) {
  const { t } = useTranslation();
  const { search } = props;
  const client = useQueryClient();
  const list = useInbox(search);
  const [chosen, setChosen] = useState<HeldStudy>();
  return (
    <Page title={t('inbox.title')} description={t('inbox.description')}>
      <DataTable
        label={t('inbox.title')}
        columns={useInboxColumns(setChosen)}
        rowKey={(held) => held.id}
        state={{
          rows: list.data?.data,
          isRefreshing: list.isPlaceholderData,
          error: list.error,
          onRetry: () => void list.refetch(),
        }}
        empty={
          <EmptyState
            icon={<IconInbox size={24} />}
            title={t('inbox.emptyTitle')}
            text={t('inbox.emptyText')}
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
      {chosen !== undefined && (
        <DecideDialog
          held={chosen}
          onDecided={() => void client.invalidateQueries({ queryKey: ['inbox'] })}
          onClose={() => setChosen(undefined)}
        />
      )}
    </Page>
  );
}

function useInboxColumns(onDecide: (held: HeldStudy) => void): Column<HeldStudy>[] {
  const { t } = useTranslation();
  const mayDecide = useMay()('studies:write');
  return [
    { key: 'facts', header: t('inbox.columns.facts'), cell: (held) => <HeldFacts held={held} /> },
    {
      key: 'reason',
      header: t('inbox.columns.reason'),
      wide: true,
      cell: (held) => <Text size="sm">{sayReason(held.reason, t)}</Text>,
    },
    {
      key: 'images',
      header: t('inbox.columns.images'),
      cell: (held) => formatCount(held.instance_count),
    },
    {
      key: 'when',
      header: t('inbox.columns.when'),
      wide: true,
      cell: (held) => <Moment value={held.created_at} />,
    },
    {
      key: 'decide',
      header: t('inbox.columns.decide'),
      hideHeader: true,
      cell: (held) =>
        isAssigning(held) ? (
          <Tag tone="blue">
            <Loader size={10} color="currentColor" aria-hidden />
            {t('inbox.assigning')}
          </Tag>
        ) : (
          mayDecide && (
            <Button size="xs" variant="default" onClick={() => onDecide(held)}>
              {t('inbox.decide')}
            </Button>
          )
        ),
    },
  ];
}
