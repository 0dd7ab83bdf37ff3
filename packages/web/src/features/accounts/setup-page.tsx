// The first visit: makes the owner's account, guarded by the code on the server's console.
import { passwordMinCharacters, type Session } from '@lumenbox/contract';
import { Button, Stack, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { api } from '../../shared/api/api.ts';
import { PasswordField } from '../../shared/ui/password-field.tsx';
import { useServerForm } from '../../shared/ui/use-server-form.tsx';
import { PublicFrame } from './public-frame.tsx';

/** The first-run form. */
export function SetupPage({ onDone }: { onDone(session: Session): void }) {
  const { t } = useTranslation();
  const { form, submit, isPending, problem } = useServerForm({
    initialValues: { code: '', name: '', email: '', password: '', team: '' },
    fields: ['code', 'name', 'email', 'password', 'team'],
    send: async (values) => (await api.completeSetup(values)).data,
    onSaved: onDone,
  });
  return (
    <PublicFrame title={t('accounts.setupTitle')} text={t('accounts.setupText')}>
      <form onSubmit={submit} noValidate>
        <Stack gap="md">
          {problem}
          <TextInput
            label={t('accounts.setupCode')}
            description={t('accounts.setupCodeText')}
            autoComplete="one-time-code"
            autoFocus
            required
            spellCheck={false}
            {...form.getInputProps('code')}
          />
          <TextInput
            label={t('accounts.name')}
            autoComplete="name"
            required
            {...form.getInputProps('name')}
          />
          <TextInput
            label={t('accounts.email')}
            type="email"
            autoComplete="username"
            required
            {...form.getInputProps('email')}
          />
          <PasswordField
            label={t('accounts.newPassword')}
            description={t('accounts.passwordText', { count: passwordMinCharacters })}
            autoComplete="new-password"
            {...form.getInputProps('password')}
          />
          <TextInput
            label={t('accounts.team')}
            description={t('accounts.teamText')}
            autoComplete="organization"
            required
            {...form.getInputProps('team')}
          />
          <Button type="submit" loading={isPending} fullWidth>
            {t('accounts.createAccount')}
          </Button>
        </Stack>
      </form>
    </PublicFrame>
  );
}
