// The field of a password: its text can be shown, its faults are told to screen readers.
import { PasswordInput, type PasswordInputProps } from '@mantine/core';
import { useTranslation } from 'react-i18next';

/** Mantine's field, with the words and the attribute that it leaves away. */
export function PasswordField(props: PasswordInputProps) {
  const { t } = useTranslation();
  return (
    <PasswordInput
      required
      visibilityToggleButtonProps={{ 'aria-label': t('accounts.showPassword') }}
      {...(props.error ? { 'aria-invalid': true } : {})}
      {...props}
    />
  );
}
