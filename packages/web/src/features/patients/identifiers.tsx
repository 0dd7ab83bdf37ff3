// The identifiers by which a patient is known elsewhere.
import type { PatientIdentifier } from '@lumenbox/contract';
import { ActionIcon, Button, Group, Skeleton, Stack, Text, TextInput, Title } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../shared/api/api.ts';
import { useMay } from '../../shared/api/session.ts';
import { ConfirmDialog } from '../../shared/ui/confirm-dialog.tsx';
import { FormDialog } from '../../shared/ui/form-dialog.tsx';
import { IconPlus, IconX } from '../../shared/ui/icons.ts';
import { Section } from '../../shared/ui/section.tsx';
import { ErrorState } from '../../shared/ui/states.tsx';
import { Tag } from '../../shared/ui/tag.tsx';
import ui from '../../shared/ui/ui.module.css';
import { useServerForm } from '../../shared/ui/use-server-form.tsx';

/** One page of the list: nobody has more. */
const identifiersMax = 100;

/** The part of the patient page with the identifiers. */
export function Identifiers({ patientId }: { patientId: string }) {
  const { t } = useTranslation();
  const mayWrite = useMay()('patients:write');
  const client = useQueryClient();
  const [isAdding, setIsAdding] = useState(false);
  const [removing, setRemoving] = useState<PatientIdentifier>();
  const queryKey = ['identifiers', patientId];
  const list = useQuery({
    queryKey,
    queryFn: ({ signal }) => api.listIdentifiers({ id: patientId, per_page: identifiersMax }, { signal }),
  });
  const refresh = () => client.invalidateQueries({ queryKey });
  return (
    <Section>
      <Group justify="space-between" gap="xs">
        <Title order={2}>{t('patients.identifiers')}</Title>
        {mayWrite && (
          <Button
            size="xs"
            variant="default"
            leftSection={<IconPlus size={14} aria-hidden />}
            onClick={() => setIsAdding(true)}
          >
            {t('patients.addIdentifier')}
          </Button>
        )}
      </Group>
      {list.isError && <ErrorState error={list.error} onRetry={() => void list.refetch()} />}
      {list.isPending && <Skeleton height={20} />}
      {list.data?.data.length === 0 && (
        <Text size="sm" c="dimmed">
          {t('patients.identifiersEmpty')}
        </Text>
      )}
      <Stack gap={4} component="ul" m={0} p={0}>
        {list.data?.data.map((identifier) => (
          <Group key={identifier.id} component="li" gap="xs" wrap="nowrap" justify="space-between">
            <Group gap="xs">
              <span className={ui.mono}>{identifier.value}</span>
              {identifier.type !== null && <Tag tone="gray">{identifier.type}</Tag>}
              {identifier.issuer !== null && (
                <Text size="sm" c="dimmed">
                  {identifier.issuer}
                </Text>
              )}
            </Group>
            {mayWrite && (
              <ActionIcon
                variant="subtle"
                color="gray"
                aria-label={t('patients.identifierRemove', { value: identifier.value })}
                onClick={() => setRemoving(identifier)}
              >
                <IconX size={16} aria-hidden />
              </ActionIcon>
            )}
          </Group>
        ))}
      </Stack>
      {isAdding && (
        <AddIdentifier
          patientId={patientId}
          onClose={() => setIsAdding(false)}
          onSaved={() => {
            setIsAdding(false);
            void refresh();
          }}
        />
      )}
      <ConfirmDialog
        opened={removing !== undefined}
        title={t('patients.identifierRemoveTitle', { value: removing?.value ?? '' })}
        confirmLabel={t('patients.identifierRemoveConfirm')}
        isDangerous
        action={async () => {
          await api.removeIdentifier({ id: patientId, identifier_id: removing?.id ?? '' });
          await refresh();
        }}
        onClose={() => setRemoving(undefined)}
      >
        {t('patients.identifierRemoveText')}
      </ConfirmDialog>
    </Section>
  );
}

function AddIdentifier(props: { patientId: string; onClose(): void; onSaved(): void }) {
  const { t } = useTranslation();
  const { form, submit, isPending, problem } = useServerForm({
    initialValues: { value: '', issuer: '', type: '' },
    fields: ['value', 'issuer', 'type'],
    send: (values) => api.addIdentifier({ id: props.patientId, ...values }),
    onSaved: props.onSaved,
  });
  return (
    <FormDialog
      opened
      title={t('patients.addIdentifier')}
      submitLabel={t('patients.addIdentifier')}
      isPending={isPending}
      problem={problem}
      onSubmit={submit}
      onClose={props.onClose}
    >
      <TextInput
        label={t('patients.identifierValue')}
        required
        data-autofocus
        autoComplete="off"
        {...form.getInputProps('value')}
      />
      <TextInput
        label={t('patients.identifierIssuer')}
        description={t('patients.identifierIssuerText')}
        autoComplete="off"
        {...form.getInputProps('issuer')}
      />
      <TextInput
        label={t('patients.identifierType')}
        description={t('patients.identifierTypeText')}
        autoComplete="off"
        {...form.getInputProps('type')}
      />
    </FormDialog>
  );
}
