// What narrows a list of records: a search, and whether the archived ones are meant.
import { Group, SegmentedControl } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { SearchField } from './search-field.tsx';

/** The filters. `change` takes what of the URL changes; `replace` where no step back is wanted. */
export function RecordFilters(props: {
  searchLabel: string;
  filterLabel: string;
  search: { readonly search?: string | undefined; readonly archived?: boolean | undefined };
  change(patch: Record<string, unknown>, replace?: boolean): void;
}) {
  const { t } = useTranslation();
  const { search, change } = props;
  return (
    <Group gap="sm">
      <SearchField
        label={props.searchLabel}
        value={search.search}
        onChange={(text) => change({ search: text }, search.search !== undefined && text !== undefined)}
      />
      <SegmentedControl
        aria-label={props.filterLabel}
        value={search.archived ? 'archived' : 'current'}
        data={[
          { value: 'current', label: t('patients.current') },
          { value: 'archived', label: t('patients.archived') },
        ]}
        onChange={(value) => change({ archived: value === 'archived' ? true : undefined })}
      />
    </Group>
  );
}
