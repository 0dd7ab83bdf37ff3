// Joins a team by invitation. The code stands in the fragment of the address, so that it reaches no server's log.
import { passwordMinCharacters, type Session } from '@lumenbox/contract';
import { Anchor, Button, Skeleton, Stack, Text, TextInput } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { api } from '../../shared/api/api.ts';
import { explain } from '../../shared/api/explain.ts';
import { sessionQuery } from '../../shared/api/session.ts';
import { PasswordField } from '../../shared/ui/password-field.tsx';
import { useServerForm } from '../../shared/ui/use-server-form.tsx';
import { PublicFrame } from './public-frame.tsx';

interface Invited {
  code: string;
  onJoined(session: Session): void;
}

/** The page of an invitation's link. */
export function InvitationPage(props: Invited & { onSignIn(): void }) {
  const { t } = useTranslation();
  const invitation = useQuery({
    queryKey: ['invitation', props.code],
    queryFn: async () => (await api.readInvitation({ code: props.code })).data,
    enabled: props.code !== '',
    retry: false,
  });
  const session = useQuery(sessionQuery);
  if (props.code === '' || invitation.isError)
    return (
      <PublicFrame title={t('accounts.inviteBadTitle')}>
        <Text size="sm">{t('accounts.inviteBadText')}</Text>
        {invitation.isError && (
          <Text size="sm" c="dimmed">
            {explain(invitation.error, t)}
          </Text>
        )}
      </PublicFrame>
    );
  if (invitation.data === undefined || session.data === undefined)
    return (
      <PublicFrame title={t('accounts.inviteTitlePlain')}>
        <Skeleton height={120} />
      </PublicFrame>
    );
  const { team, role, email } = invitation.data;
  const text = t('accounts.inviteText', { team, role: t(`members.roles.${role}`) });
  return (
    <PublicFrame title={t('accounts.inviteTitle', { team })} text={text}>
      {session.data === null ? (
        <>
          <NewAccountForm {...props} email={email ?? ''} />
          <Anchor component="button" size="sm" onClick={props.onSignIn}>
            {t('accounts.inviteHaveAccount')}
          </Anchor>
        </>
      ) : (
        <JoinSignedIn {...props} session={session.data} />
      )}
    </PublicFrame>
  );
}

function JoinSignedIn({ code, onJoined, session }: Invited & { session: Session }) {
  const { t } = useTranslation();
  const join = useMutation({
    mutationFn: async () => (await api.acceptInvitation({ code })).data,
    onSuccess: onJoined,
  });
  return (
    <Stack gap="md">
      <Text size="sm">{t('accounts.inviteAs', { name: session.user.name, email: session.user.email })}</Text>
      {join.isError && (
        <Text size="sm" c="var(--mantine-color-error)" role="alert">
          {explain(join.error, t)}
        </Text>
      )}
      <Button loading={join.isPending} onClick={() => join.mutate()}>
        {t('accounts.inviteJoin')}
      </Button>
    </Stack>
  );
}

function NewAccountForm({ code, onJoined, email }: Invited & { email: string }) {
  const { t } = useTranslation();
  const { form, submit, isPending, problem } = useServerForm({
    initialValues: { name: '', email, password: '' },
    fields: ['name', 'email', 'password'],
    send: async (values) => (await api.acceptInvitation({ code, ...values })).data,
    onSaved: onJoined,
  });
  return (
    <form onSubmit={submit} noValidate>
      <Stack gap="md">
        {problem}
        <TextInput
          label={t('accounts.name')}
          autoComplete="name"
          autoFocus
          required
          {...form.getInputProps('name')}
        />
        <TextInput
          label={t('accounts.email')}
          type="email"
          autoComplete="username"
          required
          readOnly={email !== ''}
          {...form.getInputProps('email')}
        />
        <PasswordField
          label={t('accounts.newPassword')}
          description={t('accounts.passwordText', { count: passwordMinCharacters })}
          autoComplete="new-password"
          {...form.getInputProps('password')}
        />
        <Button type="submit" loading={isPending} fullWidth>
          {t('accounts.inviteJoin')}
        </Button>
      </Stack>
    </form>
  );
}
