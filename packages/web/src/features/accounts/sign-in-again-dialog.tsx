// Opens over a page whose session has ended, so that nothing typed there is lost.
import type { Session } from '@lumenbox/contract';
import { Button, Modal, Stack, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { SignInForm } from './sign-in-form.tsx';

/** The dialog. Leaving it gives the page up. */
export function SignInAgainDialog(props: {
  opened: boolean;
  email: string;
  onSignedIn(session: Session): void;
  onLeave(): void;
}) {
  const { t } = useTranslation();
  return (
    <Modal
      opened={props.opened}
      onClose={props.onLeave}
      title={t('accounts.againTitle')}
      withCloseButton={false}
      closeOnClickOutside={false}
      closeOnEscape={false}
      zIndex={1000}
    >
      <Stack gap="md">
        <Text size="sm" c="dimmed">
          {t('accounts.againText')}
        </Text>
        <SignInForm email={props.email} onSignedIn={props.onSignedIn} />
        <Button variant="subtle" color="gray" onClick={props.onLeave}>
          {t('accounts.againLeave')}
        </Button>
      </Stack>
    </Modal>
  );
}
