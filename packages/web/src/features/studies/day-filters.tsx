// The first and the last day of the studies that are shown.
import { TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';

/** Two fields of a group of filters. `change` takes what of the URL changes. */
export function DayFilters({
  search,
  change,
}: {
  search: { date_from?: string; date_to?: string };
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
        {...(search.date_from === undefined ? {} : { min: search.date_from })}
        onChange={(event) => change({ date_to: event.currentTarget.value || undefined })}
      />
    </>
  );
}
