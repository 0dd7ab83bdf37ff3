// Invites somebody by a link that works once; it is shown here and nowhere again.
import type { Role } from '@lumenbox/contract';
import { Alert, Button, Group, Modal, NativeSelect, Stack, Text, TextInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../shared/api/api.ts';
import { useMay } from '../../shared/api/session.ts';
import { CopyButton } from '../../shared/ui/copy-button.tsx';
import { FormDialog } from '../../shared/ui/form-dialog.tsx';
import ui from '../../shared/ui/ui.module.css';
import { useReturnFocus } from '../../shared/ui/use-return-focus.ts';
import { useServerForm } from '../../shared/ui/use-server-form.tsx';
import { rolesGivenBy } from './roles-given-by.ts';

const blank: { role: Role; email: string } = { role: 'member', email: '' };

/** The dialog: first the form, then the link. */
export function InviteDialog({ onClose }: { onClose(): void }) {
  const { t } = useTranslation();
  const may = useMay();
  const client = useQueryClient();
  useReturnFocus(true);
  const [url, setUrl] = useState<string>();
  const { form, submit, isPending, problem } = useServerForm({
    initialValues: blank,
    fields: ['role', 'email'],
    send: async (values) => (await api.invite(values)).data,
    onSaved: (invitation) => {
      setUrl(invitation.url);
      void client.invalidateQueries({ queryKey: ['invitations'] });
    },
  });
  if (url !== undefined)
    return (
      <Modal
        opened
        onClose={onClose}
        title={t('members.inviteLink')}
        closeOnClickOutside={false}
        closeButtonProps={{ 'aria-label': t('frame.close') }}
      >
        <Stack gap="md">
          <Alert color="yellow" variant="light">
            <Text size="sm">{t('members.inviteLinkText')}</Text>
          </Alert>
          <code className={ui.secret} data-testid="invitation-url">
            {url}
          </code>
          <Group justify="space-between">
            <CopyButton value={url} label={t('members.inviteCopy')} />
            <Button onClick={onClose} data-autofocus>
              {t('members.inviteDone')}
            </Button>
          </Group>
        </Stack>
      </Modal>
    );
  const role = form.values.role;
  return (
    <FormDialog
      opened
      title={t('members.invite')}
      submitLabel={t('members.inviteMake')}
      isPending={isPending}
      problem={problem}
      onSubmit={submit}
      onClose={onClose}
    >
      <NativeSelect
        label={t('members.inviteRole')}
        description={t(`members.roleTexts.${role}`)}
        data-autofocus
        data={rolesGivenBy(may).map((value) => ({ value, label: t(`members.roles.${value}`) }))}
        {...form.getInputProps('role')}
      />
      <TextInput
        label={`${t('members.inviteEmail')} (${t('frame.optional')})`}
        description={t('members.inviteEmailText')}
        type="email"
        autoComplete="off"
        {...form.getInputProps('email')}
      />
    </FormDialog>
  );
}
