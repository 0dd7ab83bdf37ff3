// The DICOM peers of the team: who may call, who is called, and whether they answer.

import type { Peer } from '@lumenbox/contract';
import { ActionIcon, Button, Group, Loader, Menu, Stack, Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useQueryClient } from '@tanstack/react-query';
import type { TFunction } from 'i18next';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../shared/api/api.ts';
import { explain } from '../../shared/api/explain.ts';
import { useMay, useSession } from '../../shared/api/session.ts';
import { ConfirmDialog } from '../../shared/ui/confirm-dialog.tsx';
import { CopyButton } from '../../shared/ui/copy-button.tsx';
import { type Column, DataTable } from '../../shared/ui/data-table.tsx';
import { IconDotsVertical, IconPencil, IconPlus, IconServer, IconTrash } from '../../shared/ui/icons.ts';
import { Page } from '../../shared/ui/page.tsx';
import { Pager } from '../../shared/ui/pager.tsx';
import { EmptyState } from '../../shared/ui/states.tsx';
import { Tag } from '../../shared/ui/tag.tsx';
import ui from '../../shared/ui/ui.module.css';
import { type PagingSearch, withoutUndefined } from '../../shared/url/list-search.ts';
import { addCommand, addressOf } from './address.ts';
import { OwnTitle } from './own-title.tsx';
import { PeerForm } from './peer-form.tsx';
import { allPeersKey, usePeers } from './peers-query.ts';
import { type Echo, useEchoes } from './use-echoes.ts';

type Change = { readonly kind: 'add' } | { readonly kind: 'edit' | 'remove'; readonly peer: Peer };

/** Settings of DICOM peers. Everybody may read them; who runs the team may change and call them. */
export function PeersPage(props: { search: PagingSearch; onSearch(search: PagingSearch): void }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const mayManage = useMay()('team:manage');
  const [change, setChange] = useState<Change>();
  const list = usePeers(props.search);
  const refresh = () => client.invalidateQueries({ queryKey: allPeersKey });
  const add = mayManage && (
    <Button leftSection={<IconPlus size={16} aria-hidden />} onClick={() => setChange({ kind: 'add' })}>
      {t('peers.add')}
    </Button>
  );
  const close = () => setChange(undefined);
  const removed = change?.kind === 'remove' ? change.peer : undefined;
  const title = removed?.ae_title ?? '';
  return (
    <Page title={t('peers.title')} description={t('peers.description')} actions={add}>
      <OwnTitle />
      <DataTable
        label={t('peers.title')}
        columns={usePeerColumns(setChange)}
        rowKey={(peer) => peer.id}
        state={{
          rows: list.data?.data,
          isRefreshing: list.isPlaceholderData,
          error: list.error,
          onRetry: () => void list.refetch(),
        }}
        empty={<NoPeers action={add} />}
        footer={
          <Pager
            meta={list.data?.meta}
            search={props.search}
            onChange={(paging) => props.onSearch(withoutUndefined(paging))}
          />
        }
      />
      {(change?.kind === 'add' || change?.kind === 'edit') && (
        <PeerForm
          {...(change.kind === 'edit' ? { peer: change.peer } : {})}
          onClose={close}
          onSaved={() => {
            close();
            void refresh();
          }}
        />
      )}
      <ConfirmDialog
        opened={removed !== undefined}
        title={t('peers.removeTitle', { title })}
        confirmLabel={t('peers.remove')}
        isDangerous
        action={async () => {
          await api.removePeer({ id: removed?.id ?? '' });
          await refresh();
          notifications.show({ message: t('peers.removed', { title }) });
        }}
        onClose={close}
      >
        {t('peers.removeText')}
      </ConfirmDialog>
    </Page>
  );
}

/** What a peer is, and both ways to add one. */
function NoPeers({ action }: { action: React.ReactNode }) {
  const { t } = useTranslation();
  const command = addCommand(useSession().team.name);
  const mayManage = useMay()('team:manage');
  return (
    <EmptyState
      icon={<IconServer size={24} />}
      title={t('peers.emptyTitle')}
      text={
        <Stack gap="sm" align="center">
          {t('peers.emptyText')}
          {mayManage && (
            <>
              {t('peers.emptyAdd')}
              <code className={ui.secret}>{command}</code>
              <CopyButton value={command} label={t('peers.copyCommand')} />
            </>
          )}
        </Stack>
      }
      action={action}
    />
  );
}

