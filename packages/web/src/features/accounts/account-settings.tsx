// The own account: name, password, sessions.
import { passwordMinCharacters } from '@lumenbox/contract';
import { Button, Group, Stack, Text, TextInput, Title } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useTranslation } from 'react-i18next';
import { api } from '../../shared/api/api.ts';
import { adoptSession, useSession } from '../../shared/api/session.ts';
import { Page } from '../../shared/ui/page.tsx';
import { PasswordField } from '../../shared/ui/password-field.tsx';
import { Section } from '../../shared/ui/section.tsx';
import { useServerForm } from '../../shared/ui/use-server-form.tsx';

/** Settings of the account. `onSignOutEverywhere` asks first. */
export function AccountSettings({ onSignOutEverywhere }: { onSignOutEverywhere(): void }) {
  const { t } = useTranslation();
  return (
    <Page title={t('accounts.accountTitle')}>
      <ProfileSection />
      <PasswordSection />
      <Section>
        <Title order={2}>{t('accounts.sessions')}</Title>
        <Text size="sm" c="dimmed">
          {t('frame.signOutEverywhereText')}
        </Text>
        <Group>
          <Button variant="default" onClick={onSignOutEverywhere}>
            {t('frame.signOutEverywhere')}
          </Button>
        </Group>
      </Section>
    </Page>
  );
}

function ProfileSection() {
  const { t } = useTranslation();
  const session = useSession();
  const { form, submit, isPending, problem } = useServerForm({
    initialValues: { name: session.user.name },
    fields: ['name'],
    send: async (values) => (await api.updateAccount(values)).data,
    onSaved: (next) => {
      adoptSession(next);
      notifications.show({ message: t('accounts.profileSaved') });
    },
  });
  return (
    <Section>
      <Title order={2}>{t('accounts.profile')}</Title>
      <form onSubmit={submit} noValidate>
        <Stack gap="md" maw={420}>
          {problem}
          <TextInput
            label={t('accounts.name')}
            autoComplete="name"
            required
            {...form.getInputProps('name')}
          />
          <TextInput label={t('accounts.email')} value={session.user.email} readOnly />
          <Group>
            <Button type="submit" loading={isPending}>
              {t('frame.save')}
            </Button>
          </Group>
        </Stack>
      </form>
    </Section>
  );
}

function PasswordSection() {
  const { t } = useTranslation();
  const { form, submit, isPending, problem, reset } = useServerForm({
    initialValues: { current_password: '', password: '' },
    fields: ['current_password', 'password'],
    send: (values) => api.changePassword(values),
    onSaved: () => {
      reset();
      notifications.show({ message: t('accounts.passwordSaved') });
    },
  });
  return (
    <Section id="password">
      <Title order={2}>{t('accounts.changePassword')}</Title>
      <Text size="sm" c="dimmed">
        {t('accounts.changePasswordText')}
      </Text>
      <form onSubmit={submit} noValidate>
        <Stack gap="md" maw={420}>
          {problem}
          <PasswordField
            label={t('accounts.currentPassword')}
            autoComplete="current-password"
            {...form.getInputProps('current_password')}
          />
          <PasswordField
            label={t('accounts.nextPassword')}
            description={t('accounts.passwordText', { count: passwordMinCharacters })}
            autoComplete="new-password"
            {...form.getInputProps('password')}
          />
          <Group>
            <Button type="submit" loading={isPending}>
              {t('accounts.changePassword')}
            </Button>
          </Group>
        </Stack>
      </form>
    </Section>
  );
}
