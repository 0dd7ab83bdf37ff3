// The audit trail: filtered and paged through the URL, so that a finding can be sent as a link.
import { type AuditEvent, auditEventNames } from '@lumenbox/contract';
import { Button, Group, NativeSelect, Text, TextInput, UnstyledButton } from '@mantine/core';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { api } from '../../shared/api/api.ts';
import { type Column, DataTable } from '../../shared/ui/data-table.tsx';
import { DayFilters } from '../../shared/ui/day-filters.tsx';
import { IconDownload, IconHistory } from '../../shared/ui/icons.ts';
import { Moment } from '../../shared/ui/moment.tsx';
import { Page } from '../../shared/ui/page.tsx';
import { Pager } from '../../shared/ui/pager.tsx';
import { EmptyState } from '../../shared/ui/states.tsx';
import { Tag } from '../../shared/ui/tag.tsx';
import ui from '../../shared/ui/ui.module.css';
import { areDaysReversed, withoutUndefined } from '../../shared/url/list-search.ts';
import classes from './audit.module.css';
import type { AuditSearch } from './audit-search.ts';

/** Narrower, names of events would break; the table then scrolls in its own frame. */
const tableWidth = 560;

type Change = (patch: Record<string, unknown>) => void;

/** Settings' page with the trail. */
export function AuditPage(props: { search: AuditSearch; onSearch(search: AuditSearch): void }) {
  const { t } = useTranslation();
  const { search } = props;
  const isImpossible = areDaysReversed(search);
  const list = useQuery({
    queryKey: ['audit', search],
    queryFn: ({ signal }) => api.listAuditEvents(search, { signal }),
    enabled: !isImpossible,
    placeholderData: keepPreviousData,
  });
  const change: Change = (patch) =>
    props.onSearch(withoutUndefined({ ...search, page: undefined, ...patch }) as AuditSearch);
  return (
    <Page
      title={t('audit.title')}
      description={t('audit.description')}
      actions={<Download search={search} />}
    >
      <Filters search={search} change={change} />
      <DataTable
        label={t('audit.title')}
        columns={useAuditColumns(change)}
        rowKey={(event) => event.id}
        minWidth={tableWidth}
        state={{
          rows: isImpossible ? [] : list.data?.data,
          isRefreshing: list.isPlaceholderData,
          error: list.error,
          onRetry: () => void list.refetch(),
        }}
        empty={
          <EmptyState
            icon={<IconHistory size={24} />}
            title={t('audit.emptyTitle')}
            text={t('audit.emptyText')}
          />
        }
        footer={
          <Pager
            meta={isImpossible ? undefined : list.data?.meta}
            search={search}
            onChange={(paging) => change(paging)}
          />
        }
      />
    </Page>
  );
}

/** The file of what is listed. Of days that the fields refuse none is asked for: the browser would show the server's refusal in place of the page. */
function Download({ search }: { search: AuditSearch }) {
  const { t } = useTranslation();
  const looks = { variant: 'default', leftSection: <IconDownload size={16} aria-hidden /> } as const;
  if (areDaysReversed(search))
    return (
      <Button {...looks} disabled>
        {t('audit.download')}
      </Button>
    );
  return (
    <Button {...looks} component="a" href={exportAddress(search)} download>
      {t('audit.download')}
    </Button>
  );
}

/** Where the file of all events is that the filters let through, not of the page alone. */
function exportAddress({ page: _page, per_page: _perPage, ...filters }: AuditSearch): string {
  const query = new URLSearchParams(filters).toString();
  return `/api/v1/audit-events/export${query === '' ? '' : `?${query}`}`;
}

function Filters({ search, change }: { search: AuditSearch; change: Change }) {
  const { t } = useTranslation();
  const texts = [
    ['actor_id', t('audit.actorId')],
    ['object_id', t('audit.objectId')],
  ] as const;
  const isFiltered = Object.keys(search).some((key) => key !== 'page' && key !== 'per_page');
  return (
    <Group gap="sm" align="flex-end">
      <NativeSelect
        size="xs"
        label={t('audit.event')}
        value={search.event ?? ''}
        data={[{ value: '', label: t('audit.anyEvent') }, ...auditEventNames]}
        onChange={(event) => change({ event: event.currentTarget.value || undefined })}
      />
      <DayFilters search={search} change={change} />
      {texts.map(([key, label]) => (
        <TextInput
          key={`${key}:${search[key] ?? ''}`}
          size="xs"
          label={label}
          defaultValue={search[key] ?? ''}
          maxLength={64}
          spellCheck={false}
          data-page-search
          onBlur={(event) => {
            const value = event.currentTarget.value.trim() || undefined;
            if (value !== search[key]) change({ [key]: value });
          }}
          onKeyDown={(event) => {
            if (event.key === 'Enter') event.currentTarget.blur();
          }}
        />
      ))}
      {isFiltered && (
        <Button
          size="xs"
          variant="subtle"
          onClick={() =>
            change({
              event: undefined,
              actor_id: undefined,
              object_id: undefined,
              date_from: undefined,
              date_to: undefined,
            })
          }
        >
          {t('frame.clearFilters')}
        </Button>
      )}
    </Group>
  );
}

function useAuditColumns(change: Change): Column<AuditEvent>[] {
  const { t } = useTranslation();
  return [
    {
      key: 'when',
      header: t('audit.columns.when'),
      cell: (event) => <Moment value={event.occurred_at} />,
    },
    {
      key: 'event',
      header: t('audit.columns.event'),
      cell: (event) => (
        <>
          <span className={`${ui.mono} ${classes.event}`}>{event.event}</span>
          <Details details={event.details} />
        </>
      ),
    },
    {
      key: 'actor',
      header: t('audit.columns.actor'),
      cell: ({ actor }) => (
        <>
          {actor.id === null ? (
            (actor.name ?? t(`audit.actors.${actor.type}`))
          ) : (
            <UnstyledButton
              className={classes.filter ?? ''}
              title={t('audit.onlyThisActor', { name: actor.name ?? actor.id })}
              onClick={() => change({ actor_id: actor.id ?? undefined })}
            >
              {actor.name ?? actor.id}
            </UnstyledButton>
          )}
          {actor.token_id !== null && (
            <Text size="xs" c="dimmed">
              {t('audit.byToken')}
            </Text>
          )}
        </>
      ),
    },
    {
      key: 'object',
      header: t('audit.columns.object'),
      wide: true,
      cell: ({ object }) =>
        object === null ? (
          <span aria-hidden>–</span>
        ) : (
          <>
            <Tag tone="gray">{object.type}</Tag>{' '}
            <UnstyledButton
              className={`${classes.filter} ${classes.object} ${ui.mono}`}
              title={t('audit.onlyThisObject')}
              onClick={() => change({ object_id: object.id })}
            >
              {object.id}
            </UnstyledButton>
          </>
        ),
    },
    {
      key: 'from',
      header: t('audit.columns.from'),
      wide: true,
      cell: (event) => (
        <>
          {event.protocol}
          <Text size="xs" c="dimmed">
            {event.ip ?? ''}
          </Text>
        </>
      ),
    },
  ];
}

function Details({ details }: { details: Record<string, unknown> }) {
  const pairs = Object.entries(details);
  if (pairs.length === 0) return null;
  return (
    <Text size="xs" c="dimmed" className={classes.details ?? ''}>
      {pairs
        .map(([key, value]) => `${key}: ${typeof value === 'string' ? value : JSON.stringify(value)}`)
        .join(' · ')}
    </Text>
  );
}
