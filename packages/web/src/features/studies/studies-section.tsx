// The studies of one patient or case: filters, order, rows that open to their series, pages.
import type { Study } from '@lumenbox/contract';
import { Button, Group, NativeSelect, Skeleton, Stack, Title } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useMay } from '../../shared/api/session.ts';
import { DayFilters } from '../../shared/ui/day-filters.tsx';
import { IconPhoto, IconPlus, IconSearch } from '../../shared/ui/icons.ts';
import { Pager } from '../../shared/ui/pager.tsx';
import { EmptyState, ErrorState } from '../../shared/ui/states.tsx';
import ui from '../../shared/ui/ui.module.css';
import { areDaysReversed, withoutUndefined } from '../../shared/url/list-search.ts';
import { ModalityFilter } from './modality-filter.tsx';
import { type StudiesSearch, useStudies, useStudyElsewhere, useTimeline } from './studies-query.ts';
import { StudyForm } from './study-form.tsx';
import { rowId, StudyRow } from './study-row.tsx';
import { StudyTimeline } from './study-timeline.tsx';

const orders = [
  'study_date:desc',
  'study_date:asc',
  'created_at:desc',
  'updated_at:desc',
  'study_description:asc',
] as const;

/** One list, so that what depends on it does not change. */
const noStudies: readonly Study[] = [];

/** The section. `uploadAction` is what an empty list offers besides recording a study. */
export function StudiesSection(props: {
  patientId: string;
  /** The studies of a case stay where they are. */
  isOfCase?: boolean;
  search: StudiesSearch;
  onSearch(search: StudiesSearch, options?: { replace?: boolean }): void;
  uploadAction?: ReactNode;
}) {
  const { t } = useTranslation();
  const { search, patientId } = props;
  const mayWrite = useMay()('studies:write');
  const client = useQueryClient();
  const [isCreating, setIsCreating] = useState(false);
  const list = useStudies(patientId, search);
  const change = (patch: Record<string, unknown>, replace = false) =>
    props.onSearch(withoutUndefined({ ...search, page: undefined, ...patch }) as StudiesSearch, { replace });
  const refresh = () => client.invalidateQueries({ queryKey: ['studies', patientId] });
  const isImpossible = areDaysReversed(search);
  const shown = isImpossible ? undefined : list.data;
  const rows = isImpossible ? noStudies : shown?.data;
  const timeline = useTimeline(patientId, search, shown);
  const elsewhere = useStudyElsewhere(patientId, search.study, rows);
  const isFiltered = [search.modality, search.date_from, search.date_to].some((value) => value !== undefined);
  return (
    <Stack gap="sm" component="section" aria-label={t('studies.title')}>
      <Group justify="space-between" gap="xs">
        <Title order={2}>{t('studies.title')}</Title>
        {mayWrite && (
          <Button
            variant="default"
            size="xs"
            leftSection={<IconPlus size={14} aria-hidden />}
            onClick={() => setIsCreating(true)}
          >
            {t('studies.new')}
          </Button>
        )}
      </Group>
      <Filters search={search} isFiltered={isFiltered} change={change} />
      <StudyTimeline
        patientId={patientId}
        {...timeline}
        openedId={search.study}
        onOpen={(study) => {
          change({ page: search.page, study: study.id }, true);
          document.getElementById(rowId(study.id))?.scrollIntoView({ block: 'nearest' });
        }}
      />
      <div className={ui.surface}>
        {list.isError && rows === undefined && (
          <ErrorState error={list.error} onRetry={() => void list.refetch()} />
        )}
        {rows === undefined && !list.isError && (
          <Stack p="md" gap="md" aria-hidden>
            <Skeleton height={32} />
            <Skeleton height={32} />
            <Skeleton height={32} />
          </Stack>
        )}
        {rows?.length === 0 && (
          <Empty isFiltered={isFiltered} mayWrite={mayWrite} action={props.uploadAction} />
        )}
        {[...(elsewhere === undefined ? [] : [elsewhere]), ...(rows ?? [])].map((study) => (
          <StudyRow
            key={study.id}
            patientId={patientId}
            isOfCase={props.isOfCase === true}
            study={study}
            isOpen={search.study === study.id}
            onToggle={() =>
              change({ page: search.page, study: search.study === study.id ? undefined : study.id }, true)
            }
            onChanged={refresh}
            onGone={() => {
              if (search.study === study.id) change({ page: search.page, study: undefined }, true);
              return refresh();
            }}
          />
        ))}
        <Pager meta={shown?.meta} search={search} onChange={(paging) => change(paging)} />
      </div>
      {isCreating && (
        <StudyForm
          patientId={patientId}
          onClose={() => setIsCreating(false)}
          onSaved={(study: Study) => {
            setIsCreating(false);
            void refresh();
            notifications.show({ message: t('studies.created') });
            change({ study: study.id }, true);
          }}
        />
      )}
    </Stack>
  );
}

function Filters(props: {
  search: StudiesSearch;
  isFiltered: boolean;
  change(patch: Record<string, unknown>): void;
}) {
  const { t } = useTranslation();
  const { search, change } = props;
  const order = `${search.sort ?? 'study_date'}:${search.direction ?? (search.sort === 'study_description' ? 'asc' : 'desc')}`;
  const known = orders.includes(order as (typeof orders)[number]) ? orders : [...orders, order];
  return (
    <Group gap="sm" align="flex-end">
      <ModalityFilter isPageSearch value={search.modality} onChange={(modality) => change({ modality })} />
      <DayFilters search={search} change={change} />
      <NativeSelect
        size="xs"
        label={t('studies.sortBy')}
        value={order}
        data={known.map((value) => ({
          value,
          label: t(`studies.orders.${value as (typeof orders)[number]}`, value),
        }))}
        onChange={(event) => {
          const [sort, direction] = event.currentTarget.value.split(':');
          const isStandard = sort === 'study_date' && direction === 'desc';
          change(isStandard ? { sort: undefined, direction: undefined } : { sort, direction });
        }}
      />
      {props.isFiltered && (
        <Button
          size="xs"
          variant="subtle"
          leftSection={<IconSearch size={14} aria-hidden />}
          onClick={() => change({ modality: undefined, date_from: undefined, date_to: undefined })}
        >
          {t('frame.clearFilters')}
        </Button>
      )}
    </Group>
  );
}

function Empty(props: { isFiltered: boolean; mayWrite: boolean; action: ReactNode }) {
  const { t } = useTranslation();
  if (props.isFiltered)
    return (
      <EmptyState
        icon={<IconSearch size={24} />}
        title={t('studies.emptyFilterTitle')}
        text={t('studies.emptyFilterText')}
      />
    );
  return (
    <EmptyState
      icon={<IconPhoto size={24} />}
      title={t('studies.emptyTitle')}
      text={t(props.mayWrite ? 'studies.emptyText' : 'studies.emptyReadText')}
      action={props.action}
    />
  );
}
