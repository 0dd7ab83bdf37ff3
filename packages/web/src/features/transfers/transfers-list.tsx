// The transfers of the team: what goes where, how far it is, and what was not taken.
import type { Transfer } from '@lumenbox/contract';
import { Button, Group, Loader, Progress, Stack, Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { keepPreviousData, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../shared/api/api.ts';
import { useMay } from '../../shared/api/session.ts';
import { formatCount, formatDay } from '../../shared/format/format.ts';
import { ConfirmDialog } from '../../shared/ui/confirm-dialog.tsx';
import { type Column, DataTable } from '../../shared/ui/data-table.tsx';
import { IconSend } from '../../shared/ui/icons.ts';
import { Moment } from '../../shared/ui/moment.tsx';
import { Page } from '../../shared/ui/page.tsx';
import { Pager } from '../../shared/ui/pager.tsx';
import { EmptyState } from '../../shared/ui/states.tsx';
import { Tag } from '../../shared/ui/tag.tsx';
import ui from '../../shared/ui/ui.module.css';
import { type PagingSearch, withoutUndefined } from '../../shared/url/list-search.ts';
import { FailuresDialog } from './failures-dialog.tsx';
import { isUnderWay, toldCount, toldPercent, toneOf, whyOf } from './transfer-progress.ts';

/** The query key of everything that shows transfers. */
export const transfersKey: readonly string[] = ['transfers'];
const runningPollMs = 2_000;

/** The page with all transfers; it follows them as long as one is under way. */
export function TransfersList(props: { search: PagingSearch; onSearch(search: PagingSearch): void }) {
  const { t } = useTranslation();
  const { search } = props;
  const client = useQueryClient();
  const [cancelling, setCancelling] = useState<Transfer>();
  const [explained, setExplained] = useState<Transfer>();
  const name = useName();
  const list = useQuery({
    queryKey: [...transfersKey, search],
    queryFn: ({ signal }) => api.listTransfers(search, { signal }),
    placeholderData: keepPreviousData,
    refetchInterval: (query) => (query.state.data?.data.some(isUnderWay) ? runningPollMs : false),
  });
  return (
    <Page title={t('transfers.title')} description={t('transfers.description')}>
      <DataTable
        label={t('transfers.title')}
        columns={useTransferColumns({ onCancel: setCancelling, onExplain: setExplained })}
        rowKey={(transfer) => transfer.id}
        state={{
          rows: list.data?.data,
          isRefreshing: list.isPlaceholderData,
          error: list.error,
          onRetry: () => void list.refetch(),
        }}
        empty={
          <EmptyState
            icon={<IconSend size={24} />}
            title={t('transfers.emptyTitle')}
            text={t('transfers.emptyText')}
          />
        }
        footer={
          <Pager
            meta={list.data?.meta}
            search={search}
            onChange={(paging) => props.onSearch(withoutUndefined(paging))}
          />
        }
      />
      {explained !== undefined && (
        <FailuresDialog transfer={explained} onClose={() => setExplained(undefined)} />
      )}
      <ConfirmDialog
        opened={cancelling !== undefined}
        title={t('transfers.cancelTitle', { study: cancelling === undefined ? '' : name(cancelling) })}
        confirmLabel={t('transfers.cancel')}
        isDangerous
        action={async () => {
          await api.cancelTransfer({ id: cancelling?.id ?? '' });
          await client.invalidateQueries({ queryKey: transfersKey });
          notifications.show({ message: t('transfers.cancelled') });
        }}
        onClose={() => setCancelling(undefined)}
      >
        {t('transfers.cancelText', { title: cancelling?.ae_title ?? '' })}
      </ConfirmDialog>
    </Page>
  );
}

/** How the study of a transfer is called. */
function useName(): (transfer: Transfer) => string {
  const { t } = useTranslation();
  return (transfer) => transfer.study_description ?? t('frame.untitledStudy');
}

function useTransferColumns(actions: {
  onCancel(transfer: Transfer): void;
  onExplain(transfer: Transfer): void;
}): Column<Transfer>[] {
  const { t } = useTranslation();
  const maySend = useMay()('studies:write');
  const name = useName();
  return [
    {
      key: 'study',
      header: t('transfers.columns.study'),
      cell: (transfer) => <StudyCell transfer={transfer} name={name(transfer)} />,
    },
    {
      key: 'to',
      header: t('transfers.columns.to'),
      wide: true,
      cell: (transfer) => transfer.ae_title,
    },
    {
      key: 'state',
      header: t('transfers.columns.state'),
      cell: (transfer) => (
        <StateCell transfer={transfer} name={name(transfer)} onExplain={() => actions.onExplain(transfer)} />
      ),
    },
    {
      key: 'when',
      header: t('transfers.columns.when'),
      wide: true,
      cell: (transfer) => <Moment value={transfer.created_at} />,
    },
    {
      key: 'cancel',
      header: t('frame.actions'),
      hideHeader: true,
      cell: (transfer) =>
        maySend && isUnderWay(transfer) ? (
          <Group justify="flex-end">
            <Button
              size="xs"
              variant="default"
              aria-label={t('transfers.cancelOf', { study: name(transfer), title: transfer.ae_title })}
              onClick={() => actions.onCancel(transfer)}
            >
              {t('transfers.cancel')}
            </Button>
          </Group>
        ) : null,
    },
  ];
}

function StudyCell({ transfer, name }: { transfer: Transfer; name: string }) {
  const { t } = useTranslation();
  const facts = [
    transfer.study_date === null ? t('studies.undated') : formatDay(transfer.study_date),
    transfer.modalities.join(', '),
    transfer.series_instance_uid === null ? '' : t('transfers.oneSeries'),
  ];
  return (
    <Stack gap={0}>
      <Text span size="sm" fw={500} className={ui.factValue ?? ''}>
        {name}
      </Text>
      <Text span size="xs" c="dimmed">
        {facts.filter((fact) => fact !== '').join(' · ')}
      </Text>
      <Text span size="xs" c="dimmed" hiddenFrom="sm">
        {`${t('transfers.columns.to')} ${transfer.ae_title}`}
      </Text>
    </Stack>
  );
}

function StateCell(props: { transfer: Transfer; name: string; onExplain(): void }) {
  const { t } = useTranslation();
  const { transfer } = props;
  const { counts, state } = transfer;
  const why = whyOf(transfer);
  const reason = why?.code === undefined ? why?.sentence : t(`transfers.reasons.${why.code}`);
  return (
    <Stack gap={4} align="flex-start">
      <Group gap="xs">
        <Tag tone={toneOf(transfer)}>
          {state === 'sending' && <Loader size={10} color="currentColor" aria-hidden />}
          {t(`transfers.states.${state}`)}
        </Tag>
        <Text span size="xs" c="dimmed">
          {t('transfers.progress', {
            told: formatCount(toldCount(transfer)),
            total: formatCount(counts.instances),
          })}
        </Text>
        {counts.warning > 0 && (
          <Text span size="xs" className={ui.verdict ?? ''} data-tone="amber">
            {t('transfers.warnings', { count: counts.warning })}
          </Text>
        )}
      </Group>
      {isUnderWay(transfer) && (
        <Progress
          w="100%"
          maw={240}
          size="sm"
          value={toldPercent(transfer)}
          aria-label={t('transfers.progressOf', { study: props.name })}
        />
      )}
      {reason !== undefined && (
        <Text size="xs" className={ui.verdict ?? ''} data-tone={state === 'failed' ? 'red' : 'amber'}>
          {reason}
        </Text>
      )}
      {counts.failed > 0 && (
        <Button
          size="compact-xs"
          variant="subtle"
          color="red"
          aria-label={t('transfers.showFailures', { title: transfer.ae_title })}
          onClick={props.onExplain}
        >
          {t('transfers.failures', { count: counts.failed })}
        </Button>
      )}
    </Stack>
  );
}
