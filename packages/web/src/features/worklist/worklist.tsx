// The worklist: the studies of the whole team in one table, moved through by keyboard, each opening on its patient's page.
import type { WorklistStudy } from '@lumenbox/contract';
import { Text } from '@mantine/core';
import { useHotkeys } from '@mantine/hooks';
import { useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { DataTable } from '../../shared/ui/data-table.tsx';
import { IconPhoto, IconSearch } from '../../shared/ui/icons.ts';
import { Page } from '../../shared/ui/page.tsx';
import { Pager } from '../../shared/ui/pager.tsx';
import { EmptyState } from '../../shared/ui/states.tsx';
import { areDaysReversed, withoutUndefined } from '../../shared/url/list-search.ts';
import { useChoiceColumn } from './choice-column.tsx';
import { ColumnMenu } from './column-menu.tsx';
import { useStudyColumns, useViewerColumn } from './columns.tsx';
import { useLook } from './look.ts';
import { type Selection, useSelection } from './selection.ts';
import { SelectionBar } from './selection-bar.tsx';
import { ViewMenu } from './view-menu.tsx';
import { WorklistFilters } from './worklist-filters.tsx';
import { isNarrowed, useWorklist, type WorklistSearch } from './worklist-query.ts';

/** What days show that are the wrong way round. */
const nothing: { readonly data: readonly WorklistStudy[]; readonly meta: undefined } = {
  data: [],
  meta: undefined,
};

/** The page. `onSearch` takes what of the URL changes; `replace` where no step back is wanted. */
export function Worklist(props: {
  search: WorklistSearch;
  onSearch(search: WorklistSearch, options?: { replace?: boolean }): void;
}) {
  const { t } = useTranslation();
  const { search } = props;
  const list = useWorklist(search);
  const [look, setLook] = useLook();
  const shown = areDaysReversed(search) ? nothing : list.data;
  const rows = shown?.data ?? nothing.data;
  const selection = useSelection(rows);
  const columns = [
    useChoiceColumn(rows, selection),
    ...useStudyColumns(look),
    ...useViewerColumn(look.density),
  ];
  const rowsRef = useRowKeys(selection.toggle);
  const change = (patch: Record<string, unknown>, replace = false) =>
    props.onSearch(withoutUndefined({ ...search, page: undefined, ...patch }) as WorklistSearch, { replace });
  return (
    <Page
      title={t('worklist.title')}
      isWide
      actions={
        <>
          <ViewMenu
            search={search}
            look={look}
            onOpen={(opened, next) => {
              setLook(next);
              props.onSearch(opened);
            }}
          />
          <ColumnMenu look={look} onChange={setLook} />
        </>
      }
    >
      <WorklistFilters search={search} change={change} />
      <div ref={rowsRef}>
        <DataTable
          label={t('worklist.title')}
          columns={columns}
          rowKey={(study) => study.id}
          isChosen={(study) => selection.chosen.has(study.id)}
          isCompact={look.density === 'compact'}
          state={{
            rows: shown?.data,
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
          footer={<Pager meta={shown?.meta} search={search} onChange={(paging) => change(paging)} />}
        />
      </div>
      <SelectionBar studies={[...selection.chosen.values()]} onClear={selection.clear} />
      <Text size="xs" c="dimmed" visibleFrom="sm">
        {t('worklist.keys')}
      </Text>
    </Page>
  );
}

/** `j` and `k` move from row to row from anywhere, the arrows once a row has the focus, `x` chooses it. Enter is the link's own. */
function useRowKeys(choose: Selection['toggle']) {
  const ref = useRef<HTMLDivElement>(null);
  const rowsNow = () => [...(ref.current?.querySelectorAll<HTMLElement>('tbody tr') ?? [])];
  const focused = () => rowsNow().findIndex((row) => row.contains(document.activeElement));
  const move = (step: 1 | -1, event?: Event) => {
    const rows = rowsNow();
    const at = focused();
    // Elsewhere the arrows scroll.
    if (event !== undefined && at === -1) return;
    event?.preventDefault();
    const next = rows[at === -1 ? 0 : Math.min(Math.max(at + step, 0), rows.length - 1)];
    next?.querySelector('a')?.focus();
    next?.scrollIntoView({ block: 'nearest' });
  };
  useHotkeys([
    ['j', () => move(1)],
    ['k', () => move(-1)],
    ['ArrowDown', (event) => move(1, event), { preventDefault: false }],
    ['ArrowUp', (event) => move(-1, event), { preventDefault: false }],
    ['x', () => choose(focused())],
    ['shift+x', () => choose(focused(), { isRange: true })],
  ]);
  return ref;
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
