// The list of cases: search, order, archive and page all stand in the URL.
import type { Case } from '@lumenbox/contract';
import { Button } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { keepPreviousData, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../shared/api/api.ts';
import { useMay } from '../../shared/api/session.ts';
import { type Column, DataTable } from '../../shared/ui/data-table.tsx';
import { IconArchive, IconBooks, IconPlus, IconSearch } from '../../shared/ui/icons.ts';
import { Moment } from '../../shared/ui/moment.tsx';
import { Page } from '../../shared/ui/page.tsx';
import { Pager } from '../../shared/ui/pager.tsx';
import { RecordFilters } from '../../shared/ui/record-filters.tsx';
import { EmptyState } from '../../shared/ui/states.tsx';
import { Tag } from '../../shared/ui/tag.tsx';
import ui from '../../shared/ui/ui.module.css';
import { withoutUndefined } from '../../shared/url/list-search.ts';
import { CaseForm } from './case-form.tsx';
import type { CaseSort, CasesSearch } from './cases-search.ts';

/** The page with the list. */
export function CasesList(props: {
  search: CasesSearch;
  onSearch(search: CasesSearch, options?: { replace?: boolean }): void;
  onOpen(id: string): void;
}) {
  const { t } = useTranslation();
  const { search } = props;
  const may = useMay();
  const client = useQueryClient();
  const [isCreating, setIsCreating] = useState(false);
  const list = useQuery({
    queryKey: ['cases', search],
    queryFn: ({ signal }) => api.listCases(search, { signal }),
    placeholderData: keepPreviousData,
  });
  const change = (patch: Record<string, unknown>, replace = false) =>
    props.onSearch(withoutUndefined({ ...search, page: undefined, ...patch }) as CasesSearch, { replace });
  const newButton = may('cases:write') && (
    <Button leftSection={<IconPlus size={16} aria-hidden />} onClick={() => setIsCreating(true)}>
      {t('cases.new')}
    </Button>
  );
  return (
    <Page title={t('cases.title')} description={t('cases.description')} actions={newButton}>
      <RecordFilters
        searchLabel={t('cases.search')}
        filterLabel={t('cases.filter')}
        search={search}
        change={change}
      />
      <DataTable
        label={t('cases.title')}
        columns={useCaseColumns()}
        rowKey={(record) => record.id}
        state={{
          rows: list.data?.data,
          isRefreshing: list.isPlaceholderData,
          error: list.error,
          onRetry: () => void list.refetch(),
        }}
        order={{
          sort: search.sort ?? 'created_at',
          direction: search.direction ?? (search.sort === 'label' ? 'asc' : 'desc'),
        }}
        onOrder={(order) => change({ ...order })}
        empty={<Empty search={search} action={newButton} />}
        footer={<Pager meta={list.data?.meta} search={search} onChange={(paging) => change(paging)} />}
      />
      {isCreating && (
        <CaseForm
          onClose={() => setIsCreating(false)}
          onSaved={(record) => {
            setIsCreating(false);
            void client.invalidateQueries({ queryKey: ['cases'] });
            notifications.show({ message: t('cases.created', { label: record.label }) });
            props.onOpen(record.id);
          }}
        />
      )}
    </Page>
  );
}

function useCaseColumns(): Column<Case, CaseSort>[] {
  const { t } = useTranslation();
  return [
    {
      key: 'label',
      header: t('cases.columns.label'),
      sort: 'label',
      cell: (record) => (
        <Link to="/cases/$caseId" params={{ caseId: record.id }} className={ui.rowLink}>
          {record.label}
        </Link>
      ),
    },
    {
      key: 'status',
      header: t('studies.columns.status'),
      wide: true,
      cell: () => <Tag tone="violet">{t('cases.deidentified')}</Tag>,
    },
    {
      key: 'created',
      header: t('cases.columns.created'),
      sort: 'created_at',
      standardDirection: 'desc',
      cell: (record) => <Moment value={record.created_at} />,
    },
    {
      key: 'updated',
      header: t('cases.columns.updated'),
      sort: 'updated_at',
      standardDirection: 'desc',
      wide: true,
      cell: (record) => <Moment value={record.updated_at} />,
    },
  ];
}

function Empty({ search, action }: { search: CasesSearch; action: React.ReactNode }) {
  const { t } = useTranslation();
  if (search.search !== undefined)
    return (
      <EmptyState
        icon={<IconSearch size={24} />}
        title={t('cases.emptySearchTitle')}
        text={t('cases.emptySearchText')}
      />
    );
  if (search.archived)
    return (
      <EmptyState
        icon={<IconArchive size={24} />}
        title={t('cases.emptyArchivedTitle')}
        text={t('cases.emptyArchivedText')}
      />
    );
  return (
    <EmptyState
      icon={<IconBooks size={24} />}
      title={t('cases.emptyTitle')}
      text={t('cases.emptyText')}
      action={action}
    />
  );
}
