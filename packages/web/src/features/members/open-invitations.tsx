// Invitations that nobody has used yet, and taking them back.
import type { Invitation } from '@lumenbox/contract';
import { Button, Group, Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../shared/api/api.ts';
import { ConfirmDialog } from '../../shared/ui/confirm-dialog.tsx';
import { type Column, DataTable } from '../../shared/ui/data-table.tsx';
import { Moment } from '../../shared/ui/moment.tsx';

const queryKey = ['invitations'];
/** They last seven days; nobody has more than a page of them open. */
const invitationsMax = 100;

/** The table of open invitations. */
export function OpenInvitations() {
  const { t } = useTranslation();
  const client = useQueryClient();
  const [revoking, setRevoking] = useState<Invitation>();
  const list = useQuery({
    queryKey,
    queryFn: ({ signal }) => api.listInvitations({ per_page: invitationsMax }, { signal }),
  });
  return (
    <>
      <DataTable
        label={t('members.open')}
        columns={useInvitationColumns(setRevoking)}
        rowKey={(invitation) => invitation.id}
        state={{ rows: list.data?.data, error: list.error, onRetry: () => void list.refetch() }}
        empty={
          <Text size="sm" c="dimmed" p="md">
            {t('members.openEmpty')}
          </Text>
        }
      />
      <ConfirmDialog
        opened={revoking !== undefined}
        title={t('members.revokeTitle')}
        confirmLabel={t('members.revoke')}
        isDangerous
        action={async () => {
          await api.revokeInvitation({ id: revoking?.id ?? '' });
          await client.invalidateQueries({ queryKey });
          notifications.show({ message: t('members.revoked') });
        }}
        onClose={() => setRevoking(undefined)}
      >
        {t('members.revokeText')}
      </ConfirmDialog>
    </>
  );
}

function useInvitationColumns(onRevoke: (invitation: Invitation) => void): Column<Invitation>[] {
  const { t } = useTranslation();
  return [
    {
      key: 'email',
      header: t('members.openColumns.email'),
      cell: (invitation) => invitation.email ?? t('members.openAnyone'),
    },
    {
      key: 'role',
      header: t('members.openColumns.role'),
      width: 160,
      cell: (invitation) => t(`members.roles.${invitation.role}`),
    },
    {
      key: 'expires',
      header: t('members.openColumns.expires'),
      wide: true,
      cell: (invitation) => <Moment value={invitation.expires_at} />,
    },
    {
      key: 'revoke',
      header: t('frame.actions'),
      hideHeader: true,
      width: 140,
      cell: (invitation) => (
        <Group justify="flex-end">
          <Button
            size="xs"
            variant="subtle"
            color="gray"
            aria-label={t('members.revokeOf', { email: invitation.email ?? t('members.openAnyone') })}
            onClick={() => onRevoke(invitation)}
          >
            {t('members.revoke')}
          </Button>
        </Group>
      ),
    },
  ];
}
