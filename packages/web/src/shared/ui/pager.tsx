// Below a list: where in it we are, other pages, and how many rows a page has.
import type { Page } from '@lumenbox/contract';
import { Group, NativeSelect, Pagination, Text } from '@mantine/core';
import { useEffect, useEffectEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { formatCount } from '../format/format.ts';
import { type PagingSearch, pageSizeDefault, pageSizes } from '../url/list-search.ts';

/** The pager of a list. `onChange` gives what of the URL's paging changes. */
export function Pager(props: {
  /** `has_more`: more match than pages reach. */
  meta: (Page<unknown>['meta'] & { has_more?: boolean }) | undefined;
  onChange(paging: { page: number | undefined; per_page: number | undefined }): void;
  search: PagingSearch;
}) {
  const { t } = useTranslation();
  const { meta, search, onChange } = props;
  const isPastEnd = meta !== undefined && meta.total > 0 && meta.current_page > meta.last_page;
  const lastPage = meta?.last_page;
  const showLastPage = useEffectEvent(() =>
    onChange({ page: lastPage === 1 ? undefined : lastPage, per_page: search.per_page }),
  );
  // The rows of the last page are gone, or an address names one beyond it: an empty table would say that there is nothing.
  useEffect(() => {
    if (isPastEnd) showLastPage();
  }, [isPastEnd]);
  if (meta === undefined || meta.total === 0) return null;
  const total = `${formatCount(meta.total)}${meta.has_more === true ? '+' : ''}`;
  const sizes = [...new Set([...pageSizes, meta.per_page])].sort((a, b) => a - b);
  return (
    <Group justify="space-between" px="md" py="sm" gap="sm">
      <Text size="sm" c="dimmed" aria-live="polite">
        {meta.from === null
          ? t('frame.pagePastEnd', { total })
          : t('frame.pageRange', {
              from: formatCount(meta.from),
              to: formatCount(meta.to ?? meta.from),
              total,
            })}
      </Text>
      <Group gap="sm">
        <NativeSelect
          size="xs"
          aria-label={t('frame.pageSize')}
          value={String(meta.per_page)}
          data={sizes.map((size) => ({ value: String(size), label: t('frame.pageSizeOption', { size }) }))}
          onChange={(event) => {
            const size = Number(event.currentTarget.value);
            onChange({ page: undefined, per_page: size === pageSizeDefault ? undefined : size });
          }}
        />
        {meta.last_page > 1 && (
          <Pagination
            size="sm"
            siblings={0}
            total={meta.last_page}
            value={Math.min(meta.current_page, meta.last_page)}
            onChange={(page) => onChange({ page: page === 1 ? undefined : page, per_page: search.per_page })}
            getControlProps={(control) => ({ 'aria-label': t(`frame.pageControl.${control}`) })}
            getItemProps={(page) => ({ 'aria-label': t('frame.pageNumber', { page }) })}
          />
        )}
      </Group>
    </Group>
  );
}
