// Who is in the team: roles, leaving, and the invitations that nobody has used yet.
import type { Member, Role } from '@lumenbox/contract';
import { Button, Group, NativeSelect, Text, Title } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../shared/api/api.ts';
import { explain } from '../../shared/api/explain.ts';
import { useMay, useSession } from '../../shared/api/session.ts';
import { ConfirmDialog } from '../../shared/ui/confirm-dialog.tsx';
import { type Column, DataTable } from '../../shared/ui/data-table.tsx';
import { IconUserPlus } from '../../shared/ui/icons.ts';
import { Moment } from '../../shared/ui/moment.tsx';
import { Page } from '../../shared/ui/page.tsx';
import { Pager } from '../../shared/ui/pager.tsx';
import { type PagingSearch, withoutUndefined } from '../../shared/url/list-search.ts';
import { InviteDialog } from './invite-dialog.tsx';
import { OpenInvitations } from './open-invitations.tsx';
import { rolesGivenBy } from './roles-given-by.ts';

const membersKey = ['members'];

/** Settings of members. `onLeft` after the person left the team. */
export function MembersPage(props: {
  search: PagingSearch;
  onSearch(search: PagingSearch): void;
  onLeft(): Promise<void>;
}) {
  const { t } = useTranslation();
  const session = useSession();
  const mayManage = useMay()('members:manage');
  const [isInviting, setIsInviting] = useState(false);
  const [leaving, setLeaving] = useState<Member>();
  const client = useQueryClient();
  const list = useQuery({
    queryKey: [...membersKey, props.search],
    queryFn: ({ signal }) => api.listMembers(props.search, { signal }),
    placeholderData: keepPreviousData,
  });
  const isSelf = leaving?.id === session.user.id;
  const team = session.team.name;
  const name = leaving?.name ?? '';
  return (
    <Page
      title={t('members.title')}
      description={t('members.description', { team })}
      actions={
        mayManage && (
          <Button leftSection={<IconUserPlus size={16} aria-hidden />} onClick={() => setIsInviting(true)}>
            {t('members.invite')}
          </Button>
        )
      }
    >
      <DataTable
        label={t('members.title')}
        columns={useMemberColumns(setLeaving)}
        rowKey={(member) => member.id}
        state={{
          rows: list.data?.data,
          isRefreshing: list.isPlaceholderData,
          error: list.error,
          onRetry: () => void list.refetch(),
        }}
        empty={null}
        footer={
          <Pager
            meta={list.data?.meta}
            search={props.search}
            onChange={(paging) => props.onSearch(withoutUndefined(paging))}
          />
        }
      />
      {mayManage && (
        <>
          <Title order={2}>{t('members.open')}</Title>
          <OpenInvitations />
        </>
      )}
      {isInviting && <InviteDialog onClose={() => setIsInviting(false)} />}
      <ConfirmDialog
        opened={leaving !== undefined}
        title={isSelf ? t('members.leaveTitle', { team }) : t('members.removeTitle', { name, team })}
        confirmLabel={t(isSelf ? 'members.leaveConfirm' : 'members.removeConfirm')}
        isDangerous
        action={async () => {
          await api.removeMember({ id: leaving?.id ?? '' });
          notifications.show({
            message: isSelf ? t('members.left', { team }) : t('members.removed', { name }),
          });
          if (isSelf) await props.onLeft();
          else await client.invalidateQueries({ queryKey: membersKey });
        }}
        onClose={() => setLeaving(undefined)}
      >
        {isSelf ? t('members.leaveText') : t('members.removeText', { name })}
      </ConfirmDialog>
    </Page>
  );
}

function useMemberColumns(onRemove: (member: Member) => void): Column<Member>[] {
  const { t } = useTranslation();
  const session = useSession();
  const may = useMay();
  return [
    {
      key: 'name',
      header: t('members.columns.name'),
      cell: (member) => (
        <>
          <Text size="sm" fw={500}>
            {member.name}
            {member.id === session.user.id && (
              <Text span size="sm" c="dimmed" fw={400}>
                {` (${t('members.you')})`}
              </Text>
            )}
          </Text>
          <Text size="xs" c="dimmed">
            {member.email}
          </Text>
        </>
      ),
    },
    {
      key: 'role',
      header: t('members.columns.role'),
      width: 160,
      cell: (member) => <RoleField member={member} />,
    },
    {
      key: 'joined',
      header: t('members.columns.joined'),
      wide: true,
      cell: (member) => <Moment value={member.joined_at} />,
    },
    {
      key: 'remove',
      header: t('frame.actions'),
      hideHeader: true,
      width: 140,
      cell: (member) => {
        const isSelf = member.id === session.user.id;
        const mayRemove =
          isSelf || (may('members:manage') && (member.role !== 'owner' || may('owners:manage')));
        return mayRemove ? (
          <Group justify="flex-end">
            <Button
              size="xs"
              variant="subtle"
              color="gray"
              aria-label={isSelf ? t('members.leave') : t('members.remove', { name: member.name })}
              onClick={() => onRemove(member)}
            >
              {t(isSelf ? 'members.leaveConfirm' : 'members.removeConfirm')}
            </Button>
          </Group>
        ) : null;
      },
    },
  ];
}

function RoleField({ member }: { member: Member }) {
  const { t } = useTranslation();
  const may = useMay();
  const session = useSession();
  const client = useQueryClient();
  const offered = rolesGivenBy(may);
  const change = useMutation({
    mutationFn: (role: Role) => api.changeRole({ id: member.id, role }),
    onSuccess: ({ data }) => {
      notifications.show({
        message: t('members.roleChanged', { name: data.name, role: t(`members.roles.${data.role}`) }),
      });
      if (data.id === session.user.id) void client.invalidateQueries({ queryKey: ['session'] });
    },
    onError: (error) => notifications.show({ color: 'red', message: explain(error, t) }),
    onSettled: () => client.invalidateQueries({ queryKey: membersKey }),
  });
  if (!offered.includes(member.role)) return t(`members.roles.${member.role}`);
  return (
    <NativeSelect
      size="xs"
      // Narrower, the role could not be read on a phone; the table scrolls instead.
      miw={128}
      aria-label={t('members.roleOf', { name: member.name })}
      value={change.isPending ? change.variables : member.role}
      data={offered.map((role) => ({ value: role, label: t(`members.roles.${role}`) }))}
      disabled={change.isPending}
      onChange={(event) => change.mutate(event.currentTarget.value as Role)}
    />
  );
}
