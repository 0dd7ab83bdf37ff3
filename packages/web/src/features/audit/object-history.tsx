// What happened to one object, and who looked at it: for those who may read the audit trail, and only when they ask.
import type { AuditEvent } from '@lumenbox/contract';
import { Anchor, Button, Group, Text, Title } from '@mantine/core';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../shared/api/api.ts';
import { useMay } from '../../shared/api/session.ts';
import { type Column, DataTable } from '../../shared/ui/data-table.tsx';
import { IconHistory } from '../../shared/ui/icons.ts';
import { Moment } from '../../shared/ui/moment.tsx';
import { Pager } from '../../shared/ui/pager.tsx';
import { EmptyState } from '../../shared/ui/states.tsx';
import type { PagingSearch } from '../../shared/url/list-search.ts';

/** The section; nothing for who may not read the trail. Reading it is an event itself, so it is not read unasked. */
export function ObjectHistory({ objectId, of }: { objectId: string; of: 'record' | 'study' }) {
  const { t } = useTranslation();
  const mayRead = useMay()('audit:read');
  const [isOpen, setIsOpen] = useState(false);
  const id = useId();
  if (!mayRead) return null;
  return (
    <section aria-labelledby={id}>
      <Group justify="space-between" gap="xs" mb="xs">
        <Title order={of === 'study' ? 3 : 2} id={id}>
          {t(`history.titles.${of}`)}
        </Title>
        <Button
          variant="default"
          size="xs"
          aria-expanded={isOpen}
          leftSection={<IconHistory size={14} aria-hidden />}
          onClick={() => setIsOpen(!isOpen)}
        >
          {t(isOpen ? 'history.hide' : 'history.show')}
        </Button>
      </Group>
      {isOpen && <Events objectId={objectId} label={t(`history.tables.${of}`)} />}
    </section>
  );
}

function Events({ objectId, label }: { objectId: string; label: string }) {
  const { t } = useTranslation();
  const [paging, setPaging] = useState<PagingSearch>({ per_page: 10 });
  const list = useQuery({
    queryKey: ['audit', 'object', objectId, paging],
    queryFn: ({ signal }) => api.listAuditEvents({ object_id: objectId, ...paging }, { signal }),
    placeholderData: keepPreviousData,
  });
  return (
    <>
      <DataTable
        label={label}
        columns={useColumns()}
        rowKey={(event) => event.id}
        state={{
          rows: list.data?.data,
          isRefreshing: list.isPlaceholderData,
          error: list.error,
          onRetry: () => void list.refetch(),
        }}
        empty={<EmptyState icon={<IconHistory size={24} />} title={t('history.empty')} />}
        footer={
          <Pager
            meta={list.data?.meta}
            search={paging}
            onChange={({ page, per_page }) =>
              setPaging({ per_page: per_page ?? 10, ...(page === undefined ? {} : { page }) })
            }
          />
        }
      />
      <Anchor
        size="sm"
        renderRoot={(root) => <Link {...root} to="/settings/audit" search={{ object_id: objectId }} />}
      >
        {t('history.inTrail')}
      </Anchor>
    </>
  );
}

function useColumns(): Column<AuditEvent>[] {
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
      cell: ({ event }) => {
        const words = `history.events.${event.replace('.', '_')}` as 'history.events.study_read';
        // What has no words of its own has its name in the trail.
        return t(words, event);
      },
    },
    {
      key: 'actor',
      header: t('audit.columns.actor'),
      cell: ({ actor }) => (
        <>
          {actor.name ?? t(`audit.actors.${actor.type}`)}
          {actor.token_id !== null && (
            <Text size="xs" c="dimmed">
              {t('audit.byToken')}
            </Text>
          )}
        </>
      ),
    },
    { key: 'from', header: t('audit.columns.from'), wide: true, cell: (event) => event.protocol },
  ];
}
