// Email and password, on the sign-in page and in the dialog that opens when a session has ended.
import { ApiError, type Session } from '@lumenbox/contract';
import { Button, Stack, TextInput } from '@mantine/core';
import type { TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';
import { api } from '../../shared/api/api.ts';
import { PasswordField } from '../../shared/ui/password-field.tsx';
import { useServerForm } from '../../shared/ui/use-server-form.tsx';

/** The form. With `email` given, only that account can sign in. */
export function SignInForm(props: { email?: string; onSignedIn(session: Session): void }) {
  const { t } = useTranslation();
  const { form, submit, isPending, problem } = useServerForm({
    initialValues: { email: props.email ?? '', password: '' },
    fields: ['email', 'password'],
    send: async (values) => (await api.signIn(values)).data,
    onSaved: props.onSignedIn,
    explainError: (error) => explainRefusal(error, t),
  });
  return (
    <form onSubmit={submit} noValidate>
      <Stack gap="md">
        {problem}
        <TextInput
          label={t('accounts.email')}
          type="email"
          autoComplete="username"
          readOnly={props.email !== undefined}
          autoFocus={props.email === undefined}
          required
          {...form.getInputProps('email')}
        />
        <PasswordField
          label={t('accounts.password')}
          autoComplete="current-password"
          autoFocus={props.email !== undefined}
          data-autofocus={props.email !== undefined || undefined}
          {...form.getInputProps('password')}
        />
        <Button type="submit" loading={isPending} fullWidth>
          {t('accounts.signIn')}
        </Button>
      </Stack>
    </form>
  );
}

function explainRefusal(error: unknown, t: TFunction): string | undefined {
  if (!(error instanceof ApiError) || error.status !== 429) return undefined;
  const seconds = error.retryAfterSeconds ?? 60;
  return seconds < 90
    ? t('accounts.locked', { count: seconds })
    : t('accounts.lockedMinutes', { count: Math.ceil(seconds / 60) });
}
