// What the worklist is narrowed by.
import { studyStatuses } from '@lumenbox/contract';
import { Button, Group, NativeSelect } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { DayFilters } from '../../shared/ui/day-filters.tsx';
import { SearchField } from '../../shared/ui/search-field.tsx';
import { ModalityFilter, TextFilter } from '../studies/index.ts';
import { filterKeys, isNarrowed, reportFilters, type WorklistSearch } from './worklist-query.ts';

/** Days up to today that are offered. */
const periods = [1, 3, 7, 30] as const;

/** The filters above the worklist. `change` takes what of the URL changes. */
export function WorklistFilters(props: {
  search: WorklistSearch;
  change(patch: Record<string, unknown>, replace?: boolean): void;
}) {
  const { t } = useTranslation();
  const { search, change } = props;
  return (
    <Group gap="sm" align="flex-end">
      <SearchField
        label={t('worklist.search')}
        value={search.search}
        onChange={(text) => change({ search: text }, search.search !== undefined && text !== undefined)}
      />
      <ModalityFilter value={search.modality} onChange={(modality) => change({ modality })} />
      <NativeSelect
        size="xs"
        label={t('worklist.period')}
        value={search.last_days ?? ''}
        data={[
          { value: '', label: t('worklist.anyStatus') },
          ...[...new Set([...periods, ...(search.last_days === undefined ? [] : [search.last_days])])].map(
            (days) => ({ value: String(days), label: t('worklist.lastDays', { count: days }) }),
          ),
        ]}
        onChange={(event) => change({ last_days: Number(event.currentTarget.value) || undefined })}
      />
      <DayFilters {...props} />
      <TextFilter
        label={t('worklist.bodyPart')}
        placeholder="CHEST"
        width={110}
        value={search.body_part}
        read={(text) => text.toUpperCase()}
        onChange={(body_part) => change({ body_part })}
      />
      <TextFilter
        label={t('worklist.institution')}
        placeholder={t('worklist.wholeWords')}
        width={150}
        value={search.institution}
        onChange={(institution) => change({ institution })}
      />
      <NativeSelect
        size="xs"
        label={t('worklist.status')}
        value={search.status ?? ''}
        data={[
          { value: '', label: t('worklist.anyStatus') },
          ...studyStatuses.map((status) => ({ value: status, label: t(`studies.statuses.${status}`) })),
        ]}
        onChange={(event) => change({ status: event.currentTarget.value || undefined })}
      />
      <NativeSelect
        size="xs"
        label={t('worklist.report')}
        value={search.has_report ?? ''}
        data={[
          { value: '', label: t('worklist.anyStatus') },
          ...reportFilters.map((value) => ({ value, label: t(`worklist.reportFilters.${value}`) })),
        ]}
        onChange={(event) => change({ has_report: event.currentTarget.value || undefined })}
      />
      {isNarrowed(search) && (
        <Button
          variant="subtle"
          size="xs"
          onClick={() => change(Object.fromEntries(filterKeys.map((key) => [key, undefined])))}
        >
          {t('frame.clearFilters')}
        </Button>
      )}
    </Group>
  );
}
