// Asks before something is lost, says plainly what, and shows when it could not be done.
import { Alert, Button, Group, Modal, Stack, Text } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { type ReactNode, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { explain } from '../api/explain.ts';
import { useReturnFocus } from './use-return-focus.ts';

/** A question with one consequence. `action` runs when it is confirmed; the dialog closes when it has worked. */
export function ConfirmDialog(props: {
  opened: boolean;
  title: string;
  children: ReactNode;
  confirmLabel: string;
  isDangerous?: boolean;
  action(): Promise<unknown>;
  onClose(): void;
}) {
  const { t } = useTranslation();
  useReturnFocus(props.opened);
  const mutation = useMutation({ mutationFn: props.action, onSuccess: props.onClose });
  // The second click of a double click comes before the button is drawn as busy.
  const isRunning = useRef(false);
  const confirm = () => {
    if (isRunning.current) return;
    isRunning.current = true;
    mutation.mutate(undefined, {
      onSettled: () => {
        isRunning.current = false;
      },
    });
  };
  const close = () => {
    mutation.reset();
    props.onClose();
  };
  return (
    <Modal
      opened={props.opened}
      onClose={close}
      returnFocus={false}
      title={props.title}
      closeButtonProps={{ 'aria-label': t('frame.close') }}
    >
      <Stack gap="md">
        <Text size="sm" component="div">
          {props.children}
        </Text>
        {mutation.isError && (
          <Alert color="red" role="alert">
            {explain(mutation.error, t)}
          </Alert>
        )}
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={close} data-autofocus>
            {t('frame.cancel')}
          </Button>
          <Button
            {...(props.isDangerous ? { color: 'red.9' } : {})}
            loading={mutation.isPending}
            onClick={confirm}
          >
            {props.confirmLabel}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
