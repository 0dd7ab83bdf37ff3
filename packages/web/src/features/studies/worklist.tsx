// The worklist: the studies of the whole team in one table, moved through by keyboard, each opening on its patient's page.
import type { WorklistStudy } from '@lumenbox/contract';
import { Group, Text } from '@mantine/core';
import { useHotkeys, useLocalStorage } from '@mantine/hooks';
import { useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { formatCount, formatDay } from '../../shared/format/format.ts';
import { type Column, DataTable } from '../../shared/ui/data-table.tsx';
import { IconPhoto, IconSearch } from '../../shared/ui/icons.ts';
import { Moment } from '../../shared/ui/moment.tsx';
import { Page } from '../../shared/ui/page.tsx';
import { Pager } from '../../shared/ui/pager.tsx';
import { EmptyState } from '../../shared/ui/states.tsx';
import { Tag } from '../../shared/ui/tag.tsx';
import { withoutUndefined } from '../../shared/url/list-search.ts';
import { OwnerLink } from './owner-link.tsx';
import { StudyState } from './study-row.tsx';
import { Thumbnail } from './thumbnail.tsx';
import { type Density, isNarrowed, WorklistFilters } from './worklist-filters.tsx';
import { useWorklist, type WorklistSearch, type WorklistSort } from './worklist-query.ts';

/** The page. `onSearch` takes what of the URL changes; `replace` where no step back is wanted. */
export function Worklist(props: {
  search: WorklistSearch;
  onSearch(search: WorklistSearch, options?: { replace?: boolean }): void;
}) {
  const { t } = useTranslation();
  const { search } = props;
  const list = useWorklist(search);
  const [density, setDensity] = useLocalStorage<Density>({
    key: 'lumenbox-density',
    defaultValue: 'comfortable',
    getInitialValueInEffect: false,
  });
  const rowsRef = useRowKeys();
  const change = (patch: Record<string, unknown>, replace = false) =>
    props.onSearch(withoutUndefined({ ...search, page: undefined, ...patch }) as WorklistSearch, { replace });
  return (
    <Page title={t('worklist.title')}>
      <WorklistFilters search={search} change={change} density={density} onDensity={setDensity} />
      <div ref={rowsRef}>
        <DataTable
          label={t('worklist.title')}
          columns={useColumns(density)}
          rowKey={(study) => study.id}
          isCompact={density === 'compact'}
          state={{
            rows: list.data?.data,
            isRefreshing: list.isPlaceholderData,
            error: list.error,
            onRetry: () => void list.refetch(),
          }}
          order={{
            sort: search.sort ?? 'study_date',
            direction: search.direction ?? (search.sort === 'patient_name' ? 'asc' : 'desc'),
          }}
          onOrder={(order) => change({ ...order })}
          empty={<Empty isFiltered={isNarrowed(search)} />}
          footer={<Pager meta={list.data?.meta} search={search} onChange={(paging) => change(paging)} />}
        />
      </div>
      <Text size="xs" c="dimmed" visibleFrom="sm">
        {t('worklist.keys')}
      </Text>
    </Page>
  );
}

/** `j` and `k` move from row to row from anywhere, the arrows once a row has the focus. Enter is the link's own. */
function useRowKeys() {
  const ref = useRef<HTMLDivElement>(null);
  const move = (step: 1 | -1, event?: Event) => {
    const links = [...(ref.current?.querySelectorAll<HTMLElement>('tbody a') ?? [])];
    const at = links.indexOf(document.activeElement as HTMLElement);
    // Elsewhere the arrows scroll.
    if (event !== undefined && at === -1) return;
    event?.preventDefault();
    const next = links[at === -1 ? 0 : Math.min(Math.max(at + step, 0), links.length - 1)];
    next?.focus();
    next?.scrollIntoView({ block: 'nearest' });
  };
  useHotkeys([
    ['j', () => move(1)],
    ['k', () => move(-1)],
    ['ArrowDown', (event) => move(1, event), { preventDefault: false }],
    ['ArrowUp', (event) => move(-1, event), { preventDefault: false }],
  ]);
  return ref;
}

function useColumns(density: Density): Column<WorklistStudy, WorklistSort>[] {
  const { t } = useTranslation();
  const picture: Column<WorklistStudy, WorklistSort> = {
    key: 'picture',
    header: t('worklist.picture'),
    hideHeader: true,
    width: 56,
    cell: (study) => <Thumbnail patientId={study.patient.id} study={study} size="small" />,
  };
  return [
    ...(density === 'comfortable' ? [picture] : []),
    {
      key: 'patient',
      header: t('worklist.patient'),
      sort: 'patient_name',
      cell: (study) => <Owner study={study} />,
    },
    {
      key: 'description',
      header: t('studies.description'),
      wide: true,
      cell: (study) => (
        <>
          {study.study_description ?? t('studies.untitled')}
          {study.accession_no !== null && (
            <Text size="xs" c="dimmed">
              {study.accession_no}
            </Text>
          )}
        </>
      ),
    },
    {
      key: 'date',
      header: t('studies.columns.date'),
      sort: 'study_date',
      standardDirection: 'desc',
      cell: (study) => (study.study_date === null ? t('studies.undated') : formatDay(study.study_date)),
    },
    {
      key: 'modalities',
      header: t('studies.columns.modalities'),
      wide: true,
      cell: (study) => (
        <Group gap={4}>
          {study.modalities.map((modality) => (
            <Tag key={modality} tone="gray">
              {modality}
            </Tag>
          ))}
        </Group>
      ),
    },
    {
      key: 'images',
      header: t('worklist.images'),
      wide: true,
      cell: (study) =>
        study.instance_count === null
          ? ''
          : `${formatCount(study.series_count ?? 0)} / ${formatCount(study.instance_count)}`,
    },
    {
      key: 'institution',
      header: t('worklist.institution'),
      wide: true,
      cell: (study) => study.institution_name ?? '',
    },
    {
      key: 'status',
      header: t('studies.columns.status'),
      cell: (study) => <StudyState study={study} />,
    },
    {
      key: 'received',
      header: t('worklist.received'),
      sort: 'created_at',
      standardDirection: 'desc',
      wide: true,
      cell: (study) => <Moment value={study.created_at} />,
    },
  ];
}

function Owner({ study }: { study: WorklistStudy }) {
  const { t } = useTranslation();
  return (
    <>
      <OwnerLink study={study} />
      <Text size="xs" c="dimmed" hiddenFrom="sm">
        {[study.study_description ?? t('studies.untitled'), ...study.modalities].join(' · ')}
      </Text>
    </>
  );
}

function Empty({ isFiltered }: { isFiltered: boolean }) {
  const { t } = useTranslation();
  return isFiltered ? (
    <EmptyState
      icon={<IconSearch size={24} />}
      title={t('studies.emptyFilterTitle')}
      text={t('worklist.emptyFilterText')}
    />
  ) : (
    <EmptyState
      icon={<IconPhoto size={24} />}
      title={t('studies.emptyTitle')}
      text={t('worklist.emptyText')}
    />
  );
}