function usePeerColumns(onChange: (change: Change) => void): Column<Peer>[] {
  const { t } = useTranslation();
  const mayManage = useMay()('team:manage');
  const echoes = useEchoes();
  const columns: Column<Peer>[] = [
    {
      key: 'peer',
      header: t('peers.columns.peer'),
      cell: (peer) => (
        <Stack gap={0}>
          <Text span size="sm" fw={500} className={ui.factValue ?? ''}>
            {peer.ae_title}
          </Text>
          <Text span size="xs" c="dimmed" className={ui.factValue ?? ''}>
            {addressText(peer, t)}
          </Text>
          <EchoText echo={echoes.of(peer)} />
        </Stack>
      ),
    },
    {
      key: 'rights',
      header: t('peers.columns.rights'),
      wide: true,
      cell: (peer) => (
        <Group gap={4}>
          {peer.rights.length === 0 && <Tag tone="gray">{t('peers.noRights')}</Tag>}
          {peer.rights.map((right) => (
            <Tag key={right} tone="blue">
              {t(`peers.rights.${right}`)}
            </Tag>
          ))}
        </Group>
      ),
    },
  ];
  if (!mayManage) return columns;
  const actions: Column<Peer> = {
    key: 'actions',
    header: t('frame.actions'),
    hideHeader: true,
    cell: (peer) => (
      <PeerActions
        peer={peer}
        isCalling={echoes.of(peer)?.kind === 'calling'}
        onEcho={() => echoes.send(peer)}
        onChange={onChange}
      />
    ),
  };
  return [...columns, actions];
}

function addressText(peer: Peer, t: TFunction): string {
  const address = addressOf(peer);
  if (address === undefined) return t('peers.noAddress');
  return peer.tls ? t('peers.overTls', { address }) : address;
}

/** What came of the last C-ECHO; read out when it comes. */
function EchoText({ echo }: { echo: Echo | undefined }) {
  const { t } = useTranslation();
  return (
    <Text size="xs" c="dimmed" component="div" aria-live="polite">
      {echo?.kind === 'calling' && t('peers.echoing')}
      {echo?.kind === 'refused' && <Tag tone="red">{explain(echo.error, t)}</Tag>}
      {echo?.kind === 'told' && <EchoResultText result={echo.result} />}
    </Text>
  );
}

function EchoResultText({ result }: { result: Extract<Echo, { kind: 'told' }>['result'] }) {
  const { t } = useTranslation();
  const { reason, milliseconds: ms } = result;
  if (reason === null)
    return (
      <span className={ui.verdict} data-tone="green">
        {t('peers.echoed', { ms })}
      </span>
    );
  const why = t(`peers.echoReasons.${reason}`);
  // Without an address or a title nobody was called: there is no time to tell.
  const wasCalled = reason !== 'no-address' && reason !== 'no-own-title';
  return (
    <span className={ui.verdict} data-tone="red">
      {wasCalled ? t('peers.echoFailed', { why, ms }) : why}
    </span>
  );
}

function PeerActions(props: {
  peer: Peer;
  isCalling: boolean;
  onEcho(): void;
  onChange(change: Change): void;
}) {
  const { t } = useTranslation();
  const { peer } = props;
  const title = peer.ae_title;
  return (
    <Group justify="flex-end" gap={4} wrap="nowrap">
      <Button
        size="xs"
        variant="default"
        aria-label={t('peers.echoOf', { title })}
        aria-disabled={props.isCalling}
        leftSection={props.isCalling ? <Loader size={12} aria-hidden /> : undefined}
        onClick={() => {
          if (!props.isCalling) props.onEcho();
        }}
      >
        {t('peers.echo')}
      </Button>
      <Menu position="bottom-end">
        <Menu.Target>
          <ActionIcon variant="subtle" color="gray" size={36} aria-label={t('peers.actionsOf', { title })}>
            <IconDotsVertical size={16} aria-hidden />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item
            leftSection={<IconPencil size={16} aria-hidden />}
            onClick={() => props.onChange({ kind: 'edit', peer })}
          >
            {t('frame.edit')}
          </Menu.Item>
          <Menu.Item
            c="var(--mantine-color-error)"
            leftSection={<IconTrash size={16} aria-hidden />}
            onClick={() => props.onChange({ kind: 'remove', peer })}
          >
            {t('peers.remove')}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
    </Group>
  );
}
