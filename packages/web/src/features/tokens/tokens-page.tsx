// The keys of the team as far as one may see them: made, told apart, revoked.
import type { Token } from '@lumenbox/contract';
import { Button, Group, Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { keepPreviousData, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../shared/api/api.ts';
import { ConfirmDialog } from '../../shared/ui/confirm-dialog.tsx';
import { type Column, DataTable } from '../../shared/ui/data-table.tsx';
import { IconKey, IconPlus } from '../../shared/ui/icons.ts';
import { Moment } from '../../shared/ui/moment.tsx';
import { Page } from '../../shared/ui/page.tsx';
import { Pager } from '../../shared/ui/pager.tsx';
import { EmptyState } from '../../shared/ui/states.tsx';
import { Tag } from '../../shared/ui/tag.tsx';
import ui from '../../shared/ui/ui.module.css';
import { type PagingSearch, withoutUndefined } from '../../shared/url/list-search.ts';
import { GenerateTokenDialog } from './generate-token-dialog.tsx';

/** Settings of API tokens. */
export function TokensPage(props: { search: PagingSearch; onSearch(search: PagingSearch): void }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const [isGenerating, setIsGenerating] = useState(false);
  const [revoking, setRevoking] = useState<Token>();
  const list = useQuery({
    queryKey: ['tokens', props.search],
    queryFn: ({ signal }) => api.listTokens(props.search, { signal }),
    placeholderData: keepPreviousData,
  });
  const refresh = () => client.invalidateQueries({ queryKey: ['tokens'] });
  const generate = (
    <Button leftSection={<IconPlus size={16} aria-hidden />} onClick={() => setIsGenerating(true)}>
      {t('tokens.generate')}
    </Button>
  );
  const name = revoking?.name ?? '';
  return (
    <Page title={t('tokens.title')} description={t('tokens.description')} actions={generate}>
      <DataTable
        label={t('tokens.title')}
        columns={useTokenColumns(setRevoking)}
        rowKey={(token) => token.id}
        state={{
          rows: list.data?.data,
          isRefreshing: list.isPlaceholderData,
          error: list.error,
          onRetry: () => void list.refetch(),
        }}
        empty={
          <EmptyState
            icon={<IconKey size={24} />}
            title={t('tokens.emptyTitle')}
            text={t('tokens.emptyText')}
            action={generate}
          />
        }
        footer={
          <Pager
            meta={list.data?.meta}
            search={props.search}
            onChange={(paging) => props.onSearch(withoutUndefined(paging))}
          />
        }
      />
      {isGenerating && (
        <GenerateTokenDialog onClose={() => setIsGenerating(false)} onMade={() => void refresh()} />
      )}
      <ConfirmDialog
        opened={revoking !== undefined}
        title={t('tokens.revokeTitle', { name })}
        confirmLabel={t('tokens.revokeConfirm')}
        isDangerous
        action={async () => {
          await api.revokeToken({ id: revoking?.id ?? '' });
          await refresh();
          notifications.show({ message: t('tokens.revoked', { name }) });
        }}
        onClose={() => setRevoking(undefined)}
      >
        {t('tokens.revokeText')}
      </ConfirmDialog>
    </Page>
  );
}

function useTokenColumns(onRevoke: (token: Token) => void): Column<Token>[] {
  const { t } = useTranslation();
  return [
    {
      key: 'name',
      header: t('tokens.columns.name'),
      cell: (token) => (
        <>
          <Text size="sm" fw={500} className={ui.factValue ?? ''}>
            {token.name}
          </Text>
          <Text size="xs" c="dimmed">
            {t('tokens.hint', { hint: token.hint })}
          </Text>
        </>
      ),
    },
    {
      key: 'scopes',
      header: t('tokens.columns.scopes'),
      wide: true,
      cell: (token) => (
        <Group gap={4} maw={280}>
          {token.scopes.map((scope) => (
            <Tag key={scope} tone="gray">
              {scope === '*' ? t('tokens.scopes.*') : scope}
            </Tag>
          ))}
        </Group>
      ),
    },
    { key: 'user', header: t('tokens.columns.user'), wide: true, cell: (token) => token.user.name },
    {
      key: 'lastUsed',
      header: t('tokens.columns.lastUsed'),
      wide: true,
      cell: (token) =>
        token.last_used_at === null ? t('tokens.never') : <Moment value={token.last_used_at} />,
    },
    {
      key: 'expires',
      header: t('tokens.columns.expires'),
      cell: (token) => {
        if (token.expires_at === null) return t('tokens.never');
        if (Date.parse(token.expires_at) <= Date.now()) return <Tag tone="red">{t('tokens.expired')}</Tag>;
        return <Moment value={token.expires_at} />;
      },
    },
    {
      key: 'revoke',
      header: t('frame.actions'),
      hideHeader: true,
      width: 100,
      cell: (token) => (
        <Group justify="flex-end">
          <Button
            size="xs"
            variant="subtle"
            color="gray"
            aria-label={t('tokens.revoke', { name: token.name })}
            onClick={() => onRevoke(token)}
          >
            {t('tokens.revokeConfirm')}
          </Button>
        </Group>
      ),
    },
  ];
}
