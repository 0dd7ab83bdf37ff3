// The first and the last day of the studies that are shown.
import { TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { areDaysReversed, type DaysSearch } from '../url/list-search.ts';

/** Two fields of a group of filters. `change` takes what of the URL changes. */
export function DayFilters({
  search,
  change,
}: {
  search: DaysSearch;
  change(patch: Record<string, unknown>): void;
}) {
  const { t } = useTranslation();
  return (
    <>
      <TextInput
        type="date"
        size="xs"
        label={t('studies.dateFrom')}
        value={search.date_from ?? ''}
        {...(search.date_to === undefined ? {} : { max: search.date_to })}
        onChange={(event) => change({ date_from: event.currentTarget.value || undefined })}
      />
      <TextInput
        type="date"
        size="xs"
        label={t('studies.dateTo')}
        value={search.date_to ?? ''}
        error={areDaysReversed(search) && t('studies.daysReversed')}
        {...(search.date_from === undefined ? {} : { min: search.date_from })}
        onChange={(event) => change({ date_to: event.currentTarget.value || undefined })}
      />
    </>
  );
}
