// What the worklist is narrowed by, and how close its rows stand.
import { studyStatuses } from '@lumenbox/contract';
import { Button, Group, NativeSelect, SegmentedControl } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { SearchField } from '../../shared/ui/search-field.tsx';
import { DayFilters } from './day-filters.tsx';
import { ModalityFilter } from './modality-filter.tsx';
import { TextFilter } from './text-filter.tsx';
import { reportFilters, type WorklistSearch } from './worklist-query.ts';

const filterKeys = [
  'search',
  'modality',
  'date_from',
  'date_to',
  'body_part',
  'institution',
  'status',
  'has_report',
] as const;

/** True when not everything is shown. */
export function isNarrowed(search: WorklistSearch): boolean {
  return filterKeys.some((key) => search[key] !== undefined);
}

/** How close rows stand. */
export type Density = 'comfortable' | 'compact';

/** The filters above the worklist. `change` takes what of the URL changes. */
export function WorklistFilters(props: {
  search: WorklistSearch;
  change(patch: Record<string, unknown>, replace?: boolean): void;
  density: Density;
  onDensity(density: Density): void;
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
      <SegmentedControl
        size="xs"
        aria-label={t('worklist.density')}
        value={props.density}
        data={[
          { value: 'comfortable', label: t('worklist.comfortable') },
          { value: 'compact', label: t('worklist.compact') },
        ]}
        onChange={(value) => props.onDensity(value === 'compact' ? 'compact' : 'comfortable')}
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
