// What stands where data would: nothing yet, something went wrong.
import { Alert, Button, Center, Group, Stack, Text, ThemeIcon } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { explain } from '../api/explain.ts';
import { IconAlertCircle } from './icons.ts';

/** Nothing here, and what to do next. */
export function EmptyState(props: { icon: ReactNode; title: string; text?: ReactNode; action?: ReactNode }) {
  return (
    <Center py={48} px="md">
      <Stack align="center" gap="sm" maw={420}>
        <ThemeIcon variant="light" color="gray" size={48} radius="xl" aria-hidden>
          {props.icon}
        </ThemeIcon>
        <Text fw={600} ta="center">
          {props.title}
        </Text>
        {props.text !== undefined && (
          <Text c="dimmed" size="sm" ta="center" component="div">
            {props.text}
          </Text>
        )}
        {props.action}
      </Stack>
    </Center>
  );
}

/** An error in place of data, with a way to try again. */
export function ErrorState({ error, onRetry }: { error: unknown; onRetry?: () => void }) {
  const { t } = useTranslation();
  return (
    <Alert
      color="red"
      variant="light"
      icon={<IconAlertCircle size={20} aria-hidden />}
      title={t('frame.failed')}
      role="alert"
      m="md"
    >
      <Group justify="space-between" align="center" gap="sm">
        <Text size="sm">{explain(error, t)}</Text>
        {onRetry !== undefined && (
          <Button size="xs" variant="default" onClick={onRetry}>
            {t('frame.retry')}
          </Button>
        )}
      </Group>
    </Alert>
  );
}
