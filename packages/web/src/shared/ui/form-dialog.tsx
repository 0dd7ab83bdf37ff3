// A form in a dialog: saved with Enter, closed with Esc, errors at their fields.
import { Button, Group, Modal, Stack } from '@mantine/core';
import type { ReactNode, SyntheticEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { useReturnFocus } from './use-return-focus.ts';

/** The dialog of a form; its fields are the children. */
export function FormDialog(props: {
  opened: boolean;
  title: string;
  submitLabel: string;
  isPending: boolean;
  problem?: ReactNode;
  size?: string;
  onSubmit(event: SyntheticEvent<HTMLFormElement>): void;
  onClose(): void;
  children: ReactNode;
}) {
  const { t } = useTranslation();
  useReturnFocus(props.opened);
  return (
    <Modal
      opened={props.opened}
      onClose={props.onClose}
      returnFocus={false}
      title={props.title}
      size={props.size ?? 'md'}
      closeOnClickOutside={false}
      closeButtonProps={{ 'aria-label': t('frame.close') }}
    >
      <form onSubmit={props.onSubmit} noValidate>
        <Stack gap="md">
          {props.problem}
          {props.children}
          <Group justify="flex-end" gap="xs" mt="xs">
            <Button variant="default" onClick={props.onClose}>
              {t('frame.cancel')}
            </Button>
            <Button type="submit" loading={props.isPending}>
              {props.submitLabel}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
